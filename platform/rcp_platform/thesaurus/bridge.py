"""The terms as the search knows them, read again whenever they have changed."""

from collections.abc import Collection
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.thesaurus.models import (
    LinkKind,
    Term,
    TermCounter,
    TermLabel,
    TermLink,
    TermState,
)
from rcp_search.terms import labels
from rcp_search.terms.glossary import Concept
from rcp_search.terms.thesaurus import EMPTY, Thesaurus

#: Part of a query that asks for more than the number of the last edit.
NUMBER = sa.select(TermCounter.number).scalar_subquery()


class Bridge:
    """The terms as one process knows them; what they are made of is kept in a file."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._number: int | None = None
        self._thesaurus = EMPTY

    def as_of(self, session: Session, number: int) -> Thesaurus:
        """Return the terms as they are, read again if the number of the last edit is another."""
        if number != self._number:
            self._thesaurus = thesaurus_of(session, self._file)
            self._number = number
        return self._thesaurus


def thesaurus_of(session: Session, file: Path | None = None) -> Thesaurus:
    """Return the terms in use, with their links to one another, in three queries.

    A file spares the analysis of their labels where it holds it; see :func:`labels.kept`.
    """
    current = sa.select(Term.slug, Term.note).where(Term.state == TermState.CURRENT)
    notes = dict(session.execute(current.order_by(Term.slug)).all())
    called = _labels(session, notes)
    links = session.execute(sa.select(TermLink.source, TermLink.target, TermLink.kind)).all()
    broader: dict[str, list[str]] = {slug: [] for slug in notes}
    related: dict[str, list[str]] = {slug: [] for slug in notes}
    for source, target, kind in sorted(links):
        if source not in notes or target not in notes:
            continue
        if kind == LinkKind.BROADER:
            broader[source].append(target)
        else:
            related[source].append(target)
            related[target].append(source)
    concepts = [
        Concept(
            id=slug,
            labels=called.get(slug, {}),
            broader=tuple(broader[slug]),
            related=tuple(related[slug]),
            note=note,
        )
        for slug, note in notes.items()
    ]
    return Thesaurus(concepts, labels.kept(file, concepts) if file else None)


def _labels(session: Session, slugs: Collection[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the labels of each term by language, the preferred one first."""
    statement = sa.select(TermLabel.term_slug, TermLabel.language, TermLabel.text)
    found: dict[str, dict[str, list[str]]] = {}
    for slug, language, text in session.execute(statement.order_by(TermLabel.position)):
        if slug in slugs:
            found.setdefault(slug, {}).setdefault(language, []).append(text)
    return {
        slug: {code: tuple(texts[code]) for code in LANGUAGES if code in texts}
        for slug, texts in found.items()
    }
