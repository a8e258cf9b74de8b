"""What is done for attachments again and again."""

from flask import current_app
from sqlalchemy.orm import Session

from rcp_platform.config import Settings
from rcp_platform.core.progress import tracked
from rcp_platform.core.schedule import job
from rcp_platform.files import services as files
from rcp_platform.practices.attachments import services

READ = "attachments.read"


@job(READ, every="5 minutes")
def read(session: Session) -> None:
    """Take the text out of files that were added, so that searches find them."""
    settings: Settings = current_app.extensions["settings"]
    for sha256 in tracked(files.pending(session), "Reading attachments"):
        file = files.take_text(session, settings.files_folder, sha256)
        if file:
            services.text_arrived(session, file)
        # One by one: nothing stays locked while the next is read.
        session.commit()
