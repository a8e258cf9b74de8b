"""Meetings in calendars: the month, the list, files and subscriptions."""
