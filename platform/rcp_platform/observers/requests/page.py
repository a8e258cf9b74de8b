"""The page of a request: what is asked, where it stands, what can be done, what happened."""

from flask import render_template

from rcp_platform.core.access import Actor
from rcp_platform.extensions import db
from rcp_platform.files.uploads import most_mb
from rcp_platform.observers import policy
from rcp_platform.observers.fields import DECLINE_REASONS, KINDS, RIGHTS
from rcp_platform.observers.models import ObserverRequest
from rcp_platform.observers.requests import fields, moves, queries, services
from rcp_platform.observers.requests.forms import LetterForm
from rcp_platform.observers.requests.move_forms import MoveForm
from rcp_platform.observers.requests.reading import Reading
from rcp_platform.observers.rules.queries import current_rules
from rcp_platform.observers.states import RequestState

_TO_SUBMIT = {"submit", "resubmit"}


def request_page(
    request: ObserverRequest,
    actor: Actor,
    *,
    tried: MoveForm | None = None,
    letter: LetterForm | None = None,
) -> str:
    """Return the page; ``tried`` and ``letter`` are forms that were sent with errors."""
    reading = Reading.of(db.session, request, actor)
    may_change = policy.may_change(actor, request)
    offered = moves.moves_of(db.session, request, actor, tried)
    return render_template(
        "observers/requests/show.html",
        item=request,
        reading=reading,
        moves=offered,
        check_move=_check(request, actor, tried),
        may_lift={
            objection.id
            for objection in (reading.deliberation.objections if reading.deliberation else ())
            if objection.is_open and policy.may_lift(actor, objection)
        },
        missing=services.missing(db.session, request) if may_change else [],
        rules=current_rules(db.session, request.host_slug) if _submits(offered) else None,
        may_change=may_change,
        letter_form=letter or (LetterForm() if may_change else None),
        mirror=queries.mirror_of(db.session, request, actor),
        grant_id=queries.grant_of(db.session, request),
        most_mb=most_mb(),
        fields=fields,
        kinds=KINDS,
        rights=RIGHTS,
        decline_reasons=DECLINE_REASONS,
    )


def _check(request: ObserverRequest, actor: Actor, tried: MoveForm | None) -> moves.Move | None:
    if request.state != RequestState.ELIGIBILITY_CHECK or not policy.is_host(actor, request):
        return None
    form = tried if tried and tried.move == moves.CHECK else None
    return moves.Move(
        moves.CHECK,
        fields.MOVES[moves.CHECK],
        "secondary",
        form or moves.form_of(db.session, request, moves.CHECK),
        moves.seen_of(request, moves.CHECK),
    )


def _submits(offered: list[moves.Move]) -> bool:
    return any(move.name in _TO_SUBMIT for move in offered)
