"""Terms as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.thesaurus import queries
from rcp_platform.thesaurus.models import LabelKind, Term, TermLabel, TermState
from rcp_platform.thesaurus.queries import FALLBACK, Around, Wanted, folded

#: Labels beside the name that are shown in a list.
_MOST_OTHERS = 3
#: Terms of a question, and neighbours of each, that are shown beneath it: few on a small screen.
_MOST_MET = 3
_MOST_NEAR = 3
_ORDER = {code: place for place, code in enumerate(LANGUAGES)}


@dataclass(frozen=True)
class Named:
    """A term by what the reader calls it."""

    term: Term
    name: str
    #: The language of the name.
    language: str

    @property
    def slug(self) -> str:
        """The term's name in addresses."""
        return self.term.slug


@dataclass(frozen=True)
class Listed(Named):
    """A term in a list."""

    #: The labels that the reader looked for, or the term's names in the other languages.
    others: list[TermLabel]


@dataclass(frozen=True)
class Shown(Named):
    """A term on its own page."""

    #: The labels that are shown, by language, the preferred one first.
    labels: dict[str, list[str]]
    hidden: list[TermLabel]
    broader: list[Named]
    narrower: list[Named]
    related: list[Named]

    @property
    def is_retired(self) -> bool:
        """Whether the term is out of use."""
        return self.term.state == TermState.RETIRED


def named(term: Term, language: str) -> Named:
    """Return a term by its name in the language, or else in another."""
    preferred = {label.language: label.text for label in term.labels if label.position == 0}
    for code in (language, FALLBACK, *preferred):
        if code in preferred:
            return Named(term, preferred[code], code)
    return Named(term, term.slug, FALLBACK)


def listed(term: Term, wanted: Wanted) -> Listed:
    """Return a term as the list shows it, with the labels looked for."""
    own = named(term, wanted.language)
    looked_for = folded(wanted.label)
    others = [
        label
        for label in sorted(term.labels, key=lambda label: _ORDER[label.language])
        if label.text != own.name
        and (looked_for in label.folded if looked_for else label.position == 0)
    ]
    return Listed(term, own.name, own.language, others[:_MOST_OTHERS] if looked_for else others)


def shown(term: Term, around: Around, language: str) -> Shown:
    """Return a term as its page shows it, without retired neighbours."""
    own = named(term, language)
    visible = [label for label in term.labels if label.kind != LabelKind.HIDDEN]
    return Shown(
        term,
        own.name,
        own.language,
        labels={
            code: texts
            for code in LANGUAGES
            if (texts := [label.text for label in visible if label.language == code])
        },
        hidden=[label for label in term.labels if label.kind == LabelKind.HIDDEN],
        broader=_current(around.broader, language),
        narrower=_current(around.narrower, language),
        related=_current(around.related, language),
    )


def _current(terms: Iterable[Term], language: str) -> list[Named]:
    items = [named(term, language) for term in terms if term.state == TermState.CURRENT]
    return sorted(items, key=lambda item: (folded(item.name), item.slug))


@dataclass(frozen=True)
class Met(Named):
    """A term that a question names, and what the reader may mean or want as well."""

    near: list[Named]


def terms_met(session: Session, slugs: Sequence[str], language: str) -> list[Met]:
    """Return the terms that a question names, each with its neighbours; retired ones are left out.

    Takes three queries where there is any term, and none otherwise.
    """
    near = queries.near(session, slugs[:_MOST_MET])
    terms = queries.current(
        session, {*near, *(other for others in near.values() for other in others)}
    )
    found = []
    for slug in near:
        if slug in terms:
            own = named(terms[slug], language)
            beside = [named(terms[other], language) for other in near[slug] if other in terms]
            found.append(Met(own.term, own.name, own.language, beside[:_MOST_NEAR]))
    return found
