"""Archives of files (.zip)."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from rcp_ingest.document import Part, Piece
from rcp_ingest.limits import Limits
from rcp_ingest.readers.part_names import PartNames
from rcp_ingest.refusals import Refusal

_IS_ENCRYPTED = 0x1
_NAMED_IN_UTF_8 = 0x800
#: What systems and programs leave beside people's files.
_LEFT_BEHIND = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_TEMPORARY = (".", "~$")
_NUMBER = re.compile(r"(\d{1,18})")
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
)


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield the files in an archive in the order of their names, folders before what is in them."""
    names = PartNames()
    with zipfile.ZipFile(stream) as archive:
        entries = [(_name_of(entry), entry) for entry in archive.infolist() if not entry.is_dir()]
        for name, entry in sorted(entries, key=lambda one: _order(one[0])):
            if not _is_left_behind(name):
                refusal = _refusal_of(entry, limits)
                content = b""
                if not refusal:
                    try:
                        content = archive.read(entry)
                    except _DAMAGES:
                        refusal = Refusal.DAMAGED
                yield Part(names.plain(name), content, refusal)


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry; many programs write UTF-8 without saying so."""
    if not entry.flag_bits & _NAMED_IN_UTF_8:
        with suppress(UnicodeError):
            return entry.filename.encode("cp437").decode("utf-8")
    return entry.filename


def _order(name: str) -> list[tuple[int, str]]:
    """Return a key by which "2" comes before "10"."""
    parts = _NUMBER.split(name.casefold())
    return [(int(part) if place % 2 else 0, part) for place, part in enumerate(parts)]


def _is_left_behind(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    hidden = (part.casefold() in _LEFT_BEHIND for part in parts)
    return any(hidden) or (parts[-1].startswith(_TEMPORARY) and not parts[-1].startswith(".."))


def _refusal_of(entry: zipfile.ZipInfo, limits: Limits) -> str:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Refusal.LINK
    if entry.flag_bits & _IS_ENCRYPTED:
        return Refusal.PROTECTED
    if entry.file_size > limits.unpacked:
        return Refusal.UNPACKS_TOO_LARGE
    return ""
