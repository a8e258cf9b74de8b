"""Answer whether a practice still holds, from a mail or from a list."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.core.access import AccessDenied
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.extensions import db
from rcp_platform.practices import publication, queries
from rcp_platform.practices.staying_true import jobs  # noqa: F401  declares the jobs
from rcp_platform.practices.staying_true.reminders import answering, due_of

bp = Blueprint("staying_true", __name__, url_prefix="/practices")


@bp.route("/still-true/<token>", methods=["GET", "POST"])
@public
def answer(token: str) -> str | Response | tuple[str, int]:
    """Ask whoever holds the link, and take the answer.

    Opening the page changes nothing: programs that check mail open links too.
    """
    asked = answering(db.session, token)
    if asked is None:
        return render_template("practices/staying_true/over.html"), 404
    practice, actor = asked.practice, asked.user.actor
    if request.method != "POST":
        return render_template("practices/staying_true/ask.html", practice=practice, token=token)
    match request.form.get("answer"):
        case "confirm":
            publication.confirm(db.session, practice, actor=actor)
        case "archive":
            publication.move(db.session, practice, "archive", actor=actor)
        case _:
            raise NotFound
    db.session.commit()
    return render_template("practices/staying_true/thanks.html", practice=practice)


@bp.get("/due")
@signed_in
def due() -> str:
    """List what the reader's Processes are asked about."""
    actor = current_actor()
    if not actor.edited_rcps:
        raise AccessDenied("confirming needs an editing seat")
    practices = due_of(db.session, sorted(actor.edited_rcps))
    return render_template("practices/staying_true/due.html", practices=practices)


@bp.post("/<id:practice_id>/still-true")
@signed_in
def confirm(practice_id: int) -> Response:
    """Note from the list that a practice still holds."""
    actor = current_actor()
    practice = queries.get_visible(db.session, practice_id, actor)
    publication.confirm(db.session, practice, actor=actor)
    db.session.commit()
    flash(_("Thank you. Readers see that it still holds."), "success")
    return redirect(url_for(".due"))
