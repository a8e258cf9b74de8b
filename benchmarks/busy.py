"""A busy network: many requests, meetings and invitations, all of which one chair may see."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.core.vocabularies import THEMES, MeetingLevel
from rcp_platform.directory.models import Rcp
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import Meeting, MeetingRcp
from rcp_platform.meetings.states import (
    COMING,
    SENT_OUT,
    AddresseeKind,
    DeclinedBecause,
    InvitationKind,
    InvitationState,
    MeetingAudience,
    MeetingState,
)
from rcp_platform.observers.models import ObserverGrant, ObserverRequest
from rcp_platform.observers.states import DECIDED, OPEN, DeclineReason, ObserverKind, RequestState

REQUESTS, MEETINGS, INVITATIONS = 500, 2_000, 500
_RCPS = 40
#: Meetings lie evenly around today, so many days to each side.
_DAYS = 500
_OPEN = sorted(OPEN)
_CLOSED = sorted(set(RequestState) - OPEN)
_ANSWERS = sorted(set(InvitationState))


def fill(session: Session) -> User:
    """Add the network and commit; return the chair of the RCP that takes part in everything."""
    slugs = [f"process-{number:02}" for number in range(_RCPS)]
    session.add_all(
        Rcp(slug=slug, name=f"{slug} on migration", short_name=slug.title(), regions=["asia"])
        for slug in slugs
    )
    seat = Membership(rcp_slug=slugs[0], role=Role.CHAIR)
    chair = User(email="chair@busy.example", display_name="Chair", memberships=[seat])
    session.add(chair)
    session.flush()
    session.execute(sa.insert(ObserverRequest), [_request(slugs, n) for n in range(REQUESTS)])
    session.execute(
        sa.insert(ObserverGrant), [row for n in range(_RCPS) for row in _grants(slugs, n)]
    )
    session.execute(sa.insert(Meeting), [_meeting(n) for n in range(MEETINGS)])
    session.execute(
        sa.insert(MeetingRcp), [row for n in range(MEETINGS) for row in _holders(slugs, n)]
    )
    session.execute(sa.insert(Invitation), [_invitation(slugs, n) for n in range(INVITATIONS)])
    session.commit()
    return chair


def _request(slugs: list[str], number: int) -> dict[str, Any]:
    """Return a request from or to the first RCP; of each pair one is open."""
    other = slugs[1 + number // 2 % (len(slugs) - 1)]
    applicant, host = (slugs[0], other) if number % 2 else (other, slugs[0])
    is_open = number < 2 * (len(slugs) - 1)
    # An open one that is a draft of another RCP would not be seen.
    states = _OPEN[1:] if is_open else _CLOSED
    state = states[number % len(states)]
    at = now() - timedelta(days=number)
    return {
        "applicant_slug": applicant,
        "host_slug": host,
        "state": RequestState.SUBMITTED if state == RequestState.DRAFT else state,
        "kind": ObserverKind.STANDING,
        "purpose": f"To learn from each other ({number}).",
        "language": "en",
        "submitted_at": at,
        "state_since": at,
        "created_at": at,
        "silence_ends_at": at + timedelta(days=14),
        "decided_at": at if state in DECIDED else None,
        "decline_reason": DeclineReason.OTHER if state == RequestState.DECLINED else None,
        "levels": [],
        "themes": [],
        "rights": ["see_practices"],
        "checked": [],
    }


def _grants(slugs: list[str], number: int) -> list[dict[str, Any]]:
    """Let an RCP observe its next three in the circle, and be observed by the three before it."""
    return [
        {
            "observer_slug": slugs[number],
            "host_slug": slugs[(number + step) % len(slugs)],
            "kind": ObserverKind.STANDING,
            "themes": [],
            "starts_at": now() - timedelta(days=100),
            "valid_until": now() + timedelta(days=600),
        }
        for step in (1, 2, 3)
    ]


def _meeting(number: int) -> dict[str, Any]:
    starts_at = now() + timedelta(days=(number / MEETINGS * 2 - 1) * _DAYS)
    themes = list(THEMES)
    is_past = starts_at < now()
    return {
        "id": number + 1,
        "uid": f"busy-{number}@rcp-exchange",
        "title": f"Meeting number {number} on {themes[number % len(themes)]}",
        "description": "What it is about, in a paragraph. " * 20,
        "language": "en",
        "level": list(MeetingLevel)[number % len(MeetingLevel)],
        "state": MeetingState.HELD if is_past else MeetingState.ANNOUNCED,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=30 if number % 3 == 0 else 4),
        "zone": ["Asia/Manila", "Europe/Istanbul", "America/Bogota"][number % 3],
        "country": ["PH", "TR", "CO"][number % 3],
        "city": ["Manila", "Istanbul", "Bogotá"][number % 3],
        "themes": [themes[number % len(themes)], themes[(number + 7) % len(themes)]],
        "audience": MeetingAudience.NETWORK,
    }


def _holders(slugs: list[str], number: int) -> list[dict[str, Any]]:
    """Every fourth meeting is held by the first RCP; every tenth by two."""
    first = slugs[0] if number % 4 == 0 else slugs[1 + number % (len(slugs) - 1)]
    second = slugs[1 + (number + 5) % (len(slugs) - 1)]
    holding = [first, second] if number % 10 == 0 and second != first else [first]
    return [
        {"meeting_id": number + 1, "rcp_slug": slug, "position": at}
        for at, slug in enumerate(holding)
    ]


def _invitation(slugs: list[str], number: int) -> dict[str, Any]:
    """Return an invitation that the first RCP sends, or one that it has received."""
    state = _ANSWERS[number % len(_ANSWERS)]
    at = now() - timedelta(hours=number)
    meeting = number * (MEETINGS // INVITATIONS)
    is_sent = meeting % 4 == 0 and number % 2 == 0
    other = slugs[1 + number % (len(slugs) - 1)]
    if not is_sent and state not in SENT_OUT:
        state = InvitationState.SENT
    is_told = state in SENT_OUT
    is_answered = state in COMING | {InvitationState.DECLINED}
    return {
        "meeting_id": meeting + 1,
        "kind": list(InvitationKind)[number % len(InvitationKind)],
        "state": state,
        "host_slug": slugs[0] if is_sent else other,
        "addressee": AddresseeKind.RCP,
        "invited_slug": other if is_sent else slugs[0],
        "language": "en",
        "topic": f"Topic number {number}",
        "reply_by": at + timedelta(days=14),
        "sent_at": at if is_told else None,
        "answered_at": at if is_answered else None,
        "declined_because": DeclinedBecause.DATE if state == InvitationState.DECLINED else None,
        "nominee_name": "Director" if state == InvitationState.DELEGATED else "",
        "created_at": at,
        "state_since": at,
    }
