"""Everything that an RCP owns as one file, and back: for moving it or keeping it."""
