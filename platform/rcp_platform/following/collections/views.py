"""Pages of collections."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from rcp_platform.core.access import Actor
from rcp_platform.core.paging import page_of
from rcp_platform.core.rendering import safe_next
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.extensions import db
from rcp_platform.following.collections import queries, services
from rcp_platform.following.collections.forms import CollectionForm
from rcp_platform.following.collections.models import Collection
from rcp_platform.following.forms import NoteForm
from rcp_platform.outputs.views import Item, collection_file
from rcp_platform.practices.queries import rcps_of, readings

bp = Blueprint("collections", __name__, url_prefix="/following/collections")

_DIRECTIONS = {"up": -1, "down": 1}


@bp.get("/")
@signed_in
def index() -> str:
    """List one's own collections and those that others share."""
    actor = current_actor()
    return render_template(
        "following/collections/index.html",
        own=queries.of_owner(db.session, actor),
        page=page_of(db.session, queries.shared_with(actor), request.args),
    )


@bp.get("/<id:collection_id>")
@signed_in
def show(collection_id: int) -> str:
    """Show a collection; of what its reader may not open there is no sign."""
    actor = current_actor()
    collection = queries.get_visible(db.session, collection_id, actor)
    return render_template(
        "following/collections/show.html",
        collection=collection,
        items=queries.listed(db.session, collection, actor),
        is_own=actor.is_user(collection.user_id),
        form=NoteForm(),
    )


@bp.get("/<id:collection_id>/collection.<kind>")
@signed_in
def as_file(collection_id: int, kind: str) -> Response:
    """Return a collection as a file: what its reader may open, in its order, with the notes."""
    actor = current_actor()
    collection = queries.get_visible(db.session, collection_id, actor)
    notes = {
        one.card.id: one.item.note
        for one in queries.listed(db.session, collection, actor)
        if one.card
    }
    found = readings(db.session, list(notes), actor)
    items = [Item(found[key], note) for key, note in notes.items() if key in found]
    name = f"collection-{collection.id}"
    return collection_file(collection.title, collection.introduction, items, kind, name)


@bp.route("/new", methods=["GET", "POST"])
@signed_in
def new() -> str | Response | tuple[str, int]:
    """Begin a collection, with a practice if the address names one."""
    actor = current_actor()
    form = _form(None, actor)
    if not form.validate_on_submit():
        return _form_page(form, None)
    collection = services.create(db.session, form.described, actor=actor)
    practice = request.args.get("practice", "")
    if practice.isascii() and practice.isdigit() and len(practice) < 10:
        services.add(db.session, collection, int(practice), actor=actor)
    db.session.commit()
    flash(_("The collection is made."), "success")
    return redirect(url_for(".show", collection_id=collection.id))


@bp.route("/<id:collection_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(collection_id: int) -> str | Response | tuple[str, int]:
    """Rename a collection, introduce it, share it."""
    actor = current_actor()
    collection = queries.own(db.session, collection_id, actor)
    form = _form(collection, actor)
    if not form.validate_on_submit():
        return _form_page(form, collection)
    services.change(db.session, collection, form.described, actor=actor)
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for(".show", collection_id=collection.id))


@bp.post("/<id:collection_id>/delete")
@signed_in
def delete(collection_id: int) -> Response:
    """Delete a collection."""
    actor = current_actor()
    services.delete(db.session, queries.own(db.session, collection_id, actor), actor=actor)
    db.session.commit()
    flash(_("The collection is deleted. The practices in it are not."), "success")
    return redirect(url_for(".index"))


@bp.post("/<id:collection_id>/copy")
@signed_in
def copy(collection_id: int) -> Response:
    """Make a collection of one's own out of what one sees in another."""
    actor = current_actor()
    collection = queries.get_visible(db.session, collection_id, actor)
    title = _("Copy of %(title)s", title=collection.title)[:200]
    copied = services.copy(db.session, collection, title, actor=actor)
    db.session.commit()
    flash(_("This copy is yours, and nobody else reads it unless you share it."), "success")
    return redirect(url_for(".show", collection_id=copied.id))


@bp.post("/add/<id:practice_id>")
@signed_in
def add(practice_id: int) -> Response:
    """Put a practice into the collection that was chosen."""
    actor, chosen = current_actor(), request.form.get("collection", "")
    if chosen == "new":
        return redirect(url_for(".new", practice=practice_id))
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
    collection = queries.own(db.session, number, actor)
    services.add(db.session, collection, practice_id, actor=actor)
    db.session.commit()
    flash(_("The practice is in “%(title)s”.", title=collection.title), "success")
    return safe_next(request.form.get("next"), url_for(".show", collection_id=collection.id))


@bp.post("/<id:collection_id>/items/<id:item_id>/note")
@signed_in
def note(collection_id: int, item_id: int) -> Response:
    """Say something about an item."""
    form, collection = NoteForm(), _own(collection_id)
    if form.validate():
        text = form.note.data or ""
        services.set_note(db.session, collection, item_id, text, actor=current_actor())
        db.session.commit()
        flash(_("Saved."), "success")
    else:
        flash(_("Shorten the note."), "error")
    return _to_item(collection_id, item_id)


@bp.post("/<id:collection_id>/items/<id:item_id>/move")
@signed_in
def move(collection_id: int, item_id: int) -> Response:
    """Move an item up or down."""
    steps = _DIRECTIONS.get(request.form.get("direction", ""), 0)
    services.move(db.session, _own(collection_id), item_id, steps, actor=current_actor())
    db.session.commit()
    return _to_item(collection_id, item_id)


@bp.post("/<id:collection_id>/items/<id:item_id>/remove")
@signed_in
def remove(collection_id: int, item_id: int) -> Response:
    """Take an item out."""
    services.remove(db.session, _own(collection_id), item_id, actor=current_actor())
    db.session.commit()
    flash(_("The practice is no longer in this collection."), "success")
    return redirect(url_for(".show", collection_id=collection_id))


def _own(collection_id: int) -> Collection:
    return queries.own(db.session, collection_id, current_actor())


def _to_item(collection_id: int, item_id: int) -> Response:
    page = url_for(".show", collection_id=collection_id)
    return redirect(f"{page}#item-{item_id}")


def _form(collection: Collection | None, actor: Actor) -> CollectionForm:
    rcps = {rcp.slug: rcp.short_name for rcp in rcps_of(db.session, actor)}
    return CollectionForm(collection, rcps)


def _form_page(form: CollectionForm, collection: Collection | None) -> str | tuple[str, int]:
    page = render_template("following/collections/edit.html", form=form, collection=collection)
    return (page, 422) if request.method == "POST" else page
