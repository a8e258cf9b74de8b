"""What waits for whoever reads the home page."""

from flask import url_for
from flask_babel import gettext as _

from rcp_platform.core.access import Actor
from rcp_platform.core.rendering import day
from rcp_platform.core.waiting import Waiting
from rcp_platform.core.web import current_actor
from rcp_platform.extensions import db
from rcp_platform.observers.models import ObserverRequest
from rcp_platform.observers.requests import queries
from rcp_platform.observers.requests.reading import Card


def observer_requests_waiting() -> list[Waiting]:
    """Return the requests that wait for the reader, on either side."""
    actor = current_actor()
    return [_waiting(one, actor) for one in queries.waiting_for(db.session, actor)]


def _waiting(request: ObserverRequest, actor: Actor) -> Waiting:
    card = Card.of(request, actor)
    title = _(
        "%(applicant)s asks to observe %(host)s",
        applicant=card.applicant.short_name,
        host=card.host.short_name,
    )
    note = str(card.state_name)
    if card.silence_ends_at:
        until = day(card.silence_ends_at)
        note = _("Focal points may object until the end of %(day)s (UTC)", day=until)
    return Waiting(str(title), url_for("observer_requests.show", request_id=card.id), note)
