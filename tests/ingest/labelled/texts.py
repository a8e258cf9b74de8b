"""Labelled documents as plain text, Markdown, HTML, RTF and separated values."""

import csv
import html
import io
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from tests.ingest.labelled.script import Piece, final

How = Mapping[str, Any]


def plain(pieces: Sequence[Piece], how: How, language: str) -> bytes:
    """Return a text file: as typed, as taken out of a PDF, or as sent by a web form."""
    lines = _form_lines(pieces) if how.get("form") else _plain_lines(pieces, how)
    return "\n".join(lines).encode(how.get("encoding", "utf-8"))


def _plain_lines(pieces: Sequence[Piece], how: How) -> Iterator[str]:
    bullet, width, page = how.get("bullet", "• "), how.get("wrapped"), 1
    for kind, group in groupby(pieces, lambda piece: (piece.kind, bool(piece.mark))):
        if how.get("detached") and kind == ("item", True):
            points = list(group)
            yield from (point.mark for point in points)
            yield ""
            yield from (final(point.text) for point in points)
            yield ""
            continue
        for piece in group:
            match piece.kind:
                case "break":
                    page += 1
                    yield from ("", str(page - 1), f"\f{how.get('running_head', '')}", "")
                case "heading" if how.get("underlined"):
                    title = final(piece.text)
                    yield from (title, ("=" if piece.level == 1 else "-") * len(title), "")
                case "table":
                    yield from ("\t".join(map(final, row)) for row in piece.rows)
                    yield ""
                case _:
                    start = "  " * (piece.level - 1)
                    start += f"{piece.mark} " if piece.mark else bullet
                    text = (start if piece.kind == "item" else "") + final(piece.text)
                    yield from _wrapped(text, width, how) if width else text.split("\n")
                    if piece.kind != "item" or how.get("spaced"):
                        yield ""
        yield ""


def _wrapped(text: str, width: int, how: How) -> Iterator[str]:
    """As taken out of a PDF: an empty line may stand within a point."""
    first, *others = textwrap.wrap(text, width)
    yield first
    if how.get("gaps") and len(others) == 1:
        yield ""
    yield from others


def _form_lines(pieces: Sequence[Piece]) -> Iterator[str]:
    """As a web form sends it: the first list came with the marks of the editor."""
    strayed = False
    for kind, group in groupby(pieces, lambda piece: piece.kind):
        points = list(group)
        if kind == "item" and not strayed:
            strayed = True
            listed = " ".join(f"• {final(point.text)}" for point in points)
            yield f'<p>&nbsp;</p> <ul style="list-style-type: none;"> {listed}'
        elif kind == "item":
            yield ""
            yield from (f"- {final(point.text)}" for point in points)
            yield ""
        else:
            for piece in points:
                yield final(piece.text)
                if kind != "heading" or strayed:
                    yield ""


def markdown(pieces: Sequence[Piece], how: How, language: str) -> bytes:
    """Return a Markdown file."""
    lines: list[str] = []
    for kind, group in groupby(pieces, lambda piece: piece.kind):
        for piece in group:
            match kind:
                case "heading":
                    lines += [f"{'#' * piece.level} {final(piece.text)}", ""]
                case "item":
                    mark = piece.mark or "-"
                    lines.append(f"{'  ' * (piece.level - 1)}{mark} {final(piece.text)}")
                case "table":
                    rows = [
                        " | ".join(final(cell).replace("\n", "<br>") for cell in row)
                        for row in piece.rows
                    ]
                    rule = " | ".join("---" for _ in piece.rows[0])
                    lines += [f"| {row} |" for row in (rows[0], rule, *rows[1:])]
                case "break":
                    lines.append("---")
                case _:
                    lines += [final(piece.text).replace("\n", "  \n"), ""]
        lines.append("")
    return "\n".join(lines).encode()


_NOISE = """<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<script>document.title = "never run";</script><style>p { margin: 0 }</style>"""


