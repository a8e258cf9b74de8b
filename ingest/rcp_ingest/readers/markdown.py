"""Markdown files (.md)."""

import re
from collections.abc import Iterator, Sequence
from typing import IO, Any

from rcp_ingest.document import BlockKind, Piece
from rcp_ingest.limits import Limits
from rcp_ingest.readers.html_text import Page
from rcp_ingest.readers.text.drafting import drafted, lines_of, table_unit
from rcp_ingest.readers.text.encoding import decoded
from rcp_ingest.readers.text.joining import Unit, label_of
from rcp_ingest.readers.text.marks import Mark

#: What some programs write about a text before its beginning.
_ABOUT = re.compile(r"---\n((?:[^\n]{0,500}\n){0,50}?)(?:---|\.\.\.)\n")


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield headings, paragraphs, points and tables; of HTML in the text what it says."""
    from markdown_it import MarkdownIt

    found = decoded(stream, limits)
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    about = _ABOUT.match(text)
    units = lines_of(about[1]) if about else []
    tokens = MarkdownIt("commonmark").enable("table").parse(text[about.end() :] if about else text)
    yield from drafted(iter([*units, *_units(tokens, limits)]), limits)
    yield from found.remarks
    if found.error:
        raise found.error


def _units(tokens: Sequence[Any], limits: Limits) -> Iterator[Unit]:
    #: For each point that is open its mark, until it said something.
    points: list[Mark | None] = []
    depth = heading = 0
    rows: list[list[str]] = []
    is_cell = False
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = int(token.tag[1])
            case "heading_close":
                heading = 0
            case "list_item_open":
                written = f"{token.info}{token.markup}" if token.info else ""
                number = {"digits": int(token.info)} if token.info.isdecimal() else {}
                points.append(Mark(written, f"{token.markup}1" if number else "•", number))
            case "list_item_close":
                depth -= points.pop() is None
            case "tr_open":
                rows.append([])
            case "td_open" | "th_open" | "td_close" | "th_close":
                is_cell = token.type.endswith("open")
            case "table_close":
                yield from table_unit(rows)
                rows = []
            case "html_block":
                yield from Page(limits.characters).units(token.content)
            case "fence" | "code_block":
                yield from lines_of(token.content)
            case "inline" if is_cell:
                rows[-1].append(_said(token.children).strip())
            case "inline":
                text = _said(token.children).strip()
                outstanding = _stands_out(token.children)
                if not text:
                    continue
                if heading:
                    yield Unit(" ".join(text.split()), kind=BlockKind.HEADING, level=heading, gap=1)
                elif points and (mark := points[-1]):
                    points[-1] = None
                    depth += 1
                    text = " ".join(text.split())
                    yield Unit(text, mark, BlockKind.ITEM, depth, gap=1)
                else:
                    for said in _paragraphs(text):
                        yield Unit(said, gap=1, stands_out=outstanding)


def _said(tokens: Sequence[Any]) -> str:
    """Return what a paragraph says; breaks that are meant are empty lines."""
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append("\n")
        elif token.type == "hardbreak" or (token.type == "html_inline" and "<br" in token.content):
            parts.append("\n\n")
        elif token.type == "image":
            parts.append(_said(token.children))
    return "".join(parts)


def _paragraphs(text: str) -> Iterator[str]:
    """Yield what is parted by breaks that are meant, and lines that all have labels."""
    for part in text.split("\n\n"):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        if all(label_of(line) for line in lines):
            yield from lines
        else:
            yield " ".join(lines)


def _stands_out(tokens: Sequence[Any]) -> bool:
    """Whether nothing in a line is not bold."""
    is_bold, any_bold = 0, False
    for token in tokens:
        is_bold += (token.type == "strong_open") - (token.type == "strong_close")
        if token.type in ("text", "code_inline") and token.content.strip():
            if not is_bold:
                return False
            any_bold = True
    return any_bold
