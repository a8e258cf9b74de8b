"""What observer status lets people see: at once, everywhere, and not a moment longer.

Each surface is looked at for a word that stands in a practice open to observers only. No sweep
runs in these tests: what may be seen is asked of the states and dates.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.observing import observe

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core.access import SYSTEM, Right, Role
from rcp_platform.core.db import now
from rcp_platform.discovery.engine import current_engine
from rcp_platform.following import services as following
from rcp_platform.following.alerts import matching
from rcp_platform.following.alerts.digests import TEMPLATE, tell
from rcp_platform.following.collections import services as collections
from rcp_platform.following.collections.models import Collection, Sharing
from rcp_platform.following.models import Bookmark
from rcp_platform.following.services import Wanted
from rcp_platform.notifications.models import Frequency, OutgoingMail
from rcp_platform.observers.grants import services as grants
from rcp_platform.observers.models import ObserverGrant
from rcp_platform.observers.states import GrantState, ObserverKind
from rcp_platform.practices.models import Practice
from rcp_platform.practices.services import update
from rcp_platform.practices.states import Audience

OBSERVER, HOST, OTHER = "apc", "bali-process", "rcm"
WORD = "observerite"
QUESTION = "recruitment fees of workers"
A_DAY = timedelta(days=1)

Look = Callable[[], dict[str, bool]]


@pytest.fixture
def person(make_user: Callable[..., User], make_rcp: Callable[..., object]) -> User:
    for slug in (HOST, OTHER):
        make_rcp(slug, priorities=["Recruitment fees"])
    return make_user(OBSERVER, Role.FOCAL_POINT)


@pytest.fixture
def practice(person: User, make_practice: Callable[..., Practice]) -> Practice:
    """A practice for observers, among others that anyone may read."""
    for slug in (OTHER, OBSERVER):
        make_practice(
            slug, "Recruitment fees", summary="Fees of workers.", audience=Audience.PUBLIC
        )
    return make_practice(
        HOST,
        f"Recruitment fees {WORD}",
        summary="Recruitment fees of workers.",
        audience=Audience.OBSERVERS,
        themes=["recruitment"],
        countries=["ID"],
    )


@pytest.fixture
def collection(session: Session, practice: Practice, make_user: Callable[..., User]) -> Collection:
    """A list of the host's that everybody in the network may open."""
    owner = make_user(HOST, Role.SECRETARIAT)
    described = collections.Description("Reading list", "", Sharing.NETWORK, "")
    made = collections.create(session, described, actor=owner.actor)
    collections.add(session, made, practice.id, actor=owner.actor)
    session.commit()
    return made


@pytest.fixture
def look(
    session: Session,
    person: User,
    practice: Practice,
    collection: Collection,
    client: FlaskClient,
    sign_in: Callable[[User], None],
    run_command: Callable[..., Any],
) -> Look:
    """Return for every surface whether the word is there."""
    sign_in(person)
    session.add(Bookmark(user_id=person.id, practice_id=practice.id))
    session.commit()
    other = session.scalars(sa.select(Practice.id).where(Practice.rcp_slug == OTHER)).one()
    pages = {
        "search": f"/search?scope=all&q={QUESTION}",
        "search with filters": f"/search?scope=all&theme=recruitment&q={QUESTION}",
        "api": f"/api/v1/search?scope=all&q={QUESTION}",
        "practices": "/practices/",
        "practices of it": f"/practices/?rcp={HOST}",
        "profile": f"/directory/{HOST}",
        "home": "/",
        "page": f"/practices/{practice.id}",
        "export": f"/practices/{practice.id}/practice.txt",
        "related": f"/practices/{other}",
        "bookmarks": "/following/bookmarks",
        "collection": f"/following/collections/{collection.id}",
        "collection as file": f"/following/collections/{collection.id}/collection.md",
        "collection in the api": f"/api/v1/collections/{collection.id}",
    }

    def look() -> dict[str, bool]:
        session.commit()
        seen = {place: WORD in client.get(url).text for place, url in pages.items()}
        written = {"title": "Recruitment fees", "summary": "Fees of workers."}
        seen["similar"] = WORD in client.post("/practices/similar", data=written).text
        command = ["search", QUESTION, "--scope", "all", "--json", "--as", person.email]
        seen["command"] = WORD in run_command(*command).stdout
        answer = client.get(pages["api"]).json
        assert answer is not None
        seen["count"] = answer["total"] == 3
        seen["facet theme"] = answer["facets"]["theme"].get("recruitment") == 1
        seen["facet country"] = "ID" in answer["facets"]["country"]
        return seen

    return look


def assert_everywhere(seen: dict[str, bool], expected: bool) -> None:
    assert seen == dict.fromkeys(seen, expected)


def test_what_is_open_to_observers_is_found_by_them_at_once_and_on_every_surface(
    session: Session, look: Look
) -> None:
    assert_everywhere(look(), False)
    observe(session, OBSERVER, HOST)
    assert_everywhere(look(), True)


def suspended(session: Session, grant: ObserverGrant, actor: Any) -> None:
    grants.suspend(session, grant, "A pause.", None, actor=actor)


def ended(session: Session, grant: ObserverGrant, actor: Any) -> None:
    grants.end(session, grant, "An end.", actor=actor)


