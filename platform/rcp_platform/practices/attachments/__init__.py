"""Files and links that belong to a practice. They are read by whoever may read its body."""
