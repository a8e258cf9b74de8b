"""Change the attachments of practices. Services flush; the view or the job commits."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_dirty

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.files.models import StoredFile
from rcp_platform.practices import policy
from rcp_platform.practices.attachments.models import Attachment, AttachmentKind
from rcp_platform.practices.attachments.queries import attachments_of
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

MOST = 20
#: What a version says of an attachment, besides what it is.
_TOLD = ("name", "title", "language", "position", "audience")


class NotAdded(Exception):
    """The attachment cannot be added."""


class TooMany(NotAdded):
    """The practice has as many attachments as it may have."""


class AlreadyThere(NotAdded):
    """The same file or link is attached already."""


def require_room(session: Session, practice: Practice, *, actor: Actor) -> None:
    """Raise AccessDenied or :exc:`TooMany` unless the actor may add an attachment."""
    require(policy.may_edit, actor, practice)
    if len(attachments_of(session, practice.id)) >= MOST:
        raise TooMany


def add_file(
    session: Session,
    practice: Practice,
    file: StoredFile,
    name: str,
    *,
    title: str,
    language: str,
    audience: Audience | None = None,
    actor: Actor,
) -> Attachment:
    """Attach a stored file under a name made fit, if need be for fewer than read the full text.

    Raises :exc:`NotAdded`.
    """
    added = Attachment(kind=AttachmentKind.FILE, sha256=file.sha256, name=name, audience=audience)
    added.title, added.language = title or name, language
    return _add(session, practice, added, actor)


def add_link(
    session: Session,
    practice: Practice,
    url: str,
    *,
    title: str,
    language: str,
    audience: Audience | None = None,
    actor: Actor,
) -> Attachment:
    """Attach a link to an http or https address, as :func:`add_file` does a file."""
    added = Attachment(kind=AttachmentKind.LINK, url=url, audience=audience)
    added.title, added.language = title or url[:200], language
    return _add(session, practice, added, actor)


def _add(session: Session, practice: Practice, added: Attachment, actor: Actor) -> Attachment:
    require_room(session, practice, actor=actor)
    present = attachments_of(session, practice.id)
    if any(_content(one) == _content(added) for one in present):
        raise AlreadyThere
    added.practice_id = practice.id
    added.position = len(present)
    added.added_by = actor.user_id
    session.add(added)
    _changed(session, practice, "practice.attach", added, actor)
    return added


def remove(session: Session, practice: Practice, attachment: Attachment, *, actor: Actor) -> None:
    """Take an attachment away. The bytes of its file go when nothing refers to them any more."""
    require(policy.may_edit, actor, practice)
    session.delete(attachment)
    _changed(session, practice, "practice.detach", attachment, actor)
    _number(attachments_of(session, practice.id))
    session.flush()


def move_up(session: Session, practice: Practice, attachment: Attachment, *, actor: Actor) -> None:
    """Put an attachment before the one that is before it now; the first stays."""
    require(policy.may_edit, actor, practice)
    order = list(attachments_of(session, practice.id))
    place = order.index(attachment)
    if place > 0:
        order[place - 1 : place + 1] = [attachment, order[place - 1]]
        _number(order)
        _changed(session, practice, "practice.order_attachments", attachment, actor)


def open_to(
    session: Session,
    practice: Practice,
    attachment: Attachment,
    audience: Audience | None,
    *,
    actor: Actor,
) -> None:
    """Say who may open an attachment: fewer than read the full text, or all of these (None)."""
    require(policy.may_edit, actor, practice)
    if attachment.audience != audience:
        attachment.audience = audience
        _changed(session, practice, "practice.attachment_audience", attachment, actor)


def copy_to(session: Session, source: Practice, target: Practice) -> None:
    """Give a new version the attachments of the practice it was begun from."""
    for attachment in attachments_of(session, source.id):
        copy = Attachment(practice_id=target.id)
        for column in ("kind", "sha256", "url", "added_at", "added_by", *_TOLD):
            setattr(copy, column, getattr(attachment, column))
        session.add(copy)
    session.flush()


def take_over(session: Session, revision: Practice, practice: Practice) -> None:
    """Give a practice the attachments of its new version, which then has none.

    What the practice had before keeps its address.
    """
    present = {_content(one): one for one in attachments_of(session, practice.id)}
    for attachment in attachments_of(session, revision.id):
        kept = present.pop(_content(attachment), None)
        if kept is None:
            attachment.practice_id = practice.id
            continue
        for column in _TOLD:
            setattr(kept, column, getattr(attachment, column))
        session.delete(attachment)
    for attachment in present.values():
        session.delete(attachment)
    flag_dirty(practice)
    session.flush()


def text_arrived(session: Session, file: StoredFile) -> None:
    """Let searches learn that the text of a file has been taken out.

    The practices themselves stay as they are: whoever is editing one is not disturbed.
    """
    concerned = sa.select(Attachment.practice_id).where(Attachment.sha256 == file.sha256)
    for practice in session.scalars(sa.select(Practice).where(Practice.id.in_(concerned))):
        flag_dirty(practice)
    session.flush()


def _content(attachment: Attachment) -> tuple[str | None, str | None]:
    return attachment.sha256, attachment.url


def _number(attachments: Sequence[Attachment]) -> None:
    for place, attachment in enumerate(attachments):
        attachment.position = place


def _changed(
    session: Session, practice: Practice, action: str, attachment: Attachment, actor: Actor
) -> None:
    practice.updated_at = now()
    session.flush()
    told = {"sha256": attachment.sha256} if attachment.sha256 else {"url": attachment.url or ""}
    if attachment.audience is not None:
        told["audience"] = attachment.audience.value
    record(session, actor, action, practice, title=attachment.title, **told)
    session.flush()
