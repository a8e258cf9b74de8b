"""What a person reads in a file."""

import io

from docx import Document
from pypdf import PdfReader


def text_of_pdf(content: bytes) -> str:
    """Return the words of all pages, with single spaces."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def text_of_word(content: bytes) -> str:
    """Return the words of all paragraphs and tables, with single spaces."""
    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return " ".join(" ".join([*(p.text for p in document.paragraphs), *cells]).split())
