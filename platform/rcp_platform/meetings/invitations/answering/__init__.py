"""Answers by a link in a mail, without signing in."""
