"""The list of requests, narrowed and in pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.paging import Page, page_of
from rcp_platform.observers.models import ObserverRequest
from rcp_platform.observers.policy import visible_to
from rcp_platform.observers.requests.queries import FOR_LISTS, shown_state
from rcp_platform.observers.requests.reading import Card
from rcp_platform.observers.states import RequestState


class Side(StrEnum):
    """Who asks; without one both."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True)
class Wanted:
    """What a reader of the list asks to see; empty values mean all."""

    side: Side | None = None
    state: RequestState | None = None

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Self:
        """Return what an address asks for; what it says wrongly is left out."""
        side, state = arguments.get("side", ""), arguments.get("state", "")
        return cls(
            side=Side(side) if side in set(Side) else None,
            state=RequestState(state) if state in set(RequestState) else None,
        )

    @property
    def arguments(self) -> dict[str, str]:
        """What an address says to ask for the same."""
        said = {"side": self.side, "state": self.state}
        return {name: value.value for name, value in said.items() if value}


def page_of_requests(
    session: Session, actor: Actor, wanted: Wanted, arguments: Mapping[str, str]
) -> Page:
    """Return a page of requests as the actor may know them, newest first.

    The order is that of the submission, which both sides know; of drafts that of their making.
    """
    made = sa.func.coalesce(ObserverRequest.submitted_at, ObserverRequest.created_at)
    statement = (
        sa.select(ObserverRequest)
        .where(*_conditions(actor, wanted))
        .options(*FOR_LISTS)
        .order_by(made.desc(), ObserverRequest.id.desc())
    )
    page = page_of(session, statement, arguments)
    return replace(page, items=[Card.of(request, actor) for request in page.items])


def counts(session: Session, actor: Actor, wanted: Wanted) -> dict[RequestState, int]:
    """Return how many requests the actor knows to be in each state, in the order of life."""
    state = shown_state(actor).label("shown")
    statement = (
        sa.select(state, sa.func.count())
        .where(*_conditions(actor, replace(wanted, state=None)))
        .group_by(state)
    )
    found = dict(session.execute(statement).all())
    return {one: found[one.value] for one in RequestState if one.value in found}


def _conditions(actor: Actor, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions = [visible_to(actor)]
    if wanted.side == Side.INCOMING:
        conditions.append(ObserverRequest.host_slug.in_(actor.edited_rcps))
    if wanted.side == Side.OUTGOING:
        conditions.append(ObserverRequest.applicant_slug.in_(actor.edited_rcps))
    if wanted.state:
        conditions.append(shown_state(actor) == wanted.state.value)
    return conditions
