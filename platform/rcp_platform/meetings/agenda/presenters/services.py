"""Who could present a point of an agenda: practices of other RCPs that are close to it.

The RCPs that hold a meeting are told what they may know themselves. Whoever sits elsewhere too
may know more, and does not carry it over.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, selectinload

from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.labels import labels_of
from rcp_platform.core.languages import locale_of
from rcp_platform.discovery.engine import SearchEngine
from rcp_platform.discovery.search import MAX_QUERY, Found, with_practices
from rcp_platform.meetings import policy
from rcp_platform.meetings.invitations import services as invitations
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingRcp
from rcp_platform.meetings.states import AddresseeKind, InvitationKind, MeetingState
from rcp_platform.observers.policy import LEADS
from rcp_platform.practices import queries as practices
from rcp_platform.practices.reading import Card
from rcp_search import Query

MOST = 6
#: Several of one RCP stand close together: others are found further down.
_LOOKED_AT = 60
_LONGEST_TOPIC = 300
_AHEAD = (MeetingState.DRAFT, MeetingState.ANNOUNCED)


def suggestions(
    session: Session, engine: SearchEngine, item: AgendaItem, *, actor: Actor
) -> list[Found]:
    """Return practices that are close to a point, one of each RCP before a second of any.

    They are of RCPs that do not hold the meeting and that are named as their source; at most six.
    Somebody would be asked to travel for it: a word in common is not enough.
    """
    meeting = item.meeting
    require(policy.is_organiser, actor, meeting)
    holder = invitations.as_holder(session, meeting.rcp_slugs, actor)
    query = Query(
        item.text[:MAX_QUERY],
        labels_of(holder),
        exclude={"seat": meeting.rcp_slugs},
        limit=_LOOKED_AT,
    )
    hits = engine.in_step(session).search(query).hits
    near = sorted((hit for hit in hits if hit.near), key=lambda hit: -hit.similarity)
    found = with_practices(session, near, holder)
    return _one_of_each_first([one for one in found if one.practice.rcp is not None])[:MOST]


def _one_of_each_first(found: list[Found]) -> list[Found]:
    met: Counter[str] = Counter()
    turns: list[tuple[int, int, Found]] = []
    for one in found:
        turns.append((met[one.practice.rcp_slug], len(turns), one))
        met[one.practice.rcp_slug] += 1
    return [one for _turn, _place, one in sorted(turns, key=lambda turn: turn[:2])]


def meetings_to_invite_to(session: Session, practice: Card, *, actor: Actor) -> Sequence[Meeting]:
    """Return the coming meetings, with their points, of RCPs that the actor leads.

    To these the RCP of the practice can be invited, if the actor :func:`may_invite` it at all.
    """
    statement = (
        sa.select(Meeting)
        .where(
            Meeting.holders.any(MeetingRcp.rcp_slug.in_(_led(practice, actor))),
            ~Meeting.holders.any(MeetingRcp.rcp_slug == practice.rcp_slug),
            Meeting.state.in_(_AHEAD),
            Meeting.starts_at > now(),
        )
        .options(selectinload(Meeting.agenda))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return session.scalars(statement).all()


def is_ahead(meeting: Meeting) -> bool:
    """Whether somebody can still be invited to a meeting."""
    return meeting.state in _AHEAD and meeting.starts_at > now()


def item_of(meeting: Meeting, item_id: int) -> AgendaItem:
    """Return a point of the agenda of a meeting, or raise NoResultFound."""
    for item in meeting.agenda:
        if item.id == item_id:
            return item
    raise NoResultFound


def may_invite(session: Session, practice: Card, *, actor: Actor) -> bool:
    """Whether the actor leads an RCP that may know of the practice and whose it is."""
    led = _led(practice, actor)
    return bool(led) and _known(session, practice.id, led, actor) is not None


def _led(practice: Card, actor: Actor) -> set[str]:
    return {seat.rcp for seat in actor.seats if seat.role in LEADS} - {practice.rcp_slug}


def _known(session: Session, practice_id: int, rcps: Collection[str], actor: Actor) -> Card | None:
    """Return the practice as these RCPs know it; None where they do not know whose it is."""
    holder = invitations.as_holder(session, rcps, actor)
    card = practices.by_ids(session, [practice_id], holder).get(practice_id)
    return card if card is not None and card.rcp is not None else None


def draft_invitation(
    session: Session, meeting: Meeting, item: AgendaItem | None, practice_id: int, *, actor: Actor
) -> Invitation:
    """Propose to invite the RCP of a practice to present it, for a look before it is approved.

    Raises NoResultFound where the RCPs that hold the meeting may not know of the practice, or not
    whose it is, or where it is their own.
    """
    require(policy.is_organiser, actor, meeting)
    card = _known(session, practice_id, meeting.rcp_slugs, actor)
    if card is None or card.rcp_slug in meeting.rcp_slugs:
        raise NoResultFound
    return invitations.propose(session, meeting, _proposed(meeting, item, card), actor=actor)


def _proposed(meeting: Meeting, item: AgendaItem | None, card: Card) -> dict[str, Any]:
    with force_locale(locale_of(meeting.language)):
        message = _message(meeting, item, card)
    return {
        "kind": InvitationKind.PRESENT,
        "addressee": AddresseeKind.RCP,
        "invited_slug": card.rcp_slug,
        "agenda_item_id": item.id if item else None,
        "practice_id": card.id,
        "topic": card.title[:_LONGEST_TOPIC],
        "language": meeting.language,
        "message": message,
        "allows_delegate": True,
    }


def _message(meeting: Meeting, item: AgendaItem | None, card: Card) -> str:
    """Say what is asked, in the language of the meeting; no point in closed session is named."""
    facts = {"practice": card.title, "meeting": meeting.title}
    if item is None or item.is_closed:
        return str(
            _(
                "We would be glad if your Process presented “%(practice)s” at our meeting "
                "“%(meeting)s”.",
                **facts,
            )
        )
    return str(
        _(
            "We would be glad if your Process presented “%(practice)s” at our meeting "
            "“%(meeting)s”, under the point “%(point)s” of the agenda.",
            point=item.title,
            **facts,
        )
    )
