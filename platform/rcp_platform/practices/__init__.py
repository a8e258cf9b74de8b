"""Good practices: posted by an RCP, read by others."""
