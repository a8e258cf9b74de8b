"""What people can do with a status: the buttons of its page, and what they do."""

from dataclasses import dataclass
from typing import Protocol

from flask_babel import LazyString
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.observers import policy
from rcp_platform.observers.grants import fields, services
from rcp_platform.observers.grants.forms import (
    DeedForm,
    RenewForm,
    RightsForm,
    SuspendForm,
    drawn_form,
)
from rcp_platform.observers.grants.pairs import is_live
from rcp_platform.observers.grants.validity import end_of
from rcp_platform.observers.models import ObserverGrant
from rcp_platform.observers.rules.queries import settings_of
from rcp_platform.observers.states import LIVE, GrantState
from rcp_platform.observers.workflow import GRANT

_ENDING = {"relinquish", "end"}


class _PlainDeed(Protocol):
    def __call__(
        self, session: Session, grant: ObserverGrant, note: str, /, *, actor: Actor
    ) -> None: ...


#: What needs to know no more than a note.
_PLAIN: dict[str, _PlainDeed] = {
    "reinstate": services.reinstate,
    "relinquish": services.relinquish,
    "end": services.end,
}


@dataclass(frozen=True)
class Deed:
    """A button, with the form of what it needs to know."""

    name: str
    label: LazyString
    #: primary, secondary or danger.
    style: str
    form: DeedForm


def deeds_of(
    session: Session, grant: ObserverGrant, actor: Actor, tried: DeedForm | None = None
) -> list[Deed]:
    """Return what the actor can do with a status now; ``tried`` is a form with its errors."""
    possible = {name for name in GRANT.available(grant, actor) if name in fields.DEEDS}
    if policy.is_grantor(actor, grant):
        possible.add("set_rights")
    if not is_live(grant, now()) or not possible:
        return []
    months = settings_of(session, grant.host_slug).validity_months
    return [
        Deed(
            name,
            label,
            _style(name),
            tried if tried and tried.deed == name else drawn_form(name, grant, months),
        )
        for name, label in fields.DEEDS.items()
        if name in possible
    ]


def shown_state(grant: ObserverGrant) -> GrantState:
    """Return where it stands; what has passed its end is over before that is written down."""
    is_past = grant.state in LIVE and not is_live(grant, now())
    return GrantState.EXPIRED if is_past else grant.state


def _style(name: str) -> str:
    return "danger" if name in _ENDING else "primary" if name == "renew" else "secondary"


def check(grant: ObserverGrant, name: str, actor: Actor) -> None:
    """Raise AccessDenied or NotPossible unless the actor may do this now."""
    if name == "set_rights":
        require(policy.is_grantor, actor, grant)
    else:
        GRANT.check(name, grant, actor)


def do(session: Session, grant: ObserverGrant, name: str, form: DeedForm, *, actor: Actor) -> None:
    """Do what a form says. Raises NotPossible where the page showed an older version."""
    if form.version.data != str(grant.version):
        raise NotPossible(f"{grant} was changed meanwhile")
    note = (form.note.data or "") if "note" in form else ""
    match form:
        case RenewForm():
            last_day = form.valid_until.data
            until = end_of(last_day) if last_day else None
            services.renew(session, grant, until, note, actor=actor)
        case RightsForm():
            services.set_rights(session, grant, form.rights.data or [], actor=actor)
        case SuspendForm():
            services.suspend(session, grant, note, form.until.data, actor=actor)
        case _:
            _PLAIN[name](session, grant, note, actor=actor)
