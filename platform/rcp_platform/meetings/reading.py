"""A meeting as one reader may know it.

Pages, calendars, feeds and the interface for programs show these, never rows: room, link, points
in closed session and documents that are not for the reader are not in them.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from rcp_platform.core.access import Actor
from rcp_platform.core.vocabularies import MeetingLevel
from rcp_platform.directory.models import Rcp
from rcp_platform.files.models import StoredFile
from rcp_platform.meetings import policy
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingDocument
from rcp_platform.meetings.states import MeetingAudience, MeetingState

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Card:
    """What lists show of a meeting: nothing in it is for some of its readers only."""

    id: int
    state: MeetingState
    title: str
    #: ISO 639-1, of title and description.
    language: str
    level: MeetingLevel
    #: Those that hold it, the first one first.
    rcps: tuple[Rcp, ...]
    starts_at: datetime
    ends_at: datetime
    #: IANA name of the zone in which it is held.
    zone: str
    #: ISO 3166-1 alpha-2; empty where no State hosts it.
    country: str
    city: str
    themes: tuple[str, ...]
    is_sample: bool

    @classmethod
    def of(cls, meeting: Meeting, actor: Actor) -> Self:
        """Return what the actor, who may see the meeting, is told in lists."""
        return cls(**_facts(meeting))

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day, on the calendar of the place."""
        zone = ZoneInfo(self.zone)
        last = self.ends_at - _INSTANT
        return self.starts_at.astimezone(zone).date(), last.astimezone(zone).date()


@dataclass(frozen=True)
class ShownItem:
    """A point of the agenda that the reader may know of."""

    id: int
    meeting_id: int
    title: str
    detail: str
    starts_at: datetime | None
    minutes: int | None
    themes: tuple[str, ...]
    is_closed: bool

    @classmethod
    def of(cls, item: AgendaItem) -> Self:
        """Return a point for whoever may read it."""
        return cls(**{f.name: _frozen(getattr(item, f.name)) for f in fields(cls)})


@dataclass(frozen=True)
class ShownDocument:
    """A document that the reader may open."""

    id: int
    meeting_id: int
    agenda_item_id: int | None
    title: str
    language: str
    #: The name of the file; empty for a link.
    name: str
    url: str | None
    file: StoredFile | None
    #: Who else may open it.
    audience: MeetingAudience

    @classmethod
    def of(cls, document: MeetingDocument) -> Self:
        """Return a document for whoever may read it."""
        facts = {f.name: getattr(document, f.name) for f in fields(cls)}
        return cls(**facts | {"audience": policy.audience_of(document)})

    @property
    def host(self) -> str:
        """Where a link leads; empty for a file."""
        return (urlsplit(self.url).hostname or "") if self.url else ""


@dataclass(frozen=True)
class Shown(Card):
    """All that a page shows of a meeting."""

    uid: str
    sequence: int
    description: str
    series: str
    contact: str
    audience: MeetingAudience
    cancelled_reason: str
    updated_at: datetime
    #: Empty for readers who do not take part.
    venue: str
    link: str
    #: Whether room and link are told.
    is_joining: bool
    agenda: tuple[ShownItem, ...]
    documents: tuple[ShownDocument, ...]

    @classmethod
    def of(cls, meeting: Meeting, actor: Actor) -> Self:
        """Return what the actor, who may see the meeting, may know of it."""
        is_joining = policy.may_join(actor, meeting)
        items = [item for item in meeting.agenda if policy.may_read_item(actor, item)]
        documents = [one for one in meeting.documents if policy.may_read(actor, one)]
        return cls(
            **_facts(meeting),
            uid=meeting.uid,
            sequence=meeting.sequence,
            description=meeting.description,
            series=meeting.series.name if meeting.series else "",
            contact=meeting.contact or (meeting.rcps[0].contact if meeting.rcps else ""),
            audience=meeting.audience,
            cancelled_reason=meeting.cancelled_reason,
            updated_at=meeting.updated_at,
            venue=meeting.venue if is_joining else "",
            link=meeting.link if is_joining else "",
            is_joining=is_joining,
            agenda=tuple(map(ShownItem.of, items)),
            documents=tuple(map(ShownDocument.of, documents)),
        )

    @property
    def general_documents(self) -> list[ShownDocument]:
        """The documents that belong to no point of the agenda."""
        return [one for one in self.documents if one.agenda_item_id is None]

    def documents_on(self, item: ShownItem) -> list[ShownDocument]:
        """Return the documents that belong to a point."""
        return [one for one in self.documents if one.agenda_item_id == item.id]


def _facts(meeting: Meeting) -> dict[str, Any]:
    facts = {f.name: _frozen(getattr(meeting, f.name)) for f in fields(Card) if f.name != "rcps"}
    return facts | {"rcps": tuple(meeting.rcps)}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
