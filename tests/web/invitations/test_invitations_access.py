"""Who may know of an invitation: the side that invites, and once it was sent the other one."""

from collections.abc import Callable
from io import BytesIO
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite
from tests.inviting import GUEST, HOST, OTHER, World, invited, link_in, mails
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.core.access import SYSTEM, VISITOR, Actor, Role, Seat
from rcp_platform.core.db import now
from rcp_platform.meetings.invitations import policy, taking_back
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.queries import Waits, waiting_for
from rcp_platform.meetings.models import AgendaItem
from rcp_platform.meetings.states import InvitationState, MeetingState

S = InvitationState
EXPERT, NOMINEE = "expert@gov.example", "nominee@gov.example"
HOST_EDITORS = {f"host {role.value}" for role in Role} - {"host member"}
GUEST_EDITORS = {f"guest {role.value}" for role in Role} - {"guest member"}
PEOPLE = {
    "visitor": VISITOR,
    "administrator": Actor(1, email="admin@gov.example", is_administrator=True),
    **{
        f"{side} {role.value}": Actor(1, email="x@gov.example", seats=frozenset({Seat(rcp, role)}))
        for (side, rcp), role in product([("host", HOST), ("guest", GUEST), ("other", OTHER)], Role)
    },
    "expert": Actor(2, email=EXPERT),
    "nominee": Actor(3, email=NOMINEE),
    "system": SYSTEM,
}


@pytest.mark.parametrize("to", [GUEST, EXPERT])
def test_only_both_sides_may_know_and_the_guest_only_of_what_was_sent(
    session: Session, make_rcp: Any, to: str
) -> None:
    for slug in (HOST, GUEST, OTHER):
        make_rcp(slug)
    meeting = gather(session, HOST)
    guests = {"expert"} if to == EXPERT else GUEST_EDITORS
    wanted: dict[str, set[int]] = {person: set() for person in PEOPLE}
    for state in S:
        for was_sent in {True, state not in {S.PROPOSED, S.APPROVED, S.CANCELLED}}:
            if was_sent and state in {S.PROPOSED, S.APPROVED}:
                continue
            sent_at = now() if was_sent else None
            facts = {"state": state, "nominee_email": NOMINEE, "sent_at": sent_at}
            one = invite(session, meeting, to, **facts)
            knowing = HOST_EDITORS | {"system"} | (guests | {"nominee"} if was_sent else set())
            for person in knowing:
                wanted[person].add(one.id)
    unsent = invite(session, meeting, to, state=S.CANCELLED, sent_at=None)
    for person in HOST_EDITORS | {"system"}:
        wanted[person].add(unsent.id)
    everything = session.scalars(sa.select(Invitation)).all()
    for person, actor in PEOPLE.items():
        seen = {one.id for one in everything if policy.may_see(actor, one)}
        statement = sa.select(Invitation.id).where(policy.visible_to(actor))
        assert seen == wanted[person], person
        assert set(session.scalars(statement)) == seen, person


@pytest.fixture
def as_person(
    browser: Callable[[User], FlaskClient], make_user: Any
) -> Callable[[str], FlaskClient]:
    def as_person(person: str) -> FlaskClient:
        side, _space, role = person.partition(" ")
        rcp = {"host": HOST, "guest": GUEST, "other": OTHER}.get(side)
        return browser(make_user(rcp, Role(role)) if rcp else make_user(email=f"{side}@x.example"))

    return as_person


MOVES = ("approve", "send", "accept", "decline", "cancel", "remind", "record_accept")


@pytest.mark.parametrize("person", ["other chair", "guest member", "host member", "stranger"])
def test_whoever_may_not_know_of_it_finds_no_trace(
    session: Session, world: World, as_person: Callable[[str], FlaskClient], person: str
) -> None:
    invitation = invited(session, world, topic="A quiet word")
    client = as_person(person)
    address = f"/invitations/{invitation.id}"
    for path in (address, f"{address}/edit", f"{address}/letter.pdf"):
        assert client.get(path).status_code == 404, path
    for name in MOVES:
        assert client.post(f"{address}/{name}", data={"version": "1"}).status_code == 404, name
    for path in ("/invitations/", "/invitations/?side=sent", "/invitations/?side=received"):
        page = client.get(path)
        assert page.status_code == 200
        assert "A quiet word" not in page.text
        assert address not in page.text
        assert "0 invitations" in page.text


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, session: Session, world: World) -> None:
    invitation = invited(session, world)
    for path in (f"/invitations/{invitation.id}", "/invitations/", "/invitations/new"):
        assert "/sign-in" in client.get(path).location


def test_the_guest_is_not_told_how_the_host_came_to_invite(
    session: Session, world: World, browser: Callable[[User], FlaskClient]
) -> None:
    invitation = invited(session, world)
    page = browser(session.get_one(User, world.guest.id)).get(f"/invitations/{invitation.id}").text
    assert "Approved by the chair" not in page
    assert "What was sent to whom" not in page
    own = browser(session.get_one(User, world.chair.id)).get(f"/invitations/{invitation.id}").text
    assert "Approved by the chair" in own
    assert "What was sent to whom" in own


