"""Pages on who observes whom."""

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.vocabularies import THEMES
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.core.workflow import NotPossible
from rcp_platform.directory import queries as directory
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.files.downloads import file_answer
from rcp_platform.files.models import StoredFile
from rcp_platform.files.refusals import Refused
from rcp_platform.files.uploads import keep_sent, most_mb, take_files
from rcp_platform.observers import (
    jobs,  # noqa: F401  declares the job
    policy,
)
from rcp_platform.observers.events import steps_of
from rcp_platform.observers.fields import KINDS, RIGHTS
from rcp_platform.observers.grants import deeds, fields, queries, services
from rcp_platform.observers.grants.forms import DeedForm, RecordForm, sent_form
from rcp_platform.observers.grants.graph import drawing_of
from rcp_platform.observers.grants.pairs import pairs
from rcp_platform.observers.grants.validity import end_of, start_of
from rcp_platform.observers.models import ObserverGrant
from rcp_platform.observers.requests.named_meetings import OPEN_TO_OBSERVERS, named
from rcp_platform.observers.rules.queries import settings_of

bp = Blueprint("observers", __name__, url_prefix="/observers")

#: Both sides of a status for single meetings know of these.
_KNOWN_TO_BOTH = OPEN_TO_OBSERVERS | {"invited"}
take_files(bp, {"record"}, back="record", by="slug")


@bp.get("/")
@signed_in
def index() -> str:
    """Show who observes whom as a table of all RCPs and as lists."""
    actor = _member()
    found = pairs(db.session, actor)
    own = [rcp for rcp in found.rcps if rcp.slug in actor.rcps]
    sees_requests = bool(actor.edited_rcps)
    return render_template(
        "observers/index.html", found=found, own=own, sees_requests=sees_requests
    )


@bp.get("/graph")
@signed_in
def graph() -> str:
    """Show who observes whom as a drawing, with the same as a list."""
    found = pairs(db.session, _member())
    return render_template("observers/graph.html", found=found, drawing=drawing_of(found))


@bp.get("/<slug:one>/<slug:other>")
@signed_in
def pair(one: str, other: str) -> str:
    """Show how two RCPs stand to each other."""
    actor = _member()
    found = pairs(db.session, actor, among=[one, other])
    rcps = found.by_slug
    if len(rcps) != 2:
        raise NoResultFound
    both = found.pair(one, other)
    return render_template(
        "observers/pair.html",
        rcps=rcps,
        one=rcps[one],
        other=rcps[other],
        pair=both,
        reads=not actor.edited_rcps.isdisjoint(rcps),
        led=[slug for slug in (one, other) if policy.leads(actor, slug)],
        fields=fields,
        kinds=KINDS,
        rights=RIGHTS,
    )


@bp.get("/grants/<id:grant_id>")
@signed_in
def grant(grant_id: int) -> str:
    """Show a status: what it lets people do, until when, and what was done with it."""
    return _grant_page(_grant(grant_id))


@bp.post(f"/grants/<id:grant_id>/<any({', '.join(fields.DEEDS)}):name>")
@signed_in
def deed(grant_id: int, name: str) -> Response | tuple[str, int]:
    """Do something with a status."""
    status, actor = _grant(grant_id), current_actor()
    deeds.check(status, name, actor)
    form = sent_form(name, status)
    if not form.validate():
        return _grant_page(status, form), 422
    deeds.do(db.session, status, name, form, actor=actor)
    db.session.commit()
    flash(str(fields.DONE[name]), "success")
    return redirect(url_for(".grant", grant_id=grant_id))


@bp.get("/grants/<id:grant_id>/document/<name>")
@signed_in
def document(grant_id: int, name: str) -> Response:
    """Give the document of a recorded status to both sides' editors."""
    status = _grant(grant_id)
    is_theirs = policy.may_read_grant(current_actor(), status)
    if not is_theirs or not status.document_sha256 or status.document_name != name:
        raise NotFound
    file = db.session.get_one(StoredFile, status.document_sha256)
    return file_answer(file, status.document_name)


@bp.route("/<slug:slug>/record", methods=["GET", "POST"])
@signed_in
def record(slug: str) -> str | Response | tuple[str, int]:
    """Write down a status that exists already, as its host."""
    actor = _member()
    host = directory.get(db.session, slug)
    require(policy.leads, actor, slug)
    names = directory.names(db.session).short_names
    others = dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))
    others.pop(slug)
    form = RecordForm(others, settings_of(db.session, slug).rights)
    if request.method != "POST":
        form.observer.data = request.args.get("observer", "")
        return _record_page(form, host)
    if not form.validate():
        return _record_page(form, host), 422
    status = _recorded(form, host, actor)
    if status is None:
        db.session.rollback()
        return _record_page(form, directory.get(db.session, slug)), 422
    db.session.commit()
    flash(_("The status is recorded. Its rights count from now on."), "success")
    return redirect(url_for(".grant", grant_id=status.id))


def observing_of(slug: str) -> queries.Observing | None:
    """Return whom a Process observes and who observes it, for its profile; None for visitors."""
    actor = current_actor()
    return queries.observing_of(db.session, slug, actor) if actor.rcps else None


def _member() -> Actor:
    actor = current_actor()
    require(policy.may_see_grant, actor, None)
    return actor


def _grant(grant_id: int) -> ObserverGrant:
    return queries.get_visible(db.session, grant_id, current_actor())


def _grant_page(status: ObserverGrant, tried: DeedForm | None = None) -> str:
    actor = current_actor()
    reads = policy.may_read_grant(actor, status)
    meetings = [row.meeting_id for row in status.meetings] if reads else []
    return render_template(
        "observers/grants/show.html",
        grant=status,
        reads=reads,
        state=deeds.shown_state(status),
        steps=steps_of(db.session, status, with_deliberation=True) if reads else [],
        meetings=named(db.session, status.host_slug, meetings, _KNOWN_TO_BOTH),
        deeds=deeds.deeds_of(db.session, status, actor, tried),
        fields=fields,
        kinds=KINDS,
        rights=RIGHTS,
        themes=THEMES,
    )


def _record_page(form: RecordForm, host: Rcp) -> str:
    return render_template("observers/grants/record.html", form=form, host=host, most_mb=most_mb())


def _recorded(form: RecordForm, host: Rcp, actor: Actor) -> ObserverGrant | None:
    """Record what the form says; None where the form now says why that cannot be."""
    try:
        return services.record_existing(
            db.session,
            form.observer.data,
            host.slug,
            form.rights.data or [],
            source=form.source.data or "",
            starts_at=start_of(form.starts_on.data or now().date()),
            valid_until=end_of(form.valid_until.data) if form.valid_until.data else None,
            document=_kept(form),
            actor=actor,
            on_behalf_of=host.short_name,
        )
    except Refused as refusal:
        form.document.errors = [str(refusal)]
    except NotPossible:
        form.observer.errors = [_("This Process observes yours already. Renew or change that.")]
    return None


def _kept(form: RecordForm) -> tuple[str, str] | None:
    sent = form.document.data
    if not sent:
        return None
    kept = keep_sent(sent)
    return kept.file.sha256, kept.name
