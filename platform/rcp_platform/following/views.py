"""Bookmarks, saved searches and follows: pages and buttons."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from rcp_platform.core.forms import Form
from rcp_platform.core.paging import page_of
from rcp_platform.core.rendering import safe_next
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.discovery import parameters
from rcp_platform.discovery.filters import chosen_values, filters_for
from rcp_platform.discovery.search import FACETS, Scope, SearchRequest
from rcp_platform.discovery.views import scopes_for
from rcp_platform.extensions import db
from rcp_platform.following import queries, services
from rcp_platform.following.alerts import jobs  # noqa: F401  declares what is done again and again
from rcp_platform.following.collections import queries as collections
from rcp_platform.following.forms import FREQUENCIES, FrequencyForm, NoteForm, SaveForm, SearchForm
from rcp_platform.following.models import Bookmark, FollowKind, SavedSearch
from rcp_platform.following.presentation import Kept, Marked, sentence_of
from rcp_platform.following.services import Full, Wanted
from rcp_platform.following.watched import follows_watched, searches_watched
from rcp_platform.notifications.models import Frequency
from rcp_platform.practices.reading import Card

bp = Blueprint("following", __name__, url_prefix="/following")

#: How much of each part the first page shows.
_FIRST = 5
#: The search page offers no more values of one filter.
_MOST_VALUES = 12


@bp.get("/")
@signed_in
def index() -> str:
    """Show the newest of all that one keeps."""
    actor = current_actor()
    return render_template(
        "following/index.html",
        counts=queries.counts_of(db.session, actor),
        bookmarks=_marked(db.session.scalars(queries.bookmarks_of(actor).limit(_FIRST)).all()),
        collections=collections.of_owner(db.session, actor),
        searches=searches_watched(db.session, actor, _FIRST),
        follows=follows_watched(db.session, actor, _FIRST),
        wants_none=queries.wants_none(db.session, actor),
        first=_FIRST,
    )


@bp.get("/add/<id:practice_id>")
@signed_in
def add(practice_id: int) -> str:
    """Offer all that can be done with a practice to find it again."""
    practice = queries.get_readable(db.session, practice_id, current_actor())
    return render_template("following/add.html", practice=Card.of(practice, current_actor()))


# --- bookmarks --------------------------------------------------------------


@bp.get("/bookmarks")
@signed_in
def bookmarks() -> str:
    """List one's bookmarks."""
    page = page_of(db.session, queries.bookmarks_of(current_actor()), request.args)
    return render_template(
        "following/bookmarks.html", page=page, items=_marked(page.items), form=NoteForm()
    )


@bp.post("/bookmarks/<id:practice_id>")
@signed_in
def bookmark(practice_id: int) -> Response:
    """Bookmark a practice, or change the note on it."""
    form = NoteForm()
    if not form.validate():
        return _refused(form)
    services.bookmark(db.session, practice_id, form.note.data or "", actor=current_actor())
    db.session.commit()
    flash(_("The bookmark is saved."), "success")
    return _back(".bookmarks")


@bp.post("/bookmarks/<id:practice_id>/remove")
@signed_in
def remove_bookmark(practice_id: int) -> Response:
    """Remove a bookmark."""
    services.remove_bookmark(db.session, practice_id, actor=current_actor())
    db.session.commit()
    flash(_("The bookmark is removed."), "success")
    return _back(".bookmarks")


# --- saved searches ---------------------------------------------------------


@bp.get("/searches")
@signed_in
def searches() -> str:
    """List one's saved searches."""
    actor = current_actor()
    return render_template(
        "following/searches.html",
        items=searches_watched(db.session, actor),
        frequencies=FREQUENCIES,
        wants_none=queries.wants_none(db.session, actor),
    )


@bp.post("/searches")
@signed_in
def save_search() -> Response:
    """Save the search that a page shows the results of."""
    actor, form = current_actor(), SaveForm()
    asked = MultiDict(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name in {"q", "scope", *FACETS}
    )
    try:
        search = parameters.read(asked, {"q", "scope"}, actor)
    except parameters.BadParameter as error:
        flash(str(error), "error")
        return _back(".searches")
    is_too_much = any(len(values) > _MOST_VALUES for values in search.filters.values())
    if not form.validate() or not search.text or is_too_much:
        return _refused(form)
    wanted = Wanted(form.name.data or "", search.text, search.scope.value, search.filters)
    services.save_search(db.session, wanted, Frequency(form.frequency.data), actor=actor)
    db.session.commit()
    flash(_("The search is saved. You find it under “Following”."), "success")
    return _back(".searches")


@bp.route("/searches/<id:search_id>", methods=["GET", "POST"])
@signed_in
def edit_search(search_id: int) -> str | Response | tuple[str, int]:
    """Change a saved search."""
    actor = current_actor()
    search = queries.own_search(db.session, search_id, actor)
    often = queries.frequencies(db.session, actor, [search])[search.topic]
    form = SearchForm(search, often, scopes_for(actor), _filter_labels(search))
    if not form.validate_on_submit():
        page = render_template("following/search.html", form=form, search=search)
        return (page, 422) if request.method == "POST" else page
    wanted = Wanted(
        form.name.data or "",
        form.text.data or "",
        form.scope.data if form.scope else search.scope,
        _kept_filters(search, (form.filters.data or []) if form.filters else []),
    )
    services.change_search(db.session, search, wanted, Frequency(form.frequency.data), actor=actor)
    db.session.commit()
    flash(_("The search is saved."), "success")
    return redirect(url_for(".searches"))


