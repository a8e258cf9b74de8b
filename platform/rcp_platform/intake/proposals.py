"""What the meaning of its records adds to the reading of a document."""

import logging
from collections.abc import Sequence

from rcp_ingest import Ingested, NotRead, Reading
from rcp_platform.config import SettingsError
from rcp_platform.discovery.engine import current_engine
from rcp_platform.intake.meaning import with_meaning

_LOG = logging.getLogger(__name__)


def with_proposals(found: Sequence[Ingested | NotRead]) -> list[Ingested | NotRead]:
    """Return what was found with themes and objectives for records that name none themselves."""
    if not any(map(_told_practices, found)):
        return list(found)
    try:
        embedder = current_engine().embedder
    except SettingsError as reason:
        _LOG.warning("Nothing is proposed by meaning: %s", reason)
        return list(found)
    return [
        Ingested(one.document, with_meaning(reading, embedder))
        if isinstance(one, Ingested) and (reading := _told_practices(one))
        else one
        for one in found
    ]


def _told_practices(found: Ingested | NotRead) -> Reading | None:
    """Return the reading of a document that tells of practices."""
    if isinstance(found, Ingested) and found.reading and found.reading.practices:
        return found.reading
    return None
