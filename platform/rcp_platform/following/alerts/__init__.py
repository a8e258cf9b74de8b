"""What is new for each saved search and follow, looked for in one pass and told once."""
