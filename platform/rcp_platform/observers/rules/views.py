"""Pages on how an RCP deals with observers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from rcp_platform.core.access import require
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.directory import queries as directory
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.observers.fields import KINDS, RIGHTS
from rcp_platform.observers.models import ObserverSettings
from rcp_platform.observers.policy import leads
from rcp_platform.observers.rules import queries, services
from rcp_platform.observers.rules.forms import RulesForm, settings_form
from rcp_platform.observers.rules.policy import may_read

bp = Blueprint("observer_rules", __name__, url_prefix="/directory/<slug:slug>/observers")


@bp.get("/")
@signed_in
def show(slug: str) -> str:
    """Show on which terms a Process takes observers."""
    actor = current_actor()
    rcp = directory.get(db.session, slug)
    require(may_read, actor, slug)
    versions = queries.rules_of(db.session, slug)
    return render_template(
        "observers/rules/show.html",
        rcp=rcp,
        terms=queries.settings_of(db.session, slug),
        is_usual=db.session.get(ObserverSettings, slug) is None,
        rules=versions[0] if versions else None,
        versions=versions,
        kinds=KINDS,
        rights=RIGHTS,
        may_edit=leads(actor, slug),
        may_ask=any(leads(actor, own) for own in actor.rcps - {slug}),
        sees_checklist=actor.sits_in(slug),
    )


@bp.get("/rules/<id:number>")
@signed_in
def version(slug: str, number: int) -> str:
    """Show one version of the rules of engagement."""
    rcp = directory.get(db.session, slug)
    require(may_read, current_actor(), slug)
    rules = queries.rules_numbered(db.session, slug, number)
    current = queries.current_rules(db.session, slug)
    return render_template("observers/rules/version.html", rcp=rcp, rules=rules, current=current)


@bp.route("/edit", methods=["GET", "POST"])
@signed_in
def edit(slug: str) -> str | Response | tuple[str, int]:
    """Show the form of the settings and save them."""
    rcp = _led(slug)
    settings = db.session.get(ObserverSettings, slug)
    form = settings_form(settings, queries.settings_of(db.session, slug))
    if form.validate_on_submit():
        changed = services.change_settings(
            db.session, slug, form.terms, seen=_number(form.version.data), actor=current_actor()
        )
        saved = _("The settings are saved. They hold for requests from now on.")
        return _done(slug, saved if changed else _("Nothing was changed."))
    page = render_template("observers/rules/edit.html", form=form, rcp=rcp)
    return page, 422 if request.method == "POST" else 200


@bp.route("/rules/new", methods=["GET", "POST"])
@signed_in
def new_rules(slug: str) -> str | Response | tuple[str, int]:
    """Show the form for a new version of the rules and publish it."""
    rcp = _led(slug)
    form = RulesForm(queries.current_rules(db.session, slug))
    if form.validate_on_submit():
        services.publish_rules(
            db.session,
            slug,
            form.text.data or "",
            form.language.data,
            after=_number(form.after.data),
            actor=current_actor(),
        )
        return _done(slug, _("The rules are published. Who asks from now on accepts this version."))
    page = render_template("observers/rules/new.html", form=form, rcp=rcp)
    return page, 422 if request.method == "POST" else 200


def _led(slug: str) -> Rcp:
    rcp = directory.get(db.session, slug)
    require(leads, current_actor(), slug)
    return rcp


def _number(text: str | None) -> int:
    """Return a number of a version; what is none was never shown."""
    return int(text) if text and text.isdecimal() else -1


def _done(slug: str, said: str) -> Response:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for(".show", slug=slug))
