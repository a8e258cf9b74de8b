"""The file that a document came as, also where it lay inside a mail or an archive."""

from io import BytesIO
from pathlib import Path

from sqlalchemy.orm import Session

from rcp_ingest import SEPARATOR, Unreadable, part_of
from rcp_platform.files import services as files
from rcp_platform.files import storage
from rcp_platform.files.kinds import DOCUMENTS
from rcp_platform.files.models import StoredFile
from rcp_platform.files.refusals import Refused
from rcp_platform.intake.models import IntakeDocument


def file_of(session: Session, folder: Path, document: IntakeDocument) -> StoredFile | None:
    """Return the stored file that a document came as; a part is stored on its own first.

    None where it is no longer there.
    """
    held_in = document.sha256 and session.get(StoredFile, document.sha256)
    if not held_in or document.container_id is None:
        return held_in or None
    path = storage.path_of(folder, held_in.sha256)
    try:
        content = part_of(path, held_in.media_type, document.name.split(SEPARATOR)[1:])
        most = len(content) + 1
        kept = files.keep(session, folder, BytesIO(content), name_of(document), most, DOCUMENTS)
    except (Unreadable, Refused):
        return None
    return kept.file


def name_of(document: IntakeDocument) -> str:
    """Return the name of the file that a document came as."""
    return document.name.rpartition(SEPARATOR)[2]
