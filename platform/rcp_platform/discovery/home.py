"""The first page: what is new for my RCP from elsewhere, and what waits for me."""

from flask import Blueprint, render_template

from rcp_platform.core.web import current_actor, public
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.matches import matches
from rcp_platform.discovery.presentation import BRIEF, shown
from rcp_platform.discovery.search import default_scope
from rcp_platform.discovery.views import scopes_for
from rcp_platform.extensions import db
from rcp_platform.practices import queries
from rcp_platform.practices.review import queries as review
from rcp_platform.practices.staying_true.reminders import due_of
from rcp_platform.practices.uptake.queries import of_own_practices

bp = Blueprint("home", __name__)

_NEWEST = 5


@bp.get("/")
@public
def index() -> str:
    """Show a member what speaks to their RCP's priorities, a visitor what this is."""
    actor = current_actor()
    newest = queries.newest(db.session, actor, _NEWEST)
    common = {
        "scopes": scopes_for(actor),
        "scope": default_scope(actor).value,
        "newest": newest,
    }
    if not actor.rcps:
        return render_template("home/visitor.html", **common)
    return render_template(
        "home/member.html",
        matches=[
            (match.priority, [shown(found, BRIEF) for found in match.found])
            for match in matches(db.session, current_engine(), actor=actor)
        ],
        waiting=review.waiting_for(db.session, actor),
        in_work=review.being_prepared(db.session, actor),
        used_elsewhere=of_own_practices(db.session, actor),
        due=due_of(db.session, sorted(actor.edited_rcps)),
        own=queries.rcps_of(db.session, actor),
        **common,
    )


@bp.get("/about")
@public
def about() -> str:
    """Say what the exchange is, who reads what, and whom to ask."""
    return render_template("home/about.html")
