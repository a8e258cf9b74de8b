"""The search page."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from rcp_platform.core.access import Actor
from rcp_platform.core.languages import reader_language
from rcp_platform.core.paging import Page, page_number
from rcp_platform.core.web import current_actor, public
from rcp_platform.discovery import parameters
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.filters import Filter, chosen_values, filters_for
from rcp_platform.discovery.presentation import BRIEF, Shown, shown
from rcp_platform.discovery.search import (
    MAX_QUERY,
    Scope,
    SearchRequest,
    default_scope,
    related,
    search,
)
from rcp_platform.extensions import db
from rcp_platform.feedback.services import Asked
from rcp_platform.feedback.views import feedback_on
from rcp_platform.practices.models import Practice
from rcp_platform.thesaurus.presentation import terms_met
from rcp_search.query_words import query_words

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
        page=Page([shown(found) for found in answer.found], number, answer.total, _PAGE_SIZE),
        terms=terms_met(db.session, answer.terms, reader_language()),
        filters=filters,
        feedback=feedback,
        chosen=_links_without(filters, arguments),
        clear_url=url_for(".search", q=asked.text, scope=asked.scope.value),
        arguments=arguments.to_dict(flat=False),
        **context,
    )


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


def related_practices(practice: Practice) -> list[Shown]:
    """Return what a practice page shows from other regions; drafts have no place in the index."""
    found = related(db.session, current_engine(), practice, _RELATED, actor=current_actor())
    return [shown(item, BRIEF) for item in found]
