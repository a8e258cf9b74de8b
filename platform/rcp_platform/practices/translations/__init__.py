"""Practices in other languages than their own."""