def without_the_right(session: Session, grant: ObserverGrant, actor: Any) -> None:
    rights = set(Right) - {Right.SEE_PRACTICES}
    grants.set_rights(session, grant, rights, actor=actor)


def past_its_end(session: Session, grant: ObserverGrant, _actor: Any) -> None:
    grant.valid_until = now()


def not_yet_begun(session: Session, grant: ObserverGrant, _actor: Any) -> None:
    grant.starts_at = now() + A_DAY


def for_another_host(session: Session, grant: ObserverGrant, _actor: Any) -> None:
    grant.host_slug = OTHER


def the_other_way_round(session: Session, grant: ObserverGrant, _actor: Any) -> None:
    grant.host_slug, grant.observer_slug = grant.observer_slug, grant.host_slug


@pytest.mark.parametrize(
    "change",
    [
        suspended,
        ended,
        without_the_right,
        past_its_end,
        not_yet_begun,
        for_another_host,
        the_other_way_round,
    ],
)
def test_it_is_gone_from_every_surface_the_moment_the_rights_do_not_hold(
    session: Session, look: Look, make_user: Callable[..., User], change: Callable[..., None]
) -> None:
    grant = observe(session, OBSERVER, HOST, starts_at=now() - A_DAY)
    change(session, grant, make_user(HOST, Role.CHAIR).actor)
    assert_everywhere(look(), False)


def test_giving_it_back_ends_it_and_reinstating_brings_it_back(
    session: Session, look: Look, make_user: Callable[..., User]
) -> None:
    grant = observe(session, OBSERVER, HOST)
    lead = make_user(HOST, Role.CHAIR).actor
    grants.suspend(session, grant, "A pause.", None, actor=lead)
    grants.reinstate(session, grant, actor=lead)
    assert_everywhere(look(), True)
    grants.relinquish(session, grant, actor=make_user(OBSERVER, Role.CHAIR).actor)
    assert_everywhere(look(), False)


def test_whoever_leaves_the_observing_process_sees_it_no_more(
    session: Session, look: Look, person: User
) -> None:
    observe(session, OBSERVER, HOST)
    person.memberships[0].rcp_slug = OTHER
    person.memberships.append(
        Membership(
            rcp_slug=OBSERVER,
            role=Role.CHAIR,
            starts_on=now().date() - 9 * A_DAY,
            ends_on=now().date() - A_DAY,
        )
    )
    seen = look()
    assert not any(there for place, there in seen.items() if place != "count"), seen


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"kind": ObserverKind.THEMATIC, "themes": ["recruitment", "gender"]}, True),
        ({"kind": ObserverKind.THEMATIC, "themes": ["gender"]}, False),
        ({"kind": ObserverKind.THEMATIC, "themes": ["recruit", "recruitment%"]}, False),
        # What is limited to nothing is open nowhere.
        ({"kind": ObserverKind.THEMATIC, "themes": []}, False),
        ({"state": GrantState.REVIEW_DUE}, True),
        ({"kind": ObserverKind.AD_HOC}, True),
    ],
)
def test_a_status_on_themes_opens_what_is_on_one_of_them(
    session: Session, look: Look, facts: dict[str, Any], expected: bool
) -> None:
    observe(session, OBSERVER, HOST, **facts)
    assert_everywhere(look(), expected)


def test_a_practice_that_changes_its_themes_changes_its_readers(
    session: Session, look: Look, practice: Practice
) -> None:
    observe(session, OBSERVER, HOST, kind=ObserverKind.THEMATIC, themes=["gender", "recruitment"])
    assert_everywhere(look(), True)
    update(session, practice, {"themes": ["trafficking"]}, actor=SYSTEM)
    seen = look()
    assert not any(seen.values()), seen
    update(session, practice, {"themes": ["recruitment", "trafficking"]}, actor=SYSTEM)
    assert_everywhere(look(), True)


@pytest.fixture
def run(session: Session) -> Callable[[], list[str]]:
    """Look and tell as the worker does; return the mails of it."""

    def run() -> list[str]:
        matching.look(session, current_engine())
        tell(session, now())
        session.commit()
        session.expire_all()
        mails = sa.select(OutgoingMail.text).where(OutgoingMail.kind == TEMPLATE)
        return list(session.scalars(mails.order_by(OutgoingMail.id)))

    return run


@pytest.fixture
def watching(session: Session, person: User) -> None:
    wanted = Wanted("Fees", QUESTION, "all", {})
    following.save_search(session, wanted, Frequency.AT_ONCE, actor=person.actor)
    session.commit()


@pytest.mark.parametrize("is_observing", [True, False])
def test_a_saved_search_tells_observers_of_what_is_published_for_them(
    session: Session,
    watching: None,
    run: Callable[[], list[str]],
    request: pytest.FixtureRequest,
    is_observing: bool,
) -> None:
    if is_observing:
        observe(session, OBSERVER, HOST)
    request.getfixturevalue("practice")
    assert (WORD in "".join(run())) == is_observing


def test_what_was_found_before_the_end_is_not_told_after_it(
    session: Session,
    watching: None,
    run: Callable[[], list[str]],
    request: pytest.FixtureRequest,
) -> None:
    grant = observe(session, OBSERVER, HOST)
    request.getfixturevalue("practice")
    matching.look(session, current_engine())
    grant.valid_until = now()
    grant.starts_at = now() - A_DAY
    session.commit()
    assert WORD not in "".join(run())
