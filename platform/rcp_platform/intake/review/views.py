"""The page on which a document is looked through beside the drafts made of it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from rcp_platform.core.access import Actor
from rcp_platform.core.text import clean
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.core.workflow import NotPossible
from rcp_platform.extensions import db
from rcp_platform.intake import drafts, queries, services
from rcp_platform.intake.attaching import accept
from rcp_platform.intake.forms import SplitForm, draft_form, take_form
from rcp_platform.intake.models import DraftState, IntakeDocument, IntakeDraft
from rcp_platform.intake.review.page import MOST_TAKEN, review_page
from rcp_platform.practices.models import Practice

bp = Blueprint("intake_review", __name__, url_prefix="/documents/<id:document_id>")


@bp.get("/")
@signed_in
def show(document_id: int) -> str:
    """Show a document beside one of its drafts."""
    document, actor = _document(document_id)
    return review_page(document, _chosen(document), actor)


@bp.post("/drafts/<id:draft_id>")
@signed_in
def save(document_id: int, draft_id: int) -> Response | tuple[str, int]:
    """Correct a draft, and make a practice of it if that is what was asked."""
    document, actor = _document(document_id)
    draft = queries.get_draft(db.session, document, draft_id)
    form = draft_form(draft)
    if not form.validate():
        return review_page(document, draft, actor, form), 422
    if form.version.data != str(draft.version):
        flash(
            _(
                "Someone else changed this draft while you were writing. Your text is still here "
                "and is not saved. Compare it with the document, then save again."
            ),
            "error",
        )
        form.version.data = str(draft.version)
        return review_page(document, draft, actor, form), 409
    drafts.correct(db.session, draft, form.values(), actor=actor)
    if request.form.get("do") != "accept":
        db.session.commit()
        flash(_("The draft is saved. You can leave and come back at any time."), "success")
        return _to(document, draft)
    practice = accept(db.session, draft, actor=actor)
    db.session.commit()
    _told_of(practice)
    return _to_next(document)


@bp.post("/drafts/<id:draft_id>/drop")
@signed_in
def drop(document_id: int, draft_id: int) -> Response:
    """Set a draft aside."""
    document, _draft = _change(document_id, draft_id, drafts.drop)
    flash(_("The draft is set aside. You can take it up again."), "success")
    return _to_next(document)


@bp.post("/drafts/<id:draft_id>/take-up-again")
@signed_in
def take_up_again(document_id: int, draft_id: int) -> Response:
    """Look at a draft again that was set aside."""
    return _to(*_change(document_id, draft_id, drafts.take_up_again))


@bp.post("/drafts/<id:draft_id>/merge")
@signed_in
def merge(document_id: int, draft_id: int) -> Response:
    """Add a draft to another one."""
    document, actor = _document(document_id)
    draft = queries.get_draft(db.session, document, draft_id)
    into = queries.get_draft(db.session, document, _number(request.form.get("into", "")))
    drafts.merge(db.session, draft, into, actor=actor)
    db.session.commit()
    flash(_("The two drafts are one now. Check it below."), "success")
    return _to(document, into)


@bp.route("/drafts/<id:draft_id>/split", methods=["GET", "POST"])
@signed_in
def split(document_id: int, draft_id: int) -> str | Response | tuple[str, int]:
    """Choose the paragraphs of a draft that become one of their own."""
    document, actor = _document(document_id)
    draft = queries.get_draft(db.session, document, draft_id)
    pieces = drafts.pieces_of(draft)
    form, status, problem = SplitForm(), 200, ""
    if form.validate_on_submit():
        ticked = set(request.form.getlist("piece"))
        moved = [piece[:2] for piece in pieces if f"{piece[0]}-{piece[1]}" in ticked]
        try:
            new = drafts.split(db.session, draft, form.title.data or "", moved, actor=actor)
        except NotPossible:
            db.session.rollback()
            draft = queries.get_draft(db.session, document, draft_id)
            problem, status = _("Tick some of the paragraphs, and leave some."), 422
        else:
            db.session.commit()
            flash(_("There are two drafts now."), "success")
            return _to(document, new)
    page = render_template(
        "intake/split.html",
        document=document,
        draft=draft,
        pieces=pieces,
        form=form,
        problem=problem,
    )
    return page, status


@bp.post("/take")
@signed_in
def take(document_id: int) -> Response:
    """Put ticked paragraphs of the document into a draft, or into a new one."""
    document, actor = _document(document_id)
    form = take_form(document, _open(document))
    ticked = sorted({_number(one) for one in request.form.getlist("block")[:MOST_TAKEN]})
    if not form.validate() or not ticked:
        flash(_("Tick the paragraphs that you want to take over."), "error")
        return _to(document, _chosen(document))
    into = (
        queries.get_draft(db.session, document, _number(form.draft.data))
        if form.draft.data
        else None
    )
    draft = drafts.take_over(db.session, document, into, form.field.data, ticked, actor=actor)
    db.session.commit()
    flash(_("The paragraphs are in the draft."), "success")
    return _to(document, draft)


@bp.post("/quotations")
@signed_in
def quotations(document_id: int) -> Response:
    """Say with which draft each quotation goes."""
    document, actor = _document(document_id)
    chosen = {
        one.id: _number(request.form.get(f"quotation-{one.id}", "")) or None
        for one in document.quotations
    }
    drafts.quote_in(db.session, document, chosen, actor=actor)
    db.session.commit()
    flash(_("Saved."), "success")
    return _to(document, _chosen(document))


@bp.post("/accept-all")
@signed_in
def accept_all(document_id: int) -> Response:
    """Make a practice of every draft that is open and says enough."""
    document, actor = _document(document_id)
    made = [
        accept(db.session, draft, actor=actor)
        for draft in _open(document)
        if drafts.is_enough(draft)
    ]
    db.session.commit()
    flash(
        _(
            "%(count)s drafts are practices now. Each waits under “Being prepared”.",
            count=len(made),
        ),
        "success",
    )
    return _to_next(document)


@bp.post("/finish")
@signed_in
def finish(document_id: int) -> Response:
    """Say that the document has been looked through."""
    document, actor = _document(document_id)
    services.finish(db.session, document, actor=actor)
    db.session.commit()
    flash(_("The document is looked through. It stays here with its drafts."), "success")
    return redirect(url_for("intake.batch", batch_id=document.batch_id), 303)


@bp.post("/reopen")
@signed_in
def reopen(document_id: int) -> Response:
    """Look through a document once more."""
    document, actor = _document(document_id)
    services.reopen(db.session, document, actor=actor)
    db.session.commit()
    return _to(document, None)


def _change(
    document_id: int, draft_id: int, deed: Callable[..., Any]
) -> tuple[IntakeDocument, IntakeDraft]:
    document, actor = _document(document_id)
    draft = queries.get_draft(db.session, document, draft_id)
    deed(db.session, draft, actor=actor)
    db.session.commit()
    return document, draft


def _document(document_id: int) -> tuple[IntakeDocument, Actor]:
    actor = current_actor()
    return queries.get_document(db.session, document_id, actor), actor


def _open(document: IntakeDocument) -> list[IntakeDraft]:
    return [draft for draft in document.drafts if draft.state == DraftState.OPEN]


def _chosen(document: IntakeDocument) -> IntakeDraft | None:
    """Return the draft that the address names, or else the first that is open, or the first."""
    asked = _number(request.args.get("draft", ""))
    by_id = {draft.id: draft for draft in document.drafts}
    return by_id.get(asked) or next(iter([*_open(document), *document.drafts]), None)


def _number(written: str) -> int:
    written = clean(written)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _to(document: IntakeDocument, draft: IntakeDraft | None) -> Response:
    chosen = draft.id if draft else None
    return redirect(url_for(".show", document_id=document.id, draft=chosen), 303)


def _to_next(document: IntakeDocument) -> Response:
    return _to(document, next(iter(_open(document)), None))


def _told_of(practice: Practice) -> None:
    flash(
        _(
            "“%(title)s” is a practice now, as a draft. Send it to the secretariat from there.",
            title=practice.title,
        ),
        "success",
    )
