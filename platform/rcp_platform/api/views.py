"""API endpoints. They call the same services and queries as the pages."""

from flask import Blueprint, Response, jsonify, request, url_for

from rcp_platform.core.web import current_actor, public
from rcp_platform.discovery import parameters
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.presentation import Shown, shown
from rcp_platform.discovery.search import search
from rcp_platform.extensions import db
from rcp_platform.following.collections.presentation import as_json

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
