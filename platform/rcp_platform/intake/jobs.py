"""What is done for documents again and again."""

from flask import current_app
from sqlalchemy.orm import Session

from rcp_platform.config import Settings
from rcp_platform.core.schedule import job
from rcp_platform.intake import reading

READ = "intake.read"


@job(READ, every="5 minutes")
def read(session: Session) -> None:
    """Read the documents that wait, one after the other."""
    settings: Settings = current_app.extensions["settings"]
    while document := reading.next_waiting(session):
        asked = reading.asked_of(session, settings.files_folder, document)
        session.commit()
        reading.read(session, document, asked)
        # One by one: what is read stays read if the next takes the worker down.
        session.commit()
