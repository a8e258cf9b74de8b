"""Write practices; :mod:`.publication` moves them along.

Services check access, change rows and write the audit record, all in the caller's
transaction. They flush; the view or the command commits.
"""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import AccessDenied, Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice, PracticeReader
from rcp_platform.practices.quotations import services as quotation_services
from rcp_platform.practices.states import NARROWER, SEARCHABLE, Audience, PracticeState
from rcp_platform.practices.timeline import PracticeEvent, happened
from rcp_platform.practices.translations.services import fall_out_of_date
from rcp_platform.practices.versions import services as versions


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
    quotations = values.pop("quotations", [])
    practice = Practice(rcp_slug=rcp, state=PracticeState.DRAFT, **values)
    _name_readers(practice, readers)
    session.add(practice)
    session.flush()
    quotation_services.replace(session, practice, quotations, actor=actor)
    happened(session, practice, "create", actor=actor)
    record(session, actor, "practice.create", practice, rcp=rcp)
    return practice


def update(session: Session, practice: Practice, values: dict[str, Any], *, actor: Actor) -> bool:
    """Change fields of a practice. Returns whether anything differs from before."""
    require(policy.may_edit, actor, practice)
    quotations = values.pop("quotations", None)
    readers = values.pop("audience_rcps", practice.audience_rcps)
    changed = sorted(name for name, value in values.items() if getattr(practice, name) != value)
    for name in changed:
        setattr(practice, name, values[name])
    if _name_readers(practice, readers):
        changed.append("audience_rcps")
    if quotations is not None and quotation_services.replace(
        session, practice, quotations, actor=actor
    ):
        changed.append("quotations")
    if changed:
        practice.updated_at = now()
        record(session, actor, "practice.update", practice, fields=", ".join(changed))
        session.flush()
        if practice.state in SEARCHABLE:
            versions.keep(session, practice)
            fall_out_of_date(session, practice)
    return bool(changed)


def _name_readers(practice: Practice, slugs: list[str]) -> bool:
    wanted = sorted(set(slugs) - {practice.rcp_slug}) if _is_for_named(practice) else []
    if practice.audience_rcps == wanted:
        return False
    kept = {reader.rcp_slug: reader for reader in practice.readers}
    practice.readers = [kept.get(slug) or PracticeReader(rcp_slug=slug) for slug in wanted]
    return True


def _is_for_named(practice: Practice) -> bool:
    return Audience.NAMED in {practice.audience, practice.body_audience}


def missing(practice: Practice) -> list[str]:
    """Return the fields without which a practice cannot be submitted."""
    fields = [] if practice.title else ["title"]
    if not practice.summary and not practice.sections:
        fields.append("summary")
    if _is_for_named(practice) and not practice.readers:
        fields.append("audience_rcps")
    if practice.body_audience and practice.body_audience not in NARROWER[practice.audience]:
        fields.append("body_audience")
    return fields


def worth_adding(practice: Practice) -> list[str]:
    """Return the empty fields that readers most often look for."""
    looked_for = ["summary", "approach", "impact", "lessons", "countries", "themes", "source"]
    return [name for name in looked_for if not getattr(practice, name)]


def delete_draft(session: Session, practice: Practice, *, actor: Actor) -> None:
    """Remove a draft nobody but its editors has seen."""
    require(policy.is_editor, actor, practice)
    if practice.state != PracticeState.DRAFT:
        raise NotPossible("only a draft can be deleted")
    if is_pointed_to(session, practice):
        raise NotPossible("others are marked as duplicates of it")
    record(session, actor, "practice.delete", practice, title=practice.title)
    remove(session, practice)


def is_pointed_to(session: Session, practice: Practice) -> bool:
    """Whether another practice is marked as a duplicate of it."""
    return bool(
        session.scalar(sa.select(sa.exists().where(Practice.duplicate_of_id == practice.id)))
    )


def remove(session: Session, practice: Practice) -> None:
    """Delete a row that was never published, with its timeline."""
    session.execute(sa.delete(PracticeEvent).where(PracticeEvent.practice_id == practice.id))
    session.delete(practice)
    session.flush()
