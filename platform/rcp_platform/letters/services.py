"""Write letters, and change how they read. Services flush; the view commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, format_date
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.languages import locale_of
from rcp_platform.core.text import lines
from rcp_platform.directory.models import Rcp
from rcp_platform.letters import queries
from rcp_platform.letters.kinds import KINDS
from rcp_platform.letters.models import LetterKind, LetterText
from rcp_platform.letters.places import line_of, parts_of, unknown_in
from rcp_platform.letters.policy import may_write
from rcp_platform.letters.queries import Wording
from rcp_platform.outputs.paper import Text


class UnknownPlaces(ValueError):
    """A text has places that its kind of letter does not know; they are the arguments."""


@dataclass(frozen=True)
class Letter:
    """A letter, ready to be set."""

    sender: str
    #: The e-mail address of the sender; may be empty.
    contact: str
    addressee: tuple[str, ...]
    #: In words.
    date: str
    subject: str
    parts: tuple[Text, ...]
    #: ISO 639-1; parts that people wrote may be in another one.
    language: str


def letter(
    session: Session,
    kind: LetterKind,
    rcp: Rcp,
    language: str,
    places: Mapping[str, str | Text],
) -> Letter:
    """Return a letter of an RCP in a language, its places filled in.

    Every place of the kind (:data:`.kinds.KINDS`) is given, empty where there is nothing to say;
    ``date`` may be left out for today and ``contact`` for that of the RCP. A value in another
    language than the letter is a :class:`Text`. Raises ValueError for places that are missing or
    unknown.
    """
    return written(
        kind, queries.wording_of(session, rcp.slug, kind, language), rcp, language, places
    )


def written(
    kind: LetterKind,
    wording: Wording,
    rcp: Rcp,
    language: str,
    places: Mapping[str, str | Text],
) -> Letter:
    """Return a letter in the wording given, as :func:`letter` does."""
    given = {"date": in_words(now().date(), language), "contact": rcp.contact, **places}
    spec = KINDS[kind]
    if spec.places.keys() != given.keys():
        raise ValueError(f"places of {kind}: {sorted(spec.places.keys() ^ given.keys())}")
    values = {
        name: value if isinstance(value, Text) else Text(value, language)
        for name, value in given.items()
    }
    return Letter(
        sender=rcp.name,
        contact=rcp.contact,
        addressee=tuple(lines(values[spec.addressee].text)),
        date=values["date"].text,
        subject=line_of(wording.subject, values),
        parts=parts_of(wording.text, values, language),
        language=language,
    )


def example(kind: LetterKind, wording: Wording, rcp: Rcp, language: str) -> Letter:
    """Return a letter in the wording given, with made-up values."""
    spec = KINDS[kind]
    today = in_words(now().date(), language)
    with force_locale(locale_of(language)):
        places = {
            name: str(place.example) if place.example else today
            for name, place in spec.places.items()
        }
    own = {spec.sender: rcp.name, "contact": rcp.contact}
    return written(kind, wording, rcp, language, places | own)


def in_words(day: date, language: str) -> str:
    """Return a day as it is written in a language (ISO 639-1)."""
    with force_locale(locale_of(language)):
        return str(format_date(day, "long"))


def change_text(
    session: Session,
    rcp: str,
    kind: LetterKind,
    language: str,
    wording: Wording,
    *,
    actor: Actor,
) -> None:
    """Let an RCP write a letter in a language in words of its own.

    ``wording`` has the version that the actor changed. Raises :exc:`UnknownPlaces`, and
    StaleDataError when somebody else changed the text meanwhile.
    """
    require(may_write, actor, rcp)
    unknown = unknown_in(f"{wording.subject}\n{wording.text}", KINDS[kind].places)
    if unknown:
        raise UnknownPlaces(*unknown)
    own = _seen(session, rcp, kind, language, wording.version)
    own = own or LetterText(rcp_slug=rcp, kind=kind, language=language)
    own.subject, own.text, own.changed_by_id = wording.subject, wording.text, actor.user_id
    try:
        with session.begin_nested():
            session.add(own)
    except IntegrityError as error:
        raise StaleDataError("somebody else was first") from error
    record(session, actor, "letters.change", f"rcp:{rcp}", kind=kind, language=language)


def use_the_usual(
    session: Session, rcp: str, kind: LetterKind, language: str, *, seen: int, actor: Actor
) -> None:
    """Go back to the usual text; does nothing where it is in use.

    ``seen`` is the version that the actor saw. Raises StaleDataError when somebody else changed
    the text meanwhile.
    """
    require(may_write, actor, rcp)
    own = _seen(session, rcp, kind, language, seen)
    if own:
        session.delete(own)
        record(session, actor, "letters.reset", f"rcp:{rcp}", kind=kind, language=language)
        session.flush()


def _seen(
    session: Session, rcp: str, kind: LetterKind, language: str, version: int
) -> LetterText | None:
    own = session.get(LetterText, (rcp, kind, language))
    if (own.version if own else 0) != version:
        raise StaleDataError("the text has been changed meanwhile")
    return own
