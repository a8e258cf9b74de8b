"""Two people at once, on both databases: one wins, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from tests.asking import ASKED, ASKS, VALUES
from tests.observing import ask

from rcp_platform.accounts.models import User
from rcp_platform.config import Settings
from rcp_platform.core.access import Actor, Right, Role
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.extensions import db
from rcp_platform.notifications.models import OutgoingMail
from rcp_platform.observers.models import ObserverEvent, ObserverGrant, ObserverRequest
from rcp_platform.observers.requests import decisions, queries, services
from rcp_platform.observers.requests.deadlines import sweep
from rcp_platform.observers.requests.listing import Wanted, counts, page_of_requests
from rcp_platform.observers.requests.refusals import AlreadyOpen
from rcp_platform.observers.states import DeclineReason, ObserverKind, Reciprocity, RequestState

Deed = Callable[[Session], object]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def settings(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Settings:
    url = f"sqlite:///{tmp_path}/races.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    return replace(settings, database_url=url)


@pytest.fixture
def asking(make_user: Callable[..., User]) -> Actor:
    return make_user(ASKS, Role.SECRETARIAT).actor


@pytest.fixture
def asked(make_user: Callable[..., User], asking: Actor) -> Actor:
    return make_user(ASKED, Role.CHAIR).actor


def at_once(app: Flask, *deeds: Deed) -> list[str]:
    """Do things in sessions of their own, all at the same moment; return how each ended."""
    together = Barrier(len(deeds))

    def do(deed: Deed) -> str:
        with app.app_context(), Session(db.engine) as session:
            together.wait(timeout=30)
            try:
                deed(session)
                session.commit()
            except (AlreadyOpen, NotPossible, StaleDataError) as refusal:
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(len(deeds)) as threads:
        return sorted(threads.map(do, deeds))


def test_of_many_who_begin_a_request_at_once_one_makes_it(
    app: Flask, session: Session, asking: Actor, asked: Actor
) -> None:
    session.commit()

    def begin(own: Session) -> None:
        services.draft(own, ASKS, ASKED, VALUES, actor=asking)

    assert at_once(app, *[begin] * 4) == ["AlreadyOpen"] * 3 + ["done"]
    assert session.scalar(sa.select(sa.func.count()).select_from(ObserverRequest)) == 1


def test_the_database_takes_one_open_request_of_a_pair_and_any_number_of_closed_ones(
    session: Session, asked: Actor
) -> None:
    for state in [RequestState.DECLINED, RequestState.WITHDRAWN, RequestState.DECLINED]:
        ask(session, ASKS, ASKED, state=state)
    ask(session, ASKS, ASKED, state=RequestState.DEFERRED)
    ask(session, ASKED, ASKS, state=RequestState.DRAFT)
    with pytest.raises(sa.exc.IntegrityError):
        ask(session, ASKS, ASKED, state=RequestState.RETURNED)
    session.rollback()


def test_of_two_who_offer_reciprocity_at_once_each_has_one_request(
    app: Flask, session: Session, asking: Actor, asked: Actor
) -> None:
    mine = ask(session, ASKS, ASKED, rights=["speak"], reciprocity=Reciprocity.OFFERED).id
    session.commit()

    def submit(own: Session) -> None:
        services.submit(own, own.get_one(ObserverRequest, mine), actor=asking)

    def begin(own: Session) -> None:
        services.draft(own, ASKED, ASKS, VALUES, actor=asked)

    ended = at_once(app, submit, begin)
    assert ended in (["done", "done"], ["AlreadyOpen", "done"])
    rows = session.scalars(sa.select(ObserverRequest).order_by(ObserverRequest.id)).all()
    assert [(row.applicant_slug, row.host_slug) for row in rows] == [(ASKS, ASKED), (ASKED, ASKS)]
    assert rows[0].mirror_id == rows[1].id


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(
    app: Flask, session: Session, asked: Actor
) -> None:
    request_id = ask(session, ASKS, ASKED, state=RequestState.RECOMMENDED).id
    session.commit()
    both_read = Barrier(2)

    def seen(own: Session) -> ObserverRequest:
        request = own.get_one(ObserverRequest, request_id)
        both_read.wait(timeout=30)
        return request

    def grant(own: Session) -> None:
        granted = decisions.Granted(ObserverKind.STANDING, [Right.SPEAK])
        decisions.grant(own, seen(own), granted, actor=asked)

    def decline(own: Session) -> None:
        decisions.decline(own, seen(own), DeclineReason.OTHER, actor=asked)

    assert at_once(app, grant, decline) == ["StaleDataError", "done"]
    state = session.get_one(ObserverRequest, request_id).state
    grants = session.scalars(sa.select(ObserverGrant)).all()
    assert (state == RequestState.GRANTED) == (len(grants) == 1)
    assert (
        len(session.scalars(sa.select(ObserverEvent).filter_by(request_id=request_id)).all()) == 1
    )
    told = session.scalars(sa.select(OutgoingMail.kind)).all()
    assert len(told) == 1, "of the decision that was not taken nobody is told"


def test_lists_say_the_same_on_both_databases(
    session: Session, asking: Actor, asked: Actor
) -> None:
    request = ask(session, ASKS, ASKED, state=RequestState.CIRCULATED)
    ask(session, ASKED, ASKS, state=RequestState.DECLINED)
    session.commit()
    told = {RequestState.SUBMITTED: 1, RequestState.DECLINED: 1}
    assert counts(session, asking, Wanted()) == told
    assert counts(session, asked, Wanted()) == {
        RequestState.CIRCULATED: 1,
        RequestState.DECLINED: 1,
    }
    for actor, state in [(asking, "submitted"), (asked, "circulated")]:
        page = page_of_requests(session, actor, Wanted.of({"state": state}), {})
        assert [card.id for card in page.items] == [request.id]
    assert list(queries.waiting_for(session, asked)) == []
    sweep(session, now() + timedelta(days=40))
    assert request.state == RequestState.RECOMMENDED
    assert list(queries.waiting_for(session, asked)) == [request]
