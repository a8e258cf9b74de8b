"""What recognisers make of a document: records whose every field says where it came from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any


class Shape(StrEnum):
    """As what a document was recognised."""

    RAPPORTEUR_REPORT = "rapporteur_report"
    NOTE = "note"
    PROFILES = "profiles"
    HUB_PRACTICE = "hub_practice"
    TABLE = "table"
    SECTIONS = "sections"


@dataclass(frozen=True)
class Place:
    """Where in a document something stands."""

    #: The number of the block, from 0, and the characters of its text.
    block: int
    start: int
    end: int
    page: int | None = None
    #: The heading above it; empty at the beginning of a document.
    heading: str = ""


@dataclass(frozen=True)
class Found:
    """A value taken or proposed from a document."""

    value: Any
    #: From 0 to 1: how likely it is right, as measured on the labelled documents.
    confidence: float
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class PracticeRecord:
    """A practice as the document tells it.

    ``fields`` are named as in docs/interchange.md; the sections by their own names
    (``challenge``, ``approach`` …), ``description`` for the text, and ``rcps`` for the slugs of
    the RCPs that it speaks of.
    """

    fields: Mapping[str, Found]

    def value(self, name: str, default: Any = "") -> Any:
        """Return the value of a field."""
        return self.fields[name].value if name in self.fields else default


@dataclass(frozen=True)
class Quotation:
    """Words that somebody said.

    Under the Chatham House rule nobody is named: ``speaker`` is empty unless the text itself
    states that being named was approved, in the words of ``approval``.
    """

    text: str
    language: str = ""
    speaker: str = ""
    approval: str = ""
    confidence: float = 1.0
    places: tuple[Place, ...] = ()

    @property
    def attribution(self) -> str:
        """``named`` or ``anonymous``, as in docs/interchange.md."""
        return "named" if self.speaker else "anonymous"


@dataclass(frozen=True)
class Profile:
    """An RCP as an annex describes it.

    ``fields``: ``name``, ``short_name``, ``year_established`` (number), ``region`` (heading as
    written), ``secretariat`` (text), ``governments`` and ``observers`` (text as written),
    ``states`` (ISO 3166-1 alpha-2 codes of the governments), ``areas_of_discussion``, ``goals``
    and ``priorities`` (lists of texts).
    """

    fields: Mapping[str, Found]

    def value(self, name: str, default: Any = "") -> Any:
        """Return the value of a field."""
        return self.fields[name].value if name in self.fields else default


@dataclass(frozen=True)
class Reading:
    """Everything that was made of one document."""

    shape: Shape
    #: ISO 639-1 of the document as a whole; empty when it is none of those known.
    language: str = ""
    #: ``meeting`` (its name), ``number`` (of the session), ``date`` and ``date_to`` of several
    #: days (ISO 8601), ``location``,
    #: ``rapporteur``, ``chairs`` (a list), ``title`` (of the session or the document).
    session: Mapping[str, Found] = field(default_factory=dict)
    practices: tuple[PracticeRecord, ...] = ()
    challenges: tuple[Found, ...] = ()
    recommendations: tuple[Found, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    profiles: tuple[Profile, ...] = ()
    #: Of a spreadsheet, its header row and the field that each column was read as ("" for none).
    columns: tuple[tuple[str, str], ...] = ()
    #: Names of people that must not be told. Only those who hold the document see them.
    withheld: tuple[str, ...] = ()

    @property
    def citation(self) -> str:
        """How its session is cited: meeting, number, title, place and day; no people."""
        parts = [
            str(self.session[fact].value)
            if fact != "number"
            else f"session {self.session[fact].value}"
            for fact in ("meeting", "number", "title", "location", "date")
            if fact in self.session
        ]
        # A note is often named as its meeting.
        return ", ".join(dict.fromkeys(parts))

    def with_(self, **changes: Any) -> "Reading":
        """Return a copy with some parts changed."""
        return replace(self, **changes)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values, for keeping: what is withheld included."""
        return asdict(self)


def reading_from(values: Mapping[str, Any]) -> Reading:
    """Return the reading that :meth:`Reading.as_json` described."""
    return Reading(
        shape=Shape(values["shape"]),
        language=values["language"],
        session=_all_found(values["session"]),
        practices=tuple(PracticeRecord(_all_found(one["fields"])) for one in values["practices"]),
        challenges=tuple(map(found_from, values["challenges"])),
        recommendations=tuple(map(found_from, values["recommendations"])),
        quotations=tuple(
            Quotation(**{**one, "places": _places(one)}) for one in values["quotations"]
        ),
        profiles=tuple(Profile(_all_found(one["fields"])) for one in values["profiles"]),
        columns=tuple((header, name) for header, name in values["columns"]),
        withheld=tuple(values["withheld"]),
    )


def found_from(values: Mapping[str, Any]) -> Found:
    """Return the value that :func:`dataclasses.asdict` described."""
    return Found(values["value"], values["confidence"], _places(values))


def _all_found(values: Mapping[str, Any]) -> dict[str, Found]:
    return {name: found_from(one) for name, one in values.items()}


def _places(values: Mapping[str, Any]) -> tuple[Place, ...]:
    return tuple(Place(**one) for one in values["places"])
