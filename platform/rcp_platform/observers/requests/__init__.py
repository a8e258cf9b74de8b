"""Requests for observer status, from the draft to the decision."""
