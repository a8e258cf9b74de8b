"""What people can do with a request: the buttons of its page, and what they do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.forms import choices
from rcp_platform.core.workflow import NotPossible
from rcp_platform.files.services import Kept
from rcp_platform.observers import policy
from rcp_platform.observers.fields import KINDS
from rcp_platform.observers.models import ObserverObjection, ObserverRequest
from rcp_platform.observers.requests import circulation, decisions, fields, move_forms, services
from rcp_platform.observers.requests.forms import meeting_choices
from rcp_platform.observers.requests.move_forms import MoveForm
from rcp_platform.observers.requests.named_meetings import OPEN_TO_OBSERVERS, upcoming
from rcp_platform.observers.requests.reading import fingerprint_of
from rcp_platform.observers.rules.queries import current_rules, settings_of
from rcp_platform.observers.states import RequestState
from rcp_platform.observers.workflow import REQUEST

NAMES = tuple(fields.MOVES)
WITH_DOCUMENT = frozenset({"record_grant", "record_decline"})
#: Not a step of the workflow.
CHECK = "check"
#: Decided on what the host's side has seen of the request.
_WITH_VERSION = frozenset(
    {
        "return_for_information",
        "circulate",
        "recommend",
        "put_before",
        "grant",
        "defer",
        "decline",
        "close",
        "record_grant",
        "record_decline",
        CHECK,
    }
)
_ON_WHAT_IS_ASKED = frozenset({"submit", "resubmit"})

_FORMS: dict[str, type[MoveForm]] = {
    "circulate": move_forms.NoteForm,
    "recommend": move_forms.NoteForm,
    "withdraw": move_forms.NoteForm,
    "return_for_information": move_forms.QuestionForm,
    "object": move_forms.ObjectionForm,
    "put_before": move_forms.BodyForm,
    "defer": move_forms.DeferForm,
    "decline": move_forms.DeclineForm,
    "close": move_forms.CloseForm,
    "grant": move_forms.GrantForm,
    "record_grant": move_forms.RecordGrantForm,
    "record_decline": move_forms.RecordDeclineForm,
}
_FORWARD = {"submit", "resubmit", "start_check", "circulate", "recommend", "put_before", "grant"}
_ENDING = {"decline", "withdraw", "object"}


@dataclass(frozen=True)
class Move:
    """A button, with the form of what it needs to know, if anything."""

    name: str
    label: LazyString
    #: primary, secondary or danger.
    style: str
    form: MoveForm | None
    #: Hidden fields: what whoever presses it has seen.
    seen: dict[str, str]


def moves_of(
    session: Session, request: ObserverRequest, actor: Actor, tried: MoveForm | None = None
) -> list[Move]:
    """Return what the actor can do with a request now; ``tried`` is a form with its errors.

    Lifting stands beside each objection, the check in a panel of its own.
    """
    possible = {*REQUEST.available(request, actor)} & {*NAMES} - {"lift"}
    possible -= _not_yet(session, request, possible, actor)
    return [
        Move(
            name,
            fields.MOVES[name],
            _style(name),
            tried if tried and tried.move == name else form_of(session, request, name),
            seen_of(request, name),
        )
        for name in NAMES
        if name in possible
    ]


def _not_yet(
    session: Session, request: ObserverRequest, possible: set[str], actor: Actor
) -> set[str]:
    """Return the steps that the workflow allows and the circumstances do not."""
    wrong: set[str] = set()
    if possible & _ON_WHAT_IS_ASKED and services.missing(session, request):
        wrong |= _ON_WHAT_IS_ASKED
    if "circulate" in possible and not settings_of(session, request.host_slug).silence_days:
        wrong.add("circulate")
    if "recommend" in possible and not circulation.may_recommend(session, request, now()):
        wrong.add("recommend")
    if "object" in possible and not circulation.may_object_now(request, actor):
        wrong.add("object")
    return wrong


def _style(name: str) -> str:
    return "primary" if name in _FORWARD else "danger" if name in _ENDING else "secondary"


def seen_of(request: ObserverRequest, name: str) -> dict[str, str]:
    """Return the hidden fields that say what was seen when a step was offered."""
    if name in _WITH_VERSION:
        return {"version": str(request.version)}
    return {"seen": fingerprint_of(request)} if name in _ON_WHAT_IS_ASKED else {}


def form_of(
    session: Session, request: ObserverRequest, name: str, *, is_sent: bool = False
) -> MoveForm | None:
    """Return the form of a step, empty or as it was sent; None when it needs to know nothing."""
    if name == CHECK:
        points = settings_of(session, request.host_slug).checklist
        return move_forms.check_form(points, request.checked, is_sent=is_sent)
    if name in _ON_WHAT_IS_ASKED:
        return _rules_form(session, request, name, is_sent=is_sent)
    kind = _FORMS.get(name)
    if kind is None:
        return None
    form = kind(name, is_sent=is_sent, **_facts(request, kind))
    if isinstance(form, move_forms.GrantForm):
        offered = settings_of(session, request.host_slug).kinds | {request.kind}
        form.kind.choices = choices({k: label for k, label in KINDS.items() if k in offered})
        meetings = upcoming(session, request.host_slug, OPEN_TO_OBSERVERS)
        form.meetings.choices = meeting_choices(meetings)
    return form


def _rules_form(
    session: Session, request: ObserverRequest, name: str, *, is_sent: bool
) -> MoveForm | None:
    rules = current_rules(session, request.host_slug)
    if rules is None or rules.id == request.rules_id:
        return None
    return move_forms.SubmitForm(name, is_sent=is_sent, rules=str(rules.id))


def _facts(request: ObserverRequest, kind: type[MoveForm]) -> dict[str, Any]:
    where = {"body": request.deciding_body, "meeting": request.deciding_meeting}
    if not issubclass(kind, move_forms.GrantForm):
        return where
    return where | {
        "kind": request.kind.value,
        "rights": request.rights,
        "themes": request.themes,
        "meetings": request.meeting_ids,
        "months": request.validity_months,
    }


def check(request: ObserverRequest, name: str, actor: Actor) -> None:
    """Raise AccessDenied or NotPossible unless the actor may take the step now."""
    if name != CHECK:
        REQUEST.check(name, request, actor)
        return
    require(policy.is_host, actor, request)
    if request.state != RequestState.ELIGIBILITY_CHECK:
        raise NotPossible(f"cannot check: {request.state}")


def require_seen(request: ObserverRequest, name: str, sent: Callable[[str], str | None]) -> None:
    """Raise NotPossible unless whoever takes the step has seen the request as it is now."""
    for key, value in seen_of(request, name).items():
        if sent(key) != value:
            raise NotPossible(f"cannot {name}: it was changed meanwhile")


def take(
    session: Session,
    request: ObserverRequest,
    name: str,
    form: MoveForm | None,
    *,
    kept: Kept | None = None,
    objection: ObserverObjection | None = None,
    actor: Actor,
) -> None:
    """Take a step with what its form says; ``kept`` is the document of a decision."""
    note = form.said if form else ""
    match name:
        case "submit" | "resubmit":
            accepted = form.accepted_rules if isinstance(form, move_forms.SubmitForm) else None
            services.submit(session, request, accepted=accepted, actor=actor)
        case "withdraw":
            services.withdraw(session, request, note=note, actor=actor)
        case "start_check":
            circulation.start_check(session, request, actor=actor)
        case "check" if isinstance(form, move_forms.CheckForm):
            circulation.check(session, request, form.found(), actor=actor)
        case "return_for_information":
            circulation.return_for_information(session, request, note, actor=actor)
        case "circulate":
            circulation.circulate(session, request, note=note, actor=actor)
        case "object":
            circulation.object_to(session, request, note, actor=actor)
        case "lift" if objection is not None:
            circulation.lift(session, request, objection, actor=actor)
        case "recommend":
            circulation.recommend(session, request, note=note, actor=actor)
        case "put_before" if isinstance(form, move_forms.BodyForm):
            body, meeting = form.body.data or "", form.meeting.data or ""
            circulation.put_before(session, request, body=body, meeting=meeting, actor=actor)
        case _:
            _decide(session, request, form, kept, actor)


def _decide(
    session: Session,
    request: ObserverRequest,
    form: MoveForm | None,
    kept: Kept | None,
    actor: Actor,
) -> None:
    match form:
        case move_forms.RecordGrantForm() | move_forms.RecordDeclineForm() if kept is None:
            raise NotPossible("a decision taken outside has a document")
        case move_forms.RecordGrantForm() if kept:
            decisions.record_grant(
                session,
                request,
                form.granted,
                note=form.said,
                where=form.outside(kept),
                actor=actor,
            )
        case move_forms.RecordDeclineForm() if kept:
            decisions.record_decline(
                session,
                request,
                form.chosen_reason,
                note=form.said,
                reapply_after=form.reapply_after.data,
                where=form.outside(kept),
                actor=actor,
            )
        case move_forms.GrantForm():
            decisions.grant(
                session, request, form.granted, note=form.said, where=form.where, actor=actor
            )
        case move_forms.DeclineForm():
            decisions.decline(
                session,
                request,
                form.chosen_reason,
                note=form.said,
                reapply_after=form.reapply_after.data,
                where=form.where,
                actor=actor,
            )
        case move_forms.CloseForm():
            decisions.close(session, request, note=form.said, where=form.where, actor=actor)
        case move_forms.DeferForm():
            decisions.defer(session, request, form.day, note=form.said, actor=actor)
        case _:
            raise NotPossible("no such step")
