"""A document's records in the form in which they would be published."""

import hashlib
from collections.abc import Mapping
from typing import Any

from rcp_ingest.extraction import Ingested
from rcp_ingest.recognisers.outline.headings import SECTIONS
from rcp_ingest.records import Found, PracticeRecord, Profile, Quotation, Reading
from rcp_ingest.withholding import Withholding, without_names

#: A record in a language that is not known is taken for the site's own.
_LANGUAGE = "en"
_LONGEST_TITLE = 500


def published(
    ingested: Ingested, *, rcp: str, audience: str = "members", key: str = ""
) -> dict[str, Any]:
    """Return what one document tells as plain values, without the names that are withheld.

    Its practices are records of docs/interchange.md for the RCP and the audience, with ``from``:
    of each field the place and the confidence. ``key`` begins their identifiers; without one it
    is made of the document's text, so that the same document gives the same identifiers.
    """
    document, reading = ingested.document, ingested.reading
    hidden = Withholding(reading.withheld if reading else ())
    told = without_names(reading) if reading else None
    language = told.language if told else ""
    values: dict[str, Any] = {
        "document": hidden.of(document.name, language, any_case=True),
        "language": language,
        "shape": told.shape.value if told else "",
        "pages": document.pages,
        "remarks": [
            {"kind": one.kind.value, "detail": hidden.of(one.detail, language, any_case=True)}
            for one in document.remarks
        ],
    }
    if told is None:
        return values
    key = key or hashlib.sha256(document.text.encode("utf-8", "ignore")).hexdigest()[:12]
    return values | {
        "session": _session(told),
        "practices": [
            {"id": f"{key}-{number}", "rcp": rcp, "audience": audience} | _practice(one, language)
            for number, one in enumerate(told.practices, start=1)
        ],
        "challenges": [_text(one) for one in told.challenges],
        "recommendations": [_text(one) for one in told.recommendations],
        "quotations": [_quotation(one, language) for one in told.quotations],
        "profiles": [_profile(one) for one in told.profiles],
    }


def _session(reading: Reading) -> dict[str, Any]:
    session = {fact: found.value for fact, found in reading.session.items()}
    if not session:
        return {}
    return session | {"citation": reading.citation, "from": _origins(reading.session)}


def _practice(record: PracticeRecord, language: str) -> dict[str, Any]:
    values = {
        name: found.value
        for name, found in record.fields.items()
        if found.value not in (None, "", [], {})
    }
    values["language"] = values.get("language") or language or _LANGUAGE
    sections = {name: values.pop(name) for name in SECTIONS if name in values}
    if sections:
        values["sections"] = sections
    if description := values.pop("description", ""):
        values["text"] = description
    title = str(values.get("title") or values.get("summary") or next(iter(sections.values()), ""))
    values["title"] = title[:_LONGEST_TITLE].strip()
    if not (sections or description or values.get("summary")):
        values["summary"] = title
    return values | {"from": _origins(record.fields)}


def _origins(fields: Mapping[str, Found]) -> dict[str, Any]:
    return {name: _origin(found) for name, found in fields.items()}


def _origin(found: Found) -> dict[str, Any]:
    first = found.places[0] if found.places else None
    return {
        "page": first.page if first else None,
        "heading": first.heading if first else "",
        "block": first.block if first else None,
        "confidence": round(found.confidence, 2),
    }


def _text(found: Found) -> dict[str, Any]:
    return {"text": found.value} | _origin(found)


def _quotation(said: Quotation, language: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "text": said.text,
        "language": said.language or language,
        "attribution": said.attribution,
    }
    if said.speaker:
        values |= {"speaker": said.speaker, "approval": said.approval}
    return values | _origin(Found(said.text, said.confidence, said.places))


def _profile(profile: Profile) -> dict[str, Any]:
    values = {name: found.value for name, found in profile.fields.items()}
    return values | {"from": _origins(profile.fields)}
