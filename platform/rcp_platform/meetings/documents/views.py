"""Pages of the documents of meetings."""

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.core.access import Actor
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.extensions import db
from rcp_platform.files.downloads import file_answer
from rcp_platform.files.refusals import Refused
from rcp_platform.files.uploads import keep_sent, most_mb, take_files, too_large_sentence
from rcp_platform.meetings import fields
from rcp_platform.meetings.documents import services
from rcp_platform.meetings.documents.forms import (
    DocumentFileForm,
    DocumentForm,
    DocumentLinkForm,
    document_form,
    file_form,
    link_form,
)
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.queries import get_visible
from rcp_platform.meetings.reading import Shown

bp = Blueprint("meeting_documents", __name__, url_prefix="/meetings/<id:meeting_id>/documents")
take_files(bp, {"upload"}, back="edit", by="meeting_id")


@bp.get("/")
@signed_in
def edit(meeting_id: int) -> str:
    """Show the documents to those who prepare the meeting, and the forms to add some."""
    meeting, actor = _to_edit(meeting_id)
    return _page(meeting, actor)


@bp.post("/files")
@signed_in
def upload(meeting_id: int) -> Response | tuple[str, int]:
    """Add a file."""
    meeting, actor = _to_edit(meeting_id)
    form = file_form(meeting)
    if not form.validate():
        return _page(meeting, actor, form), 422
    try:
        services.require_room(meeting, actor)
        kept = keep_sent(form.file.data)
        values = form.values()
        services.add_file(db.session, meeting, kept.file, kept.name, values, actor=actor)
    except Refused as refusal:
        form.file.errors = [str(refusal)]
    except services.TooMany:
        form.file.errors = [_too_many()]
    else:
        return _done(meeting_id, _("The file is added."))
    db.session.rollback()
    return _page(get_visible(db.session, meeting_id, actor), actor, form), 422


@bp.post("/links")
@signed_in
def link(meeting_id: int) -> Response | tuple[str, int]:
    """Add a link."""
    meeting, actor = _to_edit(meeting_id)
    form = link_form(meeting)
    if not form.validate():
        return _page(meeting, actor, added=form), 422
    try:
        services.add_link(db.session, meeting, form.url.data or "", form.values(), actor=actor)
    except services.TooMany:
        form.url.errors = [_too_many()]
        return _page(meeting, actor, added=form), 422
    return _done(meeting_id, _("The link is added."))


@bp.route("/<id:document_id>", methods=["GET", "POST"])
@signed_in
def change(meeting_id: int, document_id: int) -> str | Response | tuple[str, int]:
    """Change title, audience or point of a document."""
    meeting, actor = _to_edit(meeting_id)
    document = services.document_of(meeting, document_id, actor)
    form = document_form(document)
    if form.validate_on_submit():
        services.change(db.session, document, form.values(), actor=actor)
        return _done(meeting_id, _("Saved."))
    page = _change_page(meeting, actor, form)
    return (page, 422) if request.method == "POST" else page


@bp.post("/<id:document_id>/remove")
@signed_in
def remove(meeting_id: int, document_id: int) -> Response:
    """Take a document away."""
    meeting, actor = _to_edit(meeting_id)
    document = services.document_of(meeting, document_id, actor)
    services.remove(db.session, document, actor=actor)
    return _done(meeting_id, _("The document is removed."))


@bp.get("/<id:document_id>/<name>")
@public
def download(meeting_id: int, document_id: int, name: str) -> Response:
    """Give a file to whoever may read it."""
    actor = current_actor()
    meeting = get_visible(db.session, meeting_id, actor)
    document = services.document_of(meeting, document_id, actor)
    if document.file is None or document.name != name:
        raise NotFound
    return file_answer(document.file, document.name)


def _to_edit(meeting_id: int) -> tuple[Meeting, Actor]:
    actor = current_actor()
    meeting = get_visible(db.session, meeting_id, actor)
    services.require_preparing(meeting, actor)
    return meeting, actor


def _page(
    meeting: Meeting,
    actor: Actor,
    sent: DocumentFileForm | None = None,
    added: DocumentLinkForm | None = None,
) -> str:
    return render_template(
        "meetings/documents/edit.html",
        shown=Shown.of(meeting, actor),
        fields=fields,
        file_form=sent or file_form(meeting),
        link_form=added or link_form(meeting),
        most_mb=most_mb(),
        too_large=too_large_sentence(),
    )


def _change_page(meeting: Meeting, actor: Actor, form: DocumentForm) -> str:
    shown = Shown.of(meeting, actor)
    return render_template("meetings/documents/change.html", shown=shown, form=form)


def _done(meeting_id: int, said: str) -> Response:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for(".edit", meeting_id=meeting_id), 303)


def _too_many() -> str:
    sentence = _("There are %(n)s documents already. Remove one first.", n=services.MOST)
    return str(sentence)
