"""What came of a meeting, told to the next one: by topic, in plain words, counting nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.languages import locale_of
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.outcomes.queries import of_meeting
from rcp_platform.meetings.outcomes.reading import Item
from rcp_platform.outputs.paper import Bundle, Paper, Part, Text, bundle_of


@dataclass(frozen=True)
class Topic:
    """A point of the agenda, or what belongs to none, and what came of it."""

    #: Empty for what belongs to no point that the reader may know of.
    title: str
    #: ISO 639-1, of the title.
    language: str
    items: tuple[Item, ...]


def topics_of(items: Iterable[Item]) -> tuple[Topic, ...]:
    """Return items by point, in the order in which they come; those of no point at the end."""
    by_point: dict[int | None, list[Item]] = {}
    for item in items:
        by_point.setdefault(item.point_id, []).append(item)
    loose = by_point.pop(None, [])
    topics = [
        Topic(found[0].point, found[0].meeting_language, tuple(found))
        for found in [*by_point.values(), loose]
        if found
    ]
    return tuple(topics)


def items_of(session: Session, meeting: Meeting, actor: Actor) -> tuple[Item, ...]:
    """Return what the actor may know of what came of a meeting, in agenda order."""
    return tuple(Item.of(outcome, actor) for outcome in of_meeting(session, meeting.id, actor))


def report_of(
    meeting: Meeting,
    items: Iterable[Item],
    following: Meeting | None,
    address: str,
    language: str,
    at: datetime,
) -> Bundle:
    """Return the report as a file to be set, with headings in a language (ISO 639-1).

    ``following`` is the meeting for which it is made, one that the reader may see.
    """
    with force_locale(locale_of(language)):
        title = _("What came of “%(meeting)s”", meeting=meeting.title)
        facts = [
            (_("Held by"), _(", ").join(rcp.name for rcp in meeting.rcps)),
            (_("Date"), _days(meeting)),
        ]
        if following is not None:
            facts.append((_("For"), f"{following.title} ({_days(following)})"))
        paper = Paper(
            title=Text(title, language),
            source="",
            facts=tuple(facts),
            parts=tuple(_part(topic, language) for topic in topics_of(items)),
            citation=_(
                "What is noted here binds nobody. It was written down by those who held the"
                " meeting; whoever took an item on says how it stands."
            ),
            address=address,
        )
    return bundle_of([paper], language, at)


def _part(topic: Topic, language: str) -> Part:
    texts: list[Text] = []
    for item in topic.items:
        texts.append(Text(item.text, item.language))
        texts.append(Text(standing_of(item), language))
        if item.progress:
            texts.append(Text(item.progress, item.language))
    return Part(topic.title or _("On the meeting as a whole"), tuple(texts))


def standing_of(item: Item) -> str:
    """Return kind, owner, day and state of an item in a line."""
    named = [item.owner.short_name] if item.owner else []
    owner = _(", ").join([*named, *([item.owner_note] if item.owner_note else [])])
    parts = [item.kind_name]
    if owner:
        parts.append(_("taken on by %(owner)s", owner=owner))
    if item.due_on:
        parts.append(_("until %(day)s", day=format_date(item.due_on, "long")))
    return " · ".join([*parts, item.state_name])


def _days(meeting: Meeting) -> str:
    first, last = meeting.local_start.date(), meeting.local_end.date()
    if first == last:
        return str(format_date(first, "long"))
    return f"{format_date(first, 'long')} – {format_date(last, 'long')}"
