"""The bridge of terms: concepts with their names in each language, and what a query says."""
