"""Words said at meetings, and by whom as far as that may be told."""
