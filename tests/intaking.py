"""Documents that were sent and read, as the process that reads would have told them."""

import io
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.ingest.building import document as built

from rcp_ingest import (
    Found,
    Ingested,
    Place,
    PracticeRecord,
    Quotation,
    Reading,
    Shape,
)
from rcp_platform.core.access import SYSTEM, Actor
from rcp_platform.files import services as files
from rcp_platform.files.kinds import DOCUMENTS
from rcp_platform.intake import reading, services
from rcp_platform.intake.models import IntakeBatch, IntakeDocument
from rcp_platform.intake.workflow import move
from rcp_platform.practices.states import Audience

REPORT = (
    "# 3. Good practices",
    "- Migrant resource centres at bus stations gave free advice",
    "- Licences of recruiters can be checked on a telephone",
    "# 6. Quotations",
    "Nobody can do it alone",
)


def record(title: str, block: int = 1, confidence: float = 0.9, **fields: Any) -> PracticeRecord:
    """Return a record whose title and summary stand in a block of the document."""
    place = Place(block, 0, 10, heading="Good practices")
    values = {"title": title, "summary": f"{title}.", "language": "en", **fields}
    return PracticeRecord(
        {name: Found(value, confidence, (place,)) for name, value in values.items()}
    )


def told(*records: PracticeRecord, **changes: Any) -> Ingested:
    """Return a document with these records, and a quotation."""
    quotation = Quotation("Nobody can do it alone", "en", places=(Place(4, 0, 22),))
    made = Reading(Shape.RAPPORTEUR_REPORT, "en", practices=records, quotations=(quotation,)).with_(
        **changes
    )
    return Ingested(built(*REPORT), made)


def sent(
    session: Session,
    folder: Path,
    rcp: str,
    content: bytes = b"A report of a meeting.",
    name: str = "report.txt",
    *,
    actor: Actor = SYSTEM,
    audience: Audience = Audience.NETWORK,
    original_audience: Audience | None = Audience.MEMBERS,
    batch: IntakeBatch | None = None,
) -> IntakeDocument:
    """Send a document for an RCP; ``folder`` is the settings' ``files_folder``."""
    batch = batch or services.begin(
        session, rcp, audience=audience, original_audience=original_audience, actor=actor
    )
    kept = files.keep(session, folder, io.BytesIO(content), name, 2**20, DOCUMENTS)
    document = services.add(session, batch, kept, actor=actor)
    session.commit()
    return document


def read(session: Session, document: IntakeDocument, *found: Ingested) -> IntakeDocument:
    """Write down what was found in a document, and commit."""
    move("start", document, SYSTEM)
    reading.write(session, document, list(found))
    session.commit()
    return document


def documents_of(session: Session) -> list[IntakeDocument]:
    """Return what was sent, as the database holds it now, the first first."""
    session.expire_all()
    return list(session.scalars(sa.select(IntakeDocument).order_by(IntakeDocument.id)))
