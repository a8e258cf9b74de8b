"""Where texts name States, RCPs, objectives, targets and themes."""

from rcp_ingest.mentions.finder import Finder, Mention, finder_of

__all__ = ["Finder", "Mention", "finder_of"]
