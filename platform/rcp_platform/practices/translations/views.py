"""Pages on which a practice is put into other languages."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms.validators import DataRequired

from rcp_platform.core.access import Actor, require
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.extensions import db
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import get_visible
from rcp_platform.practices.translations import queries, services
from rcp_platform.practices.translations.forms import (
    TEXTS,
    TranslationForm,
    stamp_of,
    translation_form,
)
from rcp_platform.practices.translations.models import Translation
from rcp_platform.practices.versions.queries import newest_number

bp = Blueprint("translations", __name__, url_prefix="/practices/<id:practice_id>/translations")

STATES = {
    "draft": lazy_gettext("Draft"),
    "approved": lazy_gettext("Approved"),
    "out_of_date": lazy_gettext("Out of date"),
}
#: A draft may leave it for later.
_FOR_APPROVAL = {"summary": [DataRequired(lazy_gettext("Translate the summary, too."))]}


@bp.get("")
@signed_in
def index(practice_id: int) -> str:
    """List the languages of a practice for those who translate it."""
    practice, _actor = _to_translate(practice_id)
    return render_template(
        "practices/translations/index.html",
        practice=practice,
        found=queries.translations_of(db.session, practice),
        wanted=[code for code in LANGUAGES if code != practice.language],
        states=STATES,
    )


@bp.route("/<language>", methods=["GET", "POST"])
@signed_in
def edit(practice_id: int, language: str) -> str | Response | tuple[str, int]:
    """Show a translation beside the text it is made from, and save it."""
    practice, actor = _to_translate(practice_id)
    if language not in LANGUAGES or language == practice.language:
        raise NotFound
    if request.method == "POST":
        queries.lock(db.session, practice)
    translation = queries.translation_into(db.session, practice, language)
    stamp = stamp_of(translation, newest_number(db.session, practice))
    form = translation_form(practice, translation, stamp)
    if request.method != "POST":
        return _page(practice, language, translation, form, actor)
    approves = "approve" in request.form
    if not form.validate(_FOR_APPROVAL if approves and "summary" in form else None):
        return _page(practice, language, translation, form, actor), 422
    if form.stamp.data != stamp:
        flash(
            _(
                "The practice or its translation changed while you were writing. Your text is "
                "still here and is not saved. Compare it with what is there, then save again."
            ),
            "error",
        )
        form.stamp.data = stamp
        return _page(practice, language, translation, form, actor), 409
    _save(practice, language, form, actor, approves=approves)
    return redirect(url_for("practices.show", practice_id=practice.id, lang=language), 303)


def _save(
    practice: Practice, language: str, form: TranslationForm, actor: Actor, *, approves: bool
) -> None:
    translation = services.write(
        db.session,
        practice,
        language,
        form.title.data or "",
        form.summary.data or "" if "summary" in form else "",
        form.section_texts(),
        actor=actor,
    )
    if approves:
        services.approve(db.session, translation, actor=actor)
        flash(_("Its readers can read this translation now."), "success")
    else:
        flash(_("The draft is saved. Readers see it once it is approved."), "success")
    db.session.commit()


def _to_translate(practice_id: int) -> tuple[Practice, Actor]:
    actor = current_actor()
    practice = get_visible(db.session, practice_id, actor)
    require(policy.is_editor, actor, practice)
    if not practice.is_readable:
        raise NotFound
    return practice, actor


def _page(
    practice: Practice,
    language: str,
    translation: Translation | None,
    form: TranslationForm,
    actor: Actor,
) -> str:
    return render_template(
        "practices/translations/edit.html",
        practice=practice,
        language=language,
        translation=translation,
        form=form,
        texts=[name for name in TEXTS if name in form],
        may_approve=policy.is_reviewer(actor, practice),
        states=STATES,
    )
