"""What the index keeps of a document."""

from dataclasses import dataclass

from rcp_search.documents import Facets, Passage


@dataclass(frozen=True)
class Entry:
    """A document in the index; its rows begin at ``start``, one for each passage.

    The language is one that words are analysed in.
    """

    key: int
    title: str
    language: str
    labels: frozenset[str]
    facets: Facets
    passages: tuple[Passage, ...]
    start: int
