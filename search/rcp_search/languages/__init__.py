"""Words, names and sentences of the six languages, as they are compared."""
