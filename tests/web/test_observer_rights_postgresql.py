"""The same rights on PostgreSQL, where vectors may be searched in the database too."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from tests.observing import observe

from rcp_platform.accounts.models import User
from rcp_platform.config import Settings, Vectors
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.db import now
from rcp_platform.discovery.cli import prepare_vectors
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.search import Scope, SearchRequest, search
from rcp_platform.observers.states import GrantState, ObserverKind
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import visible_to
from rcp_platform.practices.services import update
from rcp_platform.practices.states import Audience

pytestmark = pytest.mark.postgresql

OBSERVER, HOST = "apc", "bali-process"
THEMATIC = {"kind": ObserverKind.THEMATIC, "themes": ["recruitment"]}


@pytest.fixture(params=list(Vectors))
def settings(request: pytest.FixtureRequest, settings: Settings, postgresql_url: str) -> Settings:
    return replace(settings, database_url=postgresql_url, vectors=request.param)


def test_rights_hold_and_end_at_once_in_the_list_and_in_search(
    app: Flask,
    session: Session,
    make_rcp: Callable[..., object],
    make_user: Callable[..., User],
    make_practice: Callable[..., Practice],
) -> None:
    prepare_vectors()
    make_rcp(HOST)
    person = make_user(OBSERVER)
    facts = {"audience": Audience.OBSERVERS, "themes": ["gender", "recruitment"]}
    practice = make_practice(HOST, "Recruitment fees", **facts)

    def is_seen() -> bool:
        session.commit()
        actor = person.actor
        listed = session.scalars(sa.select(Practice.id).where(visible_to(actor))).all()
        asked = SearchRequest("recruitment fees", Scope.ALL, limit=10)
        found = search(session, current_engine(), asked, actor=actor).found
        assert [item.practice.id for item in found] == listed
        return listed == [practice.id]

    assert not is_seen()
    for status in ({}, THEMATIC):
        grant = observe(session, OBSERVER, HOST, starts_at=now() - timedelta(days=2), **status)
        assert is_seen()
        grant.state = GrantState.SUSPENDED
        assert not is_seen()
        grant.state = GrantState.REVIEW_DUE
        assert is_seen()
        grant.valid_until = now()
        assert not is_seen()
        grant.state, grant.over_since = GrantState.EXPIRED, now()
    observe(session, OBSERVER, HOST, **THEMATIC)
    assert is_seen()
    update(session, practice, {"themes": ["gender"]}, actor=SYSTEM)
    assert not is_seen()
    observe(session, OBSERVER, HOST)
    with pytest.raises(IntegrityError):
        observe(session, OBSERVER, HOST)
