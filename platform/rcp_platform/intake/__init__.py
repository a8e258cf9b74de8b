"""Documents that people send, read into drafts that somebody looks through."""
