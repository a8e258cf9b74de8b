"""Two readings of a practice, field by field."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from rcp_platform.core import countries, vocabularies
from rcp_platform.core.rendering import language_name
from rcp_platform.practices import fields
from rcp_platform.practices.models import SECTIONS
from rcp_platform.practices.quotations.presentation import said_by
from rcp_platform.practices.reading import Reading
from rcp_platform.practices.versions.words import Piece, word_changes


@dataclass(frozen=True)
class Change:
    """What differs in one field: words of a text, or things named in full."""

    label: LazyString
    words: tuple[Piece, ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    #: Of the words and of what is named; empty for the reader's own.
    language: str = ""


_TEXTS: dict[str, LazyString] = {
    "corridor": _("Route or corridor"),
    "beneficiaries": _("Who benefits"),
    "lead_organisation": _("Lead organisation"),
    "partners": _("Partners"),
    "source": _("Source"),
    "references": _("Further reading"),
}


def _label_of(labels: Mapping[Any, Any]) -> Callable[[Any], str]:
    return lambda value: str(labels[value])


#: Fields that hold a choice or a list of them: their heading, and what a choice is called.
_NAMED: dict[str, tuple[LazyString, Callable[[Any], str]]] = {
    "language": (_("Language"), language_name),
    "countries": (_("States and territories"), countries.name_of),
    "scope": (_("Geographic scope"), _label_of(vocabularies.SCOPES)),
    "practice_type": (_("Type"), _label_of(vocabularies.PRACTICE_TYPES)),
    "status": (_("Status"), _label_of(vocabularies.PRACTICE_STATUSES)),
    "year_from": (_("First year"), str),
    "year_to": (_("Last year"), str),
    "themes": (_("Themes"), _label_of(vocabularies.THEMES)),
    "gcm_objectives": (
        _("Global Compact objectives"),
        lambda number: f"{number}. {vocabularies.GCM_OBJECTIVES[number]}",
    ),
    "sdg_targets": (
        _("SDG targets"),
        lambda number: f"{number} {vocabularies.SDG_TARGETS[number]}",
    ),
    "audience": (_("Who may read title, summary and short facts"), _label_of(fields.AUDIENCES)),
    "body_audience": (_("Who may read the full text"), _label_of(fields.BODY_AUDIENCES)),
    "attribution": (
        _("What readers outside the Process are told of the source"),
        _label_of(fields.ATTRIBUTIONS),
    ),
}


def changes(before: Reading, after: Reading) -> list[Change]:
    """Return what differs between two readings, in the order of the page."""
    return list(_each_change(before, after))


def _each_change(before: Reading, after: Reading) -> Iterator[Change]:
    for name in ("title", "summary"):
        yield from _text(fields.LABELS[name], getattr(before, name), getattr(after, name), after)
    for name in SECTIONS:
        text, other = before.sections.get(name, ""), after.sections.get(name, "")
        yield from _text(fields.HEADINGS[name], text, other, after)
    yield from _named(
        _("Quotations"),
        [_quoted(said, before) for said in before.quotations],
        [_quoted(said, after) for said in after.quotations],
    )
    for name, (label, name_of) in _NAMED.items():
        was, has = (_listed(getattr(one, name)) for one in (before, after))
        yield from _named(label, [name_of(one) for one in was], [name_of(one) for one in has])
    yield from _named(_("Keywords"), before.keywords, after.keywords, after.language)
    for name, label in _TEXTS.items():
        yield from _text(label, getattr(before, name), getattr(after, name), after)


def _text(label: LazyString, before: str, after: str, reading: Reading) -> Iterator[Change]:
    if before != after:
        yield Change(label, word_changes(before, after), language=reading.language)


def _named(
    label: LazyString, before: Iterable[str], after: Iterable[str], language: str = ""
) -> Iterator[Change]:
    was, has = list(before), list(after)
    removed = tuple(one for one in was if one not in has)
    added = tuple(one for one in has if one not in was)
    if removed or added:
        yield Change(label, removed=removed, added=added, language=language)


def _quoted(said: Any, reading: Reading) -> str:
    return f"“{said.text}” – {said_by(said, reading)}"


def _listed(value: Any) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        return value
    return () if value in (None, "") else (value,)
