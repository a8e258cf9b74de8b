"""What happens to practices with time."""

from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.db import now
from rcp_platform.core.schedule import job
from rcp_platform.practices import publication
from rcp_platform.practices.staying_true.reminders import remind

_MONTH = timedelta(days=365.25 / 12)


@job("practices.embargoes", every="day")
def lift_embargoes(session: Session) -> None:
    """Open practices whose embargo has ended."""
    publication.lift_embargoes(session, now().date(), actor=SYSTEM)


@job("practices.due", every="day")
def ask(session: Session) -> None:
    """Ask whether what was confirmed long ago still holds."""
    settings: Settings = current_app.extensions["settings"]
    publication.fall_due(session, now() - settings.update_due_months * _MONTH, actor=SYSTEM)
    remind(session, now())
