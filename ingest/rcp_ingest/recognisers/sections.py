"""Whatever no other recogniser knows: by its sections."""

import re
from collections.abc import Sequence

from rcp_ingest.document import Document
from rcp_ingest.recognisers.boxes import practices_in
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognisers.facts import Facts
from rcp_ingest.recognisers.measures import measures_in
from rcp_ingest.recognisers.outline.headings import PRACTICE_FIELDS, field_of
from rcp_ingest.recognisers.outline.labels import Piece, labelled_pieces
from rcp_ingest.recognisers.outline.passages import passages
from rcp_ingest.recognisers.outline.structure import named_field, tellings_of
from rcp_ingest.recognisers.session import session_of
from rcp_ingest.recognisers.telling import LABELS, Telling
from rcp_ingest.records import Reading, Shape

#: Of a practice with sections that are known, and of a text that may be anything.
_WITH_SECTIONS = 0.7
_WITHOUT = 0.35
_ENOUGH_SECTIONS = 2
#: A document with less to say tells no practice.
_SHORTEST = 200
_GREETING = re.compile(
    r"(?:dear|excellenc(?:y|ies)|madame?\b|monsieur|messieurs|chers?|chères?|estimad[oa]s?|excelencias?"
    r"|señor(?:a|es)?\b|prezad[oa]s?|car[oa]s?\b|excelências?|senhor(?:a|es)?\b|уважаем\w{2}|ваше"
    r"|السيد|السيدة|سعادة|معالي|أصحاب|حضرة|عزيزي|تحية)",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:\.{3,}|…|\t|\s{2,})\s*\d{1,3}$")
_TIME = re.compile(r"\d{1,2}\s?[:.hч]\s?\d{2}\b")
_FIRST_LINES = 12
_TAIL = 60
#: What reports and papers have sections of as well says little.
_OWN_TO_PRACTICES = PRACTICE_FIELDS - {
    *("challenge", "summary", "description", "gcm_objectives", "sdg_targets", "themes"),
    *("references", "source", "year_from", "language", "rcp", "countries"),
}


def likeness(document: Document) -> float:
    """Return little for every document, and more for one with sections that practices have."""
    pieces = labelled_pieces(document, LABELS)
    known = {named_field(piece) for piece in pieces} & _OWN_TO_PRACTICES
    return min(0.7, 0.1 + 0.12 * len(known))


def read(document: Document, context: Context) -> Reading:
    """Return the practices that its headings tell; a document without substance tells none."""
    pieces = labelled_pieces(document, LABELS)
    facts = Facts(context.names)
    practices, taken = practices_in(pieces, facts)
    if not practices and not _is_without_substance(pieces):
        told = (telling.record(facts) for telling in _tellings(pieces))
        practices = [record for record in told if record]
    lines = [line for line in passages(document) if line.block not in taken]
    recommendations, challenges = measures_in(lines)
    return Reading(
        Shape.SECTIONS,
        session=session_of(document, context.names),
        practices=tuple(practices),
        recommendations=recommendations,
        challenges=() if practices and not taken else challenges,
    )


def _tellings(pieces: Sequence[Piece]) -> list[Telling]:
    tellings = tellings_of(pieces, _WITH_SECTIONS)
    known = set().union(*(telling.fields for telling in tellings)) - {"description"}
    if len(known) < _ENOUGH_SECTIONS:
        tellings = tellings_of(pieces, _WITHOUT)
    return [telling for telling in tellings if telling.size >= _SHORTEST or len(known) > 1]


def _is_without_substance(pieces: Sequence[Piece]) -> bool:
    """Whether it is a letter, an invitation, an agenda or a list of contents."""
    first = pieces[:_FIRST_LINES]
    if any(_GREETING.match(piece.text) and len(piece.text) < 100 for piece in first):
        return not any(piece.is_heading and field_of(piece.text) for piece in pieces)
    listed = [
        piece for piece in pieces if _LEADER.search(piece.text[-_TAIL:]) or _TIME.match(piece.text)
    ]
    return len(listed) > 0.4 * len(pieces)
