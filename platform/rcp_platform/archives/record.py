"""What the audit record says of an RCP's rows, told without the numbers of one database.

Events go along so that the history of a practice stays whole. Where they arrive they are marked
as taken over, and like all events they are never changed.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.archives.tables import DETAILS, SUBJECTS
from rcp_platform.audit.models import AuditEvent

#: The entry of an archive.
EVENTS = "audit_events"
#: What is said of archives stays where they were made and taken in.
OF_ARCHIVES = "archive."
#: The detail that marks an event as taken over; it does not go along.
TAKEN_OVER = "from_archive"
#: For a row that is not among those of the RCP.
ELSEWHERE = "?"
_SUBJECT = re.compile(r"([a-z_]{1,40}):([^\s:]{1,254})")

#: Given a table and what names a row here, what names it there; None for one that is elsewhere.
Rename = Callable[[str, str], str | None]


def events(session: Session, slug: str, rename: Rename) -> Iterator[dict[str, Any]]:
    """Yield the events of an RCP and its rows in their order, with what they refer to renamed.

    ``rename`` is also asked for ``users`` and ``rcps``.
    """
    kinds = (f"{kind}:%" for kind in SUBJECTS)
    concerned = sa.or_(
        AuditEvent.subject == f"rcp:{slug}",
        *(AuditEvent.subject.like(kind) for kind in kinds),
    )
    columns = (AuditEvent.at, AuditEvent.actor_id, AuditEvent.action, AuditEvent.subject)
    statement = sa.select(*columns, AuditEvent.details).where(concerned).order_by(AuditEvent.id)
    for at, actor_id, action, subject, details in session.execute(statement):
        renamed = subject_as(subject, rename)
        if renamed.endswith(f":{ELSEWHERE}") or action.startswith(OF_ARCHIVES):
            continue
        yield {
            "at": at.isoformat(),
            "actor": None if actor_id is None else rename("users", str(actor_id)),
            "action": action,
            "subject": renamed,
            "details": {
                name: detail_as(action, name, value, rename)
                for name, value in details.items()
                if name != TAKEN_OVER
            },
        }


def subject_as(subject: str, rename: Rename) -> str:
    """Return ``practice:12`` with the number that the practice has on the other side."""
    if not (parts := _SUBJECT.fullmatch(subject)):
        return subject
    kind, key = parts.groups()
    table = {"user": "users", "rcp": "rcps", **SUBJECTS}.get(kind)
    return f"{kind}:{rename(table, key) or ELSEWHERE}" if table else subject


def detail_as(action: str, name: str, value: Any, rename: Rename) -> Any:
    """Return a detail of an event with the rows that it names renamed."""
    if not isinstance(value, str):
        return value
    if table := DETAILS.get((action.partition(".")[0], name)):
        return rename(table, value) or ELSEWHERE
    if name == "rcp":
        return rename("rcps", value) or value
    return subject_as(value, rename)
