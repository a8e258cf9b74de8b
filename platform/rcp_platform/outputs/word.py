"""Papers as Word documents."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rcp_platform.core.languages import direction
from rcp_platform.core.text import blocks, clean
from rcp_platform.outputs.paper import Bundle, Paper, Text

# The library of Word files is loaded when somebody asks for one.
_FONT = "Arial"  # on every machine that opens Word files, in all scripts we need


def word_of(bundle: Bundle, at: datetime) -> bytes:
    """Return the papers as a .docx file with headings that Word knows."""
    document = new_document(bundle.title.text, bundle.language, at)
    if bundle.is_collection:
        add(document, bundle.title, "Heading 1")
        add_prose(document, Text(bundle.intro, bundle.language))
    for number, paper in enumerate(bundle.papers):
        if number or bundle.is_collection:
            document.add_page_break()
        _add_paper(document, paper, bundle.language)
    add(document, Text(bundle.made, bundle.language)).runs[0].italic = True
    return saved(document)


def new_document(title: str, language: str, at: datetime) -> Any:
    """Return an empty document whose properties name no person."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = "RCP Exchange"
    properties.title, properties.language, properties.comments = clean(title)[:255], language, ""
    properties.created = properties.modified = at.replace(tzinfo=None)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:cs"), _FONT)
    return document


def saved(document: Any) -> bytes:
    """Return a document as bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def add(document: Any, text: Text, style: str | None = None) -> Any:
    """Add a paragraph in the direction and language of its text; return it."""
    paragraph = document.add_paragraph(style=style)
    _write(paragraph, text)
    return paragraph


def add_prose(document: Any, text: Text) -> None:
    """Add the paragraphs and lists of a text."""
    for kind, lines in blocks(text.text):
        if kind == "ul":
            for line in lines:
                add(document, Text(line, text.language), "List Bullet")
        else:
            add(document, Text("\n".join(lines), text.language))


def add_facts(document: Any, facts: Iterable[tuple[str, str]], language: str) -> None:
    """Add a table of two columns: what, and what is known of it."""
    from docx.oxml.parser import OxmlElement

    rows = list(facts)
    if not rows:
        return
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    if direction(language) == "rtl":
        table._tblPr.append(OxmlElement("w:bidiVisual"))
    for label, known in rows:
        cells = table.add_row().cells
        _write(cells[0].paragraphs[0], Text(label, language))
        cells[0].paragraphs[0].runs[0].bold = True
        _write(cells[1].paragraphs[0], Text(known, language))


def _add_paper(document: Any, paper: Paper, language: str) -> None:
    add(document, paper.title, "Heading 1")
    add(document, Text(paper.source, language))
    if paper.note:
        add(document, Text(paper.note, language), "Intense Quote")
    add_facts(document, paper.facts, language)
    for part in paper.parts:
        if part.heading:
            add(document, Text(part.heading, language), "Heading 2")
        for text in part.texts:
            add_prose(document, text)
    add(document, Text(paper.citation, language))


def _write(paragraph: Any, text: Text) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    run = paragraph.add_run(clean(text.text))
    properties = run._r.get_or_add_rPr()
    language = OxmlElement("w:lang")
    is_rtl = direction(text.language) == "rtl"
    language.set(qn("w:bidi" if is_rtl else "w:val"), text.language)
    if is_rtl:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        properties.append(OxmlElement("w:rtl"))
    properties.append(language)
