"""Who could present: what is suggested for a point, and the invitation drafted from it."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather
from tests.observing import observe
from tests.statements import counted

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.discovery.engine import current_engine
from rcp_platform.meetings.agenda.presenters import services as presenters
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import AgendaItem, Meeting
from rcp_platform.meetings.states import InvitationKind, InvitationState, MeetingState
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Attribution, Audience, PracticeState

HOST, CO_HOST, GUEST, OTHER = "abu-dhabi-dialogue", "colombo-process", "bali-process", "rcm"
TITLE = "Recruitment fees of workers"
Make = Callable[..., Practice]


@pytest.fixture
def organiser(make_user: Callable[..., User], make_rcp: Callable[..., object]) -> User:
    for slug in (CO_HOST, GUEST, OTHER):
        make_rcp(slug)
    return make_user(HOST, Role.SECRETARIAT)


@pytest.fixture
def item(session: Session, organiser: User) -> AgendaItem:
    return point(session, gather(session, HOST, title="Senior officials"))


def point(session: Session, meeting: Meeting, title: str = TITLE, **facts: object) -> AgendaItem:
    item = AgendaItem(meeting=meeting, position=len(meeting.agenda), title=title, **facts)
    session.add(item)
    session.commit()
    return item


def suggested(session: Session, item: AgendaItem, person: User) -> list[tuple[str, str]]:
    session.expire_all()
    found = presenters.suggestions(session, current_engine(), item, actor=person.actor)
    return [(one.practice.rcp_slug, one.practice.title) for one in found]


def address(item: AgendaItem) -> str:
    return f"/meetings/{item.meeting_id}/agenda/{item.id}/presenters"


def test_practices_close_to_a_point_are_suggested_and_others_are_not(
    session: Session, organiser: User, item: AgendaItem, make_practice: Make
) -> None:
    make_practice(GUEST, "Recruitment fees", summary="Recruitment fees of workers fell.")
    make_practice(OTHER, "Zebra crossings", summary="Stripes on roads.")
    assert suggested(session, item, organiser) == [(GUEST, "Recruitment fees")]


def test_one_of_each_process_comes_before_a_second_of_any_and_a_few_are_enough(
    session: Session, organiser: User, item: AgendaItem, make_practice: Make
) -> None:
    for number in range(5):
        make_practice(GUEST, TITLE, summary=f"{TITLE} fell, {number}.")
    make_practice(OTHER, "Fees", summary="Recruitment fees of some workers fell a little.")
    make_practice("sacm", "Costs", summary="Recruitment fees of a few workers fell in a year.")
    found = [rcp for rcp, _title in suggested(session, item, organiser)]
    assert sorted(found[:3]) == sorted([GUEST, OTHER, "sacm"])
    assert found[3:] == [GUEST] * 3
    assert len(found) == presenters.MOST


def test_no_suggestion_is_of_a_process_that_holds_the_meeting(
    session: Session, organiser: User, make_practice: Make
) -> None:
    for rcp in (HOST, CO_HOST, GUEST):
        make_practice(rcp, TITLE, audience=Audience.PUBLIC)
        make_practice(rcp, TITLE, audience=Audience.PUBLIC, attribution=Attribution.ANONYMOUS)
    joint = point(session, gather(session, HOST, CO_HOST))
    assert suggested(session, joint, organiser) == [(GUEST, TITLE)]


@pytest.mark.parametrize("attribution", [Attribution.ANONYMOUS, Attribution.STATE])
def test_a_source_that_is_not_named_is_never_suggested(
    client: FlaskClient,
    session: Session,
    organiser: User,
    item: AgendaItem,
    make_practice: Make,
    sign_in: Callable[[User], None],
    attribution: Attribution,
) -> None:
    practice = make_practice(GUEST, TITLE, audience=Audience.PUBLIC, attribution=attribution)
    sign_in(organiser)
    assert "Nothing close is known" in client.get(address(item)).text
    assert client.post(address(item), data={"practice": practice.id}).status_code == 404
    page = client.get(f"/practices/{practice.id}").text
    assert "Invite to present" not in page
    here = f"/practices/{practice.id}/invite-to-present"
    assert client.post(here, data={"where": item.meeting_id}).status_code == 404
    # Somebody who sits there too knows whose it is, and does not carry it over.
    organiser.memberships.append(Membership(rcp_slug=GUEST, role=Role.MEMBER))
    session.commit()
    assert suggested(session, item, organiser) == []
    assert "Invite to present" not in client.get(f"/practices/{practice.id}").text
    assert client.post(address(item), data={"practice": practice.id}).status_code == 404
    assert session.scalars(sa.select(Invitation)).all() == []


def test_what_the_hosts_may_not_read_is_neither_suggested_nor_invited(
    client: FlaskClient,
    session: Session,
    organiser: User,
    item: AgendaItem,
    make_practice: Make,
    sign_in: Callable[[User], None],
) -> None:
    organiser.memberships.append(Membership(rcp_slug=GUEST, role=Role.FOCAL_POINT))
    hidden = [
        make_practice(GUEST, TITLE, audience=Audience.MEMBERS),
        make_practice(GUEST, TITLE, audience=Audience.OBSERVERS),
        make_practice(GUEST, TITLE, audience=Audience.NAMED, audience_rcps=[OTHER]),
        make_practice(GUEST, TITLE, state=PracticeState.DRAFT, audience=Audience.PUBLIC),
        make_practice(GUEST, TITLE, embargo_until=now().date() + timedelta(days=9)),
        make_practice(OTHER, TITLE, state=PracticeState.WITHDRAWN, audience=Audience.PUBLIC),
    ]
    make_practice(
        GUEST, "Ships", summary="Ships.", body_audience=Audience.MEMBERS, description=TITLE
    )
    assert suggested(session, item, organiser) == []
    sign_in(organiser)
    for practice in hidden:
        answer = client.post(address(item), data={"practice": practice.id})
        assert answer.status_code == 404
    assert session.scalars(sa.select(Invitation)).all() == []


def test_what_the_hosts_observe_is_suggested_while_they_do(
    session: Session, organiser: User, item: AgendaItem, make_practice: Make
) -> None:
    make_practice(GUEST, TITLE, audience=Audience.OBSERVERS)
    grant = observe(session, HOST, GUEST, starts_at=now() - timedelta(days=9))
    session.commit()
    assert suggested(session, item, organiser) == [(GUEST, TITLE)]
    grant.valid_until = now() - timedelta(seconds=1)
    session.commit()
    assert suggested(session, item, organiser) == []


def test_one_button_drafts_the_invitation_and_shows_it_before_anybody_is_told(
    client: FlaskClient,
    session: Session,
    organiser: User,
    item: AgendaItem,
    make_practice: Make,
    sign_in: Callable[[User], None],
) -> None:
    practice = make_practice(GUEST, TITLE)
    sign_in(organiser)
    page = unescape(client.get(address(item)).text)
    assert TITLE in page
    assert "Why:" in page
    answer = client.post(address(item), data={"practice": practice.id})
    drafted = session.scalars(sa.select(Invitation)).one()
    assert answer.location == f"/invitations/{drafted.id}"
    assert (drafted.state, drafted.kind) == (InvitationState.PROPOSED, InvitationKind.PRESENT)
    assert (drafted.host_slug, drafted.invited_slug) == (HOST, GUEST)
    assert (drafted.practice_id, drafted.agenda_item_id) == (practice.id, item.id)
    assert drafted.topic == TITLE
    assert drafted.allows_delegate
    assert now() < drafted.reply_by <= item.meeting.starts_at
    assert TITLE in drafted.message
    assert drafted.sent_at is None
    again = client.post(address(item), data={"practice": practice.id})
    assert again.location == address(item), "told that it is drafted already"
    assert len(session.scalars(sa.select(Invitation)).all()) == 1


def test_a_point_in_closed_session_is_not_named_to_those_invited(
    session: Session, organiser: User, item: AgendaItem, make_practice: Make
) -> None:
    practice = make_practice(GUEST, "Fees", summary=TITLE)
    item.title, item.is_closed = "Secret point", True
    session.commit()
    drafted = presenters.draft_invitation(
        session, item.meeting, item, practice.id, actor=organiser.actor
    )
    assert "Secret" not in f"{drafted.message} {drafted.topic}"


def test_on_a_practice_a_meeting_and_a_point_are_chosen(
    client: FlaskClient,
    session: Session,
    organiser: User,
    item: AgendaItem,
    make_practice: Make,
    sign_in: Callable[[User], None],
) -> None:
    practice = make_practice(GUEST, TITLE)
    gather(session, HOST, title="Held already", starts_at=now() - timedelta(days=1))
    gather(session, HOST, title="Cancelled one", state=MeetingState.CANCELLED)
    gather(session, HOST, GUEST, title="Held together with them")
    gather(session, OTHER, title="Of others")
    session.commit()
    sign_in(organiser)
    page = unescape(client.get(f"/practices/{practice.id}").text)
    choice = page.split('id="invite-where"')[1].split("</select>")[0]
    assert re.findall('value="([0-9:]+)"', choice) == [
        f"{item.meeting_id}:{item.id}",
        str(item.meeting_id),
    ]
    here = f"/practices/{practice.id}/invite-to-present"
    answer = client.post(here, data={"where": f"{item.meeting_id}:{item.id}"})
    drafted = session.scalars(sa.select(Invitation)).one()
    assert answer.location == f"/invitations/{drafted.id}"
    assert drafted.agenda_item_id == item.id
    for nonsense in ["", "x", "1:x", f"{item.meeting_id}:999", "999", "9" * 30]:
        assert client.post(here, data={"where": nonsense}).status_code == 404, nonsense


@pytest.mark.parametrize(
    ("rcp", "role", "page", "button"),
    [
        (HOST, Role.CHAIR, 200, True),
        (HOST, Role.FOCAL_POINT, 403, False),
        (CO_HOST, Role.SECRETARIAT, 404, True),
        (GUEST, Role.CHAIR, 404, False),
        (OTHER, Role.MEMBER, 404, False),
        (None, Role.MEMBER, 404, False),
    ],
)
def test_organisers_look_for_presenters_and_chairs_and_secretariats_invite(
    client: FlaskClient,
    session: Session,
    item: AgendaItem,
    make_user: Callable[..., User],
    make_practice: Make,
    sign_in: Callable[[User], None],
    rcp: str | None,
    role: Role,
    page: int,
    button: bool,
) -> None:
    practice = make_practice(GUEST, TITLE, audience=Audience.PUBLIC)
    sign_in(make_user(rcp, role))
    assert client.get(address(item)).status_code == page
    expected = 302 if page == 200 else page
    sent = client.post(address(item), data={"practice": practice.id})
    assert sent.status_code == expected
    assert ("Invite to present" in client.get(f"/practices/{practice.id}").text) == button


def test_a_point_of_another_meeting_is_not_found(
    client: FlaskClient, session: Session, organiser: User, item: AgendaItem, sign_in
) -> None:
    elsewhere = gather(session, HOST)
    session.commit()
    sign_in(organiser)
    assert client.get(f"/meetings/{elsewhere.id}/agenda/{item.id}/presenters").status_code == 404


def test_the_page_costs_as_many_queries_for_six_suggestions_as_for_one(
    client: FlaskClient,
    organiser: User,
    item: AgendaItem,
    make_practice: Make,
    sign_in: Callable[[User], None],
) -> None:
    sign_in(organiser)
    costs = []
    for number in range(6):
        make_practice(f"rcp-{number}", TITLE)
        client.get(address(item))
        with counted() as statements:
            page = client.get(address(item)).text
        costs.append(len(statements))
    assert page.count("Invite to present this") == 6
    assert len(set(costs)) == 1
    assert costs[0] <= 20


def test_each_point_leads_organisers_there_and_nobody_else(
    client: FlaskClient,
    session: Session,
    organiser: User,
    item: AgendaItem,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    second = point(session, item.meeting, "Remittances")
    sign_in(organiser)
    page = client.get(f"/meetings/{item.meeting_id}").text
    assert page.count(address(item)) == page.count(address(second)) == 1
    sign_in(make_user(HOST, Role.FOCAL_POINT))
    assert "/presenters" not in client.get(f"/meetings/{item.meeting_id}").text
