"""The passages of an index as rows: to whom they are open, and how they are kept on disk."""
