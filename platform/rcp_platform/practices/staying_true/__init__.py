"""Ask from time to time whether a practice still holds."""
