"""What a practice said at each publication."""
