"""What the applicant does with a request: draft, submit, answer, withdraw.

Services check access, change rows and write the timeline and the audit record, all in the
caller's transaction. They flush; the view or the job commits.
"""

from typing import Any

from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import AccessDenied, Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.languages import locale_of
from rcp_platform.files.services import Kept
from rcp_platform.observers import policy
from rcp_platform.observers.grants.queries import standing_of
from rcp_platform.observers.models import ObserverRequest, RequestMeeting
from rcp_platform.observers.requests import queries
from rcp_platform.observers.requests.named_meetings import KNOWN_TO_ALL, upcoming
from rcp_platform.observers.requests.notices import tell
from rcp_platform.observers.requests.refusals import AlreadyOpen, Incomplete, Refused
from rcp_platform.observers.requests.steps import note_down, take
from rcp_platform.observers.rules.queries import current_rules, settings_of
from rcp_platform.observers.states import ObserverKind, Reciprocity, RequestState
from rcp_platform.observers.workflow import REQUEST


def draft(
    session: Session, applicant: str, host: str, values: dict[str, Any], *, actor: Actor
) -> ObserverRequest:
    """Begin a request of one RCP to another.

    Raises :exc:`AlreadyOpen` where the pair has an open one, and :exc:`Refused` before the day
    on which a declined applicant may ask again.
    """
    if not policy.leads(actor, applicant):
        raise AccessDenied(f"leads refused user {actor.user_id}")
    if applicant == host:
        raise Refused(_("A Process does not observe itself. Choose another one."))
    _require_may_ask_again(session, applicant, host)
    request = ObserverRequest(
        applicant_slug=applicant, host_slug=host, created_by_id=actor.user_id, language="en"
    )
    request.kind = ObserverKind.STANDING
    _fill(request, values)
    if not _is_only_one(session, request):
        other = queries.open_of_pair(session, applicant, host)
        raise AlreadyOpen(other.id if other else 0)
    note_down(session, request, "draft", actor=actor)
    return request


def change(
    session: Session, request: ObserverRequest, values: dict[str, Any], *, actor: Actor
) -> None:
    """Change what is asked, while the next word is the applicant's."""
    require(policy.may_change, actor, request)
    _fill(request, values)
    record(session, actor, "observers.request.change", request)
    session.flush()


def _fill(request: ObserverRequest, values: dict[str, Any]) -> None:
    columns = dict(values)
    meetings = columns.pop("meetings", request.meeting_ids)
    for name, value in columns.items():
        setattr(request, name, value)
    if request.kind != ObserverKind.THEMATIC:
        request.themes = []
    wanted = sorted({*meetings}) if request.kind == ObserverKind.AD_HOC else []
    kept = {row.meeting_id: row for row in request.meetings}
    request.meetings = [kept.get(one) or RequestMeeting(meeting_id=one) for one in wanted]


def _is_only_one(session: Session, request: ObserverRequest) -> bool:
    """Add the request unless the pair has an open one; the database knows for certain."""
    if queries.open_of_pair(session, request.applicant_slug, request.host_slug):
        return False
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError:
        # Somebody else has just begun the same; any other error is not ours to hide.
        if not queries.open_of_pair(session, request.applicant_slug, request.host_slug):
            raise
        return False
    return True


def _require_may_ask_again(session: Session, applicant: str, host: str) -> None:
    day = queries.may_ask_again_after(session, applicant, host)
    if day is not None and day > now().date():
        raise Refused(
            _(
                "An earlier request was declined. A new one can be made from %(day)s on.",
                day=day.isoformat(),
            )
        )


def missing(session: Session, request: ObserverRequest) -> list[str]:
    """Return what a request lacks to be submitted, by the names of :data:`.fields.LABELS`."""
    kind = request.kind
    open_meetings = {m.id for m in upcoming(session, request.host_slug, KNOWN_TO_ALL)}
    asked_meetings = {*request.meeting_ids}
    lacks = {
        "purpose": not request.purpose,
        "kind": kind not in settings_of(session, request.host_slug).kinds,
        "rights": not request.rights,
        "themes": kind == ObserverKind.THEMATIC and not request.themes,
        "meetings": kind == ObserverKind.AD_HOC
        and not (asked_meetings and asked_meetings <= open_meetings),
    }
    return [name for name, is_lacking in lacks.items() if is_lacking]


def submit(
    session: Session, request: ObserverRequest, *, accepted: int | None = None, actor: Actor
) -> None:
    """Hand a draft, or an answered question, to the host.

    ``accepted`` is the id of the host's rules of engagement that were read and accepted. Raises
    :exc:`Incomplete`, and :exc:`Refused` where newer rules have to be accepted first.
    """
    name = "resubmit" if request.state == RequestState.RETURNED else "submit"
    REQUEST.check(name, request, actor)
    if lacks := missing(session, request):
        raise Incomplete(lacks)
    _require_may_ask_again(session, request.applicant_slug, request.host_slug)
    is_standing = request.kind == ObserverKind.STANDING
    if is_standing and standing_of(session, request.applicant_slug, request.host_slug):
        raise Refused(_("There is a standing status already. The host can renew or change it."))
    _accept_rules(session, request, accepted)
    if request.submitted_at is None:
        request.submitted_at = now()
    take(session, request, name, actor=actor)
    if request.reciprocity == Reciprocity.OFFERED and request.mirror_id is None:
        _open_mirror(session, request, actor)


def _accept_rules(session: Session, request: ObserverRequest, accepted: int | None) -> None:
    rules = current_rules(session, request.host_slug)
    if rules is None or request.rules_id == rules.id:
        return
    if accepted != rules.id:
        raise Refused(
            _("Read and accept the current rules of engagement of the host, and submit again.")
        )
    request.rules_id = rules.id


def _open_mirror(session: Session, request: ObserverRequest, actor: Actor) -> None:
    """Prepare the other leg as a draft of the host, which decides whether it asks."""
    applicant, host = request.host_slug, request.applicant_slug
    if standing_of(session, applicant, host):
        return
    with force_locale(locale_of(request.language)):
        purpose = gettext(
            "Mutual observer status, as %(rcp)s offers it.", rcp=request.applicant.short_name
        )
    mirror = ObserverRequest(
        applicant_slug=applicant,
        host_slug=host,
        kind=request.kind,
        purpose=purpose,
        language=request.language,
        levels=list(request.levels),
        themes=list(request.themes),
        rights=list(request.rights),
        reciprocity=Reciprocity.OFFERED,
        validity_months=request.validity_months,
        mirror_id=request.id,
    )
    if _is_only_one(session, mirror):
        offered_by = request.applicant.short_name
        note_down(session, mirror, "open_mirror", actor=actor, on_behalf_of=offered_by)
        tell(session, mirror, "open_mirror", actor=actor)
    else:
        # It asks us already, or prepares to.
        open_one = queries.open_of_pair(session, applicant, host)
        if open_one is None:
            return
        mirror = open_one
        mirror.mirror_id = mirror.mirror_id or request.id
    request.mirror_id = mirror.id
    session.flush()


def withdraw(session: Session, request: ObserverRequest, *, note: str = "", actor: Actor) -> None:
    """Take a request back, at any time before it is decided."""
    take(session, request, "withdraw", actor=actor, note=note)


def put_letter(
    session: Session, request: ObserverRequest, kept: Kept | None, *, actor: Actor
) -> None:
    """Put the applicant's letter with a request, or take it away."""
    require(policy.may_change, actor, request)
    request.letter_sha256 = kept.file.sha256 if kept else None
    request.letter_name = kept.name if kept else ""
    record(session, actor, "observers.request.letter", request)
    session.flush()
