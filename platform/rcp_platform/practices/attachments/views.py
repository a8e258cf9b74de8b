"""Pages for the files and links of a practice."""

from collections.abc import Sequence

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.core.access import Actor, require
from rcp_platform.core.queue import soon
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.extensions import db
from rcp_platform.files import jobs as files_jobs  # noqa: F401  declares the jobs of files
from rcp_platform.files.downloads import file_answer
from rcp_platform.files.refusals import Refused
from rcp_platform.files.uploads import keep_sent, most_mb, take_files, too_large_sentence
from rcp_platform.practices import policy
from rcp_platform.practices.attachments import jobs, queries, services
from rcp_platform.practices.attachments.forms import (
    AttachedFileForm,
    AttachedLinkForm,
    audience_form,
    file_form,
    link_form,
)
from rcp_platform.practices.attachments.models import Attachment
from rcp_platform.practices.forms import STEPS
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import get_visible

bp = Blueprint("attachments", __name__, url_prefix="/practices/<id:practice_id>")
take_files(bp, {"upload"}, back="edit", by="practice_id")


@bp.get("/edit/attachments")
@signed_in
def edit(practice_id: int) -> str:
    """Show the step of the form with files and links."""
    practice, _actor = _to_edit(practice_id)
    return _page(practice)


@bp.post("/edit/attachments/files")
@signed_in
def upload(practice_id: int) -> Response | tuple[str, int]:
    """Attach a file."""
    practice, actor = _to_edit(practice_id)
    form = file_form(practice)
    if not form.validate():
        return _page(practice, form), 422
    try:
        services.require_room(db.session, practice, actor=actor)
        kept = keep_sent(form.file.data)
        services.add_file(
            db.session,
            practice,
            kept.file,
            kept.name,
            title=form.title.data or "",
            language=form.language.data,
            audience=form.chosen(),
            actor=actor,
        )
    except Refused as refusal:
        form.file.errors = [str(refusal)]
    except services.NotAdded as reason:
        form.file.errors = [_why(reason)]
    else:
        db.session.commit()
        soon(jobs.READ)
        flash(_("The file is attached."), "success")
        return _back(practice)
    db.session.rollback()
    return _page(practice, form), 422


@bp.post("/edit/attachments/links")
@signed_in
def link(practice_id: int) -> Response | tuple[str, int]:
    """Add a link."""
    practice, actor = _to_edit(practice_id)
    form = link_form(practice)
    if not form.validate():
        return _page(practice, added=form), 422
    try:
        services.add_link(
            db.session,
            practice,
            form.url.data or "",
            title=form.title.data or "",
            language=form.language.data,
            audience=form.chosen(),
            actor=actor,
        )
    except services.NotAdded as reason:
        db.session.rollback()
        form.url.errors = [_why(reason)]
        return _page(practice, added=form), 422
    db.session.commit()
    flash(_("The link is added."), "success")
    return _back(practice)


@bp.post("/edit/attachments/<id:attachment_id>/up")
@signed_in
def move_up(practice_id: int, attachment_id: int) -> Response:
    """Put an attachment one place further up."""
    practice, actor = _to_edit(practice_id)
    attachment = queries.get(db.session, practice_id, attachment_id)
    services.move_up(db.session, practice, attachment, actor=actor)
    db.session.commit()
    return _back(practice)


@bp.post("/edit/attachments/<id:attachment_id>/audience")
@signed_in
def open_to(practice_id: int, attachment_id: int) -> Response | tuple[str, int]:
    """Say who may open an attachment."""
    practice, actor = _to_edit(practice_id)
    attachment = queries.get(db.session, practice_id, attachment_id)
    form = audience_form(practice, attachment)
    if not form.validate():
        return _page(practice), 422
    services.open_to(db.session, practice, attachment, form.chosen(), actor=actor)
    db.session.commit()
    flash(_("Saved."), "success")
    return _back(practice)


@bp.post("/edit/attachments/<id:attachment_id>/remove")
@signed_in
def remove(practice_id: int, attachment_id: int) -> Response:
    """Take an attachment away."""
    practice, actor = _to_edit(practice_id)
    attachment = queries.get(db.session, practice_id, attachment_id)
    services.remove(db.session, practice, attachment, actor=actor)
    db.session.commit()
    flash(_("It is no longer attached."), "success")
    return _back(practice)


@bp.get("/attachments/<id:attachment_id>/<name>")
@public
def download(practice_id: int, attachment_id: int, name: str) -> Response:
    """Give a file to whoever may open it."""
    actor = current_actor()
    practice = get_visible(db.session, practice_id, actor)
    attachment = queries.get(db.session, practice_id, attachment_id)
    may_open = policy.may_open_attachment(actor, practice, attachment.audience)
    if not may_open or not attachment.file or attachment.name != name:
        raise NotFound
    return file_answer(attachment.file, attachment.name)


def attachments_for(practice_id: int) -> Sequence[Attachment]:
    """Return the attachments of a practice that whoever asks may open, for its page."""
    actor, practice = current_actor(), db.session.get(Practice, practice_id)
    if practice is None or not policy.may_read_body(actor, practice):
        return []
    return [
        one
        for one in queries.attachments_of(db.session, practice_id)
        if policy.may_open_attachment(actor, practice, one.audience)
    ]


def _to_edit(practice_id: int) -> tuple[Practice, Actor]:
    actor = current_actor()
    practice = get_visible(db.session, practice_id, actor)
    require(policy.may_edit, actor, practice)
    return practice, actor


def _page(
    practice: Practice, sent: AttachedFileForm | None = None, added: AttachedLinkForm | None = None
) -> str:
    attachments = queries.attachments_of(db.session, practice.id)
    return render_template(
        "practices/attachments/edit.html",
        practice=practice,
        attachments=attachments,
        audience_forms={one.id: audience_form(practice, one) for one in attachments},
        file_form=sent or file_form(practice),
        link_form=added or link_form(practice),
        most_mb=most_mb(),
        too_large=too_large_sentence(),
        steps=STEPS,
    )


def _back(practice: Practice) -> Response:
    return redirect(url_for(".edit", practice_id=practice.id), 303)


def _why(reason: services.NotAdded) -> str:
    if isinstance(reason, services.TooMany):
        sentence = _("There are %(n)s attachments already. Remove one first.", n=services.MOST)
    else:
        sentence = _("This is attached already.")
    return str(sentence)
