"""Pages for the quotations of a practice."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from rcp_platform.core.access import Actor, require
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.extensions import db
from rcp_platform.practices import policy
from rcp_platform.practices.forms import STEPS
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import get_visible
from rcp_platform.practices.quotations import services
from rcp_platform.practices.quotations.forms import ATTRIBUTIONS, QuotationForm, quotation_form
from rcp_platform.practices.quotations.models import Quotation

bp = Blueprint("quotations", __name__, url_prefix="/practices/<id:practice_id>/quotations")


@bp.route("", methods=["GET", "POST"])
@signed_in
def edit(practice_id: int) -> str | Response | tuple[str, int]:
    """Show the step of the form with the quotations, and add one."""
    practice, actor = _to_edit(practice_id)
    form = quotation_form(practice)
    if request.method != "POST":
        return _page(practice, form)
    if not form.validate():
        return _page(practice, form), 422
    if len(practice.quotations) >= services.MOST:
        form.text.errors = [
            _("There are %(n)s quotations already. Remove one first.", n=services.MOST)
        ]
        return _page(practice, form), 422
    services.add(db.session, practice, form.values(), actor=actor)
    db.session.commit()
    flash(_("The quotation is added."), "success")
    return _back(practice)


@bp.route("/<id:quotation_id>", methods=["GET", "POST"])
@signed_in
def change(practice_id: int, quotation_id: int) -> str | Response | tuple[str, int]:
    """Show one quotation and save it."""
    practice, actor = _to_edit(practice_id)
    quotation = _one(practice, quotation_id)
    form = quotation_form(practice, quotation)
    if request.method != "POST":
        return _change_page(practice, form)
    if not form.validate():
        return _change_page(practice, form), 422
    if form.version.data != str(practice.version):
        flash(
            _(
                "Someone else changed this practice while you were writing. Your text is still "
                "here and is not saved. Compare it with the practice, then save again."
            ),
            "error",
        )
        form.version.data = str(practice.version)
        return _change_page(practice, form), 409
    if services.change(db.session, practice, quotation, form.values(), actor=actor):
        db.session.commit()
        flash(_("Saved."), "success")
    return _back(practice)


@bp.post("/<id:quotation_id>/up")
@signed_in
def move_up(practice_id: int, quotation_id: int) -> Response:
    """Put a quotation one place further up."""
    practice, actor = _to_edit(practice_id)
    services.move_up(db.session, practice, _one(practice, quotation_id), actor=actor)
    db.session.commit()
    return _back(practice)


@bp.post("/<id:quotation_id>/remove")
@signed_in
def remove(practice_id: int, quotation_id: int) -> Response:
    """Take a quotation away."""
    practice, actor = _to_edit(practice_id)
    services.remove(db.session, practice, _one(practice, quotation_id), actor=actor)
    db.session.commit()
    flash(_("The quotation is removed."), "success")
    return _back(practice)


def _to_edit(practice_id: int) -> tuple[Practice, Actor]:
    actor = current_actor()
    practice = get_visible(db.session, practice_id, actor)
    require(policy.may_edit, actor, practice)
    return practice, actor


def _one(practice: Practice, quotation_id: int) -> Quotation:
    for quotation in practice.quotations:
        if quotation.id == quotation_id:
            return quotation
    raise NoResultFound


def _page(practice: Practice, form: QuotationForm) -> str:
    return render_template(
        "practices/quotations/edit.html",
        practice=practice,
        form=form,
        attributions=ATTRIBUTIONS,
        steps=STEPS,
    )


def _change_page(practice: Practice, form: QuotationForm) -> str:
    return render_template(
        "practices/quotations/change.html", practice=practice, form=form, steps=STEPS
    )


def _back(practice: Practice) -> Response:
    return redirect(url_for(".edit", practice_id=practice.id), 303)
