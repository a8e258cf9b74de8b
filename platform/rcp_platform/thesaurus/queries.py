"""Read terms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, aliased, selectinload

from rcp_platform.core.text import is_slug
from rcp_platform.thesaurus.facts import TermFacts, facts_of
from rcp_platform.thesaurus.graph import Graph, neighbours
from rcp_platform.thesaurus.models import (
    LinkKind,
    Term,
    TermCounter,
    TermLabel,
    TermLink,
    TermState,
)
from rcp_search.languages.words import folded_words

#: The language that stands in where the reader's has no label.
FALLBACK = "en"


def folded(text: str) -> str:
    """Return the words of a text as labels are looked up: without case, accents and marks."""
    return " ".join(folded_words(text))


def number(session: Session) -> int:
    """Return the number of the last edit."""
    return session.scalars(sa.select(TermCounter.number)).one()


def exists(session: Session, slug: str) -> bool:
    """Whether there is a term of this name, also a retired one."""
    return bool(session.scalar(sa.select(sa.exists().where(Term.slug == slug))))


def get(session: Session, slug: str) -> Term:
    """Return a term with its labels. Raises NoResultFound."""
    if not is_slug(slug):
        raise NoResultFound
    return session.get_one(Term, slug, options=[selectinload(Term.labels)])


def current(session: Session, slugs: Collection[str]) -> dict[str, Term]:
    """Return those of the terms that are in use, by slug, with no labels but their names."""
    if not slugs:
        return {}
    statement = sa.select(Term).where(Term.slug.in_(slugs), Term.state == TermState.CURRENT)
    names = Term.labels.and_(TermLabel.position == 0)
    found = session.scalars(statement.options(selectinload(names)))
    return {term.slug: term for term in found}


def all_terms(session: Session) -> Sequence[Term]:
    """Return every term by slug with its labels, retired ones too."""
    return session.scalars(
        sa.select(Term).order_by(Term.slug).options(selectinload(Term.labels))
    ).all()


def graph(session: Session) -> Graph:
    """Return how all terms hang together, retired ones too, in two queries."""
    links = sa.select(TermLink.source, TermLink.target, TermLink.kind)
    upwards, aside = set[tuple[str, str]](), set[tuple[str, str]]()
    for source, target, kind in session.execute(links):
        if kind == LinkKind.BROADER:
            upwards.add((source, target))
        else:
            aside |= {(source, target), (target, source)}
    slugs = frozenset(session.scalars(sa.select(Term.slug)))
    return Graph(slugs, neighbours(upwards), neighbours(aside))


def stated(session: Session) -> dict[str, TermFacts]:
    """Return what is stated of every term, by slug, retired ones too."""
    whole = graph(session)
    return {
        term.slug: facts_of(term, whole.above(term.slug), whole.around(term.slug))
        for term in all_terms(session)
    }


def stated_of(session: Session, term: Term) -> TermFacts:
    """Return what is stated of one term."""
    found = around(session, term)
    return facts_of(
        term, (other.slug for other in found.broader), (other.slug for other in found.related)
    )


def near(session: Session, slugs: Collection[str]) -> dict[str, list[str]]:
    """Return the neighbours of each term: related, narrower, wider ones."""
    if not slugs:
        return {}
    links = sa.select(TermLink.source, TermLink.target, TermLink.kind).where(
        TermLink.source.in_(slugs) | TermLink.target.in_(slugs)
    )
    found: dict[str, list[tuple[int, str]]] = {slug: [] for slug in slugs}
    for source, target, kind in session.execute(links):
        is_related = kind == LinkKind.RELATED
        for slug, other, place in ((source, target, 2), (target, source, 1)):
            if slug in found:
                found[slug].append((0 if is_related else place, other))
    return {slug: [other for _place, other in sorted(others)] for slug, others in found.items()}


@dataclass(frozen=True)
class Around:
    """A term's neighbours, with their labels."""

    broader: list[Term]
    narrower: list[Term]
    related: list[Term]


def around(session: Session, term: Term) -> Around:
    """Return the neighbours of a term, retired ones too, in a fixed number of queries."""
    links = session.execute(
        sa.select(TermLink.source, TermLink.target, TermLink.kind).where(
            (TermLink.source == term.slug) | (TermLink.target == term.slug)
        )
    ).all()
    wanted = {slug for source, target, _kind in links for slug in (source, target)} - {term.slug}
    terms = {
        other.slug: other
        for other in session.scalars(
            sa.select(Term).where(Term.slug.in_(wanted)).options(selectinload(Term.labels))
        )
    }
    found = Around([], [], [])
    for source, target, kind in links:
        other = terms[target if source == term.slug else source]
        if kind == LinkKind.RELATED:
            found.related.append(other)
        else:
            (found.broader if source == term.slug else found.narrower).append(other)
    return found


@dataclass(frozen=True)
class Wanted:
    """Which terms a reader looks for, in the reader's language."""

    language: str
    #: A part of a label in any language.
    label: str = ""
    #: The first letter of what the term is called.
    letter: str = ""
    state: TermState = TermState.CURRENT


def listed(wanted: Wanted) -> sa.Select[Any]:
    """Return the statement of the terms looked for, in the order of the reader's alphabet."""
    shown, statement = _named(wanted)
    statement = statement.order_by(shown, Term.slug).options(selectinload(Term.labels))
    if wanted.letter:
        statement = statement.where(sa.func.substr(shown, 1, 1) == wanted.letter)
    if wanted.label:
        words = folded(wanted.label)
        called = sa.select(TermLabel.term_slug).where(
            TermLabel.folded.contains(words, autoescape=True)
        )
        statement = statement.where(Term.slug.in_(called) if words else sa.false())
    return statement


def letters(session: Session, wanted: Wanted) -> Sequence[str]:
    """Return the first letters of all terms as the reader calls them, in order."""
    shown, statement = _named(wanted)
    first = sa.func.substr(shown, 1, 1)
    return session.scalars(statement.with_only_columns(first).distinct().order_by(first)).all()


def _named(wanted: Wanted) -> tuple[sa.ColumnElement[str], sa.Select[Any]]:
    """Return how a term is called in the reader's language, and the terms joined with that."""
    own, fallback = aliased(TermLabel), aliased(TermLabel)
    statement = sa.select(Term).where(Term.state == wanted.state)
    for labels, language in ((own, wanted.language), (fallback, FALLBACK)):
        preferred = (labels.language == language) & (labels.position == 0)
        statement = statement.outerjoin(labels, (labels.term_slug == Term.slug) & preferred)
    return sa.func.coalesce(own.folded, fallback.folded, Term.slug), statement
