"""Who could present a point of an agenda, and the invitation to do so."""
