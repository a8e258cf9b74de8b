"""What mail is about, and how often people may have it."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from rcp_platform.notifications.models import Frequency

FREQUENCY_NAMES = {
    Frequency.AT_ONCE: _("At once"),
    Frequency.DAILY: _("Once a day"),
    Frequency.WEEKLY: _("Once a week"),
    Frequency.NEVER: _("Never"),
}


@dataclass(frozen=True)
class Topic:
    """Something mail is about; the first frequency is the usual one."""

    name: LazyString
    frequencies: tuple[Frequency, ...]

    @property
    def may_be_stopped(self) -> bool:
        """Whether people may ask for no more of it."""
        return Frequency.NEVER in self.frequencies


#: By the part of a topic before the colon: ``follows:search-12`` is one of the saved searches.
TOPICS = {
    # What one has asked for oneself, such as a link to set a password.
    "account": Topic(_("Your account"), (Frequency.AT_ONCE,)),
    "tasks": Topic(_("Work that waits for you"), (Frequency.AT_ONCE, Frequency.NEVER)),
    "follows": Topic(
        _("What you follow, and your saved searches"),
        (Frequency.WEEKLY, Frequency.DAILY, Frequency.AT_ONCE, Frequency.NEVER),
    ),
}


def topic_of(topic: str) -> Topic:
    """Return what is known of a topic. Raises :exc:`KeyError` for one that is not declared."""
    return TOPICS[family_of(topic)]


def family_of(topic: str) -> str:
    """Return the part of a topic before the colon."""
    return topic.partition(":")[0]
