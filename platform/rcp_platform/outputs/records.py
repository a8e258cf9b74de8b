"""Readings as JSON: the fields of docs/interchange.md, as far as the reader may know them."""

import json
from collections.abc import Sequence
from typing import Any

from rcp_platform.outputs.citation import citation_of
from rcp_platform.practices.models import CONTENT, SECTIONS
from rcp_platform.practices.quotations.presentation import said_by
from rcp_platform.practices.reading import Reading

#: What a practice says beside its texts and the rules on who reads it.
_RULES = {"audience", "body_audience", "embargo_until", "attribution"}
_SAME = tuple(name for name in CONTENT if name not in _RULES.union(SECTIONS))


def json_of(record: dict[str, Any] | list[Any]) -> bytes:
    """Return a record as JSON in UTF-8."""
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def record_of(reading: Reading, address: str) -> dict[str, Any]:
    """Return what a reader may know of a practice; empty fields are left out."""
    sections = dict(reading.sections)
    record = {
        "id": reading.external_id,
        "rcp": reading.rcp_slug,
        **{name: _listed(getattr(reading, name)) for name in _SAME},
        "text": sections.pop("description", ""),
        "sections": sections,
        "quotations": [
            {"text": said.text, "language": said.language, "said_by": said_by(said, reading)}
            for said in reading.quotations
        ],
        "published": reading.published_at and reading.published_at.isoformat(),
        "confirmed": reading.confirmed_at and reading.confirmed_at.isoformat(),
        "url": address,
        "citation": citation_of(reading, address).plain,
    }
    return {name: value for name, value in record.items() if value not in (None, "", [], {})}


def collection_record(
    title: str, intro: str, items: Sequence[tuple[Reading, str, str]]
) -> dict[str, Any]:
    """Return a briefing list; items are (reading, address, note)."""
    return {
        "title": title,
        "intro": intro,
        "items": [
            record_of(reading, address) | ({"note": note} if note else {})
            for reading, address, note in items
        ],
    }


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
