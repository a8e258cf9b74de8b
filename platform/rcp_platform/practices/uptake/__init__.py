"""Who used a practice elsewhere, and what came of it."""
