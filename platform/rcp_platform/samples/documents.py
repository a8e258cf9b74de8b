"""Fictional documents of the sample world, read into drafts that wait to be looked through."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import SYSTEM
from rcp_platform.files import services as files
from rcp_platform.files.kinds import DOCUMENTS
from rcp_platform.intake import reading, services
from rcp_platform.intake.models import IntakeDocument
from rcp_platform.intake.workflow import move
from rcp_platform.practices.states import Audience

_SENT = {"session-report.txt": "bali-process", "practices.csv": "rcm"}
_MOST_BYTES = 100_000


def load(session: Session, samples: Path, folder: Path) -> None:
    """Send and read what is not there yet; the caller commits the rest."""
    for name, rcp in _SENT.items():
        known = sa.select(IntakeDocument.id).filter_by(rcp_slug=rcp, name=name)
        if session.scalar(known) is not None:
            continue
        batch = services.begin(session, rcp, original_audience=Audience.MEMBERS, actor=SYSTEM)
        with (samples / name).open("rb") as stream:
            kept = files.keep(session, folder, stream, name, _MOST_BYTES, DOCUMENTS)
        document = services.add(session, batch, kept, actor=SYSTEM)
        move("start", document, SYSTEM)
        reading.read(session, document, reading.asked_of(session, folder, document))
