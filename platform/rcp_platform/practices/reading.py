"""A practice as one reader may know it.

Pages, search results, mail, feeds, exports and the interface for programs show readings,
never rows: what a reader may not know is not in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self

from rcp_platform.core.access import Actor
from rcp_platform.directory.models import Rcp
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.quotations.models import Quotation
from rcp_platform.practices.states import READABLE, Attribution, Audience, PracticeState


@dataclass(frozen=True)
class Shown:
    """What an attribution tells readers outside the RCP."""

    rcp: bool
    states: bool
    organisations: bool

    def __and__(self, other: "Shown") -> "Shown":
        return Shown(
            self.rcp and other.rcp,
            self.states and other.states,
            self.organisations and other.organisations,
        )


_SHOWN = {
    Attribution.NAMED: Shown(rcp=True, states=True, organisations=True),
    Attribution.STATE: Shown(rcp=False, states=True, organisations=False),
    Attribution.RCP: Shown(rcp=True, states=False, organisations=False),
    Attribution.ANONYMOUS: Shown(rcp=False, states=False, organisations=False),
}
_EVERYTHING = _SHOWN[Attribution.NAMED]


def shown_facts(practice: Practice) -> Shown:
    """Return what readers outside the RCP are told of the source."""
    return _SHOWN[practice.attribution]


@dataclass(frozen=True)
class ReadQuotation:
    """Words said, and by whom as far as the reader may know."""

    text: str
    language: str
    attribution: Attribution
    #: Empty unless the speaker's approval is recorded.
    speaker: str
    #: ISO 3166-1 alpha-2; empty where it is not told.
    country: str
    #: Whether it is told that the speaker spoke for the practice's RCP.
    names_rcp: bool

    @classmethod
    def of(cls, quotation: Quotation, told_of_practice: Shown) -> Self:
        """Return a quotation for a reader who is told so much of the practice it stands in.

        Those of its RCP are told no more of a speaker than others.
        """
        told = _SHOWN[quotation.attribution] & told_of_practice
        is_named = quotation.is_approved and told.organisations
        return cls(
            text=quotation.text,
            language=quotation.language,
            attribution=quotation.attribution,
            speaker=quotation.speaker if is_named else "",
            country=quotation.country if told.states else "",
            names_rcp=told.rcp,
        )


@dataclass(frozen=True)
class Card:
    """What lists show of a practice."""

    id: int
    external_id: str
    state: PracticeState
    title: str
    summary: str
    #: ISO 639-1, of title and texts.
    language: str
    #: None where the attribution does not tell it.
    rcp: Rcp | None
    #: ISO 3166-1 alpha-2.
    countries: tuple[str, ...]
    corridor: str
    scope: str
    practice_type: str
    status: str
    year_from: int | None
    year_to: int | None
    themes: tuple[str, ...]
    gcm_objectives: tuple[int, ...]
    sdg_targets: tuple[str, ...]
    keywords: tuple[str, ...]
    beneficiaries: str
    lead_organisation: str
    partners: str
    audience: Audience
    #: None when it is the same.
    body_audience: Audience | None
    attribution: Attribution
    is_sample: bool
    updated_at: datetime
    published_at: datetime | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str

    @property
    def rcp_slug(self) -> str:
        """The slug of the RCP; empty where the attribution does not tell it."""
        return self.rcp.slug if self.rcp else ""

    @property
    def is_withdrawn(self) -> bool:
        """Whether only the notice of its withdrawal is left."""
        return self.state == PracticeState.WITHDRAWN

    @classmethod
    def of(cls, practice: Practice, actor: Actor) -> Self:
        """Return what the actor may know of a practice.

        Whether the actor may see it at all was decided before: by ``queries.visible_to``.
        """
        return cls(**_facts(practice, actor, _told(practice, actor)))


@dataclass(frozen=True)
class Reading(Card):
    """All that a page shows of a practice."""

    #: The long texts that are filled in, in reading order; empty where the body is withheld.
    sections: Mapping[str, str]
    quotations: tuple[ReadQuotation, ...]
    #: One a line.
    references: str
    source: str
    #: Whether there is more that the reader may not open.
    is_body_withheld: bool

    @classmethod
    def of(
        cls,
        practice: Practice,
        actor: Actor,
        as_now: Practice | None = None,
        beside: Practice | None = None,
    ) -> Self:
        """Return what the actor may know of a practice that the actor may see.

        An earlier version is read under its own rules and under those of the practice
        ``as_now``: what has been narrowed since is narrow in old versions too. Where it is
        compared it is read under those of the version ``beside`` it as well.
        """
        told = _told(practice, actor)
        has_body = policy.may_read_body(actor, practice)
        for other in (as_now, beside):
            if other is not None:
                told = told & _told(other, actor)
                has_body = has_body and policy.may_read_body(actor, other)
        return cls(
            **_facts(practice, actor, told),
            sections=practice.sections if has_body else {},
            quotations=tuple(
                ReadQuotation.of(said, told & _still_told(said, as_now))
                for said in practice.quotations
            )
            if has_body
            else (),
            references=practice.references if has_body and told.organisations else "",
            source=practice.source if has_body and told.organisations else "",
            is_body_withheld=not has_body and practice.state in READABLE,
        )


def _told(practice: Practice, actor: Actor) -> Shown:
    return _EVERYTHING if policy.knows_the_source(actor, practice) else shown_facts(practice)


def _still_told(quotation: Quotation, as_now: Practice | None) -> Shown:
    """What is told of a speaker can be taken back; then old versions do not tell it either."""
    if as_now is None:
        return _EVERYTHING
    for said in as_now.quotations:
        if said.text == quotation.text:
            told = _SHOWN[said.attribution]
            return Shown(
                rcp=told.rcp,
                states=told.states and said.country == quotation.country,
                organisations=told.organisations and said.speaker == quotation.speaker,
            )
    return _SHOWN[Attribution.ANONYMOUS]


def _facts(practice: Practice, actor: Actor, told: Shown) -> dict[str, Any]:
    facts = {
        field.name: _frozen(getattr(practice, field.name))
        for field in fields(Card)
        if field.name != "rcp"
    }
    facts["rcp"] = practice.rcp if told.rcp else None
    if not told.rcp:
        facts["external_id"] = ""
    if not told.states:
        facts |= {"countries": (), "corridor": ""}
    if not told.organisations:
        facts |= {"lead_organisation": "", "partners": ""}
    if practice.state == PracticeState.WITHDRAWN and not policy.is_editor(actor, practice):
        facts |= _WITHHELD_AFTER_WITHDRAWAL
    return facts


#: A notice of withdrawal says when, why and by whose seat; not what was withdrawn.
_WITHHELD_AFTER_WITHDRAWAL: dict[str, Any] = {
    "external_id": "",
    "title": "",
    "summary": "",
    "countries": (),
    "corridor": "",
    "scope": "",
    "practice_type": "",
    "status": "",
    "year_from": None,
    "year_to": None,
    "themes": (),
    "gcm_objectives": (),
    "sdg_targets": (),
    "keywords": (),
    "beneficiaries": "",
    "lead_organisation": "",
    "partners": "",
}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
