"""The same questions asked of other ways to search, each in a process of its own."""
