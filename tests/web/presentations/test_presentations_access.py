"""Only both sides see a presentation and its material; of two people at once one is told."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from tests.gatherings import gather, invite
from tests.observing import observe
from tests.presenting import GUEST, HOST, OTHER, agree, begin_meeting, present, send, take
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.config import Settings
from rcp_platform.core.access import VISITOR, Right, Role
from rcp_platform.meetings import policy as meetings
from rcp_platform.meetings.presentations import policy, queries, services
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.presentations.queries import ToDo
from rcp_platform.meetings.states import (
    InvitationState,
    MeetingAudience,
    PresentationState,
)
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

S = PresentationState
CO_HOST, OBSERVER = "colombo-process", "mtm"
NOMINEE = "speaker@ministry.example"
SECRET = b"Figures that are not cleared."

#: (RCP, role, address) of each person.
PEOPLE: dict[str, tuple[str | None, Role, str]] = {
    "signed in without a seat": (None, Role.MEMBER, "nobody@gov.example"),
    **{f"host {r.value}": (HOST, r, f"{r.value}@host.example") for r in Role},
    **{f"guest {r.value}": (GUEST, r, f"{r.value}@guest.example") for r in Role},
    "nominee": (None, Role.MEMBER, NOMINEE),
    "chair that holds it too": (CO_HOST, Role.CHAIR, "chair@co-host.example"),
    "another guest of the meeting": (OTHER, Role.CHAIR, "chair@other.example"),
    "observer": (OBSERVER, Role.MEMBER, "member@observer.example"),
}
EDITORS = {"focal_point", "chair", "secretariat"}
SIDES = {f"{side} {role}" for side in ("host", "guest") for role in EDITORS} | {"nominee"}
HOLDERS = {f"host {role.value}" for role in Role} | {"chair that holds it too"}
GUESTS = {f"guest {role}" for role in EDITORS} | {"nominee", "another guest of the meeting"}


@pytest.fixture
def people(make_user: Callable[..., User]) -> dict[str, User]:
    return {name: make_user(rcp, role, email=email) for name, (rcp, role, email) in PEOPLE.items()}


@pytest.fixture
def presentation(session: Session, settings: Settings, people: dict[str, User]) -> Presentation:
    """Material that is not cleared, for a meeting with another guest and an observer."""
    meeting = gather(session, HOST, CO_HOST)
    invite(session, meeting, OTHER, state=InvitationState.ACCEPTED)
    observe(session, OBSERVER, HOST, Right.ATTEND_TECHNICAL, Right.RECEIVE_DOCUMENTS)
    return present(
        session,
        settings.files_folder,
        S.SUBMITTED,
        SECRET,
        meeting=meeting,
        nominee_email=NOMINEE,
        topic="Unheard of topic",
    )


def test_uncleared_material_and_the_presentation_are_for_both_sides_alone(
    presentation: Presentation,
    people: dict[str, User],
    browser: Callable[[User], FlaskClient],
    client: FlaskClient,
) -> None:
    page = f"/presentations/{presentation.id}"
    assert client.get(page).status_code == 302, "visitors sign in first"
    assert client.get(f"{page}/material/slides.txt").status_code == 302
    for name, person in people.items():
        looking = browser(person)
        expected = 200 if name in SIDES else 404
        assert looking.get(page).status_code == expected, name
        with looking.get(f"{page}/material/slides.txt") as material:
            assert material.status_code == expected, name
            assert (material.data == SECRET) == (name in SIDES), name
        of_meeting = looking.get(f"/meetings/{presentation.meeting_id}").text
        assert ("Unheard of topic" in of_meeting) == (name in SIDES), name
        assert f"/presentations/{presentation.id}/material" not in of_meeting
        assert "slides.txt" not in of_meeting
        if name not in SIDES:
            assert send(looking, presentation).status_code == 404
            assert take(looking, presentation, "clear", audience="members").status_code == 404


def test_the_name_of_the_material_is_part_of_its_address(
    presentation: Presentation, people: dict[str, User], browser: Callable[[User], FlaskClient]
) -> None:
    looking = browser(people["host chair"])
    answer = looking.get(f"/presentations/{presentation.id}/material/slides.txt")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    answer.close()
    assert looking.get(f"/presentations/{presentation.id}/material/x.txt").status_code == 404


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (MeetingAudience.MEMBERS, HOLDERS),
        (MeetingAudience.INVITED, HOLDERS | GUESTS),
        (MeetingAudience.OBSERVERS, HOLDERS | GUESTS | {"observer"}),
    ],
)
def test_cleared_material_is_for_its_audience_and_nobody_else(
    session: Session,
    presentation: Presentation,
    people: dict[str, User],
    audience: MeetingAudience,
    readers: set[str],
) -> None:
    services.clear(session, presentation, audience, actor=people["guest chair"].actor)
    session.commit()
    session.refresh(presentation.meeting)
    (document,) = presentation.meeting.documents
    read = {name for name, one in people.items() if meetings.may_read(one.actor, document)}
    assert read == readers
    assert not meetings.may_read(VISITOR, document)


def test_the_host_opens_cleared_material_to_nobody_else(
    session: Session,
    presentation: Presentation,
    people: dict[str, User],
    browser: Callable[[User], FlaskClient],
) -> None:
    services.clear(session, presentation, MeetingAudience.MEMBERS, actor=people["nominee"].actor)
    session.commit()
    session.refresh(presentation.meeting)
    (document,) = presentation.meeting.documents
    form = {"title": "Ours now", "language": "en", "agenda_item": ""}
    address = f"/meetings/{presentation.meeting_id}/documents/{document.id}"
    host = browser(people["host chair"])
    assert host.post(address, data=form | {"audience": "observers"}).status_code == 422
    assert host.post(address, data=form | {"audience": "members"}).status_code == 303
    document.audience = MeetingAudience.PUBLIC
    assert not meetings.may_read(people["observer"].actor, document)
    assert not meetings.may_read(people["another guest of the meeting"].actor, document)


def test_the_rule_and_the_query_agree_on_who_sees_a_presentation(
    session: Session, presentation: Presentation, people: dict[str, User]
) -> None:
    for state in (InvitationState.ACCEPTED, InvitationState.CANCELLED):
        presentation.invitation.state = state
        session.commit()
        for name, person in people.items():
            found = sa.select(Presentation.id).where(policy.visible_to(person.actor))
            assert bool(session.scalar(found)) == policy.may_see(person.actor, presentation), name


def test_a_practice_that_was_narrowed_since_is_not_shown_to_the_host(
    session: Session,
    people: dict[str, User],
    make_practice: Callable[..., Practice],
    browser: Callable[[User], FlaskClient],
) -> None:
    practice = make_practice(GUEST, "Narrowed later")
    presentation = agree(session, practice_id=practice.id)
    host = browser(people["host chair"])
    assert "Narrowed later" in host.get(f"/presentations/{presentation.id}").text
    practice.audience = Audience.MEMBERS
    session.commit()
    assert "Narrowed later" not in host.get(f"/presentations/{presentation.id}").text


def test_two_people_at_once_one_wins_and_the_other_is_told(
    session: Session,
    presentation: Presentation,
    people: dict[str, User],
    browser: Callable[[User], FlaskClient],
) -> None:
    seen = presentation.version
    first, second = browser(people["guest chair"]), browser(people["guest focal_point"])
    assert take(first, presentation, "clear", seen, audience="members").status_code == 302
    late = take(second, presentation, "clear", seen, audience="observers")
    assert late.status_code == 409
    assert "This has already been dealt with" in late.text
    session.expire_all()
    assert presentation.audience == MeetingAudience.MEMBERS


def test_what_was_sent_after_the_page_was_drawn_is_not_cleared_by_it(
    session: Session,
    presentation: Presentation,
    people: dict[str, User],
    browser: Callable[[User], FlaskClient],
) -> None:
    seen = presentation.version
    assert send(browser(people["nominee"]), presentation, b"Newer.").status_code == 302
    guest = browser(people["guest chair"])
    assert take(guest, presentation, "clear", seen, audience="observers").status_code == 409
    session.expire_all()
    assert (presentation.state, presentation.document_id) == (S.SUBMITTED, None)


def test_whoever_writes_second_in_the_same_moment_writes_nothing(
    session: Session, presentation: Presentation, people: dict[str, User]
) -> None:
    audience = MeetingAudience.MEMBERS
    services.clear(session, presentation, audience, actor=people["guest chair"].actor)
    table = Presentation.__table__
    other = sa.update(table).where(table.c.id == presentation.id).values(version=99)
    session.rollback()
    presentation = session.get_one(Presentation, presentation.id)
    session.connection().execute(other)
    with pytest.raises(StaleDataError):
        services.clear(session, presentation, audience, actor=people["guest chair"].actor)


@pytest.mark.parametrize(
    ("state", "is_over", "of_host", "of_guest"),
    [
        (S.TOPIC_AGREED, False, ToDo.ASK, None),
        (S.MATERIAL_ASKED, False, None, ToDo.SEND),
        (S.SUBMITTED, False, ToDo.LOOK, ToDo.CLEAR),
        (S.CLEARED, False, None, None),
        (S.CLEARED, True, ToDo.SAY_WHETHER_HELD, None),
        (S.MATERIAL_ASKED, True, ToDo.SAY_WHETHER_HELD, None),
        (S.DELIVERED, True, ToDo.SAY_WHAT_CAME, None),
        (S.NOT_HELD, True, None, None),
        (S.OUTCOME_RECORDED, True, None, None),
    ],
)
def test_what_waits_waits_for_the_side_whose_turn_it_is(
    session: Session,
    settings: Settings,
    people: dict[str, User],
    state: PresentationState,
    is_over: bool,
    of_host: ToDo | None,
    of_guest: ToDo | None,
) -> None:
    presentation = present(session, settings.files_folder, state)
    if is_over:
        begin_meeting(session, presentation)
        presentation.meeting.ends_at = (
            presentation.meeting.starts_at
            + (presentation.meeting.ends_at - presentation.meeting.starts_at) / 100
        )
        session.commit()
    waits = {
        name: [one.to_do for one in queries.waiting_for(session, person.actor)]
        for name, person in people.items()
    }
    expected = {"host chair": of_host, "host secretariat": of_host} | {
        f"guest {role}": of_guest for role in EDITORS
    }
    assert {name: to_do for name, to_do in waits.items() if to_do} == {
        name: [to_do] for name, to_do in expected.items() if to_do
    }


def test_lists_cost_as_many_queries_for_many_presentations_as_for_one(
    app, session: Session, people: dict[str, User]
) -> None:
    costs = []
    meeting = gather(session, HOST)
    for _number in range(3):
        agree(session, meeting=meeting)
        actor = people["host chair"].actor
        session.expire_all()
        meeting_now = session.get_one(type(meeting), meeting.id)
        with counted() as statements:
            for one in queries.of_meeting(session, meeting_now, actor):
                assert one.invitation.invited.short_name
            for waiting in queries.waiting_for(session, actor):
                assert waiting.presentation.meeting.title
        costs.append(len(statements))
    assert len(set(costs)) == 1
