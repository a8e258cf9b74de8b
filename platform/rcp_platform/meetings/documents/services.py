"""Add, change and remove the documents of meetings. Services flush; the view commits."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.files.models import StoredFile
from rcp_platform.meetings import policy
from rcp_platform.meetings.models import Meeting, MeetingDocument
from rcp_platform.meetings.states import MeetingAudience, MeetingState

MOST = 200


class TooMany(Exception):
    """The meeting has as many documents as it may have."""


class TooWide(Exception):
    """The document would be for more readers than know of the meeting."""


def document_of(meeting: Meeting, document_id: int, actor: Actor) -> MeetingDocument:
    """Return a document of a meeting, or raise NoResultFound if the actor may read none such."""
    for document in meeting.documents:
        if document.id == document_id and policy.may_read(actor, document):
            return document
    raise NoResultFound


def audiences_within(
    meeting: Meeting, cleared_for: MeetingAudience | None = None
) -> list[MeetingAudience]:
    """Return who a document of a meeting may be for: never more than may know of the meeting.

    Nor more than those for whom whoever gave it has cleared it.
    """
    ladder = list(MeetingAudience)
    widest = min(meeting.audience, cleared_for or meeting.audience, key=ladder.index)
    return ladder[: ladder.index(widest) + 1]


def require_preparing(meeting: Meeting, actor: Actor) -> None:
    """Raise AccessDenied or NotPossible unless the actor may see to the meeting's documents.

    Records and minutes are added after a meeting has been held.
    """
    require(policy.is_organiser, actor, meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise NotPossible("it is cancelled")


def require_room(meeting: Meeting, actor: Actor) -> None:
    """Raise AccessDenied, NotPossible or :exc:`TooMany` unless another document may be added."""
    require_preparing(meeting, actor)
    if len(meeting.documents) >= MOST:
        raise TooMany


def add_file(
    session: Session,
    meeting: Meeting,
    file: StoredFile,
    name: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
) -> MeetingDocument:
    """Add a stored file under a name made fit; ``values`` are title, language, audience, point.

    Raises :exc:`TooMany` or :exc:`TooWide`.
    """
    document = MeetingDocument(sha256=file.sha256, name=name, url=None)
    return _add(session, meeting, document, {**values, "title": values["title"] or name}, actor)


def add_link(
    session: Session, meeting: Meeting, url: str, values: Mapping[str, Any], *, actor: Actor
) -> MeetingDocument:
    """Add an http or https address. Raises :exc:`TooMany` or :exc:`TooWide`."""
    document = MeetingDocument(url=url)
    title = values["title"] or url[:300]
    return _add(session, meeting, document, {**values, "title": title}, actor)


def _add(
    session: Session,
    meeting: Meeting,
    document: MeetingDocument,
    values: Mapping[str, Any],
    actor: Actor,
) -> MeetingDocument:
    require_room(meeting, actor)
    document.position = max((one.position for one in meeting.documents), default=-1) + 1
    document.added_by_id = actor.user_id
    _describe(meeting, document, values)
    meeting.documents.append(document)
    _changed(session, document, "add", actor)
    return document


def change(
    session: Session, document: MeetingDocument, values: Mapping[str, Any], *, actor: Actor
) -> None:
    """Change title, language, audience or point of a document. Raises :exc:`TooWide`."""
    require_preparing(document.meeting, actor)
    _describe(document.meeting, document, values)
    _changed(session, document, "change", actor)


def remove(session: Session, document: MeetingDocument, *, actor: Actor) -> None:
    """Take a document away. The bytes of its file go when nothing refers to them any more."""
    require_preparing(document.meeting, actor)
    _changed(session, document, "remove", actor)
    document.meeting.documents.remove(document)
    session.flush()


def _describe(meeting: Meeting, document: MeetingDocument, values: Mapping[str, Any]) -> None:
    if values["audience"] not in audiences_within(meeting, document.cleared_for):
        raise TooWide
    if values["agenda_item_id"] not in {None, *(item.id for item in meeting.agenda)}:
        raise NoResultFound
    for name, value in values.items():
        setattr(document, name, value)


def _changed(session: Session, document: MeetingDocument, action: str, actor: Actor) -> None:
    document.meeting.updated_at = now()
    session.flush()
    told = {"sha256": document.sha256} if document.sha256 else {"url": document.url or ""}
    told["document"] = str(document.id)
    record(session, actor, f"meeting_document.{action}", document.meeting, **told)
    session.flush()
