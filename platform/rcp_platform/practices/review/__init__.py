"""The way from a draft to its readers: who holds it, what was said about it, who is told."""
