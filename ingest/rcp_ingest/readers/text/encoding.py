"""Which letters the bytes of a text stand for."""

import codecs
from dataclasses import dataclass
from typing import IO

from rcp_ingest.document import Remark, RemarkKind
from rcp_ingest.limits import Limits

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What the six languages were written in before UTF-8.
_OLDER = ["cp1252", "cp1251", "cp1256", "koi8_r", "cp866", "iso8859_5", "iso8859_6", "mac_roman"]
_SAMPLE = 2**16
_LONGEST_LETTER = 4
#: What damaged or erased places of a disk read as; no text of the six languages has it.
_ERASED = b"\xff\xff"


@dataclass(frozen=True)
class Decoded:
    """A text, without those of its bytes that could not be understood."""

    text: str
    #: The first that could not.
    error: UnicodeDecodeError | None = None
    remarks: tuple[Remark, ...] = ()


def decoded(
    stream: IO[bytes],
    limits: Limits,
    declared: str | None = None,
    *,
    bytes_a_character: int = _LONGEST_LETTER,
) -> Decoded:
    """Return the text of a file, as much of it as may be used.

    A byte order mark decides, then UTF-8 where it fits, then what the file ``declared``, then
    what the bytes look like.
    """
    most = bytes_a_character * limits.characters
    content = stream.read(most + 1)
    remarks: tuple[Remark, ...] = ()
    if len(content) > most:
        content = content[:most]
        remarks = (Remark(RemarkKind.CUT_SHORT, f"only the first {most:,} bytes were read"),)
    text, error = _decoded(content, declared, is_cut=bool(remarks))
    most_letters = bytes_a_character * limits.characters // 2
    if len(text) > most_letters:
        text = text[:most_letters]
        remarks = (
            Remark(RemarkKind.CUT_SHORT, f"only the first {most_letters:,} letters were read"),
        )
    return Decoded(text, error, remarks)


def _decoded(
    content: bytes, declared: str | None, *, is_cut: bool
) -> tuple[str, UnicodeDecodeError | None]:
    encoding = _by_mark(content) or "utf-8"
    text, error = _with_errors(content, encoding, is_cut=is_cut)
    if error is None or encoding != "utf-8" or not content[: error.start].isascii():
        return text, error
    if content.startswith(_ERASED, error.start):
        return text, error
    older = _known(declared) or _by_look(content[error.start :], content[: error.start])
    return _with_errors(content, older, is_cut=is_cut) if older else (text, error)


def _with_errors(
    content: bytes, encoding: str, *, is_cut: bool
) -> tuple[str, UnicodeDecodeError | None]:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(content, final=not is_cut), None
    except UnicodeDecodeError as error:
        return content.decode(encoding, "ignore"), error


def _by_mark(content: bytes) -> str | None:
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            return encoding
    start = content[:4000]
    zeros = start.count(0)
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Of the letters of two bytes that texts are full of, at least the spaces have one zero.
        if zeros > 0.02 * len(start) and start[offset::2].count(0) > 0.9 * zeros:
            return encoding
    return None


def _known(declared: str | None) -> str | None:
    """Return what Python calls a declared encoding of texts, if it knows one."""
    try:
        found = codecs.lookup((declared or "").strip())
    except (LookupError, ValueError):
        return None
    # Web pages that say Latin-1 are written in what Windows made of it.
    name = "cp1252" if found.name in ("iso8859-1", "ascii") else found.name
    return name if found._is_text_encoding and name != "utf-8" else None


def _by_look(content: bytes, before: bytes) -> str | None:
    from charset_normalizer import from_bytes

    sample = before[-200:] + content[:_SAMPLE]
    likely = from_bytes(sample, cp_isolation=_OLDER).best()
    return likely.encoding if likely else None
