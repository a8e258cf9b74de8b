"""Letters as Word documents and as PDF."""

from typing import Any

from rcp_platform.core.db import now
from rcp_platform.letters.services import Letter
from rcp_platform.outputs.paper import Text
from rcp_platform.outputs.pdf import plain, prose, typeset
from rcp_platform.outputs.word import add, add_prose, new_document, saved

_SPACE_IN_POINTS = 18


def word_of(letter: Letter) -> bytes:
    """Return a letter as a .docx file whose properties name no person."""
    from docx.shared import Pt

    space = Pt(_SPACE_IN_POINTS)
    document = new_document(letter.subject, letter.language, now())
    _add(document, letter, letter.sender).runs[0].bold = True
    if letter.contact:
        _add(document, letter, letter.contact)
    _add(document, letter, letter.date).paragraph_format.space_before = space
    _add(document, letter, "\n".join(letter.addressee)).paragraph_format.space_before = space
    subject = _add(document, letter, letter.subject)
    subject.runs[0].bold = True
    subject.paragraph_format.space_before = subject.paragraph_format.space_after = space
    for part in letter.parts:
        add_prose(document, part)
    signed = _add(document, letter, letter.sender)
    signed.paragraph_format.space_before = 3 * space
    return saved(document)


def pdf_of(letter: Letter) -> bytes:
    """Return a letter as a tagged PDF of A4 pages whose properties name no person."""
    data = {
        "language": letter.language,
        "sender": plain(letter.sender),
        "contact": plain(letter.contact),
        "date": plain(letter.date),
        "addressee": [plain(line) for line in letter.addressee],
        "subject": plain(letter.subject),
        "parts": [prose(part) for part in letter.parts],
    }
    return typeset("letter.typ", "letter", data, now())


def _add(document: Any, letter: Letter, text: str) -> Any:
    return add(document, Text(text, letter.language))
