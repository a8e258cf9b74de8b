"""Pages for sending documents, and for what has become of them."""

import sqlalchemy as sa
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.config import Settings
from rcp_platform.core.access import AccessDenied, Actor, require
from rcp_platform.core.paging import page_of
from rcp_platform.core.queue import soon
from rcp_platform.core.waiting import Waiting
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.files.downloads import file_answer
from rcp_platform.files.refusals import Refused
from rcp_platform.files.uploads import keep_sent, most_mb, take_files, too_large_sentence
from rcp_platform.intake import jobs, originals, policy, queries, services
from rcp_platform.intake.fields import SHAPES, STATES, refusal_sentence
from rcp_platform.intake.forms import SendForm, send_form
from rcp_platform.intake.models import IntakeBatch

bp = Blueprint("intake", __name__, url_prefix="/documents")
#: Files of the largest size that one request may carry.
_LARGE_FILES = 5
take_files(bp, {"new"}, back="new", files=_LARGE_FILES)
_MOST_WAITING = 5


@bp.get("/")
@signed_in
def index() -> str:
    """List what was sent for the Processes that the reader works for."""
    actor = _editor()
    page = page_of(db.session, queries.batches(actor), request.args)
    documents = [document for batch in page.items for document in batch.documents]
    counted = queries.open_drafts(db.session, documents)
    return render_template(
        "intake/index.html",
        page=page,
        progress_of=queries.progress_of,
        left={
            batch.id: sum(counted.get(document.id, 0) for document in batch.documents)
            for batch in page.items
        },
    )


@bp.route("/new", methods=["GET", "POST"])
@signed_in
def new() -> str | Response | tuple[str, int]:
    """Send documents to be read."""
    actor = _editor()
    own = _rcps(actor)
    form = send_form(own)
    if not form.validate_on_submit():
        return _send_page(form), 422 if request.method == "POST" else 200
    batch = services.begin(
        db.session,
        form.rcp.data if form.rcp else own[0].slug,
        audience=form.chosen_audience,
        original_audience=form.chosen_original_audience,
        actor=actor,
    )
    for sent in form.files.data:
        _take(batch, sent, actor)
    db.session.commit()
    soon(jobs.READ)
    return redirect(url_for(".batch", batch_id=batch.id), 303)


def _take(batch: IntakeBatch, sent: FileStorage, actor: Actor) -> None:
    try:
        with db.session.begin_nested():
            kept = keep_sent(sent, to_be_read=True)
            services.add(db.session, batch, kept, actor=actor)
    except Refused as refused:
        name = sent.filename or ""
        services.add_refused(db.session, batch, name, refused.code, actor=actor)


@bp.get("/batches/<id:batch_id>")
@signed_in
def batch(batch_id: int) -> str:
    """Show how far the documents of a batch have been read, and what became of each."""
    shown = queries.get_batch(db.session, batch_id, current_actor())
    return render_template(
        "intake/batch.html",
        batch=shown,
        progress=queries.progress_of(shown),
        open_drafts=queries.open_drafts(db.session, shown.documents),
        states=STATES,
        shapes=SHAPES,
        refusal_sentence=refusal_sentence,
    )


@bp.post("/batches/<id:batch_id>/remove")
@signed_in
def remove(batch_id: int) -> Response:
    """Delete a batch with its documents and drafts; practices made of them stay."""
    actor = current_actor()
    services.remove(db.session, queries.get_batch(db.session, batch_id, actor), actor=actor)
    db.session.commit()
    flash(_("The documents and their drafts are deleted. Practices made of them stay."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/<id:document_id>/read-anyway")
@signed_in
def read_anyway(document_id: int) -> Response:
    """Read a document although the same was sent before, or once more where it failed."""
    actor = current_actor()
    document = queries.get_document(db.session, document_id, actor)
    services.read_anyway(db.session, document, actor=actor)
    db.session.commit()
    soon(jobs.READ)
    return redirect(url_for(".batch", batch_id=document.batch_id), 303)


@bp.get("/<id:document_id>/original")
@signed_in
def original(document_id: int) -> Response:
    """Give the file that was sent to those who look through it."""
    actor = current_actor()
    document = queries.get_document(db.session, document_id, actor)
    require(policy.may_handle, actor, document)
    file = originals.file_of(db.session, _settings().files_folder, document)
    db.session.commit()
    if file is None:
        raise NotFound
    return file_answer(file, originals.name_of(document))


def documents_waiting() -> list[Waiting]:
    """Return the documents whose drafts wait to be looked through, for the home page."""
    documents = queries.to_look_through(db.session, current_actor(), _MOST_WAITING)
    return [
        Waiting(
            document.name,
            url_for("intake_review.show", document_id=document.id),
            _("Read, and waiting to be looked through"),
        )
        for document in documents
    ]


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _editor() -> Actor:
    actor = current_actor()
    if not actor.edited_rcps:
        raise AccessDenied("documents need a seat in a Process")
    return actor


def _rcps(actor: Actor) -> list[Rcp]:
    statement = sa.select(Rcp).where(Rcp.slug.in_(actor.edited_rcps)).order_by(Rcp.name)
    return list(db.session.scalars(statement))


def _send_page(form: SendForm) -> str:
    return render_template(
        "intake/new.html",
        form=form,
        most_mb=most_mb(),
        most_files=services.MOST_FILES,
        together_mb=_LARGE_FILES * most_mb(),
        too_large=too_large_sentence(),
    )
