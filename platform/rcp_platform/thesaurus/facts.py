"""What is stated of a term, as plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from rcp_platform.core.text import clean
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.thesaurus.models import LabelKind, Term

Labels = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class TermFacts:
    """A term's labels by language, its note and the slugs of its neighbours.

    Languages without labels are left out, so that equal statements are equal.
    """

    #: The preferred label of each language comes first.
    labels: Labels = field(default_factory=dict)
    #: Spellings that are only searched for.
    hidden: Labels = field(default_factory=dict)
    note: str = ""
    broader: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()


def facts_of(term: Term, broader: Iterable[str] = (), related: Iterable[str] = ()) -> TermFacts:
    """Return what is stated of a term whose neighbours are these."""
    return TermFacts(
        labels=_texts(term, hidden=False),
        hidden=_texts(term, hidden=True),
        note=term.note,
        broader=frozenset(broader),
        related=frozenset(related),
    )


def _texts(term: Term, *, hidden: bool) -> Labels:
    by_language: dict[str, tuple[str, ...]] = {}
    for label in term.labels:
        if (label.kind == LabelKind.HIDDEN) == hidden:
            by_language[label.language] = (*by_language.get(label.language, ()), label.text)
    return by_language


def one_label(text: str) -> str:
    """Return a label as it is kept: cleaned, on one line."""
    return " ".join(clean(text).split())


def without_empty(labels: Labels) -> Labels:
    """Return the languages that have labels, in the order of the exchange."""
    return {code: tuple(labels[code]) for code in LANGUAGES if labels.get(code)}


def differences(before: TermFacts, after: TermFacts) -> list[str]:
    """Return what differs, each language of the labels by itself: ``labels.fr``, ``note``."""
    names: list[str] = []
    for fact in fields(TermFacts):
        old, new = getattr(before, fact.name), getattr(after, fact.name)
        if isinstance(old, Mapping):
            names += [f"{fact.name}.{code}" for code in LANGUAGES if old.get(code) != new.get(code)]
        elif old != new:
            names.append(fact.name)
    return names
