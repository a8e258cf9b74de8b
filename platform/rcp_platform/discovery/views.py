"""The search page."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from rcp_platform.core.access import AccessDenied, Actor
from rcp_platform.core.languages import reader_language
from rcp_platform.core.paging import Page, page_number
from rcp_platform.core.text import clean
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.discovery import parameters
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.filters import Filter, chosen_values, filters_for
from rcp_platform.discovery.presentation import BRIEF, EXCERPT, Shown, shown
from rcp_platform.discovery.search import (
    MAX_QUERY,
    Found,
    Scope,
    SearchRequest,
    default_scope,
    related,
    search,
)
from rcp_platform.discovery.similar import Similar, similar_to
from rcp_platform.extensions import db
from rcp_platform.feedback.services import Asked
from rcp_platform.feedback.views import feedback_on
from rcp_platform.practices.models import Practice
from rcp_platform.practices.reading import Card
from rcp_platform.practices.translations.queries import titles_in
from rcp_platform.thesaurus.presentation import terms_met
from rcp_search.terms.query_words import query_words

bp = Blueprint("discovery", __name__)

_SCOPES = {
    Scope.OTHER: _("Other regions and Processes"),
    Scope.ALL: _("All Processes"),
    Scope.OWN: _("My Process"),
}
_PAGE_SIZE = 10
_RELATED = 4


def scopes_for(actor: Actor) -> list[tuple[str, str]]:
    """Return the scopes a person may choose from; a visitor has none to choose."""
    return [(scope.value, str(label)) for scope, label in _SCOPES.items()] if actor.rcps else []


@bp.get("/search", endpoint="search")
@public
def search_page() -> str | tuple[str, int]:
    """Search by meaning, in any language, across what the reader may see."""
    actor = current_actor()
    arguments = MultiDict(request.args)
    number = page_number(arguments)
    arguments.poplist("page")
    context = {
        "scopes": scopes_for(actor),
        "q": request.args.get("q", "")[:MAX_QUERY],
        "scope": request.args.get("scope") or default_scope(actor).value,
    }
    try:
        asked = parameters.read(arguments, {"q", "scope"}, actor)
    except parameters.BadParameter as error:
        return render_template("discovery/search.html", problem=str(error), **context), 400
    if not asked.text:
        return render_template("discovery/search.html", **context)
    paged = SearchRequest(
        asked.text, asked.scope, asked.filters, _PAGE_SIZE, (number - 1) * _PAGE_SIZE
    )
    # Before the search: what is kept is committed, which lets go of rows read so far.
    feedback = feedback_on(_as_asked(asked))
    answer = search(db.session, current_engine(), paged, actor=actor)
    filters = filters_for(db.session, paged, answer.facets)
    return render_template(
        "discovery/search.html",
        answer=answer,
        page=Page(_titled(answer.found, actor), number, answer.total, _PAGE_SIZE),
        terms=terms_met(db.session, answer.terms, reader_language()),
        filters=filters,
        feedback=feedback,
        chosen=_links_without(filters, arguments),
        clear_url=url_for(".search", q=asked.text, scope=asked.scope.value),
        arguments=arguments.to_dict(flat=False),
        **context,
    )


def _titled(found: list[Found], actor: Actor, length: int = EXCERPT) -> list[Shown]:
    """Return what was found ready to show, under titles in the reader's language."""
    language = reader_language()
    ids = [one.practice.id for one in found]
    titles = titles_in(db.session, ids, language, actor) if ids else {}
    return [
        shown(one, length).titled(titles[one.practice.id], language)
        if one.practice.id in titles
        else shown(one, length)
        for one in found
    ]


def _as_asked(asked: SearchRequest) -> Asked:
    return Asked(
        text=asked.text,
        language=query_words(asked.text).language,
        scope=asked.scope.value,
        filters=asked.filters,
        model=current_engine().embedder.name,
    )


def _links_without(filters: list[Filter], arguments: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return each chosen value's label and the address of the same search without it."""
    links = []
    for name, value, label in chosen_values(filters):
        kept = arguments.to_dict(flat=False)
        kept[name] = [other for other in kept[name] if other != value]
        links.append((label, f"{url_for('.search')}?{urlencode(kept, doseq=True)}"))
    return links


@bp.post("/practices/similar")
@signed_in
def similar() -> str:
    """Return, as a piece of a page, what resembles a practice that is being written."""
    actor = current_actor()
    if not actor.edited_rcps:
        raise AccessDenied("comparing drafts needs an editing seat")
    found = similar_to(
        db.session,
        current_engine(),
        clean(request.form.get("title", ""))[:MAX_QUERY],
        clean(request.form.get("summary", ""))[:MAX_QUERY],
        actor=actor,
        besides={request.form.get("practice", type=int), request.form.get("revises", type=int)},
    )
    return render_template("discovery/_similar_found.html", **_as_shown(found))


def similar_practices(practice: Practice) -> dict[str, Any]:
    """Return what resembles a practice in work, for the page on which it is checked."""
    found = similar_to(
        db.session,
        current_engine(),
        practice.title,
        practice.summary,
        actor=current_actor(),
        besides={practice.id, practice.revises_id},
    )
    return _as_shown(found)


def _as_shown(found: Similar) -> dict[str, Any]:
    return {"items": [shown(item, BRIEF) for item in found.found], "drafts": found.drafts}


def related_practices(practice: Card) -> list[Shown]:
    """Return what a practice page shows from other regions; drafts have no place in the index."""
    actor = current_actor()
    found = related(db.session, current_engine(), practice, _RELATED, actor=actor)
    return _titled(found, actor, BRIEF)
