"""The mails of invitations: to whom, in which language, with which attachment."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.accounts.queries import seated
from rcp_platform.accounts.tokens import digest_of
from rcp_platform.core.access import Actor, Role
from rcp_platform.core.text import one_line
from rcp_platform.meetings.calendar.ics import Party
from rcp_platform.meetings.invitations import addressing
from rcp_platform.meetings.invitations.addressing import Recipient
from rcp_platform.meetings.invitations.answering import links
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.presentation import meeting_time, place_time
from rcp_platform.notifications.models import OutgoingMail
from rcp_platform.notifications.services import Attachment
from rcp_platform.notifications.services import send as put_in


def topic_of(invitation: Invitation) -> str:
    """Return the topic under which the mails of an invitation are found and may be stopped."""
    return f"tasks:invitation-{invitation.id}"


def ask(session: Session, invitation: Invitation, name: str, *, once: str = "") -> int:
    """Write to everybody who is addressed, each with a link of their own; return to how many.

    ``name`` is the mail: ``invitation``, ``invitation_revised`` or ``invitation_reminder``. With
    ``once`` a mail is not written a second time for the same.
    """
    return sum(
        _ask_one(session, invitation, name, one, once)
        for one in addressing.recipients_of(session, invitation)
    )


def _ask_one(
    session: Session, invitation: Invitation, name: str, one: Recipient, once: str
) -> bool:
    secret = links.new_secret()
    called = Party(addressing.addressee_name(invitation), one.email)
    mail = _send(
        session,
        invitation,
        one,
        name,
        attachments=addressing.calendar_request(invitation, called),
        key=f"invitation:{invitation.id}:{once}:{digest_of(one.email)[:20]}" if once else None,
        link=links.address_with(secret),
    )
    if mail is None:
        return False
    links.issue(session, invitation, one.email, secret)
    return True


def tell_cancelled(session: Session, invitation: Invitation, reason: str) -> None:
    """Tell everybody who has been told of the invitation that it no longer stands."""
    for one in addressing.told_of(session, invitation):
        called = Party(addressing.addressee_name(invitation), one.email)
        _send(
            session,
            invitation,
            one,
            "invitation_cancelled",
            attachments=addressing.calendar_cancel(invitation, called),
            reason=reason,
        )


def tell_moved(session: Session, invitation: Invitation) -> None:
    """Tell everybody who has been told of the invitation what has become of its meeting."""
    for one in addressing.told_of(session, invitation):
        called = Party(addressing.addressee_name(invitation), one.email)
        _send(
            session,
            invitation,
            one,
            "invitation_moved",
            attachments=addressing.calendar_request(invitation, called),
        )


def tell_answered(session: Session, invitation: Invitation, actor: Actor) -> None:
    """Tell both sides of an answer, but for whoever gave it and is signed in."""
    for user in addressing.hosts_of(session, invitation):
        if not actor.is_user(user.id):
            _send_own(session, invitation, user, "invitation_answered")
    for one in addressing.recipients_of(session, invitation):
        if one.user is None or not actor.is_user(one.user.id):
            _send(session, invitation, one, "invitation_noted")


def tell_nominee(session: Session, invitation: Invitation) -> None:
    """Tell whoever comes for somebody else, unless they are told anyway."""
    email = invitation.nominee_email
    if email and email not in _addresses(session, invitation):
        _send(
            session,
            invitation,
            addressing.recipient_at(session, email),
            "invitation_nominated",
            attachments=addressing.calendar_request(
                invitation, Party(invitation.nominee_name, email)
            ),
        )


def tell_released(session: Session, invitation: Invitation, name: str, email: str) -> None:
    """Tell somebody who was to come that this is open again, or over."""
    if email and email not in _addresses(session, invitation):
        _send(
            session,
            invitation,
            addressing.recipient_at(session, email),
            "invitation_released",
            attachments=addressing.calendar_cancel(invitation, Party(name, email)),
        )


def tell_proposed(session: Session, invitation: Invitation, actor: Actor) -> None:
    """Tell the chairs that an invitation waits for their approval."""
    for user in seated(session, invitation.host_slug, {Role.CHAIR}):
        if not actor.is_user(user.id):
            _send_own(session, invitation, user, "invitation_proposed")


def tell_expired(session: Session, invitation: Invitation) -> None:
    """Tell the host that nobody answered in time."""
    for user in addressing.hosts_of(session, invitation):
        _send_own(session, invitation, user, "invitation_expired")


def _addresses(session: Session, invitation: Invitation) -> set[str]:
    return {one.email for one in addressing.recipients_of(session, invitation)}


def _send(
    session: Session,
    invitation: Invitation,
    one: Recipient,
    name: str,
    *,
    attachments: Sequence[Attachment] = (),
    key: str | None = None,
    **context: Any,
) -> OutgoingMail | None:
    organiser = addressing.organiser_of(invitation)
    return put_in(
        session,
        one.to,
        f"meetings/{name}",
        topic=topic_of(invitation),
        dedupe_key=key,
        attachments=attachments,
        headers={"Reply-To": organiser.email},
        language=invitation.language,
        **_facts(invitation),
        **context,
    )


def _send_own(session: Session, invitation: Invitation, user: User, name: str) -> None:
    put_in(session, user, f"meetings/{name}", topic="tasks", **_facts(invitation))


def _facts(invitation: Invitation) -> dict[str, Any]:
    """Return what mails may say: no room, no address of a call, no point in closed session."""
    meeting, item = invitation.meeting, invitation.agenda_item
    return {
        "invitation": invitation,
        "title": one_line(meeting.title),
        "host": invitation.host.name,
        "addressee": addressing.addressee_name(invitation),
        "organiser": addressing.organiser_of(invitation).email,
        "about": one_line(invitation.topic),
        "item": one_line(item.title) if item and not item.is_closed else "",
        # Called while the mail is written, in its language.
        "when": partial(meeting_time, meeting),
        "where": partial(addressing.place_of, meeting),
        "reply_by": partial(place_time, invitation.reply_by, meeting.zone),
    }
