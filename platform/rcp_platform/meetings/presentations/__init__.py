"""Presentations, from the topic agreed to the practice drafted from them."""
