"""How what was found is shown: the words that met, and why, in words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from rcp_platform.core import vocabularies
from rcp_platform.discovery.search import Found
from rcp_platform.practices.fields import HEADINGS
from rcp_search import Hit

#: Characters of a passage shown in a list of results, and where there is less room.
EXCERPT = 360
BRIEF = 200

#: Texts that stand beside a practice's own, by what their section's name begins with.
_BESIDE = {
    "attachment": lazy_gettext("From an attachment"),
    "quotation": lazy_gettext("In their words"),
}

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Shown:
    """A found practice, ready for a page, the API or the terminal."""

    found: Found
    #: Pieces of the passage, each with whether it is marked.
    pieces: Pieces
    heading: str
    #: Of the passage.
    language: str
    #: The words that met.
    words: list[str]
    #: Short sentences on why it was found.
    notes: list[str]

    @property
    def passage(self) -> str:
        """The excerpt as plain text."""
        return "".join(text for text, _marked in self.pieces)

    def titled(self, title: str, language: str) -> "Shown":
        """Return the same under its title in another language; the passage stays as found."""
        practice = replace(self.found.practice, title=title, language=language)
        return replace(self, found=replace(self.found, practice=practice))


def shown(found: Found, length: int = EXCERPT) -> Shown:
    """Return a found practice with its excerpt and the reasons."""
    hit = found.hit
    return Shown(
        found=found,
        pieces=list(_pieces(hit, length)),
        heading=_heading(hit.passage.section),
        language=hit.passage.language or found.practice.language,
        words=list(dict.fromkeys(word.casefold() for word in hit.words))[:6],
        notes=_notes(found),
    )


def _heading(section: str) -> str:
    # A translated one is named with its language: fr:impact.
    kind, _colon, name = section.rpartition(":")
    return str(_BESIDE.get(kind) or HEADINGS.get(name, ""))


def _notes(found: Found) -> list[str]:
    notes = []
    if found.hit.near and not found.hit.words:
        notes.append(_("close in meaning, in other words"))
    elif found.hit.near:
        notes.append(_("close in meaning"))
    lens = found.lens
    if lens.themes:
        names = _(", ").join(str(vocabularies.THEMES[theme]) for theme in lens.themes[:2])
        notes.append(_("your Process works on this too: %(themes)s", themes=names))
    if lens.shared_states:
        notes.append(
            ngettext(
                "its Process shares %(num)d State with yours",
                "its Process shares %(num)d States with yours",
                lens.shared_states,
            )
        )
    if lens.region:
        notes.append(_("same region: %(region)s", region=vocabularies.REGIONS[lens.region]))
    return notes


def _pieces(hit: Hit, length: int) -> Iterator[tuple[str, bool]]:
    text = hit.passage.text
    start, end = _window(text, *hit.sentence, length)
    if start:
        yield "… ", False
    position = start
    for span_start, span_end in hit.spans:
        if position <= span_start and span_end <= end:
            if text[position:span_start]:
                yield text[position:span_start], False
            yield text[span_start:span_end], True
            position = span_end
    yield text[position:end], False
    if end < len(text):
        yield " …", False


def _window(text: str, sentence_start: int, sentence_end: int, length: int) -> tuple[int, int]:
    """Return the range to show: the sentence that matched, and what follows it."""
    if len(text) <= length:
        return 0, len(text)
    start = 0 if sentence_end <= length else min(sentence_start, len(text) - 1)
    end = min(start + length, len(text))
    if end < len(text):
        last_space = text.rfind(" ", start + length // 2, end)
        end = last_space if last_space > 0 else end
    return start, end
