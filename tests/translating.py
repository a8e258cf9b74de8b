"""Publish practices, translate them and publish them anew, as an import would."""

from collections.abc import Callable
from html import unescape
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.core.access import SYSTEM
from rcp_platform.practices import publication
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState
from rcp_platform.practices.translations import services
from rcp_platform.practices.translations.models import Translation

FRENCH = {"title": "Frais équitables", "summary": "Les frais.", "impact": "Un sur dix."}


def published(make: Callable[..., Practice], session: Session, **facts: object) -> Practice:
    """Publish a practice in English, open to all unless said otherwise."""
    texts = {"summary": "Fees were capped.", "impact": "One in ten.", "lessons": "Begin early."}
    facts = {"audience": Audience.PUBLIC, "corridor": "To the Gulf", **texts, **facts}
    practice = make("bali-process", "Fair fees", state=PracticeState.DRAFT, **facts)
    publication.publish(session, practice, actor=SYSTEM)
    session.commit()
    return practice


def renew(session: Session, practice: Practice, **facts: object) -> None:
    """Publish a new version with other facts."""
    version = publication.revise(session, practice, actor=SYSTEM)
    for name, value in facts.items():
        setattr(version, name, value)
    session.flush()
    publication.publish(session, version, actor=SYSTEM)
    session.commit()


def put_into(
    session: Session,
    practice: Practice,
    language: str = "fr",
    texts: dict[str, str] = FRENCH,
    *,
    approved: bool = True,
) -> Translation:
    """Translate a practice and commit."""
    sections = {name: text for name, text in texts.items() if name not in {"title", "summary"}}
    title, summary = texts["title"], texts["summary"]
    translation = services.write(
        session, practice, language, title, summary, sections, actor=SYSTEM
    )
    if approved:
        services.approve(session, translation, actor=SYSTEM)
    session.commit()
    return translation


def form_of(practice: Practice, language: str = "fr") -> str:
    """Return the address of the form of a translation."""
    return f"/practices/{practice.id}/translations/{language}"


def stamp_in(page: str) -> str:
    """Return what a page was drawn from, as its form sends it back."""
    return unescape(page.partition('name="stamp"')[2]).split('"')[3]


def send(client: FlaskClient, practice: Practice, fields: dict[str, str]) -> Any:
    """Fill in the form of the French translation and send it."""
    stamp = stamp_in(client.get(form_of(practice)).text)
    return client.post(form_of(practice), data={"stamp": stamp, **fields})


def stored(session: Session) -> Translation:
    """Return the only translation as the database holds it now."""
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(Translation)).one()
