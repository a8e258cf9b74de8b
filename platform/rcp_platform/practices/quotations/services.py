"""Write the quotations of a practice. Services flush; the view or the command commits."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.quotations.models import Quotation

MOST = 50
#: What is said in a quotation, by whom, and who approved that it is told.
COLUMNS = ("text", "language", "attribution", "country", "speaker", "approved_by", "approved_at")


def add(
    session: Session, practice: Practice, values: Mapping[str, Any], *, actor: Actor
) -> Quotation:
    """Add a quotation after the others; NotPossible when there are as many as there may be."""
    require(policy.may_edit, actor, practice)
    if len(practice.quotations) >= MOST:
        raise NotPossible(f"a practice has at most {MOST} quotations")
    quotation = Quotation(position=len(practice.quotations), **values)
    practice.quotations.append(quotation)
    _changed(session, practice, "practice.quote", quotation, actor)
    if quotation.is_approved:
        _approved(session, practice, quotation, actor)
    return quotation


def change(
    session: Session,
    practice: Practice,
    quotation: Quotation,
    values: Mapping[str, Any],
    *,
    actor: Actor,
) -> bool:
    """Change a quotation. Returns whether anything differs from before."""
    require(policy.may_edit, actor, practice)
    before = values_of(quotation)
    if before == values:
        return False
    for name in COLUMNS:
        setattr(quotation, name, values[name])
    _changed(session, practice, "practice.change_quotation", quotation, actor)
    if quotation.is_approved and _approval(before) != _approval(values):
        _approved(session, practice, quotation, actor)
    return True


def remove(session: Session, practice: Practice, quotation: Quotation, *, actor: Actor) -> None:
    """Take a quotation away."""
    require(policy.may_edit, actor, practice)
    practice.quotations.remove(quotation)
    _number(practice)
    _changed(session, practice, "practice.remove_quotation", quotation, actor)


def move_up(session: Session, practice: Practice, quotation: Quotation, *, actor: Actor) -> None:
    """Put a quotation before the one that is before it now; the first stays."""
    require(policy.may_edit, actor, practice)
    place = practice.quotations.index(quotation)
    if place > 0:
        practice.quotations.insert(place - 1, practice.quotations.pop(place))
        _number(practice)
        _changed(session, practice, "practice.order_quotations", quotation, actor)


def replace(
    session: Session, practice: Practice, wanted: Sequence[Mapping[str, Any]], *, actor: Actor
) -> bool:
    """Give a practice these quotations and no others. Returns whether anything differs.

    Those that are already there keep their rows.
    """
    if [values_of(quotation) for quotation in practice.quotations] == list(wanted):
        return False
    present = list(practice.quotations)
    kept: list[Quotation] = []
    for values in wanted:
        same = next((one for one in present if values_of(one) == values), None)
        if same is not None:
            present.remove(same)
        kept.append(same or Quotation(**values))
    added = [one for one in kept if one not in practice.quotations]
    practice.quotations = kept
    _number(practice)
    session.flush()
    for quotation in added:
        if quotation.is_approved:
            _approved(session, practice, quotation, actor)
    return True


def values_of(quotation: Quotation) -> dict[str, Any]:
    """Return what is kept of a quotation, besides its place."""
    return {name: getattr(quotation, name) for name in COLUMNS}


def _approval(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values[name] for name in ("speaker", "approved_by", "approved_at"))


def _number(practice: Practice) -> None:
    for place, quotation in enumerate(practice.quotations):
        quotation.position = place


def _changed(
    session: Session, practice: Practice, action: str, quotation: Quotation, actor: Actor
) -> None:
    practice.updated_at = now()
    session.flush()
    record(session, actor, action, practice, quotation=str(quotation.id))
    session.flush()


def _approved(session: Session, practice: Practice, quotation: Quotation, actor: Actor) -> None:
    """Write down that a name may be told: not whose, for the record is read by others."""
    assert quotation.approved_at is not None  # noqa: S101  is_approved
    record(
        session,
        actor,
        "practice.approve_quotation",
        practice,
        quotation=str(quotation.id),
        approved_on=quotation.approved_at.date().isoformat(),
    )
    session.flush()