def web(pieces: Sequence[Piece], how: How, language: str) -> bytes:
    """Return a web page, with the noise of a site around it where asked for."""
    encoding = how.get("encoding", "utf-8")
    noise = _NOISE if how.get("noisy") else ""
    body = "\n".join(_tags(pieces))
    direction = ' dir="rtl"' if language == "ar" else ""
    title = html.escape(how.get("title", ""))
    return (
        f'<!DOCTYPE html><html lang="{language}"{direction}><head><meta charset="{encoding}">'
        f"<title>{title}</title></head><body>{noise}<main>{body}</main>"
        f"{'<footer>© Portal</footer>' if noise else ''}</body></html>"
    ).encode(encoding, "xmlcharrefreplace")


def _tags(pieces: Sequence[Piece]) -> Iterator[str]:
    kinds = groupby(pieces, lambda piece: (piece.kind, bool(piece.mark)))
    for (kind, is_numbered), group in kinds:
        match kind:
            case "item":
                tag = "ol" if is_numbered else "ul"
                points = "".join(f"<li>{_inner(piece.text)}</li>" for piece in group)
                yield f"<{tag}>{points}</{tag}>"
            case "table":
                yield from (_table(piece) for piece in group)
            case "heading":
                for piece in group:
                    yield f"<h{piece.level}>{_inner(piece.text)}</h{piece.level}>"
            case _:
                yield from (f"<p>{_inner(piece.text)}</p>" for piece in group)


def _inner(text: str) -> str:
    return html.escape(final(text)).replace("\n", "<br>")


def _table(piece: Piece) -> str:
    rows = []
    for row in piece.rows:
        cells: list[list[Any]] = []
        for cell in row:
            if cell == "<":
                cells[-1][1] += 1
            else:
                cells.append([_inner(cell), 1])
        drawn = "".join(
            f'<td colspan="{wide}">{text}</td>' if wide > 1 else f"<td>{text}</td>"
            for text, wide in cells
        )
        rows.append(f"<tr>{drawn}</tr>")
    return f"<table>{''.join(rows)}</table>"


def rich(pieces: Sequence[Piece], how: How, language: str) -> bytes:
    """Return an RTF file: letters of its code page, or numbers of Unicode where it has none."""
    page = how.get("codepage", "")

    def coded(text: str) -> str:
        found = []
        for letter in final(text):
            if letter in "\\{}":
                found.append(f"\\{letter}")
            elif letter == "\n":
                found.append("\\line ")
            elif letter.isascii():
                found.append(letter)
            else:
                held = letter.encode(page, "ignore") if page else b""
                found.append(f"\\'{held[0]:02x}" if held else f"\\u{ord(letter)}?")
        return "".join(found)

    lines = []
    for piece in pieces:
        match piece.kind:
            case "heading":
                size = 36 - 4 * piece.level
                lines.append(rf"\pard\sb240\b\fs{size} {coded(piece.text)}\b0\fs22\par")
            case "item":
                mark = coded(piece.mark) if piece.mark else r"\u8226?"
                lines.append(rf"\pard\fi-360\li720 {{\listtext {mark}\tab}}{coded(piece.text)}\par")
            case "table":
                for row in piece.rows:
                    edges = "".join(rf"\cellx{3000 * (i + 1)}" for i in range(len(row)))
                    cells = "".join(rf"\intbl {coded(cell)}\cell " for cell in row)
                    lines.append(rf"\trowd{edges}\pard{cells}\row")
            case "break":
                lines.append(r"\page")
            case _:
                lines.append(rf"\pard {coded(piece.text)}\par")
    number = page.removeprefix("windows-") or "1252"
    head = rf"{{\rtf1\ansi\ansicpg{number}\deff0{{\fonttbl{{\f0 Arial;}}}}\f0\fs22 "
    return (head + "\n".join(lines) + "}").encode("ascii")


def separated(pieces: Sequence[Piece], how: How, language: str) -> bytes:
    """Return the rows of the tables as separated values."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=how.get("delimiter", ","))
    for piece in pieces:
        for row in piece.rows:
            writer.writerow(["" if cell == "<" else final(cell) for cell in row])
    return written.getvalue().encode(how.get("encoding", "utf-8"))
