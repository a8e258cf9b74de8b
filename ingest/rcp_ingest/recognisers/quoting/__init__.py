"""Who is quoted, in which words, and whether the name may be told."""
