"""What the pages of invitations show to whom."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import render_template, request

from rcp_platform.core.access import Actor
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.meetings.events import steps_of
from rcp_platform.meetings.invitations import (
    addressing,
    moves,
    policy,
    queries,
    sending,
    services,
    wording,
)
from rcp_platform.meetings.invitations.forms import InvitationForm, MoveForm, usual_facts
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.states import InvitationState
from rcp_platform.observers.policy import leads
from rcp_platform.practices.queries import by_ids
from rcp_platform.practices.reading import Card

_WAY = ("proposed", "approved", "sent", "accepted")
#: States that stand in the place of a step of the way.
_INSTEAD = {
    InvitationState.DELEGATED: ("proposed", "approved", "sent", "delegated"),
    InvitationState.TENTATIVE: ("proposed", "approved", "tentative", "accepted"),
    InvitationState.COUNTER_PROPOSED: ("proposed", "approved", "counter_proposed", "accepted"),
}


def index_page(actor: Actor) -> str:
    """Return the list of invitations, received or sent."""
    wanted = queries.Wanted.of(request.args, actor)
    page = queries.page_of_invitations(db.session, actor, wanted, request.args)
    led = set(queries.led_rcps(actor))
    return render_template(
        "meetings/invitations/index.html",
        page=page,
        wanted=wanted,
        sides=queries.Side,
        wording=wording,
        addressee_name=addressing.addressee_name,
        may_invite=bool(led),
        works_for_some=bool(actor.edited_rcps),
        remindable={
            one.id for one in page.items if one.host_slug in led and sending.may_be_reminded(one)
        },
    )


def show_page(invitation: Invitation, actor: Actor, tried: MoveForm | None = None) -> str:
    """Return the page of an invitation; ``tried`` is a form that was sent with errors."""
    is_of_host = policy.is_of_host(actor, invitation)
    item = invitation.agenda_item
    return render_template(
        "meetings/invitations/show.html",
        invitation=invitation,
        meeting=invitation.meeting,
        wording=wording,
        way=_way_of(invitation),
        addressee=addressing.addressee_name(invitation),
        organiser=addressing.organiser_of(invitation),
        item=item if item and (is_of_host or not item.is_closed) else None,
        practice=_practice(invitation, actor),
        is_of_host=is_of_host,
        may_edit=policy.is_inviting(actor, invitation)
        and invitation.state != InvitationState.CANCELLED,
        host_moves=moves.host_moves(invitation, actor, tried),
        answers=moves.answers_of(invitation, actor, tried),
        has_errors=tried is not None,
        mails=queries.mails_of(db.session, invitation) if is_of_host else (),
        steps=[
            step
            for step in steps_of(db.session, invitation)
            if is_of_host or step.name not in wording.HOST_ONLY
        ],
    )


def _way_of(invitation: Invitation) -> list[tuple[str, Any]]:
    """Return the way of an invitation as pairs (state, name); empty for one that has left it."""
    way = _INSTEAD.get(invitation.state, _WAY)
    if invitation.state not in way:
        return []
    return [(state, wording.STATES[state]) for state in way]


def _practice(invitation: Invitation, actor: Actor) -> Card | None:
    """Return what is asked to be presented, as far as the reader may know it."""
    if invitation.practice_id is None:
        return None
    return by_ids(db.session, [invitation.practice_id], actor).get(invitation.practice_id)


def invitation_form(
    meeting: Meeting,
    actor: Actor,
    *,
    asked: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
) -> InvitationForm:
    """Return the whole form: filled as an address asks, or with what an invitation says."""
    written = (asked or {}).get("practice", "") or (data or {}).get("practice_id", "")
    is_number = written.isascii() and written.isdigit() and len(written) < 10
    holder = services.as_holder(db.session, meeting.rcp_slugs, actor)
    cards = by_ids(db.session, [int(written)], holder) if is_number else {}
    # Whose source is not told, nobody can be invited to present.
    told = [card for card in cards.values() if card.rcp is not None]
    practice = told[0] if told else None
    others = db.session.scalars(
        sa.select(Rcp).where(Rcp.slug.not_in(meeting.rcp_slugs)).order_by(Rcp.name)
    ).all()
    filled = data if data is not None else usual_facts(meeting, asked or {}, practice)
    hosts = [rcp for rcp in meeting.rcps if leads(actor, rcp.slug)]
    return InvitationForm(meeting, hosts, others, told, data=filled)
