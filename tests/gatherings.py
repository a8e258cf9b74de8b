"""Meetings and invitations for tests."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from rcp_platform.core.db import now
from rcp_platform.core.vocabularies import MeetingLevel
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import Meeting, MeetingRcp
from rcp_platform.meetings.states import (
    COMING,
    SENT_OUT,
    AddresseeKind,
    InvitationKind,
    InvitationState,
    MeetingState,
)


def gather(session: Session, *rcps: str, **facts: Any) -> Meeting:
    """Let RCPs hold a meeting: announced, of technical level, a month from now, in Manila."""
    starts_at = facts.pop("starts_at", now() + timedelta(days=30))
    meeting = Meeting(
        holders=[MeetingRcp(rcp_slug=rcp, position=at) for at, rcp in enumerate(rcps)],
        **{
            "title": "Technical meeting on recruitment",
            "language": "en",
            "level": MeetingLevel.TECHNICAL,
            "state": MeetingState.ANNOUNCED,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=3),
            "zone": "Asia/Manila",
            "city": "Manila",
            "country": "PH",
            **facts,
        },
    )
    session.add(meeting)
    session.flush()
    return meeting


def invite(session: Session, meeting: Meeting, invited: str, **facts: Any) -> Invitation:
    """Put an invitation, of an RCP by slug or of a person by address, into a state."""
    state = facts.setdefault("state", InvitationState.SENT)
    if state in SENT_OUT:
        facts.setdefault("sent_at", now())
    if state in COMING | {InvitationState.DECLINED}:
        facts.setdefault("answered_at", now())
    if state == InvitationState.DECLINED:
        facts.setdefault("declined_because", "other")
    if state == InvitationState.DELEGATED:
        facts.setdefault("nominee_name", "Director, Migration")
    is_person = "@" in invited
    whom = (
        {"addressee": AddresseeKind.PERSON, "email": invited, "name": "Expert"}
        if is_person
        else {"addressee": AddresseeKind.RCP, "invited_slug": invited}
    )
    invitation = Invitation(
        meeting_id=meeting.id,
        host_slug=meeting.holders[0].rcp_slug,
        **{
            "kind": InvitationKind.ATTEND,
            "language": "en",
            "reply_by": meeting.starts_at - timedelta(days=1),
            **whom,
            **facts,
        },
    )
    session.add(invitation)
    session.flush()
    session.refresh(meeting)
    return invitation
