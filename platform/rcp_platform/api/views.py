"""API endpoints. They call the same services and queries as the pages."""

from flask import Blueprint, Response, jsonify, request, url_for

from rcp_platform.core.access import require
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.discovery import parameters
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.presentation import Shown, shown
from rcp_platform.discovery.search import search
from rcp_platform.extensions import db
from rcp_platform.following.collections.presentation import as_json
from rcp_platform.meetings import queries as meetings
from rcp_platform.meetings.reading import Card
from rcp_platform.observers.grants.queries import in_force
from rcp_platform.observers.models import ObserverGrant
from rcp_platform.observers.policy import may_see_grant

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.get("/status")
@public
def status() -> dict[str, str]:
    """Report that the platform is up."""
    return {"status": "ok"}


@bp.get("/search")
@public
def search_practices() -> Response | tuple[Response, int]:
    """Search practices; the same access rules as the page."""
    actor = current_actor()
    try:
        asked = parameters.read(request.args, {"q", "scope", "limit", "offset"}, actor)
        if not asked.text:
            raise parameters.BadParameter("q is needed: say what you are looking for.")
    except parameters.BadParameter as error:
        return jsonify(error=str(error)), 400
    answer = search(db.session, current_engine(), asked, actor=actor)
    return jsonify(
        query=asked.text,
        scope=asked.scope.value,
        total=answer.total,
        close=answer.close,
        hits=[_hit(shown(found)) for found in answer.found],
        facets={name: dict(counts) for name, counts in answer.facets.items()},
    )


@bp.get("/collections/<id:collection_id>")
@public
def collection(collection_id: int) -> Response:
    """Return a collection with what the reader may open of it."""
    return jsonify(as_json(db.session, collection_id, current_actor()))


@bp.get("/observers")
@signed_in
def observers() -> Response:
    """Return who observes whom now, to members of the network."""
    require(may_see_grant, current_actor(), None)
    return jsonify(grants=[_grant(grant) for grant in in_force(db.session)])


@bp.get("/meetings")
@public
def list_meetings() -> Response:
    """Return the meetings to come that the reader may know of, a page at a time."""
    asked = meetings.Filters(is_past=request.args.get("when") == "past")
    page = meetings.page_of_meetings(db.session, current_actor(), asked, request.args)
    found = [_meeting(card) for card in page.items]
    return jsonify(total=page.total, page=page.number, pages=page.pages, meetings=found)


def _meeting(card: Card) -> dict[str, object]:
    return {
        "id": card.id,
        "state": card.state.value,
        "title": card.title,
        "language": card.language,
        "level": card.level.value,
        "rcps": [rcp.slug for rcp in card.rcps],
        "starts_at": card.starts_at.isoformat(),
        "ends_at": card.ends_at.isoformat(),
        "zone": card.zone,
        "country": card.country,
        "city": card.city,
        "themes": list(card.themes),
        "url": url_for("meetings.show", meeting_id=card.id, _external=True),
    }


def _grant(grant: ObserverGrant) -> dict[str, object]:
    return {
        "observer": grant.observer_slug,
        "host": grant.host_slug,
        "kind": grant.kind.value,
        "themes": grant.themes,
        "since": grant.starts_at.isoformat(),
        "until": grant.valid_until.isoformat() if grant.valid_until else None,
    }


def _hit(item: Shown) -> dict[str, object]:
    practice, hit = item.found.practice, item.found.hit
    return {
        "id": practice.id,
        "external_id": practice.external_id,
        "title": practice.title,
        "rcp": practice.rcp_slug,
        "language": practice.language,
        "url": url_for("practices.show", practice_id=practice.id, _external=True),
        "score": round(hit.score, 4),
        "weak": hit.weak,
        "passage": item.passage,
        "section": hit.passage.section,
        "why": {"words": item.words, "notes": item.notes},
    }
