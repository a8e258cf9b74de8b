"""The names that documents are searched for: of States, RCPs, objectives, targets and themes."""

from collections.abc import Mapping
from functools import cache
from itertools import chain
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString, force_locale
from sqlalchemy.orm import Session

from rcp_ingest.names import Labels, Names
from rcp_platform.core import countries, vocabularies
from rcp_platform.core.languages import locale_of
from rcp_platform.directory.models import Rcp
from rcp_platform.intake.objectives import FULL_TITLES
from rcp_platform.intake.theme_terms import RCP_TERMS, THEME_TERMS
from rcp_platform.thesaurus.models import Term, TermLabel, TermState
from rcp_platform.thesaurus.queries import number

#: Further names of States that are no longer than this are acronyms: "UAE".
_ACRONYM = 4


def names(session: Session) -> Names:
    """Return every name that documents are searched for, in all languages of the exchange.

    They are read again when the directory or the terms have changed; otherwise it costs two
    queries.
    """
    return _remembered.as_of(session)


class _Remembered:
    """The names as this process read them last."""

    def __init__(self) -> None:
        self._read_of: Any = None
        self._names = Names()

    def as_of(self, session: Session) -> Names:
        rows = session.execute(sa.select(Rcp.slug, Rcp.name, Rcp.short_name, Rcp.aliases))
        rcps: dict[str, tuple[str, ...]] = {
            slug: (name, short_name, *aliases) for slug, name, short_name, aliases in rows
        }
        state = (session.get_bind(), rcps, number(session))
        if state != self._read_of:
            self._names = _read(session, rcps)
            self._read_of = state
        return self._names


_remembered = _Remembered()


def _read(session: Session, rcps: Mapping[str, tuple[str, ...]]) -> Names:
    term_of = {slug: RCP_TERMS.get(slug, slug) for slug in rcps}
    terms = _labels(session, {*term_of.values(), *chain.from_iterable(THEME_TERMS.values())})
    themes = _vocabulary(vocabularies.THEMES)
    return Names(
        states=_states(),
        rcps={
            slug: _once([*(("", name) for name in own), *terms.get(term_of[slug], ())])
            for slug, own in rcps.items()
        },
        gcm_objectives={
            number: (*labels, ("en", FULL_TITLES[int(number)]))
            for number, labels in _vocabulary(vocabularies.GCM_OBJECTIVES).items()
        },
        sdg_targets=_vocabulary(vocabularies.SDG_TARGETS),
        themes={
            theme: _once(chain(labels, *(terms.get(term, ()) for term in THEME_TERMS[theme])))
            for theme, labels in themes.items()
        },
    )


def _labels(session: Session, slugs: set[str]) -> dict[str, list[tuple[str, str]]]:
    """Return what these terms are called, those that are in use."""
    statement = (
        sa.select(TermLabel.term_slug, TermLabel.language, TermLabel.text)
        .join(Term, Term.slug == TermLabel.term_slug)
        .where(Term.state == TermState.CURRENT, Term.slug.in_(slugs))
        .order_by(TermLabel.term_slug, TermLabel.language, TermLabel.position)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for slug, language, text in session.execute(statement):
        found.setdefault(slug, []).append((language, text))
    return found


def _vocabulary(labels: Mapping[Any, LazyString]) -> dict[str, Labels]:
    """Return the labels of a vocabulary in every language, under its codes as text."""
    found: dict[str, Labels] = {}
    for language in vocabularies.LANGUAGES:
        with force_locale(locale_of(language)):
            for code, label in labels.items():
                found[str(code)] = (*found.get(str(code), ()), (language, str(label)))
    return found


@cache
def _states() -> dict[str, Labels]:
    found: dict[str, list[tuple[str, str]]] = {code: [] for code in countries.names("en")}
    for language in vocabularies.LANGUAGES:
        for code, name in countries.all_names(language):
            found[code].append((language, name))
    for folded, code in countries.ALSO_WRITTEN.items():
        written = folded.upper() if len(folded) <= _ACRONYM else folded.title()
        found[code].append(("", written))
    return {code: _once(labels) for code, labels in found.items()}


def _once(labels: Any) -> Labels:
    return tuple(dict.fromkeys(labels))
