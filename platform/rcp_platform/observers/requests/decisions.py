"""What the host decides, at the exchange or outside it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor, Right
from rcp_platform.core.db import now
from rcp_platform.files.services import Kept
from rcp_platform.observers.grants.queries import standing_of
from rcp_platform.observers.grants.services import open_for
from rcp_platform.observers.grants.validity import end_of, months_after, start_of
from rcp_platform.observers.models import ObserverGrant, ObserverRequest
from rcp_platform.observers.requests.named_meetings import OPEN_TO_OBSERVERS, upcoming
from rcp_platform.observers.requests.refusals import Refused
from rcp_platform.observers.requests.steps import take
from rcp_platform.observers.rules.queries import settings_of
from rcp_platform.observers.states import DeclineReason, ObserverKind
from rcp_platform.observers.workflow import REQUEST


@dataclass(frozen=True)
class Granted:
    """What is granted, which may differ from what was asked."""

    kind: ObserverKind
    rights: Collection[Right]
    themes: Collection[str] = ()
    #: Ids, of an ad hoc status.
    meetings: Collection[int] = ()
    #: How long, unless it is for meetings.
    months: int = 24


@dataclass(frozen=True)
class Where:
    """Who decided, and at which meeting."""

    body: str = ""
    meeting: str = ""


#: Nothing is said of it but what was said before.
HERE = Where()


@dataclass(frozen=True, kw_only=True)
class Outside(Where):
    """Who decided outside the exchange, on which day, and the document that says so."""

    decided_on: date
    document: Kept


def grant(
    session: Session,
    request: ObserverRequest,
    granted: Granted,
    *,
    note: str = "",
    where: Where = HERE,
    actor: Actor,
) -> ObserverGrant:
    """Grant observer status. Raises :exc:`Refused` where what is granted does not hold together."""
    REQUEST.check("grant", request, actor)
    starts_at = now()
    valid_until = _end_of(session, request, granted, starts_at)
    _note_decision(request, note, where)
    take(session, request, "grant", actor=actor, note=note)
    return _open(session, request, granted, starts_at, valid_until, actor=actor)


def record_grant(
    session: Session,
    request: ObserverRequest,
    granted: Granted,
    *,
    note: str = "",
    where: Outside,
    actor: Actor,
) -> ObserverGrant:
    """Record a grant that was decided outside, on behalf of whoever decided it."""
    REQUEST.check("record_grant", request, actor)
    starts_at = _moment_of(where)
    valid_until = _end_of(session, request, granted, starts_at)
    _note_decision(request, note, where)
    take(session, request, "record_grant", actor=actor, note=note, on_behalf_of=where.body)
    return _open(
        session, request, granted, starts_at, valid_until, actor=actor, on_behalf_of=where.body
    )


def defer(
    session: Session, request: ObserverRequest, until: date, *, note: str = "", actor: Actor
) -> None:
    """Put the decision off to a day to come."""
    REQUEST.check("defer", request, actor)
    if until <= now().date():
        raise Refused(_("Choose a day after today."))
    request.deferred_until = until
    take(session, request, "defer", actor=actor, note=note)


def decline(
    session: Session,
    request: ObserverRequest,
    reason: DeclineReason,
    *,
    note: str = "",
    reapply_after: date | None = None,
    where: Where = HERE,
    actor: Actor,
) -> None:
    """Decline, with a class of reason and the day from which the applicant may ask again."""
    REQUEST.check("decline", request, actor)
    _note_refusal(request, reason, reapply_after)
    _note_decision(request, note, where)
    take(session, request, "decline", actor=actor, note=note)


def record_decline(
    session: Session,
    request: ObserverRequest,
    reason: DeclineReason,
    *,
    note: str = "",
    reapply_after: date | None = None,
    where: Outside,
    actor: Actor,
) -> None:
    """Record a refusal that was decided outside, on behalf of whoever decided it."""
    REQUEST.check("record_decline", request, actor)
    _moment_of(where)
    _note_refusal(request, reason, reapply_after)
    _note_decision(request, note, where)
    take(session, request, "record_decline", actor=actor, note=note, on_behalf_of=where.body)


def close(
    session: Session,
    request: ObserverRequest,
    *,
    note: str = "",
    where: Where = HERE,
    actor: Actor,
) -> None:
    """Close a request without prejudice: a new one may be made at any time."""
    REQUEST.check("close", request, actor)
    _note_decision(request, note, where)
    take(session, request, "close", actor=actor, note=note)


def _end_of(
    session: Session, request: ObserverRequest, granted: Granted, starts_at: datetime
) -> datetime:
    """Return until when a status holds, of one that holds together."""
    if granted.kind not in settings_of(session, request.host_slug).kinds | {request.kind}:
        raise Refused(_("Your Process does not grant this kind of status."))
    if not granted.rights:
        raise Refused(_("Select at least one right."))
    if granted.kind == ObserverKind.AD_HOC:
        return _end_of_meetings(session, request, granted)
    if granted.kind == ObserverKind.THEMATIC and not granted.themes:
        raise Refused(_("Select at least one theme."))
    is_standing = granted.kind == ObserverKind.STANDING
    if is_standing and standing_of(session, request.applicant_slug, request.host_slug):
        raise Refused(_("There is a standing status already. Renew or change that one."))
    ends_at = end_of(months_after(starts_at.date(), granted.months))
    if ends_at <= now():
        raise Refused(_("The status would have ended already. Choose a longer validity."))
    return ends_at


def _end_of_meetings(session: Session, request: ObserverRequest, granted: Granted) -> datetime:
    offered = upcoming(session, request.host_slug, OPEN_TO_OBSERVERS)
    chosen = [meeting for meeting in offered if meeting.id in granted.meetings]
    if not chosen or len(chosen) < len({*granted.meetings}):
        raise Refused(_("Select at least one of your coming meetings."))
    return max(meeting.ends_at for meeting in chosen)


def _moment_of(where: Outside) -> datetime:
    if where.decided_on > now().date():
        raise Refused(_("The day of the decision has not come yet."))
    return start_of(where.decided_on)


def _note_refusal(
    request: ObserverRequest, reason: DeclineReason, reapply_after: date | None
) -> None:
    if reapply_after is not None and reapply_after <= now().date():
        raise Refused(_("Choose a day after today, or leave it empty."))
    request.decline_reason, request.reapply_after = reason, reapply_after


def _note_decision(request: ObserverRequest, note: str, where: Where) -> None:
    request.decided_at = now()
    request.decision_note = note
    request.deciding_body = where.body or request.deciding_body
    request.deciding_meeting = where.meeting or request.deciding_meeting
    if isinstance(where, Outside):
        request.decided_at = start_of(where.decided_on)
        request.is_decided_outside = True
        request.decision_sha256 = where.document.file.sha256
        request.decision_name = where.document.name


def _open(
    session: Session,
    request: ObserverRequest,
    granted: Granted,
    starts_at: datetime,
    valid_until: datetime,
    *,
    actor: Actor,
    on_behalf_of: str = "",
) -> ObserverGrant:
    is_thematic = granted.kind == ObserverKind.THEMATIC
    is_ad_hoc = granted.kind == ObserverKind.AD_HOC
    return open_for(
        session,
        request,
        kind=granted.kind,
        rights=granted.rights,
        themes=sorted(granted.themes) if is_thematic else [],
        meetings=sorted({*granted.meetings}) if is_ad_hoc else [],
        starts_at=starts_at,
        valid_until=valid_until,
        actor=actor,
        on_behalf_of=on_behalf_of or request.host.short_name,
    )
