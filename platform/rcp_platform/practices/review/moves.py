"""What people can do with a practice: the buttons of its pages, and what they do."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.practices import fields, policy, publication
from rcp_platform.practices.models import Practice
from rcp_platform.practices.review.forms import (
    ChangesForm,
    DuplicateForm,
    MoveForm,
    ReasonForm,
    SuccessorForm,
    WhatChangedForm,
    WithdrawForm,
)
from rcp_platform.practices.review.queries import find_original
from rcp_platform.practices.workflow import PRACTICE

#: Clears and publishes; possible where both are.
AT_ONCE = "clear_and_publish"
MOVES = tuple(fields.TRANSITIONS)

_FORMS: dict[str, type[MoveForm]] = {
    "request_changes": ChangesForm,
    "decline": ReasonForm,
    "mark_duplicate": DuplicateForm,
    "archive": ReasonForm,
    "supersede": SuccessorForm,
    "withdraw": WithdrawForm,
}
_FORWARD = {"submit", "start_review", "resubmit", "clear", AT_ONCE, "publish", "confirm"}
_ENDING = {"decline", "withdraw"}

#: What is said once it is done.
DONE: dict[str, LazyString] = {
    "submit": _("The practice is with your secretariat, who can publish it."),
    "take_back": _("The practice is a draft again."),
    "start_review": _("The review has started."),
    "request_changes": _("The focal points are asked for changes."),
    "resubmit": _("The practice is with your secretariat again."),
    "clear": _("The practice is cleared. The secretariat can publish it."),
    AT_ONCE: _("The practice is published. Its audience can find it now."),
    "publish": _("The practice is published. Its audience can find it now."),
    "decline": _("The practice is declined. It will not be published."),
    "mark_duplicate": _("The practice is marked as a duplicate. It will not be published."),
    "reopen": _("The practice is a draft again."),
    "confirm": _("It is noted that the practice still holds."),
    "archive": _("The practice is archived. Its address stays; searches no longer find it."),
    "restore": _("The practice is published again. Its audience can find it now."),
    "supersede": _("Readers of the practice are pointed to its successor."),
    "withdraw": _("The practice is withdrawn and can no longer be found."),
}


@dataclass(frozen=True)
class Move:
    """A button, with the form of what it needs to know, if anything."""

    name: str
    label: LazyString
    #: primary, secondary or danger.
    style: str
    form: MoveForm | None


def moves_of(
    session: Session, practice: Practice, actor: Actor, tried: MoveForm | None = None
) -> list[Move]:
    """Return what the actor can do with a practice now; ``tried`` is a form with its errors."""
    possible = {*PRACTICE.available(practice, actor)} & {*MOVES}
    if "clear" in possible and policy.is_secretariat(actor, practice):
        possible.add(AT_ONCE)
    if not _has_a_place(practice, actor):
        possible -= {"publish", AT_ONCE}
    return [
        Move(
            name,
            fields.TRANSITIONS[name],
            _style(name),
            tried if tried and tried.move == name else form_of(session, practice, name, actor),
        )
        for name in MOVES
        if name in possible
    ]


def _has_a_place(practice: Practice, actor: Actor) -> bool:
    """Whether what a new version is to replace can still be replaced."""
    replaced = practice.revises
    return replaced is None or "renew" in PRACTICE.available(replaced, actor)


def _style(name: str) -> str:
    return "primary" if name in _FORWARD else "danger" if name in _ENDING else "secondary"


def form_of(
    session: Session, practice: Practice, name: str, actor: Actor, *, is_sent: bool = False
) -> MoveForm | None:
    """Return the form of a move, empty or as it was sent; None when it needs to know nothing."""
    is_version = practice.revises_id is not None and name in {"publish", AT_ONCE}
    kind = WhatChangedForm if is_version else _FORMS.get(name)

    def find(written: str) -> Practice | None:
        return find_original(session, written, practice, actor)

    return kind(name, practice, find, is_sent=is_sent) if kind else None


def check(practice: Practice, name: str, actor: Actor) -> None:
    """Raise AccessDenied or NotPossible unless the actor may take the move now."""
    PRACTICE.check("clear" if name == AT_ONCE else name, practice, actor)


def take(
    session: Session, practice: Practice, name: str, form: MoveForm | None, *, actor: Actor
) -> Practice:
    """Take a move with what its form says; return the practice that results."""
    note = form.said if form else ""
    match name:
        case "submit" | "resubmit":
            publication.submit(session, practice, actor=actor)
        case "publish":
            return publication.publish(session, practice, note, actor=actor)
        case "clear_and_publish":
            return publication.clear_and_publish(session, practice, note, actor=actor)
        case "mark_duplicate" if isinstance(form, DuplicateForm):
            publication.mark_duplicate(session, practice, form.chosen, note, actor=actor)
        case "supersede" if isinstance(form, SuccessorForm):
            publication.supersede(session, practice, form.chosen, actor=actor)
        case "reopen":
            publication.reopen(session, practice, actor=actor)
        case "confirm":
            publication.confirm(session, practice, actor=actor)
        case "withdraw":
            publication.withdraw(session, practice, note, actor=actor)
        case _:
            publication.move(session, practice, name, note, actor=actor)
    return practice
