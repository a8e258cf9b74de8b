"""Documents of so many pages in every kind, and how the bare library of each reads it."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from email import message_from_binary_file
from email.message import EmailMessage
from email.policy import default
from typing import IO, Any

_SENTENCE = "Labour inspectors of two States visit recruitment agencies together every spring. "
_PARAGRAPH = _SENTENCE * 5
_POINTS = 3
#: Of one page.
CHARACTERS = 5 * len(_PARAGRAPH) + _POINTS * len(_SENTENCE)


def _text(pages: int, heading: str = "{}. Joint visits", point: str = "• ") -> str:
    """Return pages of a heading, paragraphs and points each, as plain text."""
    points = "\n".join(f"{point}{_SENTENCE}" for _ in range(_POINTS))
    body = "\n\n".join([_PARAGRAPH] * 5 + [points])
    return "\n\n".join(f"{heading.format(page)}\n\n{body}" for page in range(1, pages + 1))


def _pdf(pages: int) -> bytes:
    import typst

    source = _text(pages, heading="#pagebreak(weak: true)\n= Joint visits {}", point="- ")
    return typst.compile(source.encode())


def _word(pages: int) -> bytes:
    import docx

    document = docx.Document()
    for page in range(1, pages + 1):
        document.add_heading(f"{page}. Joint visits", 1)
        for _ in range(5):
            document.add_paragraph(_PARAGRAPH)
        for _ in range(_POINTS):
            document.add_paragraph(_SENTENCE, style="List Bullet")
    return _saved(document)


def _slides(pages: int) -> bytes:
    from pptx import Presentation

    deck = Presentation()
    for page in range(1, pages + 1):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"{page}. Joint visits"
        slide.placeholders[1].text = "\n".join([_PARAGRAPH] * 5 + [_SENTENCE] * _POINTS)
    return _saved(deck)


def _sheet(pages: int) -> bytes:
    import openpyxl

    workbook = openpyxl.Workbook()
    for row in _rows(pages):
        workbook.active.append(row)
    return _saved(workbook)


def _rows(pages: int) -> list[list[str]]:
    return [["Title", "Description"]] + [
        [f"Joint visits {number}", _PARAGRAPH] for number in range(5 * pages)
    ]


def _saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _odt(pages: int) -> bytes:
    return _odf(
        "text",
        "".join(
            f"<text:h text:outline-level='1'>{page}. Joint visits</text:h>"
            + f"<text:p>{_PARAGRAPH}</text:p>" * 5
            + f"<text:p>{_SENTENCE}</text:p>" * _POINTS
            for page in range(1, pages + 1)
        ),
    )


def _ods(pages: int) -> bytes:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = (
        f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>"
        for row in _rows(pages)
    )
    return _odf("spreadsheet", f"<table:table table:name='Visits'>{''.join(rows)}</table:table>")


def _odf(kind: str, body: str) -> bytes:
    namespace = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{n}="{namespace}:{n}:1.0"' for n in ("office", "text", "table"))
    content = (
        f"<office:document-content {names}><office:body><office:{kind}>{body}"
        f"</office:{kind}></office:body></office:document-content>"
    )
    return _zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def _zipped(files: Mapping[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def _rich(pages: int) -> bytes:
    return ("{\\rtf1\\ansi " + _text(pages, point="- ").replace("\n", "\\par\n") + "}").encode()


def _page(pages: int) -> bytes:
    paragraphs = "".join(
        f"<h1>{page}. Joint visits</h1>"
        + f"<p>{_PARAGRAPH}</p>" * 5
        + f"<ul>{f'<li>{_SENTENCE}</li>' * _POINTS}</ul>"
        for page in range(1, pages + 1)
    )
    return f"<!DOCTYPE html><html><body>{paragraphs}</body></html>".encode()


def _table(pages: int) -> bytes:
    target = io.StringIO()
    csv.writer(target).writerows(_rows(pages))
    return target.getvalue().encode()


def _mail(pages: int) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Joint visits"
    message.set_content(_text(pages))
    return message.as_bytes()


#: By the ending of their names.
MAKERS: Mapping[str, Callable[[int], bytes]] = {
    ".pdf": _pdf,
    ".docx": _word,
    ".odt": _odt,
    ".rtf": _rich,
    ".html": _page,
    ".md": lambda pages: _text(pages, heading="# {}. Joint visits", point="- ").encode(),
    ".txt": lambda pages: _text(pages).encode(),
    ".pptx": _slides,
    ".xlsx": _sheet,
    ".ods": _ods,
    ".csv": _table,
    ".eml": _mail,
    ".zip": lambda pages: _zipped({f"{page}.txt": _text(1) for page in range(pages)}),
}


# --- the bare libraries -----------------------------------------------------


def _bare_pdf(stream: IO[bytes]) -> Iterator[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(stream)
    for page in document:
        yield page.get_textpage().get_text_bounded()


def _bare_word(stream: IO[bytes]) -> Iterator[str]:
    import docx

    yield from (paragraph.text for paragraph in docx.Document(stream).paragraphs)


def _bare_slides(stream: IO[bytes]) -> Iterator[str]:
    from pptx import Presentation

    for slide in Presentation(stream).slides:
        yield from (shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def _bare_sheet(stream: IO[bytes]) -> Iterator[str]:
    import openpyxl

    for sheet in openpyxl.load_workbook(stream, read_only=True).worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield from map(str, row)


def _bare_odf(stream: IO[bytes]) -> Iterator[str]:
    from lxml import etree

    with zipfile.ZipFile(stream) as archive:
        yield from etree.fromstring(archive.read("content.xml")).itertext()


def _bare_rich(stream: IO[bytes]) -> Iterator[str]:
    from striprtf.striprtf import rtf_to_text

    yield rtf_to_text(stream.read().decode())


def _bare_page(stream: IO[bytes]) -> Iterator[str]:
    from lxml import html

    yield html.parse(stream).getroot().text_content()


def _bare_text(stream: IO[bytes]) -> Iterator[str]:
    yield stream.read().decode()


def _bare_table(stream: IO[bytes]) -> Iterator[str]:
    for row in csv.reader(io.TextIOWrapper(stream, encoding="utf-8", newline="")):
        yield from row


def _bare_mail(stream: IO[bytes]) -> Iterator[str]:
    message = message_from_binary_file(stream, policy=default)
    yield message.get_body().get_content()  # type: ignore[attr-defined]


def _bare_archive(stream: IO[bytes]) -> Iterator[str]:
    with zipfile.ZipFile(stream) as archive:
        yield from (archive.read(name).decode() for name in archive.namelist())


BARE: Mapping[str, Callable[[IO[bytes]], Iterator[str]]] = {
    ".pdf": _bare_pdf,
    ".docx": _bare_word,
    ".odt": _bare_odf,
    ".rtf": _bare_rich,
    ".html": _bare_page,
    ".md": _bare_text,
    ".txt": _bare_text,
    ".pptx": _bare_slides,
    ".xlsx": _bare_sheet,
    ".ods": _bare_odf,
    ".csv": _bare_table,
    ".eml": _bare_mail,
    ".zip": _bare_archive,
}
#: What those are called.
LIBRARIES = {
    ".pdf": "pypdfium2",
    ".docx": "python-docx",
    ".odt": "lxml",
    ".rtf": "striprtf",
    ".html": "lxml",
    ".md": "decoding",
    ".txt": "decoding",
    ".pptx": "python-pptx",
    ".xlsx": "openpyxl",
    ".ods": "lxml",
    ".csv": "csv",
    ".eml": "email",
    ".zip": "zipfile",
}
