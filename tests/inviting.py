"""Two Processes, a meeting to invite to, and the mails that come of it, for tests."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.gatherings import gather

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.meetings.invitations import sending, services
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import Meeting, MeetingEvent
from rcp_platform.meetings.states import AddresseeKind
from rcp_platform.notifications.models import OutgoingMail

HOST, GUEST, OTHER = "abu-dhabi-dialogue", "bali-process", "rcm"
TITLE = "Technical meeting on recruitment"
EXPERT = "expert@gov.example"
#: What whoever accepts says of themselves.
COMES = {"name": "Director, Migration", "function": "Ministry of Labour"}


@dataclass(frozen=True)
class World:
    """Who invites, who is invited, and to what."""

    meeting: Meeting
    chair: User
    secretariat: User
    guest: User


def world_of(session: Session, make_rcp: Any, make_user: Any, **facts: Any) -> World:
    """Return a host with chair and secretariat, a guest with a secretariat, and a meeting."""
    make_rcp(HOST, short_name="ADD", contact="contact@add.example")
    make_rcp(GUEST, short_name="Bali")
    meeting = gather(session, HOST, **facts)
    world = World(
        meeting,
        make_user(HOST, Role.CHAIR, email="chair@add.example"),
        make_user(HOST, Role.SECRETARIAT, email="secretariat@add.example"),
        make_user(GUEST, Role.SECRETARIAT, email="secretariat@bali.example"),
    )
    session.commit()
    return world


def invited(session: Session, world: World, **facts: Any) -> Invitation:
    """Propose, approve and send an invitation to the guest, or to a person with an ``email``."""
    whom: dict[str, Any] = {"invited_slug": GUEST}
    if "email" in facts:
        whom = {"addressee": AddresseeKind.PERSON, "name": "Expert on fees"}
    values = {**whom, "topic": "Recruitment fees", **facts}
    invitation = services.propose(session, world.meeting, values, actor=world.chair.actor)
    services.approve(session, invitation, actor=world.chair.actor)
    sending.send(session, invitation, actor=world.secretariat.actor)
    session.commit()
    return invitation


def mails(session: Session, kind: str | None = None) -> list[OutgoingMail]:
    """Return the mails put in so far, the first first; of one kind if it is named."""
    session.rollback()
    statement = sa.select(OutgoingMail).order_by(OutgoingMail.id)
    found = session.scalars(statement).all()
    return [mail for mail in found if kind is None or mail.kind == f"meetings/{kind}"]


def told(session: Session, kind: str) -> list[str]:
    """Return the addresses to which mails of one kind go, in order."""
    return sorted(mail.address for mail in mails(session, kind))


def link_in(mail: OutgoingMail) -> str:
    """Return the path of the link with which a mail can be answered."""
    found = re.search(r"/invitations/answer/\S+", mail.text)
    assert found, mail.text
    return found[0]


def last_link(session: Session) -> str:
    """Return the path in the newest mail that has such a link."""
    return link_in([mail for mail in mails(session) if "/invitations/answer/" in mail.text][-1])


def code_in(session: Session) -> str:
    """Return the code in the newest mail with one."""
    found = re.search(r"^\d{6}$", mails(session, "invitation_code")[-1].text, re.M)
    assert found
    return found[0]


def steps(session: Session, invitation: Invitation) -> list[str]:
    """Return what happened to an invitation, the first first."""
    statement = sa.select(MeetingEvent.name).where(MeetingEvent.subject == str(invitation))
    return list(session.scalars(statement.order_by(MeetingEvent.id)))


def form_of(invitation: Invitation, **said: Any) -> dict[str, Any]:
    """Return what a form on the page of an invitation sends."""
    return {"version": str(invitation.version), **said}


def filled(**said: Any) -> dict[str, Any]:
    """Return the form in which an invitation of the guest is proposed."""
    return {
        "host_slug": HOST,
        "kind": "attend",
        "addressee": "rcp",
        "invited_slug": GUEST,
        "topic": "Recruitment fees",
        "message": "You would be most welcome.",
        "language": "en",
        "reply_day": (now() + timedelta(days=10)).date().isoformat(),
        "allows_delegate": "y",
        **said,
    }
