"""To whom the mail of an invitation goes, from whom it comes, and what calendars get."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from flask import current_app
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.accounts.queries import seated, user_by_email
from rcp_platform.accounts.services import InvalidEmail, normal_email
from rcp_platform.config import Settings
from rcp_platform.core.countries import name_of
from rcp_platform.meetings.calendar.ics import Event, Party, cancel_of, request_of
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.states import AddresseeKind, InvitationKind
from rcp_platform.notifications.links import address_of
from rcp_platform.notifications.services import Attachment
from rcp_platform.observers.policy import LEADS

_REQUEST = "text/calendar; charset=utf-8; method=REQUEST"
_CANCEL = "text/calendar; charset=utf-8; method=CANCEL"


@dataclass(frozen=True)
class Recipient:
    """An address that is written to, and the account that has it."""

    #: Lower case.
    email: str
    user: User | None = None

    @property
    def to(self) -> User | str:
        """Whom to send a mail to."""
        return self.user or self.email


def recipients_of(session: Session, invitation: Invitation) -> list[Recipient]:
    """Return those addressed: who leads an RCP, and its own address; else the one address."""
    if invitation.addressee != AddresseeKind.RCP:
        return [recipient_at(session, invitation.email)]
    found = [
        Recipient(user.email, user)
        for user in seated(session, invitation.invited_slug or "", LEADS)
    ]
    contact = _address(invitation.invited.contact if invitation.invited else "")
    if contact and contact not in {one.email for one in found}:
        found.append(Recipient(contact))
    return found


def told_of(session: Session, invitation: Invitation) -> list[Recipient]:
    """Return those addressed, and the person who comes where that is somebody else."""
    found = recipients_of(session, invitation)
    nominee = invitation.nominee_email
    if nominee and nominee not in {one.email for one in found}:
        found.append(recipient_at(session, nominee))
    return found


def recipient_at(session: Session, email: str) -> Recipient:
    """Return an address, with its account if there is one."""
    return Recipient(email, user_by_email(session, email))


def hosts_of(session: Session, invitation: Invitation) -> Sequence[User]:
    """Return the chair and the secretariat of the RCP that invites."""
    return seated(session, invitation.host_slug, LEADS)


def organiser_of(invitation: Invitation) -> Party:
    """Return who invites, with the address to which answers come: an office, never a person."""
    settings: Settings = current_app.extensions["settings"]
    _name, own = parseaddr(settings.sender)
    email = _address(invitation.meeting.contact) or _address(invitation.host.contact) or own
    return Party(invitation.host.name, email)


def _address(written: str) -> str:
    """Return an address as it is stored; empty for a text that is none, as profiles may have."""
    try:
        return normal_email(written)
    except InvalidEmail:
        return ""


def addressee_name(invitation: Invitation) -> str:
    """Return whom an invitation is to, in a few words."""
    if invitation.invited is not None:
        return invitation.invited.short_name
    state = f" ({name_of(invitation.country)})" if invitation.country else ""
    return f"{invitation.name}{state}"


def place_of(meeting: Meeting) -> str:
    """Return where a meeting is held, as far as everybody who knows of it may know."""
    return ", ".join(
        filter(None, [meeting.city, name_of(meeting.country) if meeting.country else ""])
    )


def calendar_request(invitation: Invitation, to: Party) -> list[Attachment]:
    """Return what puts the meeting into a guest's calendar; nothing where nobody is to come."""
    if invitation.kind == InvitationKind.WRITTEN_INPUT:
        return []
    written = request_of(_event(invitation), organiser_of(invitation), to)
    return [Attachment("invitation.ics", _REQUEST, written)]


def calendar_cancel(invitation: Invitation, to: Party) -> list[Attachment]:
    """Return what takes the meeting out of a guest's calendar again."""
    if invitation.kind == InvitationKind.WRITTEN_INPUT:
        return []
    written = cancel_of(_event(invitation), organiser_of(invitation), to)
    return [Attachment("cancelled.ics", _CANCEL, written)]


def _event(invitation: Invitation) -> Event:
    meeting = invitation.meeting
    return Event(
        uid=meeting.uid,
        # Either may have changed since the last mail; neither ever falls.
        sequence=meeting.sequence + invitation.sequence,
        title=meeting.title,
        description=invitation.topic,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.zone,
        # Guests read room and link.
        location=", ".join(filter(None, [meeting.venue, place_of(meeting), meeting.link])),
        url=address_of("meetings.show", meeting_id=meeting.id),
        is_cancelled=False,
        updated_at=meeting.updated_at,
    )
