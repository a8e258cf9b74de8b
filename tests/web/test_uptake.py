"""“We used this”: who may say it, who may know, and what it never tells."""

from collections.abc import Callable
from itertools import product

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.seats import seated
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, VISITOR, Actor, Role
from rcp_platform.core.db import now
from rcp_platform.notifications.models import OutgoingMail
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Attribution, Audience
from rcp_platform.practices.uptake import policy, queries
from rcp_platform.practices.uptake.models import Phase, Uptake, UptakeAudience

SOURCE, RECEIVER, OTHER = "rcm", "sacm", "mtm"


PEOPLE = {
    "visitor": VISITOR,
    "signed in without a seat": Actor(user_id=1),
    **{f"{rcp} {role}": seated(rcp, role) for rcp in (SOURCE, RECEIVER, OTHER) for role in Role},
    "system": SYSTEM,
}
RECEIVING = {f"{RECEIVER} {role}" for role in Role}
EDITORS_OF_SOURCE = {f"{SOURCE} {role}" for role in set(Role) - {Role.MEMBER}}
SEATED = set(PEOPLE) - {"visitor", "signed in without a seat"}
READERS = {
    UptakeAudience.BOTH_SIDES: RECEIVING | EDITORS_OF_SOURCE | {"system"},
    UptakeAudience.NETWORK: SEATED,
    UptakeAudience.PUBLIC: set(PEOPLE),
}
FORM = {"rcp": RECEIVER, "phase": "agenda", "note": "We put it on our agenda.", "country": "Peru"}


@pytest.fixture
def practice(make_rcp: Callable[..., object], make_practice: Callable[..., Practice]) -> Practice:
    for slug in (RECEIVER, OTHER):
        make_rcp(slug)
    return make_practice(SOURCE, "Recruitment fees", audience=Audience.PUBLIC)


@pytest.fixture
def record(session: Session, practice: Practice) -> Callable[..., Uptake]:
    def add(**facts: object) -> Uptake:
        facts = {"phase": Phase.AGENDA, "note": "Noteword", **facts}
        uptake = Uptake(practice_id=practice.id, rcp_slug=RECEIVER, **facts)
        session.add(uptake)
        session.commit()
        return uptake

    return add


@pytest.mark.parametrize(("person", "audience"), list(product(PEOPLE, UptakeAudience)))
def test_it_is_known_to_both_sides_and_to_whom_the_receiving_side_lets_know(
    session: Session, record: Callable[..., Uptake], person: str, audience: UptakeAudience
) -> None:
    uptake = record(audience=audience)
    actor, expected = PEOPLE[person], person in READERS[audience]
    assert policy.may_see(actor, uptake) == expected
    assert bool(queries.trail_of(session, uptake.practice_id, actor)) == expected


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_taken_back_is_known_to_nobody(
    session: Session, record: Callable[..., Uptake], person: str
) -> None:
    uptake = record(audience=UptakeAudience.PUBLIC, withdrawn_at=now())
    assert not policy.may_see(PEOPLE[person], uptake)
    assert not queries.trail_of(session, uptake.practice_id, PEOPLE[person])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("rcp", [SOURCE, RECEIVER])
def test_editors_of_another_process_record_it_for_their_own(
    client: FlaskClient,
    session: Session,
    practice: Practice,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    rcp: str,
    role: Role,
) -> None:
    sign_in(make_user(rcp, role))
    answer = client.post(f"/practices/{practice.id}/uptake/new", data=FORM)
    allowed = rcp == RECEIVER and role != Role.MEMBER
    assert answer.status_code == (302 if allowed else 403)
    assert len(session.scalars(sa.select(Uptake)).all()) == allowed


