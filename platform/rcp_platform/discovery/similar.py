"""What is there already, shown to somebody who is writing a practice."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.labels import labels_of
from rcp_platform.discovery.engine import SearchEngine
from rcp_platform.discovery.search import MAX_QUERY, Found, with_practices
from rcp_platform.practices import queries
from rcp_platform.practices.models import Practice
from rcp_search import Query

_MOST = 4
#: Of so many results the near ones are taken.
_LOOKED_AT = 20
#: Drafts are not in the index: their titles are compared, from 0 to 100.
_LIKE = 75


@dataclass(frozen=True)
class Similar:
    """Published practices near in meaning, and drafts of one's own RCPs with a like title."""

    found: list[Found]
    drafts: list[Practice]

    def __bool__(self) -> bool:
        return bool(self.found or self.drafts)


def similar_to(
    session: Session,
    engine: SearchEngine,
    title: str,
    summary: str,
    *,
    actor: Actor,
    besides: Collection[int | None] = (),
) -> Similar:
    """Return what resembles a text that is being written, as far as the writer may see it.

    ``besides`` are the ids of practices that are not compared: the text's own.
    """
    from rapidfuzz import fuzz

    besides = set(besides) - {None}
    title, text = title.strip(), f"{title}. {summary}".strip(". ")
    if not text:
        return Similar([], [])
    query = Query(text[:MAX_QUERY], labels_of(actor), limit=_LOOKED_AT)
    hits = engine.in_step(session).search(query).hits
    near = [hit for hit in hits if hit.near and hit.key not in besides]
    drafts = [
        draft
        for draft in session.scalars(queries.in_work(actor))
        if draft.id not in besides
        and draft.revises_id not in besides
        and fuzz.token_sort_ratio(title.casefold(), draft.title.casefold()) >= _LIKE
    ]
    return Similar(with_practices(session, near[:_MOST], actor), drafts[:_MOST])
