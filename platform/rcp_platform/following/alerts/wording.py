"""What a mail says of what was found, in the language of its reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from rcp_platform.core import vocabularies
from rcp_platform.core.rendering import moment
from rcp_platform.following.alerts.models import Alert, Event
from rcp_platform.following.alerts.wishes import Source
from rcp_platform.following.models import FollowKind, SavedSearch
from rcp_platform.practices.reading import Card


@dataclass(frozen=True)
class Item:
    """Something to tell: a practice as its reader may know it now, and why."""

    alert: Alert
    card: Card


@dataclass(frozen=True)
class Group:
    """What one search or follow found, in the order in which it did: the best match first."""

    source: Source
    #: The first of them; ``more`` counts the others, which the page of the search shows.
    items: Sequence[Item]
    more: int
    #: Where mail of this one is stopped.
    stop_address: str


def heading_of(group: Group) -> str:
    """Return which search or follow this is."""
    source = group.source
    if isinstance(source, SavedSearch):
        return str(_("Saved search: %(name)s", name=source.name))
    match source.kind:
        case FollowKind.RCP:
            rcp = group.items[0].card.rcp
            return str(_("Process: %(name)s", name=rcp.short_name if rcp else source.value))
        case FollowKind.THEME:
            theme = vocabularies.THEMES.get(source.value, source.value)
            return str(_("Theme: %(name)s", name=theme))
        case FollowKind.PRACTICE:
            return str(_("A practice that you follow"))


def said_of(item: Item) -> str:
    """Return from whom a practice is, what happened to it and when."""
    source = item.card.rcp.short_name if item.card.rcp else _("A Process of the network")
    return f"{source} · {_event(item)}"


def _event(item: Item) -> str:
    card = item.card
    match item.alert.event:
        case Event.ARCHIVED:
            return str(_("archived: its Process no longer follows it"))
        case Event.SUPERSEDED:
            return str(_("another practice has taken its place"))
        case Event.WITHDRAWN:
            at = moment(card.withdrawn_at) if card.withdrawn_at else ""
            reason = card.withdrawn_reason
            return str(_("withdrawn on %(date)s: %(reason)s", date=at, reason=reason))
        case Event.PUBLISHED:
            at = moment(card.published_at) if card.published_at else ""
            if item.alert.version > 1:
                return str(_("new version of %(date)s", date=at))
            return str(_("published on %(date)s", date=at))


def why_of(item: Item) -> str:
    """Return why a saved search found it; nothing needs to be said of what is followed."""
    words = _(", ").join(item.alert.words)
    if not item.alert.is_near:
        return str(_("Why: %(words)s", words=words)) if words else ""
    near = _("close in meaning") if words else _("close in meaning, in other words")
    return str(_("Why: %(words)s", words=f"{words} · {near}" if words else near))
