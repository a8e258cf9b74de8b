"""Practices on paper and in files: what a reader may know, to take along."""
