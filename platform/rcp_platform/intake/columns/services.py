"""How an RCP reads the columns of its spreadsheets. Services flush; the view commits."""

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.intake import policy
from rcp_platform.intake.models import IntakeDocument, IntakeMapping


def mappings_of(session: Session, rcp: str) -> dict[str, tuple[str, ...]]:
    """Return the fields of the columns that an RCP has mapped, by folded header row."""
    statement = sa.select(IntakeMapping).filter_by(rcp_slug=rcp)
    return {one.header: tuple(one.fields) for one in session.scalars(statement)}


def remember(
    session: Session, document: IntakeDocument, header: str, fields: Sequence[str], *, actor: Actor
) -> None:
    """Remember for the document's RCP which field each column under a header row is.

    ``header`` is folded (:func:`rcp_ingest.recognisers.table.header_key`).
    """
    require(policy.may_handle, actor, document)
    digest = hashlib.sha256(header.encode()).hexdigest()
    known = session.scalars(
        sa.select(IntakeMapping).filter_by(rcp_slug=document.rcp_slug, digest=digest)
    ).one_or_none()
    row = known or IntakeMapping(rcp_slug=document.rcp_slug, digest=digest, header=header)
    row.fields, row.changed_at, row.changed_by = list(fields), now(), actor.user_id
    session.add(row)
    record(session, actor, "intake.map_columns", document, fields=", ".join(fields))
    session.flush()
