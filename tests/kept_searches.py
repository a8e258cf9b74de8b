"""Searches that people let the site keep: what is in the database, and the links on a page."""

import re
from collections.abc import Callable
from html import unescape

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.feedback.models import SearchChoice, SearchOpinion, SearchQuestion

SEARCH = "/search?q=recruitment fees"


def keeper(session: Session, make_user: Callable[..., User]) -> User:
    """Return a chair who lets their searches be kept."""
    user = make_user("rcm", Role.CHAIR)
    session.add(SearchChoice(user_id=user.id, keeps=True))
    session.commit()
    return user


def questions(session: Session) -> list[SearchQuestion]:
    session.expire_all()
    return list(session.scalars(sa.select(SearchQuestion).order_by(SearchQuestion.asked_at)))


def opinions(session: Session) -> list[tuple[int, str, int]]:
    statement = sa.select(SearchOpinion.practice_id, SearchOpinion.kind, SearchOpinion.rank)
    return [(practice, kind.value, rank) for practice, kind, rank in session.execute(statement)]


def link_in(page: str) -> str:
    found = re.search(r'<h2 class="title"><a href="([^"]*)"', page)
    assert found
    return unescape(found[1])


def result_in(page: str) -> str:
    found = re.search(r'name="result" value="([^"]*)"', page)
    assert found
    return found[1]


def say(client: FlaskClient, result: str, kind: str = "helped") -> TestResponse:
    form = {"result": result, "kind": kind, "next": SEARCH}
    return client.post("/feedback/opinions", data=form)