def test_the_sources_focal_points_are_told_and_the_record_keeps_it(
    client: FlaskClient,
    session: Session,
    practice: Practice,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    told = make_user(SOURCE, Role.FOCAL_POINT)
    make_user(SOURCE, Role.MEMBER)
    sign_in(make_user(RECEIVER, Role.CHAIR))
    client.post(f"/practices/{practice.id}/uptake/new", data=FORM)
    (mail,) = session.scalars(sa.select(OutgoingMail)).all()
    assert mail.user_id == told.id
    assert "We put it on our agenda." in mail.text
    actions = session.scalars(sa.select(AuditEvent.action)).all()
    assert "practice.uptake" in actions
    uptake = session.scalars(sa.select(Uptake)).one()
    assert (uptake.country, uptake.audience) == ("PE", UptakeAudience.BOTH_SIDES)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("note", "", "Say in a sentence or two what you made of it."),
        ("phase", "", "Select one."),
        ("country", "Atlantis", "“Atlantis” is not a State or territory we know."),
        ("country", "Peru\nChile", "Name one State; say it once for each."),
        ("rcp", OTHER, "Not a valid choice"),
        ("audience", "everybody", "Not a valid choice"),
    ],
)
def test_bad_input_is_said_and_kept(
    client: FlaskClient,
    session: Session,
    practice: Practice,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    field: str,
    value: str,
    said: str,
) -> None:
    sign_in(make_user(RECEIVER, Role.CHAIR))
    answer = client.post(f"/practices/{practice.id}/uptake/new", data=FORM | {field: value})
    assert answer.status_code == 422
    assert said in answer.text
    if field != "note":
        assert FORM["note"] in answer.text
    assert session.scalars(sa.select(Uptake)).all() == []


def test_the_receiving_side_changes_and_takes_back_what_it_said(
    client: FlaskClient,
    session: Session,
    record: Callable[..., Uptake],
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    uptake = record()
    page = f"/practices/{uptake.practice_id}/uptake/{uptake.id}"
    sign_in(make_user(RECEIVER, Role.FOCAL_POINT))
    assert "Noteword" in client.get(page).text
    assert client.post(page, data=FORM | {"audience": "public"}).status_code == 302
    session.expire_all()
    assert uptake.audience == UptakeAudience.PUBLIC
    assert client.post(f"{page}/withdraw").status_code == 302
    assert client.get(page).status_code == 404
    assert "agenda" not in client.get(f"/practices/{uptake.practice_id}").text.casefold()


@pytest.mark.parametrize("person", [f"{SOURCE} secretariat", f"{OTHER} secretariat"])
def test_nobody_else_changes_it(
    client: FlaskClient,
    session: Session,
    record: Callable[..., Uptake],
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    person: str,
) -> None:
    uptake = record(audience=UptakeAudience.PUBLIC)
    rcp, _space, role = person.partition(" ")
    sign_in(make_user(rcp, Role(role)))
    page = f"/practices/{uptake.practice_id}/uptake/{uptake.id}"
    for address in (page, f"{page}/withdraw"):
        assert client.post(address, data=FORM).status_code == 403
    session.expire_all()
    assert (uptake.note, uptake.withdrawn_at) == ("Noteword", None)


def test_the_receiving_side_does_not_learn_an_unnamed_source(
    client: FlaskClient,
    session: Session,
    practice: Practice,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    practice.attribution = Attribution.ANONYMOUS
    practice.rcp.name = practice.rcp.short_name = "Secretword"
    session.commit()
    sign_in(make_user(RECEIVER, Role.CHAIR))
    client.post(f"/practices/{practice.id}/uptake/new", data=FORM)
    for page in (f"/practices/{practice.id}/uptake/new", f"/practices/{practice.id}"):
        assert "Secretword" not in client.get(page).text


def test_the_home_page_of_the_source_shows_it_and_that_of_others_does_not(
    client: FlaskClient,
    record: Callable[..., Uptake],
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    record()
    for rcp, role, is_told in [
        (SOURCE, Role.FOCAL_POINT, True),
        (SOURCE, Role.MEMBER, False),
        (OTHER, Role.CHAIR, False),
    ]:
        sign_in(make_user(rcp, role))
        assert ("Used elsewhere" in client.get("/").text) == is_told, (rcp, role)


def test_the_trail_costs_the_same_however_long_it_is(
    client: FlaskClient, session: Session, practice: Practice, record: Callable[..., Uptake]
) -> None:
    page = f"/practices/{practice.id}"

    def cost() -> int:
        with counted() as statements:
            assert client.get(page).status_code == 200
        return len(statements)

    record(audience=UptakeAudience.PUBLIC)
    cost()  # the first page builds the index
    few = cost()
    for number in range(5):
        record(audience=UptakeAudience.PUBLIC, note=f"Note {number}")
    assert cost() == few
