"""What a reader makes of a file: blocks in reading order, with their structure and their pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    #: A point of a list, without its bullet; a numbered one keeps its number in ``mark``.
    ITEM = "item"
    #: Its cells are in ``rows``; its text is their text, row by row, cells parted by tabs.
    TABLE = "table"


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a point of a list or a table."""

    kind: BlockKind
    #: In reading order, without line breaks that only the page needed. Plain text.
    text: str
    #: Of a heading its rank, of a list's point its depth; 1 is the outermost. Otherwise 0.
    level: int = 0
    #: The number of the page, slide or sheet that it begins on, from 1; None where there are none.
    page: int | None = None
    #: The number or letter of a list's point or of a heading as written: "2.", "a)".
    mark: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether it stands above what follows."""
        return self.kind == BlockKind.HEADING

    @property
    def is_item(self) -> bool:
        """Whether it is a point of a list."""
        return self.kind == BlockKind.ITEM

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values; what is usual is left out."""
        values: dict[str, Any] = {"kind": self.kind.value, "text": self.text}
        values |= {name: getattr(self, name) for name in ("level", "page", "mark")}
        values["rows"] = [list(row) for row in self.rows]
        return {name: value for name, value in values.items() if value or name == "text"}


def block_from(values: dict[str, Any]) -> Block:
    """Return the block that :meth:`Block.as_json` described."""
    rows = tuple(tuple(row) for row in values.get("rows", ()))
    return Block(**{**values, "kind": BlockKind(values["kind"]), "rows": rows})


def table(rows: list[list[str]], page: int | None = None) -> Block:
    """Return a table as a block."""
    text = "\n".join("\t".join(row) for row in rows)
    return Block(BlockKind.TABLE, text, page=page, rows=tuple(tuple(row) for row in rows))


@dataclass(frozen=True)
class Document:
    """One document: a file, or a part of one that holds several (a mail, an archive)."""

    #: The file's name; of a part, the names that lead to it: "minutes.eml › annex.docx".
    name: str
    media_type: str
    blocks: tuple[Block, ...]
    #: How many pages or slides there are; None where there are none.
    pages: int | None = None
    #: What whoever looks through it should know, such as "scanned": see :class:`Remark`.
    remarks: tuple["Remark", ...] = ()

    @property
    def text(self) -> str:
        """Everything it says, blocks parted by empty lines."""
        return "\n\n".join(block.text for block in self.blocks)

    def under(self, place: int) -> Iterator[tuple[int, Block]]:
        """Yield what stands under the heading at this place, deeper headings included."""
        level = self.blocks[place].level
        for number in range(place + 1, len(self.blocks)):
            block = self.blocks[number]
            if block.is_heading and block.level <= level:
                return
            yield number, block


class RemarkKind(StrEnum):
    """What is to be known of how a document was read."""

    #: Pages without text: nothing could be read there.
    SCANNED = "scanned"
    #: Pages read by character recognition: they need a closer look.
    RECOGNISED = "recognised"
    #: Only the beginning was read: too long, too slow or damaged further on.
    CUT_SHORT = "cut_short"
    #: Macros, scripts or references to other places were left out.
    NEUTRALISED = "neutralised"
    #: A part of a mail or an archive could not be read.
    PART_LEFT_OUT = "part_left_out"


@dataclass(frozen=True)
class Remark:
    """One thing to be known of how a document was read."""

    kind: RemarkKind
    #: Numbers of pages, the name of a part or a reason in English, for those who run the site.
    detail: str = ""


@dataclass(frozen=True)
class Part:
    """A file inside a mail or an archive, still to be read."""

    name: str
    content: bytes = field(repr=False)
    #: Where it cannot be taken out, a value of :class:`.safety.Refusal`.
    refusal: str = ""


@dataclass(frozen=True)
class Pages:
    """How many pages, slides or sheets a document has; yielded once, when it is known."""

    count: int


#: What readers yield, in reading order.
Piece = Block | Remark | Part | Pages
