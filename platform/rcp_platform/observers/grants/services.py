"""Open, change and end observer status.

Services check access, change rows, write the steps and the audit record and mail to the other
side, all in the caller's transaction. They flush; the view, the command or the job commits.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from rcp_platform.audit.services import record
from rcp_platform.core.access import SYSTEM, Actor, Right, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.observers import policy
from rcp_platform.observers.events import happened
from rcp_platform.observers.grants import notices, queries
from rcp_platform.observers.models import (
    GrantMeeting,
    GrantRight,
    ObserverGrant,
    ObserverRequest,
)
from rcp_platform.observers.requests.named_meetings import held_by
from rcp_platform.observers.states import LIVE, GrantState, ObserverKind
from rcp_platform.observers.workflow import GRANT

# --- opened ------------------------------------------------------------------


def open_for(
    session: Session,
    request: ObserverRequest,
    *,
    kind: ObserverKind,
    rights: Collection[str],
    themes: Collection[str],
    meetings: Collection[int],
    starts_at: datetime,
    valid_until: datetime | None,
    actor: Actor,
    on_behalf_of: str,
) -> ObserverGrant:
    """Give the applicant the status that the host has decided on.

    Whoever decides tells the applicant. Raises :exc:`NotPossible` where a standing status is
    live already, and :exc:`ValueError` for a thematic one without themes, an ad hoc one without
    meetings of the host, or one that would be over at once.
    """
    require(policy.is_host, actor, request)
    grant = ObserverGrant(
        observer_slug=request.applicant_slug,
        host_slug=request.host_slug,
        kind=kind,
        themes=sorted(themes) if kind == ObserverKind.THEMATIC else [],
        request_id=request.id,
        starts_at=starts_at,
        valid_until=valid_until,
        is_sample=request.is_sample,
    )
    if kind == ObserverKind.AD_HOC:
        grant.meetings = [GrantMeeting(meeting_id=key) for key in sorted({*meetings})]
    return _opened(session, grant, rights, "open", actor=actor, on_behalf_of=on_behalf_of)


def record_existing(
    session: Session,
    observer: str,
    host: str,
    rights: Collection[str],
    *,
    source: str,
    starts_at: datetime,
    valid_until: datetime | None = None,
    document: tuple[str, str] | None = None,
    is_sample: bool = False,
    actor: Actor,
    on_behalf_of: str,
) -> ObserverGrant:
    """Write down a standing status that exists already, with where that is known from.

    ``document`` is the digest and the name of a kept file. Raises as :func:`open_for` does.
    """
    grant = ObserverGrant(
        observer_slug=observer,
        host_slug=host,
        kind=ObserverKind.STANDING,
        themes=[],
        source=source,
        starts_at=starts_at,
        valid_until=valid_until,
        is_sample=is_sample,
    )
    require(policy.is_grantor, actor, grant)
    if document is not None:
        grant.document_sha256, grant.document_name = document
    _opened(session, grant, rights, "record", actor=actor, on_behalf_of=on_behalf_of)
    notices.tell(session, grant, "record", source, actor)
    return grant


def open_for_meeting(
    session: Session,
    observer: str,
    host: str,
    meeting_id: int,
    *,
    until: datetime,
    rights: Collection[str],
    actor: Actor,
    source: str,
) -> ObserverGrant:
    """Let an RCP that comes to a meeting of the host observe it until the meeting has ended.

    Asked again for the same meeting it sets the end anew. Raises as :func:`open_for` does.
    """
    grant = queries.of_meeting(session, observer, host, meeting_id)
    if grant is None:
        grant = ObserverGrant(
            observer_slug=observer,
            host_slug=host,
            kind=ObserverKind.AD_HOC,
            themes=[],
            source=source,
            valid_until=until,
            starts_at=now(),
        )
        grant.meetings = [GrantMeeting(meeting_id=meeting_id)]
        require(policy.is_grantor, actor, grant)
        name = queries.short_name_of(session, host)
        return _opened(session, grant, rights, "open", actor=actor, on_behalf_of=name)
    require(policy.is_grantor, actor, grant)
    if grant.valid_until != until:
        _require_future(until)
        grant.valid_until = until
        _stepped(session, grant, "prolong", grant.state, actor=actor)
    return grant


def end_for_meeting(
    session: Session, observer: str, host: str, meeting_id: int, *, actor: Actor, note: str = ""
) -> None:
    """End what :func:`open_for_meeting` opened; nothing happens where there is nothing live."""
    grant = queries.of_meeting(session, observer, host, meeting_id)
    if grant is None:
        return
    if grant.is_past(now()):
        expire(session, grant)
    else:
        _over(session, grant, "end", note, actor=actor, on_behalf_of=grant.host.short_name)


def _opened(
    session: Session,
    grant: ObserverGrant,
    rights: Collection[str],
    name: str,
    *,
    actor: Actor,
    on_behalf_of: str,
) -> ObserverGrant:
    _require_whole(session, grant)
    _require_only_one(session, grant)
    grant.right_rows = _rows(rights)
    try:
        with session.begin_nested():
            session.add(grant)
    except IntegrityError as error:
        raise NotPossible("a standing status was opened meanwhile") from error
    happened(session, grant, name, actor=actor, on_behalf_of=on_behalf_of)
    return grant


def _require_whole(session: Session, grant: ObserverGrant) -> None:
    if grant.kind == ObserverKind.THEMATIC and not grant.themes:
        raise ValueError("a thematic status names its themes")
    named = {row.meeting_id for row in grant.meetings}
    if grant.kind == ObserverKind.AD_HOC and not named:
        raise ValueError("an ad hoc status names its meetings")
    if not named <= held_by(session, grant.host_slug, named):
        raise ValueError("the meetings are those of the host")
    if grant.valid_until is not None:
        _require_future(grant.valid_until)
        if grant.valid_until <= grant.starts_at:
            raise ValueError("a status ends after it has begun")


def _require_future(valid_until: datetime) -> None:
    if valid_until <= now():
        raise ValueError("a status would be over at once")


def _require_only_one(session: Session, grant: ObserverGrant) -> None:
    """Refuse a second standing status; one whose time has passed makes room."""
    if grant.kind != ObserverKind.STANDING:
        return
    standing = queries.standing_of(session, grant.observer_slug, grant.host_slug)
    if standing is None:
        return
    if not standing.is_past(now()):
        raise NotPossible("it observes already")
    expire(session, standing)


def _rows(rights: Collection[str]) -> list[GrantRight]:
    return [GrantRight(right=right) for right in sorted({Right(right) for right in rights})]


# --- changed -----------------------------------------------------------------


def set_rights(
    session: Session, grant: ObserverGrant, rights: Collection[str], *, actor: Actor
) -> None:
    """Say anew what the observer may do; it counts at once. The step names the rights."""
    require(policy.is_grantor, actor, grant)
    _require_running(grant)
    wanted = {Right(right) for right in rights}
    if wanted == grant.rights:
        return
    before = ",".join(sorted(grant.rights))
    kept = [row for row in grant.right_rows if row.right in wanted]
    grant.right_rows = [*kept, *_rows(wanted - grant.rights)]
    # The rights are rows of their own: the grant must grow old with them.
    flag_modified(grant, "source")
    after = ",".join(sorted(wanted))
    _stepped(session, grant, "set_rights", grant.state, after, actor=actor)
    record(session, actor, "observers.grant.rights", grant, before=before, after=after)


def renew(
    session: Session,
    grant: ObserverGrant,
    valid_until: datetime | None,
    note: str = "",
    *,
    actor: Actor,
) -> None:
    """Let it go on until another day, or without an end. Raises :exc:`ValueError` for the past."""
    GRANT.check("renew", grant, actor)
    _require_running(grant)
    if valid_until is not None:
        _require_future(valid_until)
        if valid_until <= grant.starts_at:
            raise ValueError("a status ends after it has begun")
    before = grant.state
    GRANT.take("renew", grant, actor)
    grant.valid_until = valid_until
    _stepped(session, grant, "renew", before, note, actor=actor)


def suspend(
    session: Session, grant: ObserverGrant, reason: str, until: date | None, *, actor: Actor
) -> None:
    """Let no right hold for a while: until a day, or until the host says so."""
    GRANT.check("suspend", grant, actor)
    _require_running(grant)
    if until is not None and until <= now().date():
        raise ValueError("a status is suspended until a day to come")
    before = grant.state
    GRANT.take("suspend", grant, actor)
    grant.suspended_until = until
    _stepped(session, grant, "suspend", before, reason, actor=actor)


def reinstate(session: Session, grant: ObserverGrant, note: str = "", *, actor: Actor) -> None:
    """Let the rights hold again."""
    GRANT.check("reinstate", grant, actor)
    _require_running(grant)
    before = grant.state
    GRANT.take("reinstate", grant, actor)
    grant.suspended_until = None
    _stepped(session, grant, "reinstate", before, note, actor=actor)


def fall_due(session: Session, grant: ObserverGrant, *, actor: Actor = SYSTEM) -> None:
    """Ask both sides whether it is to go on; the rights hold meanwhile."""
    before = grant.state
    GRANT.take("fall_due", grant, actor)
    _stepped(session, grant, "fall_due", before, actor=actor)


def _require_running(grant: ObserverGrant) -> None:
    """Refuse what comes after the last moment, whether or not that has been written down."""
    if grant.state not in LIVE or grant.is_past(now()):
        raise NotPossible(f"{grant} is over")


# --- ended -------------------------------------------------------------------


def relinquish(session: Session, grant: ObserverGrant, note: str = "", *, actor: Actor) -> None:
    """Give the status back, as its observer."""
    GRANT.check("relinquish", grant, actor)
    _require_running(grant)
    _over(session, grant, "relinquish", note, actor=actor)


def end(session: Session, grant: ObserverGrant, reason: str, *, actor: Actor) -> None:
    """End the status, as its host."""
    GRANT.check("end", grant, actor)
    _require_running(grant)
    _over(session, grant, "end", reason, actor=actor)


def expire(session: Session, grant: ObserverGrant, *, actor: Actor = SYSTEM) -> None:
    """Write down that its last moment has passed."""
    _over(session, grant, "expire", over_since=grant.valid_until, actor=actor)


def _over(
    session: Session,
    grant: ObserverGrant,
    name: str,
    note: str = "",
    *,
    actor: Actor,
    over_since: datetime | None = None,
    **said: Any,
) -> None:
    before = grant.state
    GRANT.take(name, grant, actor)
    grant.over_since = over_since or now()
    grant.suspended_until = None
    _stepped(session, grant, name, before, note, actor=actor, **said)


def _stepped(
    session: Session,
    grant: ObserverGrant,
    name: str,
    before: GrantState,
    note: str = "",
    *,
    actor: Actor,
    on_behalf_of: str | None = None,
) -> None:
    """Write a step and tell the other side, in the name of the RCP whose step it is."""
    if on_behalf_of is None:
        of = grant.observer if name == "relinquish" else grant.host
        on_behalf_of = "" if actor.is_system else of.short_name
    happened(session, grant, name, actor=actor, on_behalf_of=on_behalf_of, before=before, note=note)
    notices.tell(session, grant, name, note, actor)
