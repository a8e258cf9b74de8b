"""The terms and their form."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as AnyResponse

from rcp_platform.config import Settings
from rcp_platform.core.languages import reader_language
from rcp_platform.core.paging import page_of
from rcp_platform.core.text import clean
from rcp_platform.core.web import administrators, current_actor, public
from rcp_platform.extensions import db
from rcp_platform.thesaurus import exchange, policy, presentation, queries, services
from rcp_platform.thesaurus.checks import Problem, Refused
from rcp_platform.thesaurus.facts import TermFacts, differences
from rcp_platform.thesaurus.forms import TermForm
from rcp_platform.thesaurus.models import Term, TermState
from rcp_platform.thesaurus.queries import Wanted

bp = Blueprint("thesaurus", __name__, url_prefix="/terms")

_PAGE_SIZE = 50
_LONGEST_SEARCH = 200


def address() -> str:
    """Return what the URIs of this site's terms begin with."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.public_url.rstrip('/')}{bp.url_prefix}/"


@bp.get("/")
@public
def index() -> str:
    """List the terms by the reader's alphabet, or those that the reader looks for."""
    may_edit = policy.may_edit(current_actor(), None)
    is_retired = may_edit and request.args.get("state") == TermState.RETIRED
    wanted = Wanted(
        language=reader_language(),
        label=clean(request.args.get("q", ""))[:_LONGEST_SEARCH],
        letter=request.args.get("letter", "")[:1],
        state=TermState.RETIRED if is_retired else TermState.CURRENT,
    )
    page = page_of(db.session, queries.listed(wanted), request.args, _PAGE_SIZE)
    return render_template(
        "thesaurus/index.html",
        page=page,
        items=[presentation.listed(term, wanted) for term in page.items],
        letters=queries.letters(db.session, wanted),
        wanted=wanted,
        may_edit=may_edit,
    )


@bp.get("/<slug:slug>")
@public
def show(slug: str) -> str:
    """Show a term in every language, with its neighbours."""
    term = queries.get(db.session, slug)
    return render_template(
        "thesaurus/show.html",
        shown=presentation.shown(term, queries.around(db.session, term), reader_language()),
        address=address() + slug,
        may_edit=policy.may_edit(current_actor(), term),
    )


@bp.get("/export.ttl")
@public
def export() -> Response:
    """Hand out all terms as SKOS."""
    headers = {"Content-Disposition": "attachment; filename=terms.ttl"}
    return Response(_turtle(), mimetype="text/turtle", headers=headers)


def _turtle() -> bytes:
    """Return the terms as Turtle, written once for every edit: it takes a second or two."""
    number = queries.number(db.session)
    kept: tuple[int, bytes] = current_app.extensions.get("terms.ttl", (-1, b""))
    if kept[0] != number:
        kept = (number, exchange.written(db.session, ".ttl", address()))
        current_app.extensions["terms.ttl"] = kept
    return kept[1]


@bp.route("/new", methods=["GET", "POST"])
@administrators
def new() -> str | AnyResponse | tuple[str, int]:
    """Add a term."""
    form = TermForm(TermFacts())
    if request.method != "POST":
        return _form_page(form)
    if not form.validate():
        return _form_page(form), 422
    slug = form.slug.data or ""
    if queries.exists(db.session, slug):
        taken = _("There is a term “%(slug)s” already. Choose another name.", slug=slug)
        form.show([Problem(slug, "slug", taken)])
        return _form_page(form), 409
    if not _save(form, slug):
        return _form_page(form), 422
    flash(_("The term is added. The search knows it from now on."), "success")
    return redirect(url_for(".show", slug=slug))


@bp.route("/<slug:slug>/edit", methods=["GET", "POST"])
@administrators
def edit(slug: str) -> str | AnyResponse | tuple[str, int]:
    """Show the form of a term and save it."""
    term = queries.get(db.session, slug)
    form = TermForm(queries.stated_of(db.session, term), term.version)
    if request.method != "POST":
        return _form_page(form, term)
    if not form.validate():
        return _form_page(form, term), 422
    if form.version.data != str(term.version):
        return _changed_meanwhile(form, term), 409
    try:
        if not _save(form, slug):
            return _form_page(form, term), 422
    except StaleDataError:
        db.session.rollback()
        return _changed_meanwhile(form, queries.get(db.session, slug)), 409
    flash(_("Saved. The search knows the term as it is now."), "success")
    return redirect(url_for(".show", slug=slug))


@bp.post("/<slug:slug>/retire")
@administrators
def retire(slug: str) -> AnyResponse:
    """Take a term out of use."""
    term = queries.get(db.session, slug)
    services.retire(db.session, term, actor=current_actor())
    db.session.commit()
    flash(_("The term is retired. The search no longer uses it."), "success")
    return redirect(url_for(".show", slug=slug))


@bp.post("/<slug:slug>/restore")
@administrators
def restore(slug: str) -> AnyResponse:
    """Put a retired term back to use."""
    term = queries.get(db.session, slug)
    services.restore(db.session, term, actor=current_actor())
    db.session.commit()
    flash(_("The term is in use again."), "success")
    return redirect(url_for(".show", slug=slug))


def _save(form: TermForm, slug: str) -> bool:
    """Save what was typed, or show what is wrong with it and return False."""
    try:
        services.state(db.session, {slug: form.facts}, actor=current_actor())
    except Refused as error:
        form.show(error.problems)
        return False
    db.session.commit()
    return True


def _form_page(form: TermForm, term: Term | None = None, differing: list[str] | None = None) -> str:
    return render_template("thesaurus/edit.html", form=form, term=term, differing=differing)


def _changed_meanwhile(form: TermForm, term: Term) -> str:
    """Show the form with what was typed; saving again then replaces what the other person did."""
    form.version.data = str(term.version)
    changes = differences(queries.stated_of(db.session, term), form.facts)
    labels = [str(form[change.replace(".", "_")].label.text) for change in changes]
    return _form_page(form, term, labels)
