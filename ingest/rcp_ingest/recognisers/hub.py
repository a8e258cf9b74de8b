"""Practices in the template of the United Nations Network on Migration's hub."""

from rcp_ingest import formats
from rcp_ingest.document import Document
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognisers.facts import Facts
from rcp_ingest.recognisers.outline.labels import labelled_pieces
from rcp_ingest.recognisers.outline.structure import tellings_of
from rcp_ingest.recognisers.telling import LABELS
from rcp_ingest.records import Reading, Shape

#: What is asked for there and hardly in other documents.
_TELLING = frozenset({"gcm_objectives", "guiding_principles", "sdg_targets", "practice_type"})
_ENOUGH = 6
_CONFIDENCE = 0.95
_SHEETS = frozenset({formats.XLSX, formats.ODS, formats.CSV})


def likeness(document: Document) -> float:
    """Return how much a document looks like one, from 0 to 1."""
    if document.media_type in _SHEETS:
        return 0.0
    labels = {piece.label for piece in labelled_pieces(document, LABELS) if piece.label}
    if len(labels) < _ENOUGH or not labels & _TELLING:
        return 0.0
    return min(0.95, 0.7 + 0.03 * (len(labels) - _ENOUGH) + 0.05 * len(labels & _TELLING))


def read(document: Document, context: Context) -> Reading:
    """Return the practices that a document tells under the labels of the template."""
    facts = Facts(context.names)
    tellings = tellings_of(labelled_pieces(document, LABELS), _CONFIDENCE)
    records = (telling.record(facts) for telling in tellings)
    return Reading(Shape.HUB_PRACTICE, practices=tuple(record for record in records if record))
