"""From lines of text to blocks, for every kind of file that has no structure of its own."""
