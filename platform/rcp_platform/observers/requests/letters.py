"""Letters and documents of a request, for both sides."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.extensions import db
from rcp_platform.files.downloads import file_answer
from rcp_platform.files.models import StoredFile
from rcp_platform.letters.downloads import letter_file
from rcp_platform.letters.services import Letter
from rcp_platform.observers.models import ObserverRequest
from rcp_platform.observers.requests.letters_places import (
    acknowledgement,
    decision_letter,
    request_letter,
)
from rcp_platform.observers.requests.queries import get_visible
from rcp_platform.observers.states import DECIDED

bp = Blueprint(
    "observer_letters", __name__, url_prefix="/observers/requests/<id:request_id>/letters"
)

_WRITERS: dict[str, Callable[[Session, ObserverRequest, str], Letter]] = {
    "request": request_letter,
    "acknowledgement": acknowledgement,
    "decision": decision_letter,
}


@dataclass(frozen=True)
class Offered:
    """A letter that can be taken along."""

    which: str
    title: str


@dataclass(frozen=True)
class Sent:
    """A document that somebody sent."""

    title: str
    name: str
    address: str


@dataclass(frozen=True)
class Letters:
    """What can be downloaded of a request."""

    offered: list[Offered]
    sent: list[Sent]


@bp.get("/<which>.<suffix>")
@signed_in
def written(request_id: int, which: str, suffix: str) -> Response:
    """Return a letter as a file, in the language asked for, else in that of the request."""
    item = get_visible(db.session, request_id, current_actor())
    if which not in _there_are(item):
        raise NotFound
    language = request.args.get("language", "")
    language = language if language in LANGUAGES else item.language
    name = f"observer-{which}-{item.id}"
    return letter_file(_WRITERS[which](db.session, item, language), name, suffix)


@bp.get("/own/<name>")
@signed_in
def own(request_id: int, name: str) -> AnyResponse:
    """Give the letter that the applicant sent."""
    item = get_visible(db.session, request_id, current_actor())
    return _stored(item.letter_sha256, item.letter_name, name)


@bp.get("/outside/<name>")
@signed_in
def decision_document(request_id: int, name: str) -> AnyResponse:
    """Give the document of a decision that was taken outside."""
    item = get_visible(db.session, request_id, current_actor())
    return _stored(item.decision_sha256, item.decision_name, name)


def letters_of(item: ObserverRequest) -> Letters:
    """Return what whoever may see a request can download of it, for its page."""
    titles = {
        "request": _("Request"),
        "acknowledgement": _("Acknowledgement"),
        "decision": _("Decision"),
    }
    documents = [
        (_("Letter of the applicant"), "own", item.letter_sha256, item.letter_name),
        (
            _("Document of the decision"),
            "decision_document",
            item.decision_sha256,
            item.decision_name,
        ),
    ]
    return Letters(
        [Offered(which, str(titles[which])) for which in _there_are(item)],
        [
            Sent(str(title), name, _address(item, endpoint, name))
            for title, endpoint, sha256, name in documents
            if sha256
        ],
    )


def _there_are(item: ObserverRequest) -> list[str]:
    found = ["request"]
    if item.submitted_at:
        found.append("acknowledgement")
    if item.state in DECIDED:
        found.append("decision")
    return found


def _address(item: ObserverRequest, endpoint: str, name: str) -> str:
    return url_for(f"observer_letters.{endpoint}", request_id=item.id, name=name)


def _stored(sha256: str | None, known_as: str, name: str) -> AnyResponse:
    file = db.session.get(StoredFile, sha256) if sha256 else None
    if file is None or name != known_as:
        raise NotFound
    return file_answer(file, name)
