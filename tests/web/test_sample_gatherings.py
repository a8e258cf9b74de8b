"""The meetings, invitations and observer status of the sample world."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from sqlalchemy.orm import Session

from rcp_platform.accounts.observing import observations_of
from rcp_platform.core.access import SYSTEM, Actor, Right, Role, Seat
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.directory.services import load_directory
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingDocument
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.queries import visible_to
from rcp_platform.meetings.states import InvitationState, MeetingState
from rcp_platform.notifications.models import OutgoingMail
from rcp_platform.observers.models import ObserverGrant, ObserverRequest
from rcp_platform.observers.states import RequestState
from rcp_platform.samples import gatherings
from rcp_platform.samples.cli import SAMPLES

COUNTED = (
    Meeting,
    AgendaItem,
    MeetingDocument,
    Invitation,
    Presentation,
    Outcome,
    ObserverGrant,
    ObserverRequest,
)


def counts(session: Session) -> dict[str, int]:
    return {
        table.__name__: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in COUNTED
    }


@pytest.fixture
def world(session: Session, tmp_path: Path) -> Session:
    """The directory and what is told of its Processes, without practices and accounts."""
    records = json.loads((SAMPLES / "directory.json").read_text(encoding="utf-8"))
    load_directory(session, records, actor=SYSTEM, is_sample=True)
    told = json.loads((SAMPLES / "meetings.json").read_text(encoding="utf-8"))
    gatherings.load(session, told, tmp_path / "files")
    session.commit()
    return session


def member_of(session: Session, rcp: str, role: Role) -> Actor:
    return Actor(
        1, seats=frozenset({Seat(rcp, role)}), observations=observations_of(session, {rcp})
    )


def test_loading_it_again_adds_nothing_and_undoes_nothing(
    session: Session, run_command: Callable[..., Result]
) -> None:
    first = run_command("sample-data")
    assert first.exit_code == 0, first.output
    before = counts(session)
    assert min(before.values()) > 0
    changed = session.scalars(sa.select(Meeting).limit(1)).one()
    changed.title = "Changed by its secretariat"
    session.commit()
    assert run_command("sample-data").exit_code == 0
    session.expire_all()
    assert counts(session) == before
    assert changed.title == "Changed by its secretariat"
    assert session.scalars(sa.select(OutgoingMail.subject)).all() == []


def test_all_of_it_says_that_it_is_a_sample_and_names_no_person(world: Session) -> None:
    for table in (Meeting, Invitation, ObserverGrant, ObserverRequest):
        assert all(row.is_sample for row in world.scalars(sa.select(table)))
    for meeting in world.scalars(sa.select(Meeting)):
        assert any(word in meeting.description for word in ("Fictional", "ficticia", "fictive")), (
            meeting.title
        )
    assert {one.nominee_name for one in world.scalars(sa.select(Invitation))} == {""}


def test_some_of_it_lies_ahead_and_some_has_been_held(world: Session) -> None:
    meetings = world.scalars(sa.select(Meeting)).all()
    assert all((one.state == MeetingState.HELD) == (one.ends_at < now()) for one in meetings)
    states = {one.state for one in meetings}
    assert states == {MeetingState.DRAFT, MeetingState.ANNOUNCED, MeetingState.HELD}
    assert any(len(one.holders) > 1 for one in meetings)
    assert any(point.is_closed for one in meetings for point in one.agenda)
    assert len({one.state for one in world.scalars(sa.select(Invitation))}) >= 6
    assert all(one.local_start.weekday() == 1 for one in meetings)


def test_a_mutual_pair_may_see_what_is_for_observers_and_no_other_process(world: Session) -> None:
    for rcp, host in (
        ("abu-dhabi-dialogue", "colombo-process"),
        ("colombo-process", "abu-dhabi-dialogue"),
    ):
        assert member_of(world, rcp, Role.MEMBER).observed(Right.SEE_PRACTICES) == {host}
    assert not member_of(world, "rcm", Role.MEMBER).observations


def test_one_request_is_before_the_focal_points_of_its_host(world: Session) -> None:
    request = world.scalars(sa.select(ObserverRequest)).one()
    assert request.state == RequestState.CIRCULATED
    assert request.silence_ends_at is not None
    assert request.silence_ends_at > now()


def test_every_process_named_is_in_the_directory_and_drafts_are_for_those_who_prepare_them(
    world: Session,
) -> None:
    slugs = set(world.scalars(sa.select(Rcp.slug)))
    assert {one.rcp_slug for m in world.scalars(sa.select(Meeting)) for one in m.holders} <= slugs
    draft = world.scalars(sa.select(Meeting).filter_by(state=MeetingState.DRAFT)).one()
    for rcp, may_see in (("midwa", True), ("rcm", False)):
        actor = member_of(world, rcp, Role.CHAIR)
        seen = sa.select(Meeting.id).where(Meeting.id == draft.id, visible_to(actor))
        assert (world.scalar(seen) is not None) == may_see


def test_a_presentation_has_begun_where_an_invitation_to_present_was_accepted(
    world: Session,
) -> None:
    presentation = world.scalars(sa.select(Presentation)).one()
    assert presentation.invitation.state == InvitationState.ACCEPTED
