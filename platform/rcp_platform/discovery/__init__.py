"""Search, related practices and matches: the one adapter to rcp_search."""