def test_what_was_never_sent_the_other_side_never_hears_of(
    session: Session, world: World, browser: Callable[[User], FlaskClient]
) -> None:
    invitation = invite(session, world.meeting, GUEST, state=S.APPROVED, sent_at=None)
    session.commit()
    guest = browser(session.get_one(User, world.guest.id))
    assert guest.get(f"/invitations/{invitation.id}").status_code == 404
    actor = session.get_one(User, world.chair.id).actor
    assert not taking_back.cancel(session, invitation, "Not needed.", actor=actor)
    session.commit()
    assert guest.get(f"/invitations/{invitation.id}").status_code == 404
    assert mails(session) == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("side", ["chair", "guest"])
def test_both_sides_have_the_letter_which_names_nobody_of_the_host(
    session: Session,
    world: World,
    browser: Callable[[User], FlaskClient],
    side: str,
    language: str,
) -> None:
    invitation = invited(session, world, language=language)
    person = session.get_one(User, (world.chair if side == "chair" else world.guest).id)
    client = browser(person)
    assert client.get(f"/invitations/{invitation.id}/letter.pdf").data.startswith(b"%PDF")
    word = client.get(f"/invitations/{invitation.id}/letter.docx").data
    text = "\n".join(part.text for part in Document(BytesIO(word)).paragraphs)
    assert "Technical meeting on recruitment" in text
    assert "contact@add.example" in text
    for hidden in (world.chair.display_name, world.secretariat.email):
        assert hidden not in text
    assert client.get(f"/invitations/{invitation.id}/letter.exe").status_code == 404


@pytest.mark.parametrize("is_closed", [True, False])
def test_the_title_of_a_closed_point_reaches_no_guest(
    client: FlaskClient,
    session: Session,
    world: World,
    browser: Callable[[User], FlaskClient],
    is_closed: bool,
) -> None:
    point = AgendaItem(
        meeting_id=world.meeting.id, position=1, title="Sensitive point", is_closed=is_closed
    )
    session.add(point)
    session.commit()
    invitation = invited(session, world, agenda_item_id=point.id)
    [mail] = mails(session, "invitation")
    link = link_in(mail)
    guest = browser(session.get_one(User, world.guest.id))
    shown = [mail.text, client.get(link).text, guest.get(f"/invitations/{invitation.id}").text]
    assert ["Sensitive point" in text for text in shown] == [not is_closed] * 3
    host = browser(session.get_one(User, world.chair.id))
    assert "Sensitive point" in host.get(f"/invitations/{invitation.id}").text


def test_lists_cost_the_same_however_long_they_are(
    session: Session, world: World, browser: Callable[[User], FlaskClient]
) -> None:
    chair = browser(session.get_one(User, world.chair.id))
    costs = []
    for number in (3, 30):
        for at in range(number):
            meeting = gather(session, HOST, title=f"Meeting {at}")
            invite(session, meeting, GUEST)
        session.commit()
        session.expire_all()
        with counted() as statements:
            page = chair.get("/invitations/?side=sent")
        assert page.status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert costs[1] <= 10, costs


def test_the_list_is_narrowed_by_side_state_and_meeting(
    session: Session, world: World, browser: Callable[[User], FlaskClient]
) -> None:
    other = gather(session, HOST, title="Another meeting")
    invite(session, world.meeting, GUEST, state=S.SENT)
    invite(session, other, GUEST, state=S.DECLINED)
    invite(session, other, GUEST, state=S.PROPOSED, sent_at=None)
    session.commit()
    chair = browser(session.get_one(User, world.chair.id))
    guest = browser(session.get_one(User, world.guest.id))
    for client, query, number in [
        (chair, "side=sent", "3 invitations"),
        (chair, "side=received", "0 invitations"),
        (guest, "side=received", "2 invitations"),
        (guest, "side=sent", "0 invitations"),
        (chair, f"side=sent&meeting={other.id}", "2 invitations"),
        (chair, f"side=sent&meeting={other.id}&state=declined", "1 invitation"),
        (chair, "side=sent&meeting=x&state=nonsense&page=-1", "3 invitations"),
    ]:
        assert number in client.get(f"/invitations/?{query}").text, query


def test_what_waits_is_shown_to_whom_it_waits_for(session: Session, world: World, app: Any) -> None:
    rows = {
        "proposed": invite(session, world.meeting, GUEST, state=S.PROPOSED, sent_at=None),
        "approved": invite(session, world.meeting, GUEST, state=S.APPROVED, sent_at=None),
        "sent": invite(session, world.meeting, GUEST),
        "counter": invite(session, world.meeting, GUEST, state=S.COUNTER_PROPOSED),
        "expert": invite(session, world.meeting, EXPERT),
        "late": invite(session, world.meeting, GUEST, reply_by=now()),
        "held": invite(session, gather(session, HOST, state=MeetingState.HELD), GUEST),
        "accepted": invite(session, world.meeting, GUEST, state=S.ACCEPTED),
    }
    names = {row.id: name for name, row in rows.items()}
    wanted: dict[str, set[tuple[Waits, str]]] = {person: set() for person in PEOPLE}
    for person in ("host chair", "host secretariat"):
        wanted[person] = {(Waits.SENDING, "approved"), (Waits.DECISION, "counter")}
    wanted["host chair"].add((Waits.APPROVAL, "proposed"))
    for person in ("guest chair", "guest secretariat"):
        wanted[person] = {(Waits.ANSWER, "sent")}
    wanted["expert"] = {(Waits.ANSWER, "expert")}
    for person, actor in PEOPLE.items():
        found = {(why, names[one.id]) for why, one in waiting_for(session, actor)}
        assert found == wanted[person], person
