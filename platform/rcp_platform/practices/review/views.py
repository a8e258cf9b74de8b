"""Pages of the review: the queue, the moves, the reviewer, the comments."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from rcp_platform.accounts.models import User
from rcp_platform.core.access import AccessDenied, Actor, require
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.extensions import db
from rcp_platform.practices import fields, policy, publication
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import get_visible
from rcp_platform.practices.review import moves, queries, services
from rcp_platform.practices.review.forms import CommentForm
from rcp_platform.practices.review.page import preview_page, reviewer_form
from rcp_platform.practices.review.queue import (
    AGES,
    ReviewedBy,
    View,
    Wanted,
    counts,
    page_of_queue,
    usual_view,
)
from rcp_platform.practices.services import Incomplete

bp = Blueprint("review", __name__, url_prefix="/practices")


@bp.get("/queue")
@signed_in
def queue() -> str:
    """List what is on its way in the RCPs one works for."""
    actor = current_actor()
    if not actor.edited_rcps:
        raise AccessDenied("the queue needs a seat that edits")
    wanted = Wanted.of(request.args, actor)
    return render_template(
        "practices/review/queue.html",
        page=page_of_queue(db.session, actor, wanted, request.args),
        counts=counts(db.session, actor, wanted),
        wanted=wanted,
        views=View,
        usual=usual_view(actor),
        reviewers=ReviewedBy,
        ages=AGES,
        text_languages=LANGUAGES,
        fields=fields,
    )


@bp.post(f"/<id:practice_id>/<any({', '.join(moves.MOVES)}):name>")
@signed_in
def move(practice_id: int, name: str) -> Response | tuple[str, int]:
    """Move a practice along its life."""
    practice, actor = _practice(practice_id)
    moves.check(practice, name, actor)
    form = moves.form_of(db.session, practice, name, actor, is_sent=True)
    if form is not None and not form.validate():
        return preview_page(practice, actor, tried=form), 422
    try:
        moved = moves.take(db.session, practice, name, form, actor=actor)
    except Incomplete:
        db.session.rollback()
        flash(_("Some fields are still needed. They are listed below."), "error")
        return redirect(url_for("practices.preview", practice_id=practice_id))
    db.session.commit()
    flash(str(moves.DONE[name]), "success")
    page = "practices.show" if moved.published_at else "practices.preview"
    return redirect(url_for(page, practice_id=moved.id))


@bp.post("/<id:practice_id>/revise")
@signed_in
def revise(practice_id: int) -> Response:
    """Begin a new version of a published practice, or go to the one that is begun."""
    practice, actor = _practice(practice_id)
    version = publication.revise(db.session, practice, actor=actor)
    db.session.commit()
    if not policy.may_edit(actor, version):
        return redirect(url_for("practices.preview", practice_id=version.id))
    flash(_("This is a draft of the new version. Readers see the published one meanwhile."))
    return redirect(url_for("practices.edit", practice_id=version.id, step="basics"))


@bp.post("/<id:practice_id>/reviewer")
@signed_in
def reviewer(practice_id: int) -> Response:
    """Say who reviews a practice."""
    practice, actor = _practice(practice_id)
    require(policy.is_secretariat, actor, practice)
    form = reviewer_form(practice, actor)
    if form is not None and not form.validate():
        raise BadRequest
    chosen = form.reviewer.data if form else ""
    person = db.session.get_one(User, int(chosen)) if chosen else None
    publication.name_reviewer(db.session, practice, person, actor=actor)
    db.session.commit()
    flash(_("It is noted who reviews this practice."), "success")
    return _back_to(practice, "")


@bp.post("/<id:practice_id>/comments")
@signed_in
def comment(practice_id: int) -> Response | tuple[str, int]:
    """Say something about a section."""
    practice, actor = _practice(practice_id)
    require(policy.is_editor, actor, practice)
    form = CommentForm()
    if not form.validate():
        return preview_page(practice, actor, comment=form), 422
    section = form.section.data or ""
    services.comment(db.session, practice, section, form.text.data or "", actor=actor)
    db.session.commit()
    return _back_to(practice, section)


@bp.post("/<id:practice_id>/comments/<id:comment_id>/<any(resolve, reopen):deed>")
@signed_in
def settle(practice_id: int, comment_id: int, deed: str) -> Response:
    """Note that a comment has been dealt with, or has not been after all."""
    practice, actor = _practice(practice_id)
    require(policy.is_editor, actor, practice)
    said = queries.get_comment(db.session, practice, comment_id)
    settled = services.resolve if deed == "resolve" else services.reopen
    settled(db.session, practice, said, actor=actor)
    db.session.commit()
    return _back_to(practice, said.section)


def _practice(practice_id: int) -> tuple[Practice, Actor]:
    actor = current_actor()
    return get_visible(db.session, practice_id, actor), actor


def _back_to(practice: Practice, section: str) -> Response:
    anchor = f"comments-{section or 'whole'}"
    return redirect(url_for("practices.preview", practice_id=practice.id, _anchor=anchor))
