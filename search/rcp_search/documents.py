"""What goes in and what comes out: plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Facets = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Section:
    """A named part of a document, such as "impact" or "challenge".

    Labels, language and title are the document's unless it has its own.
    """

    name: str
    text: str
    labels: frozenset[str] | None = None
    language: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Document:
    """A text to be found, who may find it (labels) and what it can be filtered by (facets).

    The caller chooses the key (64-bit integer) and gets it back in a :class:`Hit`. Whoever may
    find a part of it learns its title and facets, too.
    """

    key: int
    title: str
    sections: tuple[Section, ...]
    language: str
    labels: frozenset[str]
    facets: Facets

    def labels_of(self, passage: "Passage") -> frozenset[str]:
        """Return who may find one of its passages."""
        return self.labels if passage.labels is None else passage.labels


@dataclass(frozen=True)
class Passage:
    """A piece of one section, short enough for the embedding model; numbered from 0.

    Labels, language and title are the document's unless its section has its own.
    """

    number: int
    section: str
    text: str
    labels: frozenset[str] | None = None
    language: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Query:
    """What is looked for, by whom (labels) and where.

    Filters hold together across facets and are alternatives inside one;
    a document that carries any of the excluded values is left out. With a facet to spread
    by, nearly as good documents of several values share a page (see :mod:`.diversity`).
    """

    text: str
    labels: frozenset[str]
    filters: Facets = field(default_factory=dict)
    exclude: Facets = field(default_factory=dict)
    limit: int = 10
    offset: int = 0
    spread: str = ""


@dataclass(frozen=True)
class Hit:
    """A document found, with the passage that says why.

    ``score`` (0 to 1) compares hits of one list only; ``spans`` and ``sentence`` are
    character ranges in ``passage.text``; ``words`` are the words that met, as written there;
    ``similarity`` is the cosine between the passage and what was looked for; ``near`` says
    that it alone makes a good match, ``weak`` that neither it nor the words do; ``concepts``
    are the ids of the concepts of the query that the passage names, in any language.
    """

    key: int
    score: float
    passage: Passage
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    sentence: tuple[int, int]
    similarity: float
    near: bool
    weak: bool
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True)
class FoundConcept:
    """A concept that the query names: the label it met, and the ids of broader and related ones.

    Only the concept itself was looked for in other words and languages.
    """

    id: str
    label: str
    broader: tuple[str, ...]
    related: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """One page of hits, and what was found in all (access and filters applied).

    Of more than 20,000 passages only the best some thousands are found at all: ``total``,
    ``close`` and ``facets`` are counts of these.
    ``close`` counts the good matches among the ``total``; the others are weak.
    ``facets`` counts documents; a facet that is filtered is counted as if it were not,
    so that the choice can be widened. ``corrections`` says for a word typed that stands
    nowhere which ones were looked for instead; ``concepts`` are those that the query names.
    """

    hits: tuple[Hit, ...]
    total: int
    close: int
    facets: Mapping[str, Mapping[str, int]]
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    concepts: tuple[FoundConcept, ...] = ()

    @property
    def weak(self) -> bool:
        """Whether no good match was found."""
        return self.close == 0
