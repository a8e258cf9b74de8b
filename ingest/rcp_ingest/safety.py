"""What a file really is, and whether it may be read at all."""

import re
import zipfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE, getincrementaldecoder
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO

from rcp_ingest import formats, packed
from rcp_ingest.document import Remark, RemarkKind
from rcp_ingest.refusals import Refusal, Refused

__all__ = ["Refusal", "Refused", "media_type_of", "refusal_of_ending", "remarks_of"]

#: Of files whose ending alone says why they are not read.
_BY_ENDING = (
    dict.fromkeys((".doc", ".xls", ".ppt"), Refusal.OLD_FORMAT)
    | {".msg": Refusal.OUTLOOK_MAIL}
    | dict.fromkeys((".docm", ".dotm", ".xlsm", ".xltm", ".xlam"), Refusal.HAS_PROGRAMS)
    | dict.fromkeys((".pptm", ".potm", ".ppsm", ".ppam"), Refusal.HAS_PROGRAMS)
)

#: Readers of PDF look for its header this far.
_HEAD = 1024
_READ_AT_ONCE = 64 * 1024
_PDF_HEADER = b"%PDF-"
_RTF_HEADER = b"{\\rtf"
_WIDE = {
    BOM_UTF32_LE: "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    BOM_UTF16_LE: "utf-16",
    BOM_UTF16_BE: "utf-16",
}
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
_MARKUP_FIRST = re.compile(
    r"(\ufeff|\xef\xbb\xbf)?\s*<(!doctype|html|head|body|script|svg|\?xml|!--)", re.I
)
_ANY_TAG = re.compile(r"<(!doctype|[a-z][a-z0-9]*[\s>/])", re.I)
_DRAWING_FIRST = re.compile(
    r"(\ufeff|\xef\xbb\xbf)?\s*(<\?xml[^>]{0,200}>\s*)?<(svg|!doctype svg)", re.I
)
_HIDDEN_PAGE = re.compile(rb"<(!doctype html|html|script|svg|body|iframe)\b", re.I)
#: Objects of other programs, which word processors open unasked.
_RTF_OBJECT = re.compile(rb"\\obj(data|ocx|update|emb|link|autlink|html)\b")
_MAIL_HEADER = re.compile(rb"([!-9;-~]{1,76}):")
_MAIL_HEADERS = frozenset(
    b"from to subject date received mime-version message-id content-type return-path "
    b"delivered-to x-mozilla-status".split()
)


def refusal_of_ending(suffix: str) -> Refusal:
    """Return why files whose names end so are not read, such as ``.doc``."""
    return _BY_ENDING.get(suffix, Refusal.UNKNOWN_KIND)


def media_type_of(stream: IO[bytes], name: str) -> str:
    """Return the media type of a sound and harmless file, or raise :exc:`Refused`.

    What it holds decides; the ending of its name must agree. Besides the kinds that can be read,
    images are known. The stream can be searched and is left at its beginning.
    """
    suffix = PurePath(name).suffix.lower()
    media_type = formats.BY_SUFFIX.get(suffix) or formats.IMAGES_BY_SUFFIX.get(suffix)
    if media_type is None:
        raise Refused(refusal_of_ending(suffix))
    try:
        stream.seek(0)
        head = stream.read(_HEAD)
        if not head:
            raise Refused(Refusal.EMPTY)
        _check_content(stream, head, media_type)
        if _is_two_in_one(stream, head, media_type):
            raise Refused(Refusal.TWO_IN_ONE)
    finally:
        stream.seek(0)
    return media_type


