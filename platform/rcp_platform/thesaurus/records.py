"""What a file says of terms, and what that makes of the terms that are here.

What a file says of a term in a language, of its note, its wider or its related terms
replaces what is here; what it does not mention stays.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.thesaurus.facts import Labels, TermFacts, without_empty
from rcp_platform.thesaurus.graph import Graph, neighbours

#: Bytes of a file; the packaged terms take a sixth of it in the wordiest format.
MOST_BYTES = 20 * 1024 * 1024
MOST_TERMS = 20_000


class FileRefused(Exception):
    """A file that cannot be taken over; each of ``problems`` is a sentence with its place."""

    def __init__(self, problems: Collection[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Record:
    """What a file says of a term; None or a missing language where it says nothing."""

    slug: str
    #: Where in the file: a line, or the term's URI.
    place: str
    labels: Labels = field(default_factory=dict)
    hidden: Labels = field(default_factory=dict)
    note: str | None = None
    broader: frozenset[str] | None = None
    related: frozenset[str] | None = None
    is_retired: bool | None = None
    #: Whether the order of the labels means anything; a set of statements has none.
    is_ordered: bool = True


def require_distinct(records: Collection[Record]) -> None:
    """Raise :exc:`FileRefused` when two records mean the same term, or there are too many."""
    if len(records) > MOST_TERMS:
        raise FileRefused([f"The file names more than {MOST_TERMS:,} terms. Divide it."])
    places: dict[str, str] = {}
    twice = [
        f"{record.place}: the term “{record.slug}” stands at {places[record.slug]} as well."
        for record in records
        if places.setdefault(record.slug, record.place) != record.place
    ]
    if twice:
        raise FileRefused(twice)


def merged(
    records: Collection[Record], here: Mapping[str, TermFacts], graph: Graph
) -> dict[str, TermFacts]:
    """Return what will be stated of each term of the records."""
    restated = {record.slug for record in records if record.related is not None}
    pairs = {
        (a, b)
        for a, others in graph.related.items()
        for b in others
        if a not in restated and b not in restated
    }
    for record in records:
        for other in record.related or ():
            pairs |= {(record.slug, other), (other, record.slug)}
    related = neighbours(pairs)
    return {
        record.slug: _facts(
            record, here.get(record.slug, TermFacts()), related.get(record.slug, frozenset())
        )
        for record in records
    }


def _facts(record: Record, before: TermFacts, related: frozenset[str]) -> TermFacts:
    spoken_of = record.labels.keys() | record.hidden.keys()
    kept = LANGUAGES.keys() - spoken_of
    labels, hidden = record.labels, record.hidden
    if not record.is_ordered:
        labels = {
            code: (*texts[:1], *_in_order(texts[1:], before.labels, code))
            for code, texts in labels.items()
        }
        hidden = {code: _in_order(texts, before.hidden, code) for code, texts in hidden.items()}
    return TermFacts(
        labels=without_empty({**_only(before.labels, kept), **labels}),
        hidden=without_empty({**_only(before.hidden, kept), **hidden}),
        note=before.note if record.note is None else record.note,
        broader=before.broader if record.broader is None else record.broader,
        related=related,
    )


def _in_order(texts: tuple[str, ...], before: Labels, code: str) -> tuple[str, ...]:
    """Return labels in the order that they had, new ones at the end."""
    known = {text: place for place, text in enumerate(before.get(code, ()))}
    return tuple(sorted(texts, key=lambda text: known.get(text, len(known))))


def _only(labels: Labels, languages: Collection[str]) -> Labels:
    return {code: texts for code, texts in labels.items() if code in languages}
