"""Presentations for tests: of the Bali Process, invited by the Abu Dhabi Dialogue."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from rcp_platform.core.access import SYSTEM
from rcp_platform.core.db import now
from rcp_platform.files import services as files
from rcp_platform.meetings.models import Meeting, MeetingDocument
from rcp_platform.meetings.presentations import services
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.states import (
    InvitationKind,
    InvitationState,
    MeetingAudience,
    PresentationState,
)
from rcp_platform.notifications.models import OutgoingMail

HOST, GUEST, OTHER = "abu-dhabi-dialogue", "bali-process", "rcm"
S = PresentationState
_WITH_MATERIAL = {S.SUBMITTED, S.CLEARED}
_WITH_OUTCOME = {S.OUTCOME_RECORDED, S.PRACTICE_DRAFTED}


def agree(session: Session, meeting: Meeting | None = None, **facts: Any) -> Presentation:
    """Let the guest accept an invitation to present, at a meeting a month from now."""
    meeting = meeting or gather(session, HOST)
    facts = {
        "state": InvitationState.ACCEPTED,
        "topic": "Ethical recruitment",
        "nominee_name": "Director of Migration",
        **facts,
    }
    to = facts.pop("to", GUEST)
    invitation = invite(session, meeting, to, kind=InvitationKind.PRESENT, **facts)
    presentation = services.begin(session, invitation, actor=SYSTEM)
    session.commit()
    return presentation


def present(
    session: Session,
    folder: Path,
    state: PresentationState,
    content: bytes = b"Recruitment fees fell.",
    audience: MeetingAudience = MeetingAudience.INVITED,
    **facts: Any,
) -> Presentation:
    """Put a presentation into a state, with what the state implies."""
    presentation = agree(session, **facts)
    if state in _WITH_MATERIAL:
        kept = files.keep(session, folder, io.BytesIO(content), "slides.txt", 2**20)
        presentation.material, presentation.material_name = kept.file, kept.name
    if state == S.CLEARED:
        presentation.audience = audience
        presentation.document = MeetingDocument(
            meeting_id=presentation.meeting_id,
            position=0,
            title=presentation.title,
            language="en",
            sha256=presentation.material_sha256 or kept.file.sha256,
            name=presentation.material_name,
            audience=audience,
            cleared_for=audience,
        )
    if state in _WITH_OUTCOME:
        presentation.outcome = "Three States look into it."
    presentation.state = state
    session.commit()
    return presentation


def begin_meeting(session: Session, presentation: Presentation) -> None:
    """Let its meeting have begun an hour ago."""
    meeting = presentation.meeting
    meeting.starts_at, meeting.ends_at = now() - timedelta(hours=1), now() + timedelta(hours=2)
    session.commit()


def take(
    client: FlaskClient, presentation: Presentation, name: str, seen: int | None = None, **said: Any
) -> TestResponse:
    """Press a button of the page as it is, or as it was in the version that was seen."""
    version = str(presentation.version if seen is None else seen)
    address = f"/presentations/{presentation.id}/{name}"
    return client.post(address, data={"version": version, **said})


def send(
    client: FlaskClient,
    presentation: Presentation,
    content: bytes = b"Recruitment fees fell.",
    name: str = "slides.txt",
) -> TestResponse:
    """Send material, as a browser does."""
    file = FileStorage(io.BytesIO(content), filename=name)
    fields = {"version": str(presentation.version), "language": "en", "file": file}
    boundary, body = encode_multipart(fields)
    return client.post(
        f"/presentations/{presentation.id}/material",
        data=body,
        content_type=f'multipart/form-data; boundary="{boundary}"',
    )


def mailed(session: Session) -> dict[str, list[str]]:
    """Return who was written to, by kind of mail."""
    found: dict[str, list[str]] = {}
    for mail in session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)):
        found.setdefault(mail.kind.rpartition("/")[2], []).append(mail.address)
    return found
