"""Fictional meetings, invitations and observer status of the sample world, dated from today."""

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import SYSTEM
from rcp_platform.core.db import now
from rcp_platform.core.vocabularies import MeetingLevel
from rcp_platform.directory.models import Rcp
from rcp_platform.files.services import keep
from rcp_platform.meetings import services as meetings
from rcp_platform.meetings.agenda import services as agenda
from rcp_platform.meetings.documents import services as documents
from rcp_platform.meetings.events import happened
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.outcomes import services as outcomes
from rcp_platform.meetings.presentations import services as presentations
from rcp_platform.meetings.states import (
    COMING,
    SENT_OUT,
    AddresseeKind,
    DeclinedBecause,
    InvitationKind,
    InvitationState,
    MeetingAudience,
    OutcomeKind,
    OutcomeState,
)
from rcp_platform.observers.grants.services import record_existing
from rcp_platform.observers.models import ObserverGrant, ObserverRequest
from rcp_platform.observers.requests import circulation
from rcp_platform.observers.requests import services as requests
from rcp_platform.observers.states import ObserverKind, Reciprocity
from rcp_platform.practices.models import Practice

_TUESDAY = 1
_MOST_BYTES = 100_000
#: How an invitation came into its state.
_STEPS = {
    InvitationState.APPROVED: "record_approval",
    InvitationState.SENT: "send",
    InvitationState.ACCEPTED: "record_accept",
    InvitationState.TENTATIVE: "hold",
    InvitationState.COUNTER_PROPOSED: "counter_propose",
    InvitationState.DECLINED: "record_decline",
}
_STANDING = {OutcomeState.UNDER_WAY: "start", OutcomeState.DONE: "finish"}


def load(session: Session, world: Mapping[str, Any], files: Path) -> None:
    """Add what is not there yet; what somebody has changed or ended since stays as it is."""
    today = now().date()
    for record in world["grants"]:
        _load_grant(session, record, today)
    for record in world["requests"]:
        _load_request(session, record)
    for record in world["meetings"]:
        _load_meeting(session, record, today, files)


def _load_grant(session: Session, record: Mapping[str, Any], today: date) -> None:
    observer, host = record["observer"], record["host"]
    pair = {"observer_slug": observer, "host_slug": host}
    if session.scalar(sa.select(ObserverGrant.id).filter_by(**pair).limit(1)) is not None:
        return
    record_existing(
        session,
        observer,
        host,
        record["rights"],
        source=record["source"],
        starts_at=_moment(today + timedelta(days=record["since_days"]), 0, "UTC"),
        valid_until=_moment(today + timedelta(days=record["until_days"]), 0, "UTC"),
        is_sample=True,
        actor=SYSTEM,
        on_behalf_of=_short_name(session, host),
    )


def _load_request(session: Session, record: Mapping[str, Any]) -> None:
    """Bring a request as far as the host's focal points, who may object."""
    applicant, host = record["applicant"], record["host"]
    pair = {"applicant_slug": applicant, "host_slug": host}
    if session.scalar(sa.select(ObserverRequest.id).filter_by(**pair).limit(1)) is not None:
        return
    values = {
        "kind": ObserverKind(record["kind"]),
        "reciprocity": Reciprocity(record["reciprocity"]),
        "is_sample": True,
        **{
            name: record[name]
            for name in ("language", "purpose", "levels", "rights", "validity_months")
        },
    }
    request = requests.draft(session, applicant, host, values, actor=SYSTEM)
    requests.submit(session, request, actor=SYSTEM)
    circulation.start_check(session, request, actor=SYSTEM)
    circulation.circulate(session, request, actor=SYSTEM)


def _load_meeting(session: Session, record: Mapping[str, Any], today: date, files: Path) -> None:
    uid = f"{record['id']}@sample.rcp-exchange"
    if session.scalar(sa.select(Meeting.id).filter_by(uid=uid)) is not None:
        return
    first = today + timedelta(days=record["in_days"])
    first += timedelta(days=(_TUESDAY - first.weekday()) % 7)
    last = first + timedelta(days=record["days"] - 1)
    values = {
        "uid": uid,
        "is_sample": True,
        "level": MeetingLevel(record["level"]),
        "audience": MeetingAudience(record["audience"]),
        "starts_at": _moment(first, record["from_hour"], record["zone"]),
        "ends_at": _moment(last, record["to_hour"], record["zone"]),
        **{
            name: record[name]
            for name in ("title", "language", "description", "zone", "country", "city", "themes")
        },
        **{name: record.get(name, "") for name in ("venue", "link", "series")},
    }
    meeting = meetings.create(session, record["rcps"], values, actor=SYSTEM)
    _add_agenda(session, meeting, record["agenda"])
    for document in record["documents"]:
        _add_document(session, meeting, document, files)
    if record.get("is_draft"):
        return
    meetings.announce(session, meeting, actor=SYSTEM)
    for invitation in record["invitations"]:
        _add_invitation(session, meeting, invitation)
    if meeting.ends_at < now():
        meetings.close(session, meeting, actor=SYSTEM)
    for outcome in record.get("outcomes", []):
        _add_outcome(session, meeting, outcome, today)


