"""Briefing lists: practices in an order, with notes, shared with whom their owner chooses."""
