"""Pages on what was made of practices."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from rcp_platform.core.access import Actor, require
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.practices import queries as practices
from rcp_platform.practices.models import Practice
from rcp_platform.practices.reading import Reading
from rcp_platform.practices.uptake import policy, queries, services
from rcp_platform.practices.uptake.forms import PHASES, UptakeForm, form_for
from rcp_platform.practices.uptake.models import Uptake

bp = Blueprint("uptake", __name__, url_prefix="/practices/<id:practice_id>/uptake")


@bp.route("/new", methods=["GET", "POST"])
@signed_in
def new(practice_id: int) -> str | Response | tuple[str, int]:
    """Say that one's Process, or one of its States, has used a practice."""
    actor = current_actor()
    practice = practices.get_visible(db.session, practice_id, actor)
    require(policy.may_record, actor, practice)
    form = form_for(None, _own(actor, practice))
    if form.validate_on_submit():
        services.add(db.session, practice, form.rcp.data, form.values(), actor=actor)
        return _done(practice_id, _("Thank you. It stands on the page of the practice now."))
    return _page(form, practice, actor), 422 if request.method == "POST" else 200


@bp.route("/<id:uptake_id>", methods=["GET", "POST"])
@signed_in
def change(practice_id: int, uptake_id: int) -> str | Response | tuple[str, int]:
    """Say it anew."""
    actor = current_actor()
    practice = practices.get_visible(db.session, practice_id, actor)
    uptake = queries.get_visible(db.session, practice_id, uptake_id, actor)
    require(policy.may_change, actor, uptake)
    form = form_for(uptake, [uptake.rcp])
    if form.validate_on_submit():
        services.change(db.session, uptake, form.values(), actor=actor)
        return _done(practice_id, _("Saved."))
    page = _page(form, practice, actor, uptake)
    return page, 422 if request.method == "POST" else 200


@bp.post("/<id:uptake_id>/withdraw")
@signed_in
def withdraw(practice_id: int, uptake_id: int) -> Response:
    """Take it back."""
    actor = current_actor()
    practices.get_visible(db.session, practice_id, actor)
    uptake = queries.get_visible(db.session, practice_id, uptake_id, actor)
    services.withdraw(db.session, uptake, actor=actor)
    return _done(practice_id, _("It is taken back: nobody sees it any more."))


def trail(practice_id: int) -> Sequence[Uptake]:
    """Return what the reader may know of the uptake of a practice, for its page."""
    return queries.trail_of(db.session, practice_id, current_actor())


def may_record_uptake(practice: Reading) -> bool:
    """Whether the reader may say that a practice was used."""
    return policy.may_record(current_actor(), practice)


def may_change_uptake(uptake: Uptake) -> bool:
    """Whether the reader may change what was said."""
    return policy.may_change(current_actor(), uptake)


def phase_name(uptake: Uptake) -> str:
    """Return how far a practice came, in words."""
    return str(PHASES[uptake.phase.value])


def _own(actor: Actor, practice: Practice) -> list[Rcp]:
    return [
        rcp
        for rcp in practices.rcps_of(db.session, actor)
        if rcp.slug in actor.edited_rcps and rcp.slug != practice.rcp_slug
    ]


def _page(form: UptakeForm, practice: Practice, actor: Actor, uptake: Uptake | None = None) -> str:
    reading = Reading.of(practice, actor)
    return render_template("practices/uptake/edit.html", form=form, practice=reading, uptake=uptake)


def _done(practice_id: int, said: str) -> Response:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("practices.show", practice_id=practice_id) + "#uptake")
