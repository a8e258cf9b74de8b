"""Practices as lines of JSON, in and out. The fields are documented in docs/interchange.md."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from babel import Locale
from sqlalchemy.orm import Session

from rcp_platform.core import countries, vocabularies
from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.core.text import clean
from rcp_platform.practices import publication, services
from rcp_platform.practices.models import SECTIONS, Practice
from rcp_platform.practices.quotations.models import LONGEST, Quotation
from rcp_platform.practices.quotations.services import MOST
from rcp_platform.practices.states import IN_WORK, NARROWER, Attribution, Audience, PracticeState

#: Characters in one text field; a long report's section fits several times over.
MAX_TEXT = 200_000
_LIMITS = {
    "title": 500,
    "corridor": 200,
    "beneficiaries": 500,
    "lead_organisation": 300,
    "partners": 500,
}
_SHORT_TEXTS = ("corridor", "beneficiaries", "lead_organisation", "partners")
_LONG_TEXTS = ("summary", "references", "source")
_CHOICES: dict[str, Iterable[str]] = {
    "practice_type": vocabularies.PRACTICE_TYPES,
    "status": vocabularies.PRACTICE_STATUSES,
    "scope": vocabularies.SCOPES,
}
_LISTS: dict[str, Iterable[object]] = {
    "gcm_objectives": vocabularies.GCM_OBJECTIVES,
    "sdg_targets": vocabularies.SDG_TARGETS,
}
FIELDS = frozenset(
    {"id", "rcp", "title", "language", "text", "sections", "countries", "themes", "keywords"}
    | {"year_from", "year_to", "audience", "audience_rcps"}
    | {"body_audience", "embargo_until", "attribution", "quotations"}
    | {*_SHORT_TEXTS, *_LONG_TEXTS, *_CHOICES, *_LISTS}
)
_MOST_TEXTS = 50
#: ISO 3166-1 has 249 codes.
_MOST_COUNTRIES = 250
_YEARS = range(1900, 2101)
_THEME_BY_NAME = {slug: slug for slug in vocabularies.THEMES} | {
    str(label).casefold(): slug for slug, label in vocabularies.THEMES.items()
}


class RecordError(ValueError):
    """A record that cannot be taken over; the message says why."""


def values_of(record: object) -> dict[str, Any]:
    """Return a record's fields as columns of a practice, or raise :exc:`RecordError`.

    The result holds ``rcp_slug`` and ``external_id`` beside the columns.
    """
    if not isinstance(record, dict):
        raise RecordError("the line is not a JSON object")
    values: dict[str, Any] = {
        "external_id": _required(record, "id", 200),
        "rcp_slug": _required(record, "rcp", 60),
        "title": " ".join(_required(record, "title", _LIMITS["title"]).split()),
        "language": _language(record),
    }
    values |= {name: _text(record, name, _LIMITS[name]) for name in _SHORT_TEXTS}
    values |= {name: _text(record, name) for name in _LONG_TEXTS}
    values |= {name: _one_of(record, name, allowed) for name, allowed in _CHOICES.items()}
    values |= {name: _list_of(record, name, allowed) for name, allowed in _LISTS.items()}
    values |= _sections(record)
    values["countries"] = _countries(record)
    values["themes"], other_themes = _themes(record)
    values["keywords"] = list(dict.fromkeys([*_strings(record, "keywords"), *other_themes]))
    if len(values["keywords"]) > _MOST_TEXTS:
        raise RecordError(f"keywords and other themes may be {_MOST_TEXTS} texts together")
    values |= _years(record)
    values |= _audience(record)
    values["quotations"] = [_quotation(said, values) for said in _list(record, "quotations")]
    if len(values["quotations"]) > MOST:
        raise RecordError(f"quotations may hold {MOST}")
    if not values["summary"] and not any(values[name] for name in SECTIONS):
        raise RecordError("one of summary, text or sections is needed")
    return values


def remarks_on(record: Mapping[str, Any]) -> list[str]:
    """Return what an importer should know of a valid record that was not taken over as written."""
    unknown = sorted(record.keys() - FIELDS)
    remarks = [f"unknown fields are ignored: {', '.join(unknown)}"] if unknown else []
    if other := _themes(record)[1]:
        remarks.append(f"not in the list of themes, kept as keywords: {', '.join(other)}")
    return remarks


def record_of(practice: Practice) -> dict[str, Any]:
    """Return a practice as an interchange record; empty fields are left out."""
    sections = practice.sections
    record = {
        "id": practice.external_id,
        "rcp": practice.rcp_slug,
        "title": practice.title,
        "summary": practice.summary,
        "text": sections.pop("description", ""),
        "sections": sections,
        "language": practice.language,
        "year_from": practice.year_from,
        "year_to": practice.year_to,
        "audience": practice.audience.value,
        "audience_rcps": practice.audience_rcps,
        "body_audience": practice.body_audience and practice.body_audience.value,
        "embargo_until": practice.embargo_until and practice.embargo_until.isoformat(),
        "attribution": _unless_usual(practice.attribution),
        "quotations": [_quotation_record(said) for said in practice.quotations],
    }
    for name in (
        "countries",
        "themes",
        "keywords",
        *_SHORT_TEXTS,
        *_CHOICES,
        *_LISTS,
        "references",
        "source",
    ):
        record[name] = getattr(practice, name)
    return {name: value for name, value in record.items() if value not in (None, "", [], {})}


def _unless_usual(attribution: Attribution) -> str:
    return "" if attribution == Attribution.NAMED else attribution.value


def _quotation_record(said: Quotation) -> dict[str, str]:
    record = {
        "text": said.text,
        "language": said.language,
        "attribution": said.attribution.value,
        "country": said.country,
        "speaker": said.speaker,
        "approved_by": said.approved_by,
        "approved_at": said.approved_at.isoformat() if said.approved_at else "",
    }
    return {name: value for name, value in record.items() if value}


def store(
    session: Session,
    existing: Practice | None,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    publish: bool,
) -> tuple[Practice, str]:
    """Create or update a practice from :func:`values_of`.

    Returns it with ``created``, ``updated`` or ``unchanged``. Raises :exc:`RecordError` when
    the identifier belongs to another RCP or the practice was withdrawn.
    """
    fields = dict(values)
    rcp = fields.pop("rcp_slug")
    if existing is None:
        practice, outcome = services.create(session, rcp, fields, actor=actor), "created"
    else:
        practice, outcome = existing, "unchanged"
        if practice.rcp_slug != rcp:
            raise RecordError(f"the id {practice.external_id} belongs to another RCP")
        if practice.state == PracticeState.WITHDRAWN:
            raise RecordError(f"the practice {practice.external_id} was withdrawn")
        if services.update(session, practice, fields, actor=actor):
            outcome = "updated"
    if publish and practice.state in IN_WORK:
        publication.publish(session, practice, actor=actor)
        outcome = "updated" if outcome == "unchanged" else outcome
    return practice, outcome


def _required(record: Mapping[str, Any], name: str, limit: int) -> str:
    text = _text(record, name, limit)
    if not text:
        raise RecordError(f"{name} is needed")
    return text


def _text(record: Mapping[str, Any], name: str, limit: int = MAX_TEXT) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RecordError(f"{name} must be text")
    text = clean(value)
    if len(text) > limit:
        raise RecordError(f"{name} is longer than {limit:,} characters")
    return text


def _language(record: Mapping[str, Any]) -> str:
    code = _required(record, "language", 20).lower()
    if len(code) != 2 or code not in Locale("en").languages:
        raise RecordError(f"language “{code}” is not an ISO 639-1 code")
    return code


def _list(record: Mapping[str, Any], name: str) -> list[Any]:
    value = record.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise RecordError(f"{name} must be a list")
    return value


def _strings(record: Mapping[str, Any], name: str, most: int = _MOST_TEXTS) -> list[str]:
    items = _list(record, name)
    if not all(isinstance(item, str) for item in items):
        raise RecordError(f"{name} must be a list of texts")
    texts = list(dict.fromkeys(text for item in items if (text := clean(item))))
    if len(texts) > most or any(len(text) > 100 for text in texts):
        raise RecordError(f"{name} may hold {most} texts of 100 characters")
    return texts


def _list_of(record: Mapping[str, Any], name: str, allowed: Iterable[object]) -> list[Any]:
    items = _list(record, name)
    for item in items:
        if not isinstance(item, (int, str)) or isinstance(item, bool) or item not in list(allowed):
            raise RecordError(f"{name}: “{clean(str(item))[:80]}” is not a known value")
    return list(dict.fromkeys(items))


def _themes(record: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the themes of the vocabulary, by slug or English label, and the other words."""
    known: list[str] = []
    other: list[str] = []
    for written in _strings(record, "themes"):
        slug = _THEME_BY_NAME.get(written.casefold())
        (known if slug else other).append(slug or written)
    return list(dict.fromkeys(known)), other


