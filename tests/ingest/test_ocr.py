"""Pages that are pictures are recognised where Tesseract is installed, and said to be pictures."""

import io
import os
from pathlib import Path

import pypdfium2
import pytest
from tests.ingest.pdf_making import At, Page, made, set_by_typst

from rcp_ingest.document import Block, Remark, RemarkKind
from rcp_ingest.limits import Limits
from rcp_ingest.readers.pdf import ocr
from rcp_ingest.readers.pdf.reader import read

installed = pytest.mark.skipif(ocr.tesseract() is None, reason="Tesseract is not installed")


def scanned(source: str, *, turned: int = 0) -> Page:
    """Return a page with nothing but the picture of what Typst makes of a source."""
    set_large = (
        '#set page(paper: "a5")\n#set text(14pt, font: ("Noto Sans", "Noto Naskh Arabic"))\n'
    )
    document = pypdfium2.PdfDocument(set_by_typst(set_large + source))
    drawn = document[0].render(scale=2, rotation=turned, grayscale=True)
    rows = bytes(drawn.buffer)
    pixels = b"".join(
        rows[row * drawn.stride : row * drawn.stride + drawn.width] for row in range(drawn.height)
    )
    document.close()
    return Page(picture=(drawn.width, drawn.height, pixels))


def told(*pages: Page, limits: Limits | None = None) -> tuple[list[Block], list[Remark]]:
    pieces = list(read(io.BytesIO(made(*pages)), limits or Limits(seconds=300)))
    return (
        [one for one in pieces if isinstance(one, Block)],
        [one for one in pieces if isinstance(one, Remark)],
    )


WRITTEN = Page([At(72, 120, "This page has words that can be read as they are.")])
REPORT = """
= Challenges

Fees are charged to workers by agencies that nobody has licensed in the State of origin.

- Licences are checked by inspectors
- Contracts are explained to workers
"""


@installed
def test_pages_that_are_pictures_are_read_in_their_place_and_named() -> None:
    blocks, remarks = told(WRITTEN, scanned(REPORT), WRITTEN)
    assert [block.page for block in blocks] == [1, *[2] * (len(blocks) - 2), 3]
    inside = [block.text for block in blocks[1:-1]]
    assert inside == [
        "Challenges",
        "Fees are charged to workers by agencies that nobody has licensed in the State of origin.",
        "Licences are checked by inspectors",
        "Contracts are explained to workers",
    ]
    assert remarks == [Remark(RemarkKind.RECOGNISED, "2")]


@installed
@pytest.mark.parametrize(
    "line",
    [
        "تعمل الدول الأعضاء على حماية العمال المهاجرين وأسرهم",
        "Государства договорились о справедливом найме работников",
    ],
)
def test_the_script_of_a_page_is_found_before_it_is_recognised(line: str) -> None:
    blocks, _ = told(scanned("\n\n".join([line] * 3)))
    text = " ".join(block.text for block in blocks)
    assert line in " ".join(text.split())


@installed
def test_a_page_that_lies_on_its_head_is_turned() -> None:
    blocks, _ = told(scanned(REPORT, turned=180))
    assert "Licences are checked by inspectors" in [block.text for block in blocks]


def test_without_tesseract_the_pages_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ocr, "_PLACES", str(tmp_path))
    picture = Page(picture=(2, 2, b"\0\0\0\0"))
    _, remarks = told(WRITTEN, picture, picture, WRITTEN, picture)
    assert remarks == [Remark(RemarkKind.SCANNED, "2-3, 5")]


def test_pages_for_which_no_time_is_left_are_named() -> None:
    _, remarks = told(scanned(REPORT), limits=Limits(seconds=0))
    assert remarks == [Remark(RemarkKind.SCANNED, "1")]


def test_a_program_that_never_ends_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(
        '#!/bin/sh\ncase "$1" in --list-langs) echo eng;; *) exec sleep 600;; esac\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(ocr, "_PLACES", os.pathsep.join((str(tmp_path), "/bin", "/usr/bin")))
    _, remarks = told(scanned(REPORT), limits=Limits(seconds=1))
    assert remarks == [Remark(RemarkKind.SCANNED, "1")]
