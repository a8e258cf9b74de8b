"""Change practices.

Services check access, change rows and write the audit record, all in the caller's
transaction. They flush; the view or the command commits.
"""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import AccessDenied, Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.practices import policy
from rcp_platform.practices.models import Audience, Practice, PracticeReader, PracticeState
from rcp_platform.practices.workflow import PRACTICE


class Incomplete(Exception):
    """The practice says too little to be submitted; ``missing`` names the fields."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


def create(session: Session, rcp: str, values: dict[str, Any], *, actor: Actor) -> Practice:
    """Start a draft for an RCP."""
    if not policy.may_post(actor, rcp):
        raise AccessDenied(f"may_post refused user {actor.user_id}")
    values = {"external_id": f"practice-{uuid.uuid4()}", **values}
    readers = values.pop("audience_rcps", [])
    practice = Practice(rcp_slug=rcp, state=PracticeState.DRAFT, **values)
    _name_readers(practice, readers)
    session.add(practice)
    session.flush()
    record(session, actor, "practice.create", practice, rcp=rcp)
    return practice


def update(session: Session, practice: Practice, values: dict[str, Any], *, actor: Actor) -> bool:
    """Change fields of a practice. Returns whether anything differs from before."""
    require(policy.may_edit, actor, practice)
    readers = values.pop("audience_rcps", practice.audience_rcps)
    changed = sorted(name for name, value in values.items() if getattr(practice, name) != value)
    for name in changed:
        setattr(practice, name, values[name])
    if _name_readers(practice, readers):
        changed.append("audience_rcps")
    if changed:
        practice.updated_at = now()
        record(session, actor, "practice.update", practice, fields=", ".join(changed))
        session.flush()
    return bool(changed)


def _name_readers(practice: Practice, slugs: list[str]) -> bool:
    wanted = sorted(set(slugs) - {practice.rcp_slug}) if _is_for_named(practice) else []
    if practice.audience_rcps == wanted:
        return False
    kept = {reader.rcp_slug: reader for reader in practice.readers}
    practice.readers = [kept.get(slug) or PracticeReader(rcp_slug=slug) for slug in wanted]
    return True


def _is_for_named(practice: Practice) -> bool:
    return practice.audience == Audience.NAMED


def missing(practice: Practice) -> list[str]:
    """Return the fields without which a practice cannot be submitted."""
    fields = [] if practice.title else ["title"]
    if not practice.summary and not practice.sections:
        fields.append("summary")
    if _is_for_named(practice) and not practice.readers:
        fields.append("audience_rcps")
    return fields


def worth_adding(practice: Practice) -> list[str]:
    """Return the empty fields that readers most often look for."""
    looked_for = ["summary", "approach", "impact", "lessons", "countries", "themes", "source"]
    return [name for name in looked_for if not getattr(practice, name)]


def submit(session: Session, practice: Practice, *, actor: Actor) -> None:
    """Hand a draft to the secretariat. Raises :exc:`Incomplete`."""
    PRACTICE.take("submit", practice, actor)
    _require_complete(practice)
    practice.submitted_at = now()
    record(session, actor, "practice.submit", practice)
    session.flush()


def return_to_draft(session: Session, practice: Practice, *, actor: Actor) -> None:
    """Give a submitted practice back to its focal point."""
    PRACTICE.take("return", practice, actor)
    practice.submitted_at = None
    record(session, actor, "practice.return", practice)
    session.flush()


def publish(session: Session, practice: Practice, *, actor: Actor) -> None:
    """Let the practice's audience read it. Raises :exc:`Incomplete`."""
    PRACTICE.take("publish", practice, actor)
    _require_complete(practice)
    practice.published_at = now()
    record(session, actor, "practice.publish", practice, audience=practice.audience.value)
    session.flush()


def withdraw(session: Session, practice: Practice, reason: str, *, actor: Actor) -> None:
    """Take a published practice away from its readers."""
    PRACTICE.take("withdraw", practice, actor)
    practice.withdrawn_at = now()
    practice.withdrawn_reason = reason
    record(session, actor, "practice.withdraw", practice, reason=reason)
    session.flush()


def delete_draft(session: Session, practice: Practice, *, actor: Actor) -> None:
    """Remove a draft nobody but its editors has seen."""
    require(policy.is_editor, actor, practice)
    if practice.state != PracticeState.DRAFT or practice.published_at:
        raise NotPossible("only a draft can be deleted")
    record(session, actor, "practice.delete", practice, title=practice.title)
    session.delete(practice)
    session.flush()


def _require_complete(practice: Practice) -> None:
    if fields := missing(practice):
        raise Incomplete(fields)
