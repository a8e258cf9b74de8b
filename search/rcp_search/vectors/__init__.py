"""Search by meaning: vectors in this process or elsewhere."""
