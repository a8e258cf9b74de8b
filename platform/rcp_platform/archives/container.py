"""The file itself: a ZIP of entries, and a manifest that says what each one must be.

An entry is read by the name that the manifest gives it and never written anywhere by that name.
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Self

FORMAT = 1
MANIFEST = "manifest.json"
_NAME = re.compile(r"[a-z][a-z_]{0,60}\.jsonl|files/[0-9a-f]{64}")
_MOST_MANIFEST = 20 * 2**20
#: Bytes of the shortest row.
_LEAST_LINE = 3
_MOST_LINE = 64 * 2**20
#: Texts of reports become a tenth of their size; what unpacks to more is made to do harm.
_MOST_TIMES = 100
_ALWAYS_ALLOWED = 20 * 2**20
#: What the library raises for what is not a whole ZIP, encrypted, or packed in another way.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
_READ_AT_ONCE = 256 * 1024
#: Always the same, so that the same content gives the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


class Damaged(Exception):
    """A file cannot be used as an archive; the message is a sentence that says why."""


@dataclass(frozen=True)
class Entry:
    """What the manifest says of a part: size in bytes, lines for tables (0 for files)."""

    name: str
    size: int
    sha256: str
    rows: int = 0

    @property
    def table(self) -> str:
        """The table whose rows it holds; empty for a file."""
        return self.name.removesuffix(".jsonl") if self.name.endswith(".jsonl") else ""


class Writer:
    """Write entries, and the manifest last."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w")
        self.entries: list[Entry] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add_rows(self, table: str, rows: Iterator[dict[str, Any]]) -> None:
        """Write the rows of a table, one JSON object a line; nothing where there are none."""
        name, count = f"{table}.jsonl", 0
        digest, size = hashlib.sha256(), 0
        first = next(rows, None)
        if first is None:
            return
        with self._zip.open(_info(name, zipfile.ZIP_DEFLATED), "w", force_zip64=True) as entry:
            row: dict[str, Any] | None = first
            while row is not None:
                line = (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n").encode()
                entry.write(line)
                digest.update(line)
                size, count = size + len(line), count + 1
                row = next(rows, None)
        self.entries.append(Entry(name, size, digest.hexdigest(), count))

    def add_file(self, sha256: str, path: Path) -> None:
        """Write a stored file under the digest of its bytes. Raises :exc:`Damaged`."""
        digest, size = hashlib.sha256(), 0
        name = f"files/{sha256}"
        with path.open("rb") as source:
            info = _info(name, zipfile.ZIP_STORED)
            with self._zip.open(info, "w", force_zip64=True) as entry:
                while piece := source.read(_READ_AT_ONCE):
                    entry.write(piece)
                    digest.update(piece)
                    size += len(piece)
        if digest.hexdigest() != sha256:
            raise Damaged(f"The stored file {sha256} does not hold what it should.")
        self.entries.append(Entry(name, size, sha256))

    def add_manifest(self, facts: dict[str, Any]) -> None:
        """Write facts of the whole, and what every entry is."""
        manifest = {"format": FORMAT, **facts, "entries": [asdict(one) for one in self.entries]}
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        self._zip.writestr(_info(MANIFEST, zipfile.ZIP_DEFLATED), text)


def _info(name: str, compression: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = compression
    info.external_attr = 0o600 << 16
    return info


class Archive:
    """An archive that is there: its manifest, and its entries once :meth:`check` has seen them."""

    def __init__(self, opened: zipfile.ZipFile, weight: int) -> None:
        self._zip = opened
        self.facts = _manifest(opened)
        self.entries = _entries(self.facts.pop("entries", None))
        self._compare(weight)

    @classmethod
    def open(cls, file: Path) -> Self:
        """Open a file. Raises :exc:`Damaged`."""
        try:
            return cls(zipfile.ZipFile(file), file.stat().st_size)
        except _BROKEN as error:
            raise Damaged(f"{file.name} is no archive, or it is incomplete: {error}.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def tables(self) -> dict[str, Entry]:
        """The entries that hold rows, by table."""
        return {one.table: one for one in self.entries if one.table}

    @property
    def files(self) -> list[Entry]:
        """The entries that are stored files."""
        return [one for one in self.entries if not one.table]

    def _compare(self, weight: int) -> None:
        """Compare the manifest with what is in the file, before anything is unpacked."""
        present = [info.filename for info in self._zip.infolist() if info.filename != MANIFEST]
        named = [one.name for one in self.entries]
        if len(set(named)) != len(named) or len(set(present)) != len(present):
            raise Damaged("An entry is there twice.")
        if missing := sorted(set(named) - set(present)):
            raise Damaged(f"The entry {missing[0]} is missing.")
        if unknown := sorted(set(present) - set(named)):
            raise Damaged(f"There is an entry that the manifest does not name: {unknown[0][:80]}.")
        for one in self.entries:
            info = self._zip.getinfo(one.name)
            if info.flag_bits & 0x1:
                raise Damaged(f"The entry {one.name} is encrypted.")
            if info.file_size != one.size:
                raise Damaged(f"The entry {one.name} has not the size that the manifest says.")
        if sum(one.size for one in self.entries) > _ALWAYS_ALLOWED + _MOST_TIMES * weight:
            raise Damaged("It unpacks to far more than an archive does.")

    def check(self, entry: Entry) -> None:
        """Read an entry once and compare size and digest. Raises :exc:`Damaged`."""
        digest, size = hashlib.sha256(), 0
        with self.opened(entry) as stream:
            while piece := _read(stream, entry):
                size += len(piece)
                if size > entry.size:
                    break
                digest.update(piece)
        if size != entry.size or digest.hexdigest() != entry.sha256:
            raise Damaged(f"The entry {entry.name} is not what it was when the archive was made.")

    def opened(self, entry: Entry) -> IO[bytes]:
        """Return the bytes of an entry as a stream."""
        try:
            return self._zip.open(entry.name)
        except _BROKEN as error:
            raise Damaged(f"The entry {entry.name} cannot be read: {error}.") from error

    def rows(self, entry: Entry) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table. Raises :exc:`Damaged`."""
        count = 0
        with self.opened(entry) as stream:
            while line := stream.readline(_MOST_LINE):
                count += 1
                row = _parsed(line, f"{entry.name}, line {count},")
                if not isinstance(row, dict):
                    raise Damaged(f"{entry.name}, line {count}, is no row.")
                yield row
        if count != entry.rows:
            raise Damaged(f"{entry.name} has {count} rows, and the manifest says {entry.rows}.")


def _read(stream: IO[bytes], entry: Entry) -> bytes:
    try:
        return stream.read(_READ_AT_ONCE)
    except _BROKEN as error:
        raise Damaged(f"The entry {entry.name} is damaged: {error}.") from error


def _manifest(opened: zipfile.ZipFile) -> dict[str, Any]:
    try:
        info = opened.getinfo(MANIFEST)
    except KeyError as error:
        raise Damaged(f"There is no {MANIFEST} in it.") from error
    if info.file_size > _MOST_MANIFEST:
        raise Damaged(f"Its {MANIFEST} is too large.")
    try:
        with opened.open(info) as stream:
            text = stream.read(_MOST_MANIFEST)
    except _BROKEN as error:
        raise Damaged(f"Its {MANIFEST} is damaged: {error}.") from error
    manifest = _parsed(text, MANIFEST)
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        raise Damaged(f"Its {MANIFEST} does not say what format it has.")
    if manifest["format"] > FORMAT:
        raise Damaged(
            f"It has format {manifest['format']}; this version of RCP Exchange reads up to "
            f"{FORMAT}. Upgrade it and try again."
        )
    return manifest


def _entries(stated: Any) -> list[Entry]:
    try:
        entries = [Entry(**one) for one in stated]
    except TypeError as error:
        raise Damaged(f"Its {MANIFEST} does not list the entries.") from error
    for one in entries:
        is_sound = (
            isinstance(one.name, str)
            and _NAME.fullmatch(one.name)
            and isinstance(one.sha256, str)
            and all(isinstance(number, int) and number >= 0 for number in (one.size, one.rows))
            and one.rows * _LEAST_LINE <= one.size
        )
        if not is_sound:
            raise Damaged(f"Its {MANIFEST} names an entry that cannot be: {str(one.name)[:80]}.")
        if not one.table and one.name != f"files/{one.sha256}":
            raise Damaged(f"The entry {one.name} is not named by what it holds.")
    return entries


def _parsed(text: bytes, what: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Damaged(f"{what} cannot be read: {error}.") from error
