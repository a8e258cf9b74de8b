"""Labelled documents as Word, OpenDocument, PowerPoint and Excel files."""

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

import docx
import openpyxl
import pptx
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pptx.util import Cm
from tests import documents
from tests.ingest.labelled.script import Piece, changes, final

How = Mapping[str, Any]


def word(pieces: Sequence[Piece], how: How, language: str) -> bytes:
    """Return a Word document: with styles, or with bold lines for headings."""
    document = docx.Document()
    document.core_properties.author = ""
    if "header" in how:
        document.sections[0].header.paragraphs[0].text = how["header"]
        document.sections[0].footer.paragraphs[0].text = "1"
    for piece in pieces:
        match piece.kind:
            case "heading" if how.get("bold"):
                document.add_paragraph().add_run(final(piece.text)).bold = True
            case "heading":
                document.add_heading(final(piece.text), piece.level)
            case "item":
                _write(_point(document, piece), piece.text)
            case "table":
                _grid(document, piece)
            case "break":
                document.add_page_break()
            case _:
                _write(document.add_paragraph(), piece.text)
    if language == "ar":
        for paragraph in document.paragraphs:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _point(document: Word, piece: Piece) -> Paragraph:
    style = "List Number" if piece.mark else "List Bullet"
    return document.add_paragraph(style=style if piece.level == 1 else f"{style} {piece.level}")


def _write(paragraph: Paragraph, text: str) -> None:
    """Write a text with what was deleted and put in as tracked changes."""
    for how, words in changes(text):
        run = paragraph.add_run(words.replace("//", "\n"))
        if how:
            change = OxmlElement(f"w:{how}")
            change.set(qn("w:id"), "1")
            change.set(qn("w:author"), "Editor")
            run._r.addprevious(change)
            change.append(run._r)
        if how == "del":
            for held in run._r.findall(qn("w:t")):
                held.tag = qn("w:delText")


def _grid(document: Word, piece: Piece) -> None:
    table = document.add_table(len(piece.rows), len(piece.rows[0]), style="Table Grid")
    for i, row in enumerate(piece.rows):
        for j, text in enumerate(row):
            if text == "<":
                table.cell(i, j - 1).merge(table.cell(i, j))
            else:
                table.cell(i, j).text = final(text)


def opendocument(pieces: Sequence[Piece], how: How, language: str) -> bytes:
    """Return an OpenDocument text."""
    return documents.odf(
        "text", f"<office:body><office:text>{''.join(_odf(pieces))}</office:text></office:body>"
    )


def _odf(pieces: Sequence[Piece]) -> Iterator[str]:
    for kind, group in groupby(pieces, lambda piece: piece.kind):
        match kind:
            case "item":
                points = "".join(
                    f"<text:list-item>{_paragraph(piece.text)}</text:list-item>" for piece in group
                )
                yield f"<text:list>{points}</text:list>"
            case "heading":
                for piece in group:
                    yield (
                        f'<text:h text:outline-level="{piece.level}">'
                        f"{escape(final(piece.text))}</text:h>"
                    )
            case "table":
                yield from (_odf_table(piece) for piece in group)
            case "break":
                yield "<text:p><text:soft-page-break/></text:p>"
            case _:
                yield from (_paragraph(piece.text) for piece in group)


def _paragraph(text: str) -> str:
    return f"<text:p>{escape(final(text)).replace(chr(10), '<text:line-break/>')}</text:p>"


def _odf_table(piece: Piece) -> str:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            "<table:covered-table-cell/>"
            if cell == "<"
            else f"<table:table-cell>{_paragraph(cell)}</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in piece.rows
    )
    return f'<table:table table:name="1">{rows}</table:table>'


def slides(pieces: Sequence[Piece], how: How, language: str) -> bytes:
    """Return a presentation: a slide for each heading, footnotes as the speaker's notes."""
    shown = pptx.Presentation()
    slide = text = None
    for piece in pieces:
        if piece.kind == "heading":
            slide = shown.slides.add_slide(shown.slide_layouts[1])
            slide.shapes.title.text = final(piece.text)
            text = slide.placeholders[1].text_frame
        elif piece.kind == "table":
            _slide_table(slide, piece)
        elif piece.kind == "footnote":
            slide.notes_slide.notes_text_frame.text = final(piece.text)
        elif piece.kind != "break":
            empty = text.paragraphs[0]
            line = text.add_paragraph() if empty.text else empty
            line.text = final(piece.text)
            line.level = max(piece.level - 1, 0)
    written = io.BytesIO()
    shown.save(written)
    return written.getvalue()


def _slide_table(slide: Any, piece: Piece) -> None:
    size = (len(piece.rows), len(piece.rows[0]), Cm(2), Cm(5), Cm(20), Cm(8))
    table = slide.shapes.add_table(*size).table
    for i, row in enumerate(piece.rows):
        for j, text in enumerate(row):
            table.cell(i, j).text = final(text)


def workbook(pieces: Sequence[Piece], how: How, language: str) -> bytes:
    """Return a workbook: a sheet for each heading, with the tables under it."""
    book = openpyxl.Workbook()
    sheet = book.active
    first = True
    for piece in pieces:
        if piece.kind == "heading":
            sheet = book.active if first else book.create_sheet()
            sheet.title, first = final(piece.text)[:31], False
        for row in piece.rows:
            sheet.append([_cell(text) for text in row])
            number = sheet.max_row
            for column, text in enumerate(row, start=1):
                if text == "<":
                    start = max(j for j in range(1, column) if row[j - 1] != "<")
                    _merge(sheet, number, start, column)
    if language == "ar":
        sheet.sheet_view.rightToLeft = True
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(text: str) -> object:
    plain = final(text)
    if plain.isdecimal() and plain.isascii():
        return int(plain)
    return None if plain in {"", "<"} else plain


def _merge(sheet: Any, row: int, start: int, end: int) -> None:
    for held in list(sheet.merged_cells.ranges):
        if held.min_row == row and held.min_col == start:
            sheet.unmerge_cells(str(held))
    sheet.merge_cells(start_row=row, end_row=row, start_column=start, end_column=end)
