"""What is done for stored files again and again."""

import logging

from flask import current_app
from sqlalchemy.orm import Session

from rcp_platform.config import Settings
from rcp_platform.core.schedule import job
from rcp_platform.files import services

_LOG = logging.getLogger(__name__)


def swept(session: Session) -> services.Swept:
    """Clear away what nothing needs in this instance; a missing file is told in the log."""
    settings: Settings = current_app.extensions["settings"]
    result = services.sweep(session, settings.files_folder)
    for sha256 in result.missing:
        _LOG.error("The file %s is missing. Restore the files folder from a backup.", sha256)
    return result


@job("files.sweep", every="day")
def sweep(session: Session) -> None:
    """Clear away what nothing needs."""
    swept(session)
