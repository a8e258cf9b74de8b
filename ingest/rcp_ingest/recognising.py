"""What kind of document it is, and what it tells."""

from collections.abc import Sequence
from types import ModuleType

from rcp_ingest.document import Document
from rcp_ingest.enriching import enriched
from rcp_ingest.recognisers import hub, notes, profiles, rapporteur, sections, table
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognisers.quoting.quotations import with_quotations
from rcp_ingest.records import Reading

#: Where two are alike the first is taken; the last takes whatever the others leave.
_RECOGNISERS: Sequence[ModuleType] = (rapporteur, hub, profiles, table, notes, sections)


def reading_of(document: Document, context: Context) -> Reading:
    """Return what a document tells, with what its text proposes for each record."""
    recogniser = max(_RECOGNISERS, key=lambda module: float(module.likeness(document)))
    reading: Reading = recogniser.read(document, context)
    return enriched(with_quotations(reading, document), document, context.names)
