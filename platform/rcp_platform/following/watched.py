"""Saved searches and follows as their owner sees them in a list."""

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import ngettext
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.vocabularies import THEMES
from rcp_platform.directory.models import Rcp
from rcp_platform.discovery.views import scopes_for
from rcp_platform.following import queries
from rcp_platform.following.models import Follow, SavedSearch
from rcp_platform.following.presentation import Watched


def searches_watched(session: Session, actor: Actor, most: int | None = None) -> list[Watched]:
    """Return the actor's saved searches by name; three queries however many there are."""
    searches = session.scalars(queries.searches_of(actor).limit(most)).all()
    often = queries.frequencies(session, actor, searches)
    scopes = dict(scopes_for(actor))
    return [
        Watched(
            source=search,
            name=search.name,
            address=search_address(search),
            frequency=often[search.topic],
            details=[part for part in (scopes.get(search.scope), _narrowed(search)) if part],
        )
        for search in searches
    ]


def search_address(search: SavedSearch) -> str:
    """Return where the search page answers it now."""
    filters: dict[str, Any] = {**search.filters}
    return url_for("discovery.search", q=search.text, scope=search.scope, **filters)


def _narrowed(search: SavedSearch) -> str:
    count = sum(map(len, search.filters.values()))
    return str(ngettext("%(num)s filter", "%(num)s filters", count)) if count else ""


def follows_watched(session: Session, actor: Actor, most: int | None = None) -> list[Watched]:
    """Return what the actor follows; a practice that they may not open any more has no name."""
    follows = session.scalars(queries.follows_of(actor).limit(most)).all()
    often = queries.frequencies(session, actor, follows)
    slugs = [follow.rcp_slug for follow in follows if follow.rcp_slug]
    names = dict(
        session.execute(sa.select(Rcp.slug, Rcp.short_name).where(Rcp.slug.in_(slugs))).all()
    )
    ids = [follow.practice_id for follow in follows if follow.practice_id]
    cards = queries.readable(session, ids, actor)

    def watched(follow: Follow) -> Watched:
        name, address, language = "", "", ""
        if follow.rcp_slug is not None:
            name = names[follow.rcp_slug]
            address = url_for("directory.profile", slug=follow.rcp_slug)
        elif follow.theme is not None:
            name = str(THEMES.get(follow.theme, follow.theme))
        elif card := cards.get(follow.practice_id or 0):
            name, language = card.title, card.language
            address = url_for("practices.show", practice_id=card.id)
        return Watched(follow, name, address, often[follow.topic], language)

    return [watched(follow) for follow in follows]
