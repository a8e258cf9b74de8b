"""Mails (.eml)."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_binary_file
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import EmailPolicy
from io import BytesIO
from typing import IO, Any, cast

from rcp_ingest import formats
from rcp_ingest.document import Block, BlockKind, Part, Piece
from rcp_ingest.limits import Limits
from rcp_ingest.readers import mail_lines, pieces
from rcp_ingest.readers.part_names import PartNames
from rcp_ingest.readers.text import lines
from rcp_ingest.readers.text.encoding import decoded
from rcp_ingest.refusals import Refusal, Refused

#: Longer headers take too long to be understood.
_LONGEST_HEADER = 10_000
_PROTECTED = frozenset(
    {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
)
_SUFFIXES = {media_type: suffix for suffix, media_type in reversed(formats.BY_SUFFIX.items())}
#: "Re:", "Fwd:" and what they are in other languages.
_REPLIES = re.compile(
    r"(?:\s{0,3}(?:re|aw|fwd?|tr|rv|enc|res|отв|ответ|пересл|رد|إعادة توجيه)"
    r"(?:\[\d{1,3}\])?\s?:){1,9}\s{0,3}",
    re.I,
)
_LOOSE_NAME = re.compile(r"name=(=\?\S{1,900}\?=)", re.I)
#: Encodings that mails are said to be in where nobody knew.
_UNLIKELY = frozenset({"us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "windows-1252"})
#: From this share of bytes beyond ASCII on a text is not in Latin letters.
_NOT_LATIN = 0.3


class _Policy(EmailPolicy):
    """The usual one for mails of people, however long their headers are."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Return a header understood."""
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER])


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield the subject as a heading, the date, the text and then the files attached.

    Who wrote to whom is left out. Images inside the text are skipped.
    """
    message = cast(EmailMessage, message_from_binary_file(stream, policy=_Policy()))
    subject = _REPLIES.sub("", _header(message, "subject"), count=1).strip()
    if subject:
        yield Block(BlockKind.HEADING, subject, level=1)
    date = _date_of(message)
    if date:
        yield Block(BlockKind.PARAGRAPH, f"Date: {date}")
    parts = list(_parts_of(message))
    for part, is_said in parts:
        if is_said and _is_text(part):
            yield from _text_of(part, limits)
    names = PartNames()
    for part, _ in parts:
        if not _is_text(part) and not _is_shown_inside(part):
            yield _attached(part, names)


def _header(message: EmailMessage, name: str) -> str:
    """Return a header in one line; empty where there is none or nobody can read it."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:
        # Of broken headers the library raises one thing or another.
        return ""


def _date_of(message: EmailMessage) -> str:
    try:
        return message["date"].datetime.date().isoformat()  # type: ignore[no-any-return]
    except Exception:
        return ""


def _parts_of(message: EmailMessage) -> Iterator[tuple[EmailMessage, bool]]:
    """Yield what is not made of parts, in order, and whether it is not said in another way."""
    waiting = [(message, True)]
    while waiting:
        part, is_said = waiting.pop()
        if part.get_content_type() in _PROTECTED:
            raise Refused(Refusal.PROTECTED)
        if part.get_content_maintype() != "multipart" or not part.is_multipart():
            yield part, is_said
            continue
        children: list[EmailMessage] = part.get_payload()  # type: ignore[assignment]
        chosen = _preferred(children) if part.get_content_subtype() == "alternative" else None
        for child in reversed(children):
            waiting.append((child, is_said and chosen in (None, child)))


def _preferred(ways: Sequence[EmailMessage]) -> EmailMessage | None:
    """Return the plainest of several ways to say the same."""
    for part in ways:
        if part.get_content_type() == "text/plain" and _payload(part).strip():
            return part
    richer = (
        part for part in ways if part.get_content_type() == "text/html" or part.is_multipart()
    )
    return next(richer, None)


def _is_text(part: EmailMessage) -> bool:
    """Whether it is what somebody wrote, rather than attached."""
    is_readable = part.get_content_type() in ("text/plain", "text/html")
    return is_readable and not _filename(part) and not _is_attached(part)


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment"


def _is_shown_inside(part: EmailMessage) -> bool:
    """Whether it belongs to the text: images, signatures and other ways to say it."""
    if _is_attached(part) or part.get_content_type() == "message/rfc822":
        return False
    if part.get_content_maintype() == "image":
        return True
    return not _filename(part) and part.get_content_type() not in _SUFFIXES


def _filename(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or _loosely_written_name(part)
    except Exception:
        return ""
    if name.isascii():
        return name
    # Names in no encoding that was said.
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _loosely_written_name(part: EmailMessage) -> str:
    """Return a name that some programs encode without the quotation marks it needs."""
    headers = "\n".join(value[:_LONGEST_HEADER] for _, value in part.raw_items())
    found = _LOOSE_NAME.search(headers)
    return str(make_header(decode_header(found[1]))) if found else ""


def _payload(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text_of(part: EmailMessage, limits: Limits) -> Iterator[Piece]:
    """Yield what stands in a text, its headings below the subject."""
    content = _payload(part)
    found = decoded(BytesIO(content), limits, _charset_of(part, content))
    if part.get_content_subtype() == "html":
        yield from map(
            _below, pieces(BytesIO(BOM_UTF8 + found.text.encode()), formats.HTML, limits)
        )
    else:
        text = found.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if _parameter(part, "format") == "flowed":
            text = mail_lines.unflowed(text, delete_space=_parameter(part, "delsp") == "yes")
        for group in mail_lines.in_order(text):
            yield from map(_below, lines.blocks(group))
    yield from found.remarks


def _below(piece: Piece) -> Piece:
    if isinstance(piece, Block) and piece.is_heading:
        return replace(piece, level=piece.level + 1)
    return piece


def _charset_of(part: EmailMessage, content: bytes) -> str | None:
    """Return the encoding that the mail says, unless it cannot be."""
    said = _parameter(part, "charset")
    beyond_ascii = len(content.translate(None, bytes(range(128))))
    is_wrong = said in _UNLIKELY and beyond_ascii > _NOT_LATIN * len(content)
    return None if is_wrong else said or None


def _parameter(part: EmailMessage, name: str) -> str:
    try:
        return str(part.get_param(name, "")).lower()
    except Exception:
        return ""


def _attached(part: EmailMessage, names: PartNames) -> Part:
    name = _filename(part)
    suffix = _SUFFIXES.get(part.get_content_type(), "")
    if part.get_content_type() == "message/rfc822":
        return _forwarded(part, names, name)
    if "." not in name:
        name = f"{name or 'attachment'}{suffix}"
    return Part(names.plain(name), _payload(part))


def _forwarded(part: EmailMessage, names: PartNames, name: str) -> Part:
    held: Any = part.get_payload()
    message = held[0] if isinstance(held, list) and held else None
    name = name or (_header(message, "subject") if message else "") or "mail"
    if not name.lower().endswith(".eml"):
        name += ".eml"
    try:
        content = message.as_bytes() if message else _payload(part)
    except Exception:
        return Part(names.plain(name), b"", Refusal.DAMAGED)
    return Part(names.plain(name), content)
