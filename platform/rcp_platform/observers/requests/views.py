"""Pages of requests for observer status."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from rcp_platform.core.access import AccessDenied, Actor, require
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.files.refusals import Refused as FileRefused
from rcp_platform.files.services import Kept
from rcp_platform.files.uploads import keep_sent, take_files
from rcp_platform.observers import policy
from rcp_platform.observers.fields import KINDS
from rcp_platform.observers.models import ObserverObjection, ObserverRequest
from rcp_platform.observers.requests import fields, listing, moves, queries, services
from rcp_platform.observers.requests.forms import (
    LetterForm,
    RequestForm,
    pair_form,
    request_form,
)
from rcp_platform.observers.requests.named_meetings import KNOWN_TO_ALL, upcoming
from rcp_platform.observers.requests.page import request_page
from rcp_platform.observers.requests.reading import fingerprint_of
from rcp_platform.observers.requests.refusals import AlreadyOpen, Incomplete, Refused
from rcp_platform.observers.rules.queries import settings_of

bp = Blueprint("observer_requests", __name__, url_prefix="/observers/requests")
take_files(bp, {"move", "letter"}, back="show", by="request_id")


@bp.get("")
@signed_in
def index() -> str:
    """List the requests of and to the RCPs that one works for."""
    actor = _working_actor()
    wanted = listing.Wanted.of(request.args)
    return render_template(
        "observers/requests/index.html",
        page=listing.page_of_requests(db.session, actor, wanted, request.args),
        counts=listing.counts(db.session, actor, wanted),
        wanted=wanted,
        sides=listing.Side,
        kinds=KINDS,
        may_ask=bool(_led(actor)),
        fields=fields,
    )


@bp.route("/new", methods=["GET", "POST"])
@signed_in
def new() -> str | Response | tuple[str, int]:
    """Begin a request: first whom to ask, then what."""
    actor = current_actor()
    everyone = queries.possible_hosts(db.session)
    own = [rcp for rcp in everyone if rcp.slug in _led(actor)]
    if not own:
        raise AccessDenied("requests are made by chairs and secretariats")
    by_slug = {rcp.slug: rcp for rcp in everyone}
    host = by_slug.get(request.args.get("host", ""))
    applicant = next((r for r in own if r.slug == request.args.get("as")), None)
    if applicant is None and len(own) == 1:
        applicant = own[0]
    grants_none = host is not None and not settings_of(db.session, host.slug).kinds
    if host is None or applicant is None or host is applicant or grants_none:
        return render_template(
            "observers/requests/choose.html",
            form=pair_form(own, everyone, request.args),
            is_same=host is not None and host is applicant,
            grants_none=grants_none,
        )
    known = queries.open_of_pair(db.session, applicant.slug, host.slug)
    if known and request.method == "GET":
        flash(_("There is an open request already: this is it."))
        return redirect(url_for(".show", request_id=known.id))
    return _begin(applicant, host, actor)


def _begin(applicant: Rcp, host: Rcp, actor: Actor) -> str | Response | tuple[str, int]:
    form = _form_for(applicant.slug, host.slug)
    open_id = None
    if form.validate_on_submit():
        try:
            made = services.draft(db.session, applicant.slug, host.slug, form.values(), actor=actor)
        except AlreadyOpen as known:
            db.session.rollback()
            open_id = known.request_id
        except Refused as reason:
            db.session.rollback()
            flash(str(reason), "error")
        else:
            db.session.commit()
            flash(_("The draft is saved. Look at it, and submit it."), "success")
            return redirect(url_for(".show", request_id=made.id), 303)
    page = _edit_page(form, applicant, host, open_id=open_id)
    return page, 422 if request.method == "POST" else 200


@bp.route("/<id:request_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(request_id: int) -> str | Response | tuple[str, int]:
    """Change what is asked."""
    asked, actor = _request(request_id)
    require(policy.may_change, actor, asked)
    form = _form_for(asked.applicant_slug, asked.host_slug, asked)
    if form.validate_on_submit():
        if form.seen.data != fingerprint_of(asked):
            flash(_("Somebody changed the request meanwhile. Compare, and save again."), "warning")
            form.seen.data = fingerprint_of(asked)
        else:
            services.change(db.session, asked, form.values(), actor=actor)
            db.session.commit()
            flash(_("Saved."), "success")
            return _back(asked)
    page = _edit_page(form, asked.applicant, asked.host, asked)
    return page, 422 if request.method == "POST" else 200


@bp.get("/<id:request_id>")
@signed_in
def show(request_id: int) -> str:
    """Show a request: what is asked, where it stands, and what one may do now."""
    return request_page(*_request(request_id))


@bp.post("/<id:request_id>/letter")
@signed_in
def letter(request_id: int) -> Response | tuple[str, int]:
    """Put a letter with a request."""
    asked, actor = _request(request_id)
    require(policy.may_change, actor, asked)
    form = LetterForm()
    if form.validate():
        try:
            kept = _keep(form.letter.data)
        except Refused as reason:
            db.session.rollback()
            form.letter.errors = [str(reason)]
        else:
            services.put_letter(db.session, asked, kept, actor=actor)
            db.session.commit()
            flash(_("The letter is with the request."), "success")
            return _back(asked)
    return request_page(asked, actor, letter=form), 422


@bp.post("/<id:request_id>/letter/remove")
@signed_in
def remove_letter(request_id: int) -> Response:
    """Take the letter away."""
    asked, actor = _request(request_id)
    services.put_letter(db.session, asked, None, actor=actor)
    db.session.commit()
    flash(_("The letter is no longer with the request."), "success")
    return _back(asked)


@bp.post(f"/<id:request_id>/<any({', '.join(moves.NAMES)}):name>")
@signed_in
def move(request_id: int, name: str) -> Response | tuple[str, int]:
    """Take a step."""
    asked, actor = _request(request_id)
    moves.check(asked, name, actor)
    moves.require_seen(asked, name, request.form.get)
    form = moves.form_of(db.session, asked, name, is_sent=True)
    if form is not None and not form.validate():
        return request_page(asked, actor, tried=form), 422
    try:
        kept = _keep(form["file"].data) if form and name in moves.WITH_DOCUMENT else None
        objection = _objection(asked) if name == "lift" else None
        moves.take(db.session, asked, name, form, kept=kept, objection=objection, actor=actor)
    except Refused as reason:
        db.session.rollback()
        flash(str(reason), "error")
        return request_page(asked, actor, tried=form), 422
    except Incomplete:
        db.session.rollback()
        flash(_("Some fields are still needed. They are listed below."), "error")
        return request_page(asked, actor), 422
    db.session.commit()
    flash(str(fields.DONE[name]), "success")
    return _back(asked)


def _request(request_id: int) -> tuple[ObserverRequest, Actor]:
    actor = current_actor()
    return queries.get_visible(db.session, request_id, actor), actor


def _working_actor() -> Actor:
    actor = current_actor()
    if not actor.edited_rcps:
        raise AccessDenied("requests are read by focal points, chairs and secretariats")
    return actor


def _led(actor: Actor) -> frozenset[str]:
    return frozenset(rcp for rcp in actor.rcps if policy.leads(actor, rcp))


def _form_for(applicant: str, host: str, asked: ObserverRequest | None = None) -> RequestForm:
    return request_form(
        settings_of(db.session, host),
        upcoming(db.session, host, KNOWN_TO_ALL),
        is_in_place=queries.observes(db.session, host, applicant),
        request=asked,
    )


def _edit_page(
    form: RequestForm,
    applicant: Rcp,
    host: Rcp,
    asked: ObserverRequest | None = None,
    open_id: int | None = None,
) -> str:
    return render_template(
        "observers/requests/edit.html",
        form=form,
        applicant=applicant,
        host=host,
        request_id=asked.id if asked else None,
        open_id=open_id,
        terms=settings_of(db.session, host.slug),
    )


def _objection(asked: ObserverRequest) -> ObserverObjection:
    chosen = request.form.get("objection", "")
    for objection in asked.objections:
        if str(objection.id) == chosen:
            return objection
    raise NoResultFound


def _keep(sent: FileStorage) -> Kept:
    try:
        return keep_sent(sent)
    except FileRefused as refusal:
        raise Refused(refusal.args[0]) from refusal


def _back(asked: ObserverRequest) -> Response:
    return redirect(url_for(".show", request_id=asked.id), 303)