def _add_agenda(session: Session, meeting: Meeting, points: list[dict[str, Any]]) -> None:
    starts_at = meeting.starts_at
    for point in points:
        values = {"detail": "", "is_closed": False, **point, "starts_at": starts_at}
        agenda.add(session, meeting, values, actor=SYSTEM)
        starts_at += timedelta(minutes=point["minutes"])


def _add_document(
    session: Session, meeting: Meeting, record: Mapping[str, Any], files: Path
) -> None:
    text = "\n".join([*record["lines"], ""])
    kept = keep(session, files, io.BytesIO(text.encode()), record["name"], _MOST_BYTES)
    values = {
        "title": record["title"],
        "language": meeting.language,
        "audience": MeetingAudience(record["audience"]),
        "agenda_item_id": None,
    }
    documents.add_file(session, meeting, kept.file, kept.name, values, actor=SYSTEM)


def _add_invitation(session: Session, meeting: Meeting, record: Mapping[str, Any]) -> None:
    """Add an invitation in its state, without the mail that would have gone out."""
    state = InvitationState(record["state"])
    at = meeting.created_at if meeting.ends_at > now() else meeting.starts_at - timedelta(days=60)
    is_answered = state in SENT_OUT - {InvitationState.SENT}
    practice = record.get("practice")
    invitation = Invitation(
        meeting=meeting,
        host_slug=meeting.holders[0].rcp_slug,
        kind=InvitationKind(record["kind"]),
        state=state,
        language=meeting.language,
        agenda_item_id=meeting.agenda[record["item"]].id if "item" in record else None,
        practice_id=practice
        and session.scalar(sa.select(Practice.id).filter_by(external_id=practice)),
        allows_delegate=True,
        reply_by=meeting.starts_at - timedelta(days=7),
        sent_at=at if state in SENT_OUT else None,
        answered_at=at if is_answered else None,
        is_answered_on_behalf=state in COMING,
        declined_because=DeclinedBecause(record["declined_because"])
        if state == InvitationState.DECLINED
        else None,
        is_sample=True,
        **_addressee(record),
        **{
            name: record[name]
            for name in (
                "topic",
                "message",
                "nominee_function",
                "counter_proposal",
                "answer_note",
            )
            if name in record
        },
    )
    session.add(invitation)
    session.flush()
    host = meeting.rcps[0].short_name
    happened(
        session,
        meeting.id,
        invitation,
        _STEPS[state],
        actor=SYSTEM,
        on_behalf_of=host,
        after=state.value,
    )
    if invitation.kind == InvitationKind.PRESENT and state in COMING:
        presentations.begin(session, invitation, actor=SYSTEM)


def _addressee(record: Mapping[str, Any]) -> dict[str, Any]:
    if "rcp" in record:
        return {"addressee": AddresseeKind.RCP, "invited_slug": record["rcp"]}
    kind = AddresseeKind.STATE if "country" in record else AddresseeKind.PERSON
    written = {name: record[name] for name in ("country", "name", "email") if name in record}
    return {"addressee": kind, **written}


def _add_outcome(
    session: Session, meeting: Meeting, record: Mapping[str, Any], today: date
) -> None:
    due_in = record.get("due_in_days")
    values = {
        "kind": OutcomeKind(record["kind"]),
        "text": record["text"],
        "language": meeting.language,
        "agenda_item_id": meeting.agenda[record["item"]].id if "item" in record else None,
        "owner_slug": record.get("owner"),
        "owner_note": record.get("owner_note", ""),
        "due_on": today + timedelta(days=due_in) if due_in else None,
        "audience": MeetingAudience(record["audience"]),
    }
    outcome = outcomes.add(session, meeting, values, actor=SYSTEM)
    outcome.created_at = meeting.ends_at
    step = _STANDING.get(OutcomeState(record["state"]))
    if step is not None:
        said = record.get("progress", "")
        outcomes.tell_progress(session, outcome, step, said, version=outcome.version, actor=SYSTEM)


def _moment(day: date, hour: int, zone: str) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone))


def _short_name(session: Session, slug: str) -> str:
    return session.get_one(Rcp, slug).short_name
