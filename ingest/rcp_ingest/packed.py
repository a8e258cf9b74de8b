"""Look into zip archives, and Office files, which are such, before anything opens them."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import SEEK_END
from itertools import pairwise
from typing import IO
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from rcp_ingest import formats
from rcp_ingest.refusals import Refusal, Refused

_MOST_ENTRIES = 2000
_MOST_UNPACKED = 200 * 2**20
#: What unpacks to more than this must not have been packed too well.
_LARGE = 20 * 2**20
_MOST_TIMES = 100
#: The small files that say what the whole is.
_LONGEST_DESCRIPTION = 2**20
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_IS_ENCRYPTED = 0x1
_READ_AT_ONCE = 64 * 1024

_FIRST_ENTRY = b"PK\x03\x04"
_LISTED_ENTRY = b"PK\x01\x02"
_END_OF_LIST = b"PK\x05\x06"
_LARGE_END_OF_LIST = b"PK\x06\x07"
#: Where the end is looked for: itself and the longest comment after it.
_LONGEST_END = 22 + 2**16
#: What stands before the name of an entry where it begins.
_ENTRY_HEADER = 30
#: Older Office files begin so, and encrypted newer ones, which name what they hold.
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

_OOXML = "application/vnd.openxmlformats-officedocument."
_MAIN_PART = {
    formats.DOCX: f"{_OOXML}wordprocessingml.document.main+xml",
    formats.XLSX: f"{_OOXML}spreadsheetml.sheet.main+xml",
    formats.PPTX: f"{_OOXML}presentationml.presentation.main+xml",
}
_ODF = frozenset({formats.ODT, formats.ODS})
#: Of the kinds that are zip archives.
MEDIA_TYPES = frozenset({*_MAIN_PART, *_ODF, formats.ZIP})
_DESCRIPTION = "[Content_Types].xml"
_PROGRAM_PART = re.compile(r"macro|vbaproject|activex", re.I)
_PROGRAM_ENTRY = re.compile(r"(.*/)?vbaproject.*\.bin|xl/macrosheets/.*|(basic|scripts)/.+", re.I)
_EMBEDDED = re.compile(r"(word|xl|ppt)/embeddings/.+|Object [^/]+/.+", re.I)
_ELSEWHERE = re.compile(r"xl/(externalLinks/.+|connections\.xml)", re.I)
_ODF_REFERENCE = re.compile(rb'<draw:[^>]{0,500}xlink:href="(https?:|ftp:|file:|//|\\\\)', re.I)
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    ParseError,
    DefusedXmlException,
    NotImplementedError,
    EOFError,
    ValueError,
    OSError,
)


def check(stream: IO[bytes], head: bytes, media_type: str) -> None:
    """Raise :exc:`Refused` unless the file is of this type, sound, bounded and without programs."""
    if head.startswith(_COMPOUND_FILE) and media_type != formats.ZIP:
        raise Refused(_refusal_of_compound(stream))
    if head.startswith(_END_OF_LIST):
        raise Refused(Refusal.EMPTY)
    if not head.startswith(_FIRST_ENTRY):
        raise Refused(Refusal.NOT_WHAT_IT_SAYS)
    # Counted before the archive is opened, which would make an object of each.
    if _listed(stream) > _MOST_ENTRIES:
        raise Refused(Refusal.UNPACKS_TOO_LARGE)
    size = stream.seek(0, SEEK_END)
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_entries(archive, size)
            if media_type == formats.ZIP:
                _check_is_no_document(archive)
                return
            _check_description(archive, media_type)
            _check_parts(archive)
    except KeyError:
        raise Refused(Refusal.NOT_WHAT_IT_SAYS) from None
    except _DAMAGES:
        raise Refused(Refusal.DAMAGED) from None


def _refusal_of_compound(stream: IO[bytes]) -> Refusal:
    stream.seek(0)
    is_protected = _ENCRYPTED_PACKAGE in stream.read()
    return Refusal.PROTECTED if is_protected else Refusal.OLD_FORMAT


def _listed(stream: IO[bytes]) -> int:
    """Return how many entries the list at the end of an archive has."""
    size = stream.seek(0, SEEK_END)
    tail_at = max(0, size - _LONGEST_END)
    stream.seek(tail_at)
    tail = stream.read()
    end = tail.rfind(_END_OF_LIST)
    if end < 0:
        raise Refused(Refusal.DAMAGED)
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    if tail[max(0, end - 20) : end].startswith(_LARGE_END_OF_LIST):
        length = size
    begin = max(0, tail_at + end - length)
    stream.seek(begin)
    return stream.read(tail_at + end - begin).count(_LISTED_ENTRY)


def _check_entries(archive: zipfile.ZipFile, size: int) -> None:
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _MOST_UNPACKED or (unpacked > _LARGE and unpacked > _MOST_TIMES * size):
        raise Refused(Refusal.UNPACKS_TOO_LARGE)
    if any(entry.flag_bits & _IS_ENCRYPTED for entry in entries):
        raise Refused(Refusal.PROTECTED)
    if any(_PROGRAM_ENTRY.fullmatch(entry.filename) for entry in entries):
        raise Refused(Refusal.HAS_PROGRAMS)
    names = {entry.filename for entry in entries}
    if len(names) < len(entries) or any(entry.compress_type not in _METHODS for entry in entries):
        raise Refused(Refusal.DAMAGED)
    if any(_end_of(one) > other.header_offset for one, other in pairwise(entries)):
        raise Refused(Refusal.DAMAGED)
    if entries and entries[0].header_offset > 0:
        raise Refused(Refusal.TWO_IN_ONE)


def _end_of(entry: zipfile.ZipInfo) -> int:
    return entry.header_offset + _ENTRY_HEADER + entry.compress_size


def _check_is_no_document(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if _DESCRIPTION in names or {"mimetype", "META-INF/manifest.xml"} <= names:
        raise Refused(Refusal.NOT_WHAT_IT_SAYS)


def _check_description(archive: zipfile.ZipFile, media_type: str) -> None:
    if media_type in _ODF:
        if _described(archive, "mimetype").decode() != media_type:
            raise Refused(Refusal.NOT_WHAT_IT_SAYS)
        if b"encryption-data" in _described(archive, "META-INF/manifest.xml"):
            raise Refused(Refusal.PROTECTED)
        return
    listed = fromstring(_described(archive, _DESCRIPTION))
    types = {part.get("ContentType", "") for part in listed}
    if any(_PROGRAM_PART.search(one) for one in types):
        raise Refused(Refusal.HAS_PROGRAMS)
    if _MAIN_PART[media_type] not in types:
        raise Refused(Refusal.NOT_WHAT_IT_SAYS)


def _described(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _LONGEST_DESCRIPTION:
        raise Refused(Refusal.DAMAGED)
    return archive.read(name)


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Read every entry to its end; none may declare entities of XML."""
    for entry in archive.infolist():
        is_xml = entry.filename.lower().endswith((".xml", ".rels"))
        with archive.open(entry) as part:
            if is_xml and _declares_entities(part):
                raise Refused(Refusal.DAMAGED)
            while part.read(_READ_AT_ONCE):
                pass


