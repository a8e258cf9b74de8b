"""Read the texts of letters."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.orm import Session

from rcp_platform.core.languages import locale_of
from rcp_platform.letters.kinds import KINDS
from rcp_platform.letters.models import LetterKind, LetterText


@dataclass(frozen=True)
class Wording:
    """How an RCP writes a letter in a language."""

    subject: str
    text: str
    #: Of the RCP's own text; 0 for the usual one.
    version: int = 0

    @property
    def is_own(self) -> bool:
        """Whether the RCP has a text of its own."""
        return self.version > 0


def usual(kind: LetterKind, language: str) -> Wording:
    """Return how a letter usually reads in a language (ISO 639-1)."""
    with force_locale(locale_of(language)):
        return Wording(str(KINDS[kind].subject), str(KINDS[kind].text))


def wording_of(session: Session, rcp: str, kind: LetterKind, language: str) -> Wording:
    """Return how an RCP writes a letter in a language: in its own words, or else as usual."""
    own = session.get(LetterText, (rcp, kind, language))
    return Wording(own.subject, own.text, own.version) if own else usual(kind, language)


def own_texts(session: Session, rcp: str) -> set[tuple[LetterKind, str]]:
    """Return kind and language of each text that an RCP has written itself, in one query."""
    columns = sa.select(LetterText.kind, LetterText.language).filter_by(rcp_slug=rcp)
    return {(kind, language) for kind, language in session.execute(columns)}
