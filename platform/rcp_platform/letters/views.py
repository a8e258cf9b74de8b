"""Pages on the texts of letters."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from rcp_platform.core.access import require
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.directory import queries as directory
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.letters import queries, services
from rcp_platform.letters.downloads import letter_file
from rcp_platform.letters.forms import LetterForm
from rcp_platform.letters.kinds import KINDS
from rcp_platform.letters.models import LetterKind
from rcp_platform.letters.policy import may_write

bp = Blueprint("letters", __name__, url_prefix="/directory/<slug:slug>/letters")


@bp.get("/")
@signed_in
def index(slug: str) -> str:
    """List the letters of a Process, and in which languages it has texts of its own."""
    rcp = _of(slug)
    own = queries.own_texts(db.session, slug)
    return render_template("letters/index.html", rcp=rcp, kinds=KINDS, own=own)


@bp.route("/<kind>/<language>", methods=["GET", "POST"])
@signed_in
def edit(slug: str, kind: str, language: str) -> str | AnyResponse | tuple[str, int]:
    """Show how a letter reads in a language; save it, or look at it with made-up values."""
    rcp, which = _of(slug), _which(kind, language)
    wording = queries.wording_of(db.session, slug, which, language)
    form = LetterForm(which, wording)
    if form.validate_on_submit():
        if "preview" in request.form:
            wording = form.wording
        else:
            services.change_text(
                db.session, slug, which, language, form.wording, actor=current_actor()
            )
            return _done(slug, which, language, _("The text is saved."))
    page = render_template(
        "letters/edit.html",
        form=form,
        rcp=rcp,
        kind=which,
        spec=KINDS[which],
        language=language,
        is_own=queries.wording_of(db.session, slug, which, language).is_own,
        example=services.example(which, wording, rcp, language),
    )
    return page, 422 if form.errors else 200


@bp.post("/<kind>/<language>/usual")
@signed_in
def reset(slug: str, kind: str, language: str) -> AnyResponse:
    """Go back to the usual text."""
    rcp, which = _of(slug), _which(kind, language)
    seen = request.form.get("version", -1, type=int)
    services.use_the_usual(db.session, rcp.slug, which, language, seen=seen, actor=current_actor())
    return _done(slug, which, language, _("The usual text is in use again."))


@bp.get("/<kind>/<language>/example.<suffix>")
@signed_in
def example(slug: str, kind: str, language: str, suffix: str) -> Response:
    """Return a letter with made-up values as a file."""
    rcp, which = _of(slug), _which(kind, language)
    wording = queries.wording_of(db.session, slug, which, language)
    return letter_file(services.example(which, wording, rcp, language), "example", suffix)


def _of(slug: str) -> Rcp:
    rcp = directory.get(db.session, slug)
    require(may_write, current_actor(), slug)
    return rcp


def _which(kind: str, language: str) -> LetterKind:
    if kind not in set(LetterKind) or language not in LANGUAGES:
        raise NotFound
    return LetterKind(kind)


def _done(slug: str, kind: LetterKind, language: str, said: str) -> AnyResponse:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for(".edit", slug=slug, kind=kind, language=language), 303)
