"""Look into Word, Excel and OpenDocument files, which are zip archives, before people open them."""

import re
import zipfile
import zlib
from pathlib import Path

from defusedxml.ElementTree import ParseError, fromstring
from flask_babel import lazy_gettext as _

from rcp_ingest import formats
from rcp_platform.files.refusals import Refused, not_what_it_says

_MOST_ENTRIES = 2000
_MOST_UNPACKED = 200 * 2**20
#: What unpacks to more than this must not have been packed too well.
_LARGE = 20 * 2**20
_MOST_TIMES = 100
#: The small files that say what the whole is.
_LONGEST_DESCRIPTION = 2**20
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_IS_ENCRYPTED = 0x1

_FIRST_ENTRY = b"PK\x03\x04"
_LISTED_ENTRY = b"PK\x01\x02"
#: Older Office files begin so, and encrypted newer ones.
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"

_MAIN_PART = {
    formats.DOCX: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    ),
    formats.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_PROGRAM_PART = re.compile(r"macro|vbaproject|activex", re.I)
_PROGRAM_ENTRY = re.compile(r"(.*/)?vbaproject.*\.bin|xl/macrosheets/.*|(basic|scripts)/.+", re.I)
_DAMAGES = (zipfile.BadZipFile, zlib.error, ParseError, NotImplementedError, EOFError, ValueError)


def check(path: Path, media_type: str) -> None:
    """Raise :exc:`Refused` unless the file is of this type, sound, bounded and without programs.

    It is read into memory: whoever received it has bounded its size.
    """
    content = path.read_bytes()
    if content.startswith(_COMPOUND_FILE):
        raise Refused(
            _(
                "This file is protected by a password or in an old format. Remove the password, "
                "or save it as .docx or .xlsx, and send it again."
            )
        )
    if not content.startswith(_FIRST_ENTRY):
        raise not_what_it_says()
    # Counted before the archive is opened, which would make an object of each.
    if content.count(_LISTED_ENTRY) > _MOST_ENTRIES:
        raise _too_large()
    try:
        with zipfile.ZipFile(path) as archive:
            _check_entries(archive, len(content))
            _check_description(archive, media_type)
            if archive.testzip():
                raise _damaged()
    except KeyError:
        raise not_what_it_says() from None
    except _DAMAGES:
        raise _damaged() from None


def _check_entries(archive: zipfile.ZipFile, size: int) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _MOST_UNPACKED or (unpacked > _LARGE and unpacked > _MOST_TIMES * size):
        raise _too_large()
    if any(entry.flag_bits & _IS_ENCRYPTED for entry in entries):
        raise _protected()
    if any(_PROGRAM_ENTRY.fullmatch(entry.filename) for entry in entries):
        raise _has_programs()
    names = {entry.filename for entry in entries}
    if len(names) < len(entries) or any(entry.compress_type not in _METHODS for entry in entries):
        raise _damaged()


def _check_description(archive: zipfile.ZipFile, media_type: str) -> None:
    if media_type not in _MAIN_PART:
        if _described(archive, "mimetype").decode() != media_type:
            raise not_what_it_says()
        if b"encryption-data" in _described(archive, "META-INF/manifest.xml"):
            raise _protected()
        return
    listed = fromstring(_described(archive, "[Content_Types].xml"))
    types = {part.get("ContentType", "") for part in listed}
    if any(_PROGRAM_PART.search(one) for one in types):
        raise _has_programs()
    if _MAIN_PART[media_type] not in types:
        raise not_what_it_says()


def _described(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _LONGEST_DESCRIPTION:
        raise _damaged()
    return archive.read(name)


def _too_large() -> Refused:
    return Refused(_("This file unpacks to far more than it should. Save it anew, or as a PDF."))


def _protected() -> Refused:
    return Refused(_("This file is protected by a password. Remove it and send the file again."))


def _has_programs() -> Refused:
    return Refused(_("This file contains macros. Save it without them and send it again."))


def _damaged() -> Refused:
    return Refused(_("This file is damaged. Open it, save it anew and send it again."))
