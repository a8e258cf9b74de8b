"""Attach things to practices as an import would."""

import io
from pathlib import Path

from sqlalchemy.orm import Session

from rcp_platform.core.access import SYSTEM
from rcp_platform.files import services as files
from rcp_platform.practices.attachments import services
from rcp_platform.practices.attachments.models import Attachment
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience


def attach_file(
    session: Session,
    folder: Path,
    practice: Practice,
    content: bytes,
    name: str = "report.txt",
    title: str = "",
    audience: Audience | None = None,
) -> Attachment:
    """Attach a file and commit; ``folder`` is the settings' ``files_folder``."""
    kept = files.keep(session, folder, io.BytesIO(content), name, 20 * 2**20)
    added = services.add_file(
        session,
        practice,
        kept.file,
        kept.name,
        title=title,
        language="en",
        audience=audience,
        actor=SYSTEM,
    )
    session.commit()
    return added


def attach_link(
    session: Session,
    practice: Practice,
    url: str,
    title: str = "",
    audience: Audience | None = None,
) -> Attachment:
    """Add a link and commit."""
    added = services.add_link(
        session, practice, url, title=title, language="en", audience=audience, actor=SYSTEM
    )
    session.commit()
    return added


def address_of(attachment: Attachment) -> str:
    """Return where a file is downloaded."""
    return f"/practices/{attachment.practice_id}/attachments/{attachment.id}/{attachment.name}"
