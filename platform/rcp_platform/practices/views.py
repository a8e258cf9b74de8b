"""Practice pages."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.core.access import AccessDenied, Actor, require
from rcp_platform.core.languages import reader_language
from rcp_platform.core.paging import Page
from rcp_platform.core.text import clean
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.practices import fields, policy, queries, services
from rcp_platform.practices.forms import STEPS, BasicsForm, StepForm, form_for
from rcp_platform.practices.models import Practice
from rcp_platform.practices.reading import Card, Reading
from rcp_platform.practices.review import queries as review
from rcp_platform.practices.review.holding import holder_of
from rcp_platform.practices.review.page import preview_page
from rcp_platform.practices.translations.queries import in_language

bp = Blueprint("practices", __name__, url_prefix="/practices")


@bp.get("/")
@public
def index() -> str:
    """List what the reader may read, of one Process or all, and what their own is working on."""
    actor = current_actor()
    slug = request.args.get("rcp")
    rcp = db.session.get_one(Rcp, clean(slug)) if slug else None
    return render_template(
        "practices/index.html",
        page=queries.page_of_published(db.session, actor, request.args, rcp.slug if rcp else None),
        rcp=rcp,
        in_work=review.being_prepared(db.session, actor),
        may_post=bool(actor.edited_rcps),
    )


@bp.get("/<id:practice_id>")
@public
def show(practice_id: int) -> str:
    """Show one practice."""
    actor = current_actor()
    practice = queries.get_visible(db.session, practice_id, actor)
    return _practice_page(practice, actor)


@bp.route("/new", methods=["GET", "POST"])
@signed_in
def new() -> str | Response | tuple[str, int]:
    """Start a practice with its first step."""
    actor = current_actor()
    own = _rcps(actor.edited_rcps)
    if not own:
        raise AccessDenied("posting needs a seat in a Process")
    form = form_for("basics", None, own, own)
    if form.validate_on_submit():
        rcp = form.rcp.data if form.rcp else own[0].slug
        practice = services.create(db.session, rcp, form.values(), actor=actor)
        db.session.commit()
        flash(_("The draft is saved. You can leave and come back at any time."), "success")
        return _after_step("basics", practice)
    return _step_page("basics", form, None), 422 if request.method == "POST" else 200


@bp.route("/<id:practice_id>/edit/<step>", methods=["GET", "POST"])
@signed_in
def edit(practice_id: int, step: str) -> str | Response | tuple[str, int]:
    """Show one step of the form and save it."""
    actor = current_actor()
    practice = queries.get_visible(db.session, practice_id, actor)
    if step not in STEPS:
        raise NotFound
    require(policy.may_edit, actor, practice)
    form = form_for(step, practice, _rcps(None), [practice.rcp])
    if request.method != "POST":
        return _step_page(step, form, practice)
    if not form.validate():
        return _step_page(step, form, practice), 422
    if form.version.data != str(practice.version):
        flash(
            _(
                "Someone else changed this practice while you were writing. Your text is still "
                "here and is not saved. Compare it with the practice, then save again."
            ),
            "error",
        )
        form.version.data = str(practice.version)
        return _step_page(step, form, practice), 409
    if services.update(db.session, practice, form.values(), actor=actor):
        db.session.commit()
        flash(_("Saved."), "success")
    return _after_step(step, practice)


@bp.get("/<id:practice_id>/preview")
@signed_in
def preview(practice_id: int) -> str:
    """Show where a practice stands, what can be done, and how its readers will see it."""
    actor = current_actor()
    practice = queries.get_visible(db.session, practice_id, actor)
    require(policy.is_editor, actor, practice)
    return preview_page(practice, actor)


@bp.post("/<id:practice_id>/delete")
@signed_in
def delete(practice_id: int) -> Response:
    """Delete a draft."""
    actor = current_actor()
    practice = queries.get_visible(db.session, practice_id, actor)
    services.delete_draft(db.session, practice, actor=actor)
    db.session.commit()
    flash(_("The draft is deleted."), "success")
    return redirect(url_for(".index"))


def _after_step(step: str, practice: Practice) -> Response:
    """Go to the next step, or leave, as the pressed button says."""
    order = list(STEPS)
    following = order[order.index(step) + 1 :]
    if "leave" in request.form or not following:
        return redirect(url_for(".preview", practice_id=practice.id))
    return redirect(url_for(".edit", practice_id=practice.id, step=following[0]))


def _step_page(step: str, form: StepForm, practice: Practice | None) -> str:
    return render_template(
        "practices/edit.html",
        step=step,
        steps=STEPS,
        form=form,
        practice=practice,
        is_basics=isinstance(form, BasicsForm),
        comments=review.comments_of(db.session, practice) if practice else {},
    )


def _practice_page(practice: Practice, actor: Actor) -> str:
    is_editor = policy.is_editor(actor, practice)
    told = in_language(
        db.session,
        practice,
        Reading.of(practice, actor),
        actor,
        asked=request.args.get("lang", ""),
        usual=reader_language(),
    )
    return render_template(
        "practices/show.html",
        practice=told.reading,
        told=told,
        audience_names=_audience_names(practice),
        successor=_successor(practice, actor),
        holder=holder_of(practice),
        state_since=practice.state_since,
        may_edit=policy.may_edit(actor, practice),
        may_revise=policy.may_revise(actor, practice),
        version_in_work=queries.version_in_work(db.session, practice) if is_editor else None,
        is_editor=is_editor,
        fields=fields,
    )


def _successor(practice: Practice, actor: Actor) -> Card | None:
    """Return the practice that took its place, if the reader may open it."""
    if practice.superseded_by_id is None:
        return None
    successor = db.session.get_one(Practice, practice.superseded_by_id)
    return Card.of(successor, actor) if policy.may_see(actor, successor) else None


def _audience_names(practice: Practice) -> list[str]:
    return [rcp.short_name for rcp in _rcps(practice.audience_rcps)]


def _rcps(slugs: Iterable[str] | None) -> list[Rcp]:
    """Return the named RCPs, or all of them, by name."""
    statement = sa.select(Rcp).order_by(Rcp.name)
    if slugs is not None:
        statement = statement.where(Rcp.slug.in_(slugs))
    return list(db.session.scalars(statement))


def practices_of(rcp_slug: str) -> Page:
    """Return the newest practices of an RCP that the reader may read, for its profile."""
    return queries.page_of_published(db.session, current_actor(), {}, rcp_slug)
