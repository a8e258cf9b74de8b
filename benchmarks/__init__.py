"""What the product costs, beside a plain baseline in the same run: ``python -m benchmarks``."""
