"""Requests as somebody reads them. Templates get these, never the row.

What the applicant may not know of the host's deliberation is not in them.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from flask_babel import LazyString
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.observers.events import steps_of
from rcp_platform.observers.models import ObserverEvent, ObserverObjection, ObserverRequest
from rcp_platform.observers.policy import is_shown_as, may_see_deliberation
from rcp_platform.observers.requests import fields
from rcp_platform.observers.requests.named_meetings import (
    KNOWN_TO_ALL,
    OPEN_TO_OBSERVERS,
    NamedMeeting,
    named,
)
from rcp_platform.observers.states import DECIDED, RequestState

_S = RequestState


@dataclass(frozen=True)
class Card:
    """A request in a list."""

    id: int
    applicant: Rcp
    host: Rcp
    kind: str
    #: As the reader may know it.
    state: RequestState
    state_name: LazyString
    created_at: datetime
    #: None of what was never submitted.
    submitted_at: datetime | None
    deferred_until: date | None
    #: Of the host only.
    silence_ends_at: datetime | None

    @classmethod
    def of(cls, request: ObserverRequest, actor: Actor) -> Self:
        """Return what the actor may know of a request, for a list."""
        state = is_shown_as(request, actor)
        of_host = may_see_deliberation(actor, request)
        return cls(
            id=request.id,
            applicant=request.applicant,
            host=request.host,
            kind=request.kind.value,
            state=state,
            state_name=name_of(state, of_host=of_host),
            created_at=request.created_at,
            submitted_at=request.submitted_at,
            deferred_until=request.deferred_until if state == _S.DEFERRED else None,
            silence_ends_at=request.silence_ends_at if state == _S.CIRCULATED else None,
        )


@dataclass(frozen=True)
class Step:
    """A step of the timeline."""

    name: LazyString
    at: datetime
    #: The person; None for the platform itself.
    by: str | None
    on_behalf_of: str
    note: str

    @classmethod
    def of(cls, event: ObserverEvent) -> Self:
        """Return a step as both sides may read it: the states around it are not in it."""
        return cls(
            name=fields.EVENTS[event.name],
            at=event.at,
            by=event.actor.display_name if event.actor else None,
            on_behalf_of=event.on_behalf_of,
            note=event.note,
        )


@dataclass(frozen=True)
class Deliberation:
    """What only the host's side reads."""

    checked: list[dict[str, str]]
    silence_ends_at: datetime | None
    is_silence_over: bool
    objections: Sequence[ObserverObjection]
    deciding_body: str
    deciding_meeting: str
    version: int


@dataclass(frozen=True)
class Reading:
    """A request on its page."""

    card: Card
    purpose: str
    language: str
    levels: list[str]
    themes: list[str]
    rights: list[str]
    meetings: list[NamedMeeting]
    reciprocity: str
    validity_months: int
    #: The number of the host's rules that were accepted.
    rules_number: int | None
    letter_name: str
    #: Since the last step that the reader may know of.
    since: datetime
    #: What the host asked for, as long as it has not been answered.
    question: str
    is_decided: bool
    decided_at: datetime | None
    decision_note: str
    decline_reason: str | None
    reapply_after: date | None
    deciding_body: str
    deciding_meeting: str
    is_decided_outside: bool
    decision_name: str
    steps: list[Step]
    #: None for the applicant's side.
    deliberation: Deliberation | None

    @classmethod
    def of(cls, session: Session, request: ObserverRequest, actor: Actor) -> Self:
        """Return what the actor may know of a request that they may see."""
        of_host = may_see_deliberation(actor, request)
        events = steps_of(session, request, with_deliberation=of_host)
        is_decided = request.state in DECIDED
        audiences = OPEN_TO_OBSERVERS if of_host else KNOWN_TO_ALL
        return cls(
            card=Card.of(request, actor),
            purpose=request.purpose,
            language=request.language,
            levels=request.levels,
            themes=request.themes,
            rights=request.rights,
            meetings=named(session, request.host_slug, request.meeting_ids, audiences),
            reciprocity=request.reciprocity.value,
            validity_months=request.validity_months,
            rules_number=request.rules.number if request.rules else None,
            letter_name=request.letter_name,
            since=events[0].at if events else request.created_at,
            question=_question(request, events),
            is_decided=is_decided,
            decided_at=request.decided_at,
            decision_note=request.decision_note,
            decline_reason=request.decline_reason.value if request.decline_reason else None,
            reapply_after=request.reapply_after,
            deciding_body=request.deciding_body if is_decided else "",
            deciding_meeting=request.deciding_meeting if is_decided else "",
            is_decided_outside=request.is_decided_outside,
            decision_name=request.decision_name,
            steps=[Step.of(event) for event in events],
            deliberation=_deliberation(request) if of_host else None,
        )

    @property
    def way(self) -> list[tuple[str, LazyString]]:
        """The way of the request as pairs (state, name); empty once it has left it."""
        return way_of(self.card.state, of_host=self.deliberation is not None)


def name_of(state: RequestState, *, of_host: bool) -> LazyString:
    """Return what a state is called on one side."""
    is_told_less = state == _S.SUBMITTED and not of_host
    return fields.UNDER_CONSIDERATION if is_told_less else fields.STATES[state]


def way_of(state: RequestState, *, of_host: bool) -> list[tuple[str, LazyString]]:
    """Return the way of a request through this state, as one side knows it."""
    way = [_S.SUBMITTED, _S.ELIGIBILITY_CHECK, _S.CIRCULATED, _S.RECOMMENDED, _S.DECISION_PENDING]
    in_place_of = {
        _S.RESUBMITTED: _S.SUBMITTED,
        _S.RETURNED: _S.ELIGIBILITY_CHECK,
        _S.CONSULTATION: _S.CIRCULATED,
        _S.DEFERRED: _S.DECISION_PENDING,
    }
    if not of_host:
        way = [_S.DRAFT, _S.SUBMITTED]
        in_place_of = {_S.RETURNED: _S.SUBMITTED, _S.DEFERRED: _S.SUBMITTED}
    if state in {_S.WITHDRAWN, _S.LAPSED}:
        return []
    replaced = in_place_of.get(state)
    end = state if state in DECIDED else _S.GRANTED
    steps = [(s, name_of(s, of_host=of_host)) for s in (state if s == replaced else s for s in way)]
    return [*steps, (end, fields.STATES[end] if end == state else fields.DECISION)]


def fingerprint_of(request: ObserverRequest) -> str:
    """Return a digest of what the applicant says, to tell whether it was changed meanwhile.

    The applicant's forms carry it instead of the version, which also counts the host's steps.
    """
    said = [
        request.state.value,
        request.kind.value,
        request.purpose,
        request.language,
        request.levels,
        request.themes,
        request.rights,
        request.meeting_ids,
        request.reciprocity.value,
        request.validity_months,
        request.letter_sha256,
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def _question(request: ObserverRequest, events: Sequence[ObserverEvent]) -> str:
    if request.state != _S.RETURNED:
        return ""
    asked = (event.note for event in events if event.name == "return_for_information")
    return next(asked, "")


def _deliberation(request: ObserverRequest) -> Deliberation:
    ends_at = request.silence_ends_at
    return Deliberation(
        checked=request.checked,
        silence_ends_at=ends_at,
        is_silence_over=ends_at is not None and now() > ends_at,
        objections=request.objections,
        deciding_body=request.deciding_body,
        deciding_meeting=request.deciding_meeting,
        version=request.version,
    )
