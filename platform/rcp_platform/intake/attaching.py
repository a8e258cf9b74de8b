"""Accept drafts with the original beside them."""

from flask import current_app
from sqlalchemy.orm import Session

from rcp_platform.config import Settings
from rcp_platform.core.access import Actor
from rcp_platform.intake import drafts, originals
from rcp_platform.intake.models import IntakeDraft
from rcp_platform.practices.attachments import services as attachments
from rcp_platform.practices.models import Practice


def accept(session: Session, draft: IntakeDraft, *, actor: Actor) -> Practice:
    """Make a practice of a draft and attach the document it was made of, for its readers."""
    settings: Settings = current_app.extensions["settings"]
    document = draft.document
    practice = drafts.accept(session, draft, actor=actor)
    readers = document.batch.original_audience
    if readers is None:
        return practice
    file = originals.file_of(session, settings.files_folder, document)
    if file is not None:
        attachments.add_file(
            session,
            practice,
            file,
            originals.name_of(document),
            title="",
            language=document.language or practice.language,
            audience=None if readers == practice.audience else readers,
            actor=actor,
        )
    return practice
