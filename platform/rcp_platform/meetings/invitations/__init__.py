"""Invitations to attend, to present or to contribute, and their answers."""
