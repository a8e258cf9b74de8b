"""Documents of meetings, each with its audience."""