@bp.post("/searches/<id:search_id>/pause")
@signed_in
def pause_search(search_id: int) -> Response:
    """Let a saved search rest, or go on."""
    actor = current_actor()
    search = queries.own_search(db.session, search_id, actor)
    services.pause(db.session, search, request.form.get("pause") == "yes", actor=actor)
    db.session.commit()
    flash(_("The search rests.") if search.is_paused else _("The search goes on."), "success")
    return redirect(url_for(".searches"))


@bp.post("/searches/<id:search_id>/delete")
@signed_in
def delete_search(search_id: int) -> Response:
    """Delete a saved search."""
    actor = current_actor()
    services.delete_search(
        db.session, queries.own_search(db.session, search_id, actor), actor=actor
    )
    db.session.commit()
    flash(_("The saved search is deleted."), "success")
    return redirect(url_for(".searches"))


def _filter_labels(search: SavedSearch) -> dict[str, str]:
    """Return what a search is narrowed down to: values of a form field with their names."""
    filters = {name: frozenset(values) for name, values in search.filters.items()}
    asked = SearchRequest(search.text, Scope(search.scope), filters)
    chosen = chosen_values(filters_for(db.session, asked, {}))
    return {f"{name}={value}": label for name, value, label in chosen}


def _kept_filters(search: SavedSearch, kept: list[str]) -> dict[str, frozenset[str]]:
    found = {
        name: frozenset(value for value in values if f"{name}={value}" in kept)
        for name, values in search.filters.items()
    }
    return {name: values for name, values in found.items() if values}


# --- follows ----------------------------------------------------------------


@bp.get("/follows")
@signed_in
def follows() -> str:
    """List what one follows."""
    actor = current_actor()
    return render_template(
        "following/follows.html",
        items=follows_watched(db.session, actor),
        frequencies=FREQUENCIES,
        wants_none=queries.wants_none(db.session, actor),
    )


@bp.post("/follows")
@signed_in
def follow() -> Response:
    """Follow an RCP, a theme or a practice."""
    form = FrequencyForm()
    kind = request.form.get("kind", "")
    if kind not in set(FollowKind) or not form.validate():
        return _refused(form)
    services.follow(
        db.session,
        FollowKind(kind),
        request.form.get("value", "")[:60],
        Frequency(form.frequency.data),
        actor=current_actor(),
    )
    db.session.commit()
    flash(_("You follow this now. What is new comes by mail."), "success")
    return _back(".follows")


@bp.post("/follows/<id:follow_id>/frequency")
@signed_in
def follow_frequency(follow_id: int) -> Response:
    """Say how often one hears of something that one follows."""
    actor, form = current_actor(), FrequencyForm()
    followed = queries.own_follow(db.session, follow_id, actor)
    if not form.validate():
        return _refused(form)
    services.set_how_often(db.session, followed, Frequency(form.frequency.data), actor=actor)
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for(".follows"))


@bp.post("/follows/<id:follow_id>/stop")
@signed_in
def unfollow(follow_id: int) -> Response:
    """Follow something no more."""
    actor = current_actor()
    services.unfollow(db.session, queries.own_follow(db.session, follow_id, actor), actor=actor)
    db.session.commit()
    flash(_("You no longer follow this."), "success")
    return _back(".follows")


# --- for pages of other domains ---------------------------------------------


def kept_of(practice: Card) -> Kept | None:
    """Return what the reader keeps of a practice; None for visitors, who keep nothing."""
    actor = current_actor()
    if actor.user_id is None:
        return None
    found = queries.follows_on(db.session, practice.id, practice.rcp_slug, practice.themes, actor)
    return Kept(
        bookmark=queries.bookmark_of(db.session, practice.id, actor),
        follows={(one.kind, one.value): one for one in found},
        collections=collections.of_owner(db.session, actor),
        holding=frozenset(collections.holding(db.session, practice.id, actor)),
    )


@bp.app_errorhandler(Full)
def full(error: Full) -> Response:
    """Say that there is no room, on the page that asked."""
    db.session.rollback()
    flash(sentence_of(error), "error")
    return _back("following.index")


def _marked(rows: Sequence[Bookmark]) -> list[Marked]:
    cards = queries.readable(db.session, [row.practice_id for row in rows], current_actor())
    return [Marked(row, cards.get(row.practice_id)) for row in rows]


def _refused(form: Form) -> Response:
    """Say what is wrong on the page that asked."""
    messages = [str(message) for found in form.errors.values() for message in found]
    flash(" ".join(messages) or _("This cannot be saved. Go back and try again."), "error")
    return _back("following.index")


def _back(endpoint: str) -> Response:
    return safe_next(request.form.get("next"), url_for(endpoint))
