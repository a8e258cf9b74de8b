"""Labelled documents as PDF: set by Typst, or as pictures of the pages."""

import io
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typst
from PIL import Image
from tests.ingest.labelled.script import Piece, final

import rcp_platform.outputs

How = Mapping[str, Any]
_FONTS = Path(rcp_platform.outputs.__file__).parent / "fonts"
_DOTS_PER_INCH = 170


def pdf(pieces: Sequence[Piece], how: How, language: str) -> bytes:
    """Return a PDF: with columns, running heads or pictures instead of text where asked for."""
    source = "\n".join([*_setting(how, language), *_markup(pieces, how)]).encode()
    if not how.get("scanned"):
        return bytes(_typeset(source, format="pdf"))
    pages = _typeset(source, format="png", ppi=_DOTS_PER_INCH)
    pictures = pages if isinstance(pages, list) else [pages]
    return _scanned([Image.open(io.BytesIO(one)) for one in pictures])


def _typeset(source: bytes, **form: Any) -> Any:
    return typst.compile(
        source, font_paths=[_FONTS], ignore_system_fonts=True, timestamp=1_700_000_000, **form
    )


def _setting(how: How, language: str) -> Iterator[str]:
    head, columns = how.get("running_head", ""), how.get("columns", 1)
    header = f"header: [{_words(head)}], " if head else ""
    wide = json.dumps(columns > 1)
    yield f'#set page(paper: "a4", {header}columns: {columns}, flipped: {wide}, numbering: "1")'
    yield (
        f'#set text(font: ("Noto Sans", "Noto Naskh Arabic"), size: 10pt, lang: "{language}",'
        f" hyphenate: {wide})"
    )
    yield f"#set par(justify: {wide})"


def _markup(pieces: Sequence[Piece], how: How) -> Iterator[str]:
    for piece in pieces:
        words = _words(piece.text)
        match piece.kind:
            case "heading" if how.get("bold"):
                yield f"\n#strong[{words}]\n"
            case "heading":
                yield f"\n{'=' * piece.level} {words}\n"
            case "item":
                yield f"{'  ' * (piece.level - 1)}{piece.mark or '-'} {words}"
            case "table":
                cells = "".join(f"[{_words(cell)}]," for row in piece.rows for cell in row)
                yield f"\n#table(columns: {len(piece.rows[0])}, {cells})\n"
            case "break":
                yield "\n#pagebreak()\n"
            case "footnote":
                yield f"#footnote[{words}]\n"
            case _:
                yield f"\n{words}\n"


def _words(text: str) -> str:
    lines = final(text).split("\n")
    return " \\ ".join(f"#{json.dumps(line, ensure_ascii=False)};" for line in lines)


def _scanned(pages: Sequence[Image.Image]) -> bytes:
    """Return pictures of pages as a scanner gives them: grey, a little askew, with specks."""
    chance = random.Random(2026)  # noqa: S311 - specks, not secrets
    pictures = []
    for page in pages:
        grey = page.convert("L").rotate(0.4, fillcolor=255, resample=Image.Resampling.BICUBIC)
        for _ in range(900):
            spot = chance.randrange(grey.width), chance.randrange(grey.height)
            grey.putpixel(spot, chance.randrange(90, 200))
        pictures.append(grey)
    written = io.BytesIO()
    first, *others = pictures
    first.save(
        written, "PDF", save_all=True, append_images=others, resolution=_DOTS_PER_INCH, quality=80
    )
    return written.getvalue()
