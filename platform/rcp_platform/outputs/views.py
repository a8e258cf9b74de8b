"""Practices as files."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.http import dump_options_header

from rcp_platform.core.db import now
from rcp_platform.core.languages import reader_language
from rcp_platform.core.web import current_actor, public
from rcp_platform.extensions import db
from rcp_platform.outputs import hub
from rcp_platform.outputs.citation import citation_of
from rcp_platform.outputs.markdown import markdown_of
from rcp_platform.outputs.paper import Bundle, Text, bundle_of, paper_of
from rcp_platform.outputs.pdf import pdf_of
from rcp_platform.outputs.records import collection_record, json_of, record_of
from rcp_platform.outputs.word import word_of
from rcp_platform.practices import queries
from rcp_platform.practices.reading import Reading
from rcp_platform.practices.versions.queries import version_for

bp = Blueprint("outputs", __name__)

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARKDOWN = "text/markdown; charset=utf-8"
JSON = "application/json"

_PAPERS: dict[str, tuple[str, Callable[[Bundle], bytes]]] = {
    "pdf": (PDF, lambda bundle: pdf_of(bundle, now())),
    "docx": (WORD, lambda bundle: word_of(bundle, now())),
    "md": (MARKDOWN, markdown_of),
}


@dataclass(frozen=True)
class Item:
    """A practice in a briefing list, as the reader may know it, and what was noted on it."""

    reading: Reading
    note: str = ""


@bp.get("/practices/<id:practice_id>/practice.<kind>")
@public
def practice(practice_id: int, kind: str) -> Response:
    """Return a practice, or one of its versions, as a file of one kind."""
    reading = _reading(practice_id)
    address = address_of(reading)
    name = f"practice-{reading.id}.{kind}"
    citation = citation_of(reading, address)
    match kind:
        case "json":
            return as_file(json_of(record_of(reading, address)), JSON, name)
        case "bib":
            return as_file(citation.bibtex.encode(), "application/x-bibtex; charset=utf-8", name)
        case "ris":
            ris = "application/x-research-info-systems; charset=utf-8"
            return as_file(citation.ris.encode(), ris, name)
        case "txt":
            return as_file(f"{citation.plain}\n".encode(), "text/plain; charset=utf-8", name)
        case _ if kind in _PAPERS:
            language = reader_language()
            papers = [paper_of(reading, address, language)]
            return paper_file(bundle_of(papers, language, now()), kind, name)
    raise NotFound


@bp.get("/practices/<id:practice_id>/hub.docx")
@public
def hub_template(practice_id: int) -> Response:
    """Return the hub's template filled in as far as known."""
    reading = _reading(practice_id)
    filled = hub.hub_template_of(reading, address_of(reading), reader_language(), now())
    return as_file(filled, WORD, f"practice-{reading.id}-hub.docx")


def collection_file(title: str, intro: str, items: list[Item], kind: str, name: str) -> Response:
    """Return a briefing list as a file; raises NotFound for an unknown kind."""
    language = reader_language()
    if kind == "json":
        listed = [(item.reading, address_of(item.reading), item.note) for item in items]
        return as_file(json_of(collection_record(title, intro, listed)), JSON, f"{name}.json")
    if kind not in _PAPERS:
        raise NotFound
    papers = [
        paper_of(item.reading, address_of(item.reading), language, item.note) for item in items
    ]
    bundle = bundle_of(papers, language, now(), Text(title, language), intro)
    return paper_file(bundle, kind, f"{name}.{kind}")


def address_of(reading: Reading) -> str:
    """Return where a practice is found."""
    return url_for("practices.show", practice_id=reading.id, _external=True)


def _reading(practice_id: int) -> Reading:
    actor = current_actor()
    found = queries.get_visible(db.session, practice_id, actor)
    number = request.args.get("version", type=int)
    if number is not None:
        return version_for(db.session, found, number, actor)
    reading = Reading.of(found, actor)
    if reading.is_withdrawn and not reading.title:
        raise NotFound
    return reading


def paper_file(bundle: Bundle, kind: str, name: str) -> Response:
    """Return papers as a file of a kind: ``pdf``, ``docx`` or ``md``."""
    media_type, write = _PAPERS[kind]
    return as_file(write(bundle), media_type, name)


def as_file(content: bytes, media_type: str, name: str) -> Response:
    """Return content as a file to be saved under a name, kept by no cache."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    response.headers["Cache-Control"] = "private, no-store"
    return response
