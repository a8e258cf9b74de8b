"""Which lines of a PDF are headings, and of what rank."""

from collections import Counter
from collections.abc import Iterator

from rcp_ingest.document import BlockKind
from rcp_ingest.readers.pdf.blocks import Draft
from rcp_ingest.readers.pdf.words import Segment
from rcp_ingest.readers.text.joining import label_of
from rcp_ingest.readers.text.lines import blocks

_LARGER = 1.1
_MOST_CHARACTERS = 200
_MOST_LINES = 4
_DEEPEST = 6
#: How far lines stand apart, as a share of their size, between which there is room.
_ROOM = 1.7

#: How much a heading stands out: its size, whether it is bold, how few numbers it has.
Prominence = tuple[float, bool, int]


class Headings:
    """The headings of a document so far, each under those that stand out more."""

    def __init__(self) -> None:
        self._types: Counter[tuple[float, bool]] = Counter()
        self._open: list[Prominence] = []
        #: How many are set as headings.
        self._set = 0

    def learn(self, segments: list[Segment]) -> None:
        """Take up in what type the text of a page is set."""
        for one in segments:
            if not one.is_table:
                self._types[one.size, one.bold] += sum(len(word.text) for word in one.words)

    @property
    def body(self) -> tuple[float, bool]:
        """The size of the text, and whether it is bold."""
        return max(self._types, key=self._types.__getitem__) if self._types else (11.0, False)

    def guessed(self, drafts: list[Draft]) -> dict[int, int]:
        """Return the level of each draft, by its number, that its words alone make a heading.

        Only where next to nothing is set as a heading, as in a text without any type.
        """
        self._set += sum(map(self._stands_out, drafts))
        if self._set > 1:
            return {}
        found = {
            (block.mark, block.text): block.level
            for block in blocks(_as_plain_text(drafts))
            if block.is_heading
        }
        levels = {}
        for number, draft in enumerate(drafts):
            mark = draft.mark.written if draft.mark else ""
            if level := found.get((mark, " ".join(draft.texts)), 0):
                levels[number] = level
        return levels

    def level_of(self, draft: Draft, levels: dict[int, int], guessed: int) -> int:
        """Return the level of a draft that is a heading, which it becomes, or 0.

        ``levels`` are those that the structure of the document gives to its contents, ``guessed``
        is the one that its words suggest.
        """
        tagged = levels.get(draft.lines[0].content, 0)
        if draft.kind == BlockKind.TABLE or not (tagged or guessed or self._stands_out(draft)):
            return 0
        draft.kind = BlockKind.HEADING
        if guessed and not tagged and not self._stands_out(draft):
            return guessed + (1 if self._open else 0)
        first = draft.lines[0]
        prominence = (first.size, first.bold, -draft.mark.depth if draft.mark else 0)
        if tagged:
            self._open = self._open[: tagged - 1]
            self._open += [prominence] * (tagged - len(self._open))
        else:
            while self._open and self._open[-1] <= prominence:
                self._open.pop()
            self._open.append(prominence)
        return min(len(self._open), _DEEPEST)

    def _stands_out(self, draft: Draft) -> bool:
        """Whether a few words are set so that they stand above others."""
        size, bold = self.body
        first = draft.lines[0]
        length = sum(map(len, draft.texts))
        if (
            draft.is_note
            or len(draft.lines) > _MOST_LINES
            or not 1 < length <= _MOST_CHARACTERS
            or not any(map(str.isalpha, draft.texts[0]))
            or (draft.mark and draft.mark.is_bullet)
        ):
            return False
        if first.size >= _LARGER * size:
            return True
        text = draft.texts[-1]
        has_value = label_of(draft.texts[0]) not in ("", draft.texts[0])
        ends_openly = not text.endswith((".", ";", ","))
        if first.bold and not bold and all(line.bold for line in draft.lines):
            return ends_openly and not has_value and first.size >= 0.9 * size
        return (
            len(draft.lines) == 1
            and ends_openly
            and not has_value
            and text.isupper()
            and sum(map(str.isalpha, text)) > 5
        )


def _as_plain_text(drafts: list[Draft]) -> Iterator[str]:
    """Yield what drafts say as lines, empty ones where there is room between them."""
    last: Draft | None = None
    for draft in drafts:
        if draft.kind == BlockKind.TABLE:
            continue
        first = draft.lines[0]
        if last and first.baseline - last.lines[-1].baseline > _ROOM * first.size:
            yield ""
        yield " ".join([draft.mark.written or "•" if draft.mark else "", *draft.texts]).strip()
        last = draft
