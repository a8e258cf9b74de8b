"""Searches that people let this site keep, and what they say of the results."""
