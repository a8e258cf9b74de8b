"""Pages on who could present a point of an agenda, and where a practice could be presented."""

import re
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from rcp_platform.core.access import Actor, require
from rcp_platform.core.languages import reader_language
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.presentation import BRIEF, shown
from rcp_platform.discovery.search import Found
from rcp_platform.extensions import db
from rcp_platform.meetings import policy
from rcp_platform.meetings.agenda.presenters import services
from rcp_platform.meetings.invitations.refusals import Refused
from rcp_platform.meetings.invitations.wording import WHY
from rcp_platform.meetings.models import AgendaItem, Meeting
from rcp_platform.meetings.queries import get_visible
from rcp_platform.practices import queries as practices
from rcp_platform.practices.reading import Card
from rcp_platform.thesaurus.presentation import named
from rcp_platform.thesaurus.queries import current

bp = Blueprint("presenters", __name__)

_POINT = "/meetings/<id:meeting_id>/agenda/<id:item_id>/presenters"
#: A meeting, and one of its points.
_WHERE = re.compile("([0-9]{1,9})(?::([0-9]{1,9}))?")


@bp.get(_POINT)
@signed_in
def show(meeting_id: int, item_id: int) -> str:
    """Suggest practices of other RCPs that are close to a point."""
    meeting, item, actor = _to_prepare(meeting_id, item_id)
    found = services.suggestions(db.session, current_engine(), item, actor=actor)
    return render_template(
        "meetings/agenda/presenters.html",
        meeting=meeting,
        item=item,
        suggested=[shown(one, BRIEF) for one in found],
        terms=_terms_met(found),
        may_invite=services.is_ahead(meeting),
    )


@bp.post(_POINT)
@signed_in
def invite(meeting_id: int, item_id: int) -> Response:
    """Draft the invitation to present one of them, and show it."""
    meeting, item, actor = _to_prepare(meeting_id, item_id)
    practice = request.form.get("practice", "")
    if not re.fullmatch("[0-9]{1,9}", practice):
        raise NoResultFound
    back = url_for(".show", meeting_id=meeting_id, item_id=item_id)
    return _drafted(meeting, item, int(practice), actor, back)


@bp.post("/practices/<id:practice_id>/invite-to-present")
@signed_in
def invite_from_practice(practice_id: int) -> Response:
    """Draft the invitation to present a practice at a coming meeting, and show it."""
    actor = current_actor()
    practices.get_visible(db.session, practice_id, actor)
    where = _WHERE.fullmatch(request.form.get("where", ""))
    if where is None:
        raise NoResultFound
    meeting = get_visible(db.session, int(where[1]), actor)
    require(policy.is_organiser, actor, meeting)
    item = services.item_of(meeting, int(where[2])) if where[2] else None
    back = url_for("practices.show", practice_id=practice_id)
    return _drafted(meeting, item, practice_id, actor, back)


def may_invite_to_present(practice: Card) -> bool:
    """Whether the reader may invite the RCP of a practice to present it somewhere."""
    return services.may_invite(db.session, practice, actor=current_actor())


def meetings_to_invite_to(practice: Card) -> Sequence[Meeting]:
    """Return the coming meetings to which the reader can invite somebody to present it."""
    return services.meetings_to_invite_to(db.session, practice, actor=current_actor())


def _drafted(
    meeting: Meeting, item: AgendaItem | None, practice_id: int, actor: Actor, back: str
) -> Response:
    """Draft an invitation to present a practice and lead to it, or back with the reason why not."""
    try:
        invitation = services.draft_invitation(db.session, meeting, item, practice_id, actor=actor)
    except Refused as refused:
        db.session.rollback()
        flash(str(WHY[refused.why]), "error")
        return redirect(back)
    db.session.commit()
    flash(_("This is a draft. Look at it before it is approved and sent."), "success")
    return redirect(url_for("invitations.show", invitation_id=invitation.id))


def _to_prepare(meeting_id: int, item_id: int) -> tuple[Meeting, AgendaItem, Actor]:
    actor = current_actor()
    meeting = get_visible(db.session, meeting_id, actor)
    require(policy.is_organiser, actor, meeting)
    return meeting, services.item_of(meeting, item_id), actor


def _terms_met(found: list[Found]) -> dict[int, list[str]]:
    """Return by practice what the reader calls the terms that it and the point have in common."""
    met = {one.practice.id: one.hit.concepts for one in found}
    terms = current(db.session, {slug for slugs in met.values() for slug in slugs})
    language = reader_language()
    return {
        practice_id: [named(terms[slug], language).name for slug in slugs if slug in terms]
        for practice_id, slugs in met.items()
    }