def _countries(record: Mapping[str, Any]) -> list[str]:
    codes = [code.upper() for code in _strings(record, "countries", _MOST_COUNTRIES)]
    for code in codes:
        if not countries.is_code(code):
            raise RecordError(f"countries: “{code}” is not an ISO 3166-1 alpha-2 code")
    return list(dict.fromkeys(codes))


def _sections(record: Mapping[str, Any]) -> dict[str, str]:
    """Known section names become fields; any other heading is kept in the description."""
    texts = dict.fromkeys(SECTIONS, "")
    texts["description"] = _text(record, "text")
    for heading, text in _headed_texts(record.get("sections")):
        if heading in texts and heading != "description":
            texts[heading] = "\n\n".join(filter(None, [texts[heading], text]))
        else:
            texts["description"] = "\n\n".join(filter(None, [texts["description"], heading, text]))
    if too_long := [name for name, text in texts.items() if len(text) > MAX_TEXT]:
        raise RecordError(f"{too_long[0]} is longer than {MAX_TEXT:,} characters")
    return texts


def _headed_texts(sections: object) -> list[tuple[str, str]]:
    pairs: list[tuple[object, object]]
    match sections:
        case None:
            return []
        case dict():
            pairs = list(sections.items())
        case list() if all(isinstance(section, dict) for section in sections):
            pairs = [(section.get("heading", ""), section.get("text")) for section in sections]
        case _:
            raise RecordError("sections must be an object, or a list of heading and text")
    if not all(isinstance(heading, str) and isinstance(text, str) for heading, text in pairs):
        raise RecordError("every section needs a heading and a text")
    return [(clean(str(heading)), clean(str(text))) for heading, text in pairs]


