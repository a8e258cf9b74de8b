"""Read attachments. Who may read them is for the caller to ask of the practice."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.files.models import StoredFile
from rcp_platform.practices.attachments.models import Attachment
from rcp_platform.practices.states import Audience

#: How the name of a section that is an attachment begins.
ATTACHMENT = "attachment"
#: Characters of all files of a practice: each passage of them is embedded when it is published.
_MOST_SEARCHED = 150_000


class AttachedText(NamedTuple):
    """What can be found in an attachment: its title, and the text of its file once it is read."""

    #: ``attachment:<id>``.
    section: str
    text: str
    #: ISO 639-1.
    language: str
    #: None when it is for whoever may read the full text.
    audience: Audience | None


def attachments_of(session: Session, practice_id: int) -> Sequence[Attachment]:
    """Return the attachments of a practice in their order, with the facts of their files."""
    statement = (
        sa.select(Attachment)
        .where(Attachment.practice_id == practice_id)
        .order_by(Attachment.position, Attachment.id)
    )
    return session.scalars(statement).all()


def get(session: Session, practice_id: int, attachment_id: int) -> Attachment:
    """Return an attachment of a practice, or raise NoResultFound."""
    statement = sa.select(Attachment).filter_by(id=attachment_id, practice_id=practice_id)
    return session.scalars(statement).one()


def texts_of(session: Session, practice_ids: Sequence[int]) -> dict[int, list[AttachedText]]:
    """Return what can be found in the attachments of practices, by practice and in their order.

    Of the texts of files the first 150,000 characters of a practice are given.
    """
    statement = (
        sa.select(
            Attachment.practice_id,
            Attachment.id,
            Attachment.title,
            Attachment.language,
            Attachment.audience,
            sa.func.substr(StoredFile.text, 1, _MOST_SEARCHED),
        )
        .outerjoin(StoredFile, StoredFile.sha256 == Attachment.sha256)
        .where(Attachment.practice_id.in_(practice_ids))
        .order_by(Attachment.practice_id, Attachment.position, Attachment.id)
    )
    found: dict[int, list[AttachedText]] = {}
    left = dict.fromkeys(practice_ids, _MOST_SEARCHED)
    for practice_id, attachment_id, title, language, audience, text in session.execute(statement):
        searched = (text or "")[: left[practice_id]]
        left[practice_id] -= len(searched)
        said = f"{title}\n\n{searched}" if searched else title
        one = AttachedText(f"{ATTACHMENT}:{attachment_id}", said, language, audience)
        found.setdefault(practice_id, []).append(one)
    return found
