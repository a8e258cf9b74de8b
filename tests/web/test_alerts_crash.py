"""Killed at any point, the look for alerts loses nothing and tells nothing twice."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.config import Settings
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.discovery.engine import current_engine
from rcp_platform.following import services
from rcp_platform.following.alerts.digests import tell
from rcp_platform.following.alerts.matching import look
from rcp_platform.following.alerts.models import Alert
from rcp_platform.following.services import Wanted
from rcp_platform.notifications.models import Frequency, OutgoingMail

_PEOPLE = 4

#: Looks and tells as the worker does; kills itself before its nth statement, or at the commit.
_PROGRAM = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from rcp_platform import create_app
from rcp_platform.config import Settings
from rcp_platform.extensions import db
from rcp_platform.following.alerts.jobs import look_and_tell
from rcp_search import HashingEmbedder

instance, url, point = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
settings = Settings(instance=instance, secret_key="k" * 40, database_url=url)
app = create_app(settings, embedder=HashingEmbedder())
count = 0

def die(*_arguments):
    os.kill(os.getpid(), signal.SIGKILL)

def die_at(_connection, _cursor, statement, *_rest):
    global count
    if statement.startswith(("INSERT", "UPDATE", "DELETE")):
        count += 1
        if count == int(point):
            die()

with app.app_context():
    if point in ("commit", "rollback"):
        event.listen(db.engine, point, die)
    elif point.isdigit():
        event.listen(db.engine, "before_cursor_execute", die_at)
    look_and_tell(db.session)
    db.session.commit()
    if point == "after":
        die()
    print(count)
"""


@pytest.fixture
def settings(tmp_path: Path, settings: Settings) -> Settings:
    return replace(settings, database_url=f"sqlite:///{tmp_path / 'exchange.sqlite'}")


@pytest.mark.parametrize("point", ["1", "2", "4", "7", "commit", "after"])
def test_everything_is_told_once_however_a_process_was_killed(
    point: str,
    settings: Settings,
    session: Session,
    make_user: Callable[..., Any],
    make_practice: Callable[..., Any],
) -> None:
    for _number in range(_PEOPLE):
        user = make_user("rcm", Role.CHAIR)
        wanted = Wanted("Fees", "recruitment fees of workers", "other", {})
        services.save_search(session, wanted, Frequency.AT_ONCE, actor=user.actor)
    session.commit()
    practices = [make_practice("sacm", f"Recruitment fees of workers {n}") for n in range(3)]
    program = [sys.executable, "-c", _PROGRAM, str(settings.instance), settings.database, point]
    killed = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    before = session.scalar(sa.select(sa.func.count()).select_from(OutgoingMail))
    assert before == (_PEOPLE if point == "after" else 0)
    session.rollback()

    look(session, current_engine())
    tell(session, now())
    session.commit()
    mails = session.scalars(sa.select(OutgoingMail)).all()
    assert Counter(mail.user_id for mail in mails) == dict.fromkeys(range(1, _PEOPLE + 1), 1)
    for practice in practices:
        assert all(f"/practices/{practice.id}\n" in mail.text for mail in mails)
    told = session.scalars(sa.select(Alert).where(Alert.told_at.is_not(None))).all()
    assert len(told) == _PEOPLE * len(practices)