def _years(record: Mapping[str, Any]) -> dict[str, int | None]:
    years: dict[str, int | None] = {}
    for name in ("year_from", "year_to"):
        year = record.get(name)
        if year is not None and (type(year) is not int or year not in _YEARS):
            raise RecordError(f"{name} must be a year between {_YEARS[0]} and {_YEARS[-1]}")
        years[name] = year
    if years["year_from"] and years["year_to"] and years["year_to"] < years["year_from"]:
        raise RecordError("year_to is before year_from")
    return years


def _audience(record: Mapping[str, Any]) -> dict[str, Any]:
    written = _text(record, "audience") or Audience.NETWORK.value
    if written not in list(Audience):
        raise RecordError(f"audience “{written}” is not one of: {', '.join(Audience)}")
    readers = _strings(record, "audience_rcps")
    body = _one_of(record, "body_audience", NARROWER[Audience(written)])
    if (Audience.NAMED in {written, body}) != bool(readers):
        raise RecordError("audience_rcps goes with the audience “named”, and only with it")
    if readers == [record.get("rcp")]:
        raise RecordError("audience_rcps names only the practice's own RCP")
    return {
        "audience": Audience(written),
        "audience_rcps": readers,
        "body_audience": Audience(body) if body else None,
        "embargo_until": _date(record, "embargo_until"),
        "attribution": Attribution(_one_of(record, "attribution", Attribution) or "named"),
    }


def _quotation(said: object, values: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise RecordError("quotations must be a list of objects")
    attribution = Attribution(_one_of(said, "attribution", Attribution) or "anonymous")
    country = _text(said, "country", 2).upper()
    quotation = {
        "text": _required(said, "text", LONGEST),
        "language": _language(said) if said.get("language") else values["language"],
        "attribution": attribution,
        "country": country,
        **{name: _text(said, name, 200) for name in ("speaker", "approved_by")},
        "approved_at": _moment(said, "approved_at"),
    }
    if country and not countries.is_code(country):
        raise RecordError(f"quotations: “{country}” is not an ISO 3166-1 alpha-2 code")
    if country and attribution not in {Attribution.STATE, Attribution.NAMED}:
        raise RecordError("quotations: country goes with the attribution “state” or “named”")
    if not country and attribution == Attribution.STATE:
        raise RecordError("quotations: the attribution “state” needs a country")
    about_name = [bool(quotation[name]) for name in ("speaker", "approved_by", "approved_at")]
    if (attribution == Attribution.NAMED and not all(about_name)) or (
        attribution != Attribution.NAMED and any(about_name)
    ):
        raise RecordError(
            "quotations: speaker, approved_by and approved_at go together with the attribution "
            "“named”, and only with it"
        )
    return quotation


def _moment(record: Mapping[str, Any], name: str) -> datetime | None:
    """Read a day, or a moment with its zone, that is not to come."""
    written = _text(record, name, 40)
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
        if len(written) == len("2026-01-31"):
            moment = moment.replace(tzinfo=UTC)
        if moment.tzinfo is None or moment > now():
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RecordError(
            f"{name} must be a day such as 2026-01-31, or a moment with its zone, not to come"
        ) from error


def _one_of(record: Mapping[str, Any], name: str, allowed: Iterable[str]) -> str:
    written = _text(record, name)
    if written and written not in list(allowed):
        raise RecordError(f"{name} “{written[:80]}” is not one of: {', '.join(allowed)}")
    return written


def _date(record: Mapping[str, Any], name: str) -> date | None:
    written = _text(record, name)
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise RecordError(f"{name} must be a date such as 2026-01-31") from error


def texts_of_lines(text: str) -> list[str]:
    """Return keywords written one a line or separated by commas or semicolons of any script."""
    words = (word.strip() for word in re.split(r"[\n,;،؛]", text))
    return list(dict.fromkeys(word for word in words if word))
