"""Directory pages."""

from collections.abc import Mapping
from dataclasses import fields

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from rcp_platform.core.access import require
from rcp_platform.core.vocabularies import RCP_TYPES, REGIONS
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.directory import policy, queries, services
from rcp_platform.directory.facts import ProfileFacts, facts_of
from rcp_platform.directory.forms import FACT_LABELS, PRIORITY_FIELDS, ProfileForm
from rcp_platform.directory.models import Rcp
from rcp_platform.directory.presentation import parties_shown, states_shown
from rcp_platform.extensions import db

bp = Blueprint("directory", __name__, url_prefix="/directory")


@bp.get("/")
@public
def index() -> str:
    """List the Processes by region, or those that the reader looks for."""
    looked_for = _looked_for(request.args)
    everyone = queries.listed(db.session)
    found = [item for item in everyone if queries.matches(item.rcp, **looked_for)]
    return render_template(
        "directory/index.html",
        groups=queries.by_region(found, looked_for["region"]),
        found=len(found),
        total=len(everyone),
        looked_for=looked_for,
    )


def _looked_for(arguments: Mapping[str, str]) -> dict[str, str]:
    """Return what to list; a region or type that does not exist means all of them."""
    region, rcp_type = arguments.get("region", ""), arguments.get("type", "")
    return {
        "region": region if region in REGIONS else "",
        "rcp_type": rcp_type if rcp_type in RCP_TYPES else "",
        "name": arguments.get("q", "").strip()[:200],
    }


@bp.get("/<slug>")
@public
def profile(slug: str) -> str:
    """Show a Process."""
    rcp = queries.get(db.session, slug)
    facts = facts_of(rcp)
    names = queries.names(db.session)
    return render_template(
        "directory/profile.html",
        rcp=rcp,
        states=states_shown(facts.states),
        observers=parties_shown(facts.observers, names),
        partners=parties_shown(facts.partners, names),
        may_edit=policy.may_edit(current_actor(), rcp),
    )


@bp.route("/<slug>/edit", methods=["GET", "POST"])
@signed_in
def edit(slug: str) -> str | Response | tuple[str, int]:
    """Show the form of a profile and save it."""
    actor = current_actor()
    rcp = queries.get(db.session, slug)
    require(policy.may_edit, actor, rcp)
    form = ProfileForm(facts_of(rcp), slug, queries.names(db.session), rcp.version)
    if request.method != "POST":
        return _form_page(form, rcp)
    if not form.validate():
        return _form_page(form, rcp), 422
    if form.version.data != str(rcp.version):
        return _changed_meanwhile(form, rcp), 409
    try:
        changed = services.update_profile(db.session, rcp, form.facts, actor=actor)
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        return _changed_meanwhile(form, queries.get(db.session, slug)), 409
    flash(_("The profile is saved.") if changed else _("Nothing was changed."), "success")
    return redirect(url_for(".profile", slug=slug))


def _form_page(form: ProfileForm, rcp: Rcp, differing: list[str] | None = None) -> str:
    return render_template(
        "directory/edit.html",
        form=form,
        rcp=rcp,
        differing=differing,
        priority_fields=PRIORITY_FIELDS,
    )


def _changed_meanwhile(form: ProfileForm, rcp: Rcp) -> str:
    """Show the form with what was typed; saving again then replaces what the other person did."""
    form.version.data = str(rcp.version)
    return _form_page(form, rcp, _differing(form.facts, facts_of(rcp)))


def _differing(typed: ProfileFacts, stated: ProfileFacts) -> list[str]:
    """Return the labels of the facts on which the form and the profile differ."""
    names = [field.name for field in fields(ProfileFacts)]
    return [
        str(FACT_LABELS[name]) for name in names if getattr(typed, name) != getattr(stated, name)
    ]
