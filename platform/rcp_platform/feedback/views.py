"""One's own kept searches, and what one says of results."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from rcp_platform.accounts.models import User
from rcp_platform.config import Settings
from rcp_platform.core.paging import page_of
from rcp_platform.core.rendering import safe_next
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.extensions import db
from rcp_platform.feedback import links, queries, services
from rcp_platform.feedback.models import VERDICTS, OpinionKind
from rcp_platform.feedback.presentation import Feedback, KeptSearches
from rcp_platform.feedback.services import Asked
from rcp_platform.practices.queries import by_ids

bp = Blueprint("feedback", __name__, url_prefix="/feedback")


@bp.get("/")
@signed_in
def kept() -> str:
    """Show everything that is kept of one's searches."""
    actor = current_actor()
    page = page_of(db.session, queries.kept_of(actor, _days()), request.args)
    ids = {opinion.practice_id for question in page.items for opinion in question.opinions}
    return render_template(
        "feedback/kept.html", page=page, practices=by_ids(db.session, list(ids), actor)
    )


@bp.post("/choice")
@signed_in
def choose() -> Response:
    """Let one's searches be kept, or no more."""
    keeps = {"yes": True, "no": False}.get(request.form.get("keep", ""))
    if keeps is None:
        abort(400)
    services.choose(db.session, _own_account(), keeps, actor=current_actor())
    db.session.commit()
    if keeps:
        flash(_("From now on your searches are kept. Thank you."), "success")
    else:
        flash(_("Your searches are not kept, and nothing of them is left."), "success")
    return safe_next(request.form.get("next"), _account())


@bp.post("/delete")
@signed_in
def delete() -> Response:
    """Delete one of one's kept searches, or all."""
    question_id = request.form.get("question")
    services.delete_kept(db.session, _own_account(), question_id, actor=current_actor())
    db.session.commit()
    if question_id:
        flash(_("The search is deleted."), "success")
        return redirect(url_for(".kept"))
    flash(_("All your kept searches are deleted."), "success")
    return redirect(_account())


@bp.post("/opinions")
@signed_in
def give_opinion() -> Response:
    """Keep what is said of a result, and go back to it."""
    result = links.result_of(request.form.get("result", ""))
    kind = request.form.get("kind")
    if result is None:
        abort(404)
    if kind not in VERDICTS:
        abort(400)
    services.give_opinion(db.session, result, OpinionKind(kind), _days(), actor=current_actor())
    db.session.commit()
    page = request.form.get("next") or url_for("practices.show", practice_id=result.practice_id)
    return safe_next(f"{page}#opinion-{result.practice_id}", _account())


@bp.before_app_request
def note_opening() -> Response | None:
    """Keep that a result was opened, and go on to the practice's own address."""
    if request.endpoint != "practices.show" or request.method != "GET":
        return None
    result = links.result_of(request.args.get(links.FROM, ""))
    address = request.view_args or {}
    if result is None or result.practice_id != address.get("practice_id"):
        return None
    try:
        actor = current_actor()
        services.give_opinion(db.session, result, OpinionKind.OPENED, _days(), actor=actor)
    except NoResultFound:
        # Somebody else's link, or one that has outlived its question, is an ordinary link.
        return None
    db.session.commit()
    return redirect(url_for("practices.show", **address))


def feedback_on(asked: Asked) -> Feedback:
    """Keep a search if its reader allows it, and return what its page offers them."""
    actor, days = current_actor(), _days()
    if actor.user_id is None or not days:
        return Feedback()
    keeps = queries.choice_of(db.session, actor)
    if not keeps:
        return Feedback(invites=keeps is None)
    question = services.keep_question(db.session, asked, days, actor=actor)
    found = Feedback(question.id, queries.verdicts_on(db.session, question.id))
    db.session.commit()
    return found


def kept_searches() -> KeptSearches:
    """Return what the account page says of its owner's searches."""
    actor, days = current_actor(), _days()
    return KeptSearches(
        queries.choice_of(db.session, actor), queries.count_of(db.session, actor, days), days
    )


def _days() -> int:
    settings: Settings = current_app.extensions["settings"]
    return settings.feedback_days


def _own_account() -> User:
    return db.session.get_one(User, current_actor().user_id)


def _account() -> str:
    return url_for("accounts.account") + "#searches"
