"""Answer with a letter as a file."""

from flask import Response
from werkzeug.exceptions import NotFound

from rcp_platform.letters.files import pdf_of, word_of
from rcp_platform.letters.services import Letter
from rcp_platform.outputs.views import PDF, WORD, as_file

_WRITERS = {"pdf": (PDF, pdf_of), "docx": (WORD, word_of)}


def letter_file(letter: Letter, name: str, suffix: str) -> Response:
    """Return a letter as a download under a name; raises NotFound for an unknown kind of file."""
    if suffix not in _WRITERS:
        raise NotFound
    media_type, write = _WRITERS[suffix]
    return as_file(write(letter), media_type, f"{name}.{suffix}")
