"""What of a meeting is not for a reader is in nothing that the reader can get.

For any audience of the meeting and of its papers, any state, and anyone who looks: pages, the
list, the month, the file, the subscription, the interface for programs, and warnings.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite
from tests.observing import observe

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Right, Role
from rcp_platform.core.db import now
from rcp_platform.extensions import db
from rcp_platform.meetings.calendar import feeds
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingDocument
from rcp_platform.meetings.states import InvitationState, MeetingAudience, MeetingState

OWN, GUEST, OBSERVER, OTHER = "colombo-process", "bali-process", "sacm", "rcm"
EXISTENCE = ("titleword", "aboutword", "cityword", "openword")
PLACE = ("venueword", "linkword")
CLOSED = ("closedword", "closeddetail", "closedpaper")
START = now() + timedelta(days=20)
LADDER = list(MeetingAudience)
AUDIENCES = LADDER[1:]


@dataclass(frozen=True)
class Wished:
    """How a meeting and its paper are to be known, and by whom it is looked at."""

    state: MeetingState
    audience: MeetingAudience
    paper: MeetingAudience
    person: str


#: Whether they hold it, prepare it, are guests, or observe with the rights to attend and receive.
PEOPLE: dict[str, tuple[str, Role] | None] = {
    "visitor": None,
    "own secretariat": (OWN, Role.SECRETARIAT),
    "own member": (OWN, Role.MEMBER),
    "guest": (GUEST, Role.CHAIR),
    "observer": (OBSERVER, Role.CHAIR),
    "other": (OTHER, Role.CHAIR),
}

WISHES = st.builds(
    Wished,
    st.sampled_from(MeetingState),
    st.sampled_from(AUDIENCES),
    st.sampled_from(LADDER),
    st.sampled_from(sorted(PEOPLE)),
)


def circle_of(person: str) -> int:
    """How near somebody stands, as the place on the ladder of audiences."""
    near = {"own secretariat": 0, "own member": 0, "guest": 1, "observer": 2, "visitor": 4}
    return near.get(person, 3)


def hidden_from(wished: Wished) -> set[str]:
    """The rules once more, written independently of the code."""
    person, circle = wished.person, circle_of(wished.person)
    sees = circle <= LADDER.index(wished.audience)
    if wished.state == MeetingState.DRAFT:
        sees = person == "own secretariat"
    hidden: set[str] = set()
    if not sees:
        hidden |= {*EXISTENCE, *PLACE, *CLOSED, "paperword"}
    if circle > 2 or (circle == 2 and wished.audience == MeetingAudience.INVITED):
        hidden |= set(PLACE)
    if circle > 0:
        hidden |= set(CLOSED)
    if circle > min(LADDER.index(wished.paper), LADDER.index(wished.audience)):
        hidden.add("paperword")
    return hidden


@pytest.fixture
def people(
    make_rcp: Callable[..., object], make_user: Callable[..., User], session: Session
) -> dict[str, User | None]:
    for slug in (OWN, GUEST, OBSERVER, OTHER):
        make_rcp(slug)
    observe(session, OBSERVER, OWN, Right.ATTEND_TECHNICAL, Right.RECEIVE_DOCUMENTS)
    found = {name: make_user(*seat) if seat else None for name, seat in PEOPLE.items()}
    session.commit()
    return found


@pytest.fixture
def meeting(people: dict[str, User | None], session: Session) -> Meeting:
    meeting = gather(
        session,
        OWN,
        title="titleword",
        description="aboutword",
        city="cityword",
        venue="venueword",
        link="https://linkword.example",
        themes=["recruitment"],
        starts_at=START,
    )
    meeting.agenda = [
        AgendaItem(position=0, title="openword"),
        AgendaItem(position=1, title="closedword", detail="closeddetail", is_closed=True),
    ]
    session.flush()
    meeting.documents = [
        MeetingDocument(position=0, title="paperword", language="en", url="https://p.example"),
        MeetingDocument(
            position=1,
            title="closedpaper",
            language="en",
            url="https://c.example",
            audience=MeetingAudience.PUBLIC,
            agenda_item_id=meeting.agenda[1].id,
        ),
    ]
    invite(session, meeting, GUEST)
    # Each has a meeting of their own at the same time on the same theme: warnings are shown there.
    for slug in (GUEST, OBSERVER, OTHER):
        gather(session, slug, title="Own one", starts_at=START, themes=["recruitment"])
    session.commit()
    return meeting


def looked_at(client: FlaskClient, user: User | None, meeting_id: int) -> str:
    """Everything that the person can get."""
    pages = [
        f"/meetings/{meeting_id}",
        f"/meetings/{meeting_id}.ics",
        "/calendar/list",
        "/calendar/list?mine=1",
        "/calendar/list?when=past",
        f"/calendar/?month={START:%Y-%m}",
        "/api/v1/meetings",
        "/",
        *(f"/meetings/{meeting_id + n}" for n in (1, 2, 3)),
    ]
    if user is not None:
        token = feeds.subscribe(db.session, actor=user.actor)
        db.session.commit()
        pages += [f"/calendar/feed/{token}.ics", f"/calendar/feed/{token}.ics?mine=1"]
    seen = []
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in {200, 404}, page
        seen.append(answer.text.replace("\r\n ", ""))
    return "\n".join(seen)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(wished=WISHES)
def test_nothing_of_a_meeting_reaches_who_may_not_know_it(
    session: Session,
    meeting: Meeting,
    people: dict[str, User | None],
    new_client: Callable[[], FlaskClient],
    wished: Wished,
) -> None:
    meeting = session.get_one(Meeting, 1, populate_existing=True)
    session.execute(
        Meeting.__table__.update()
        .where(Meeting.id == 1)
        .values(state=wished.state, audience=wished.audience)
    )
    # Nobody is invited to a draft.
    is_draft = wished.state == MeetingState.DRAFT
    session.execute(
        Invitation.__table__.update().values(
            state=InvitationState.PROPOSED if is_draft else InvitationState.SENT,
            sent_at=None if is_draft else now(),
        )
    )
    session.execute(
        MeetingDocument.__table__.update()
        .where(MeetingDocument.title == "paperword")
        .values(audience=wished.paper)
    )
    session.commit()
    session.expire_all()
    client, user = new_client(), people[wished.person]
    if user is not None:
        with client.session_transaction() as cookie:
            cookie["_user_id"] = user.get_id()
            cookie["_fresh"] = True
    seen = looked_at(client, user, meeting.id)
    hidden = hidden_from(wished)
    leaked = {word for word in hidden if word in seen}
    assert not leaked
    told = {*EXISTENCE, *PLACE, *CLOSED, "paperword"} - hidden
    assert {word for word in told if word not in seen} == set()
