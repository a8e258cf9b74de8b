"""Training of the six-language student; not part of the installed package."""
