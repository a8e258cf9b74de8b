"""Models that make unit vectors of texts: prepared once, then served without torch."""
