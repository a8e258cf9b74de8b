"""Meetings of one or several RCPs: agenda, documents, calendar, invitations, outcomes."""
