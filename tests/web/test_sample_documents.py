"""The sample world holds documents that were read and wait to be looked through."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.config import Settings
from rcp_platform.intake.models import DocumentState, IntakeDocument
from rcp_platform.samples import documents
from rcp_platform.samples.cli import SAMPLES


def test_sample_documents_are_read_once_and_give_drafts(
    session: Session, settings: Settings, make_rcp
):
    for rcp in ("bali-process", "rcm"):
        make_rcp(rcp)
    for _ in range(2):
        documents.load(session, SAMPLES / "documents", settings.files_folder)
        session.commit()
    found = session.scalars(sa.select(IntakeDocument).order_by(IntakeDocument.name)).all()
    assert [(one.name, one.state) for one in found] == [
        ("practices.csv", DocumentState.READ),
        ("session-report.txt", DocumentState.READ),
    ]
    countries = [draft.values["countries"] for one in found for draft in one.drafts]
    assert countries == [["MX"], ["CR"], ["ID"], ["PH"], ["TH", "KH"]]