class _RootReached(Exception):
    """Declarations stand before the first element."""


def _declares_entities(part: IO[bytes]) -> bool:
    found: list[bool] = []

    def doctype(_name: str, _system: str | None, _public: str | None, has_subset: bool) -> None:
        found.append(bool(has_subset))

    def element(_name: str, _attributes: object) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        while not any(found) and (piece := part.read(_READ_AT_ONCE)):
            parser.Parse(piece)
    except _RootReached:
        pass
    return any(found)


def left_out(stream: IO[bytes], media_type: str) -> Iterator[str]:
    """Yield what a sound Office file holds that is not read, in English."""
    if media_type == formats.ZIP:
        return
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if any(_EMBEDDED.fullmatch(name) for name in names):
                yield "embedded objects"
            if any(_ELSEWHERE.fullmatch(name) for name in names) or _refers(archive, names):
                yield "references to other places"
    except (KeyError, Refused, *_DAMAGES):
        return


def _refers(archive: zipfile.ZipFile, names: list[str]) -> bool:
    """Whether opening the file in an office program would fetch something."""
    if "content.xml" in names:
        with archive.open("content.xml") as content:
            end = b""
            while piece := content.read(_READ_AT_ONCE):
                if _ODF_REFERENCE.search(end + piece):
                    return True
                end = piece[-600:]
        return False
    return any(
        relation.get("TargetMode") == "External"
        and not relation.get("Type", "").endswith("/hyperlink")
        for name in names
        if name.endswith(".rels")
        for relation in fromstring(_described(archive, name))
    )