def _check_content(stream: IO[bytes], head: bytes, media_type: str) -> None:
    match media_type:
        case formats.TEXT | formats.MARKDOWN | formats.CSV:
            if _MARKUP_FIRST.match(_checked_text(stream)):
                raise Refused(Refusal.WEB_PAGE)
        case formats.HTML:
            beginning = _checked_text(stream)
            if not _ANY_TAG.search(beginning) or _DRAWING_FIRST.match(beginning):
                raise Refused(Refusal.NOT_WHAT_IT_SAYS)
        case formats.RTF:
            _check_rich_text(stream, head)
        case formats.MAIL:
            _check_mail(stream)
        case _ if media_type in packed.MEDIA_TYPES:
            packed.check(stream, head, media_type)
        case _:
            _check_signature(head, media_type)


def _checked_text(stream: IO[bytes]) -> str:
    """Return the beginning of a text in any encoding; raise Refused where it is none."""
    stream.seek(0)
    piece = stream.read(_READ_AT_ONCE)
    wide = next((name for mark, name in _WIDE.items() if piece.startswith(mark)), "")
    # Letters beyond ASCII matter to nobody here: each byte of the other encodings stands alone.
    decoder = getincrementaldecoder(wide or "latin-1")()
    beginning: str | None = None
    try:
        while piece:
            text = decoder.decode(piece)
            beginning = text if beginning is None else beginning
            if _CONTROL.search(text):
                raise Refused(Refusal.NOT_WHAT_IT_SAYS)
            piece = stream.read(_READ_AT_ONCE)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Refused(Refusal.NOT_WHAT_IT_SAYS) from None
    return beginning or ""


def _check_rich_text(stream: IO[bytes], head: bytes) -> None:
    if not head.startswith(_RTF_HEADER):
        raise Refused(Refusal.NOT_WHAT_IT_SAYS)
    if any(_RTF_OBJECT.search(piece) for piece in _overlapping(stream)):
        raise Refused(Refusal.HAS_OBJECTS)


def _check_mail(stream: IO[bytes]) -> None:
    stream.seek(0)
    beginning = stream.read(_READ_AT_ONCE).removeprefix(BOM_UTF8).replace(b"\r\n", b"\n")
    headers = beginning.lstrip(b"\n").partition(b"\n\n")[0].split(b"\n")
    names = [name[1].lower() for line in headers if (name := _MAIL_HEADER.match(line))]
    begins = _MAIL_HEADER.match(headers[0]) or headers[0].startswith(b"From ")
    if b"\0" in beginning or not begins or _MAIL_HEADERS.isdisjoint(names):
        raise Refused(Refusal.NOT_WHAT_IT_SAYS)


def _check_signature(head: bytes, media_type: str) -> None:
    # Loaded here: most files are told otherwise.
    import filetype

    if filetype.guess_mime(head) != media_type:
        raise Refused(Refusal.NOT_WHAT_IT_SAYS)


def _is_two_in_one(stream: IO[bytes], head: bytes, media_type: str) -> bool:
    """Whether other programs would find another file in this one."""
    if media_type == formats.ZIP:
        # What it holds may be there as it is.
        return False
    if head.startswith(_PDF_HEADER) != (media_type == formats.PDF) or _PDF_HEADER in head[1:]:
        return True
    if media_type in packed.MEDIA_TYPES:
        return False
    is_signed = media_type == formats.PDF or media_type in formats.IMAGES_BY_SUFFIX.values()
    stream.seek(0)
    return bool(is_signed and _HIDDEN_PAGE.search(head)) or zipfile.is_zipfile(stream)


def remarks_of(stream: IO[bytes], media_type: str) -> Iterator[Remark]:
    """Yield what an Office file holds besides its text that is left out: objects, references.

    The stream is left at its beginning. Damaged files yield nothing: reading them tells.
    """
    stream.seek(0)
    details = list(packed.left_out(stream, media_type)) if media_type in packed.MEDIA_TYPES else []
    stream.seek(0)
    for detail in details:
        yield Remark(RemarkKind.NEUTRALISED, detail)


def _overlapping(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in pieces, each with the end of the one before."""
    stream.seek(0)
    end = b""
    while piece := stream.read(_READ_AT_ONCE):
        yield end + piece
        end = piece[-32:]
