"""An index on disk: a folder that never changes, checked before anything in it is believed."""

import hashlib
import json
import shutil
import uuid
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from rcp_search.rows.growing import Array

SUFFIX = ".snapshot"
MANIFEST = "manifest.json"
#: To be raised with every change of the files or of what the words are made of.
FORMAT = 5

_UNFINISHED = ".unfinished"
_AT_A_TIME = 1 << 20

Names = Mapping[str, Any]


class SnapshotUnusable(Exception):
    """A snapshot that cannot be used; the text says why. Building anew is the answer."""


@dataclass(frozen=True)
class Header:
    """Which model the vectors are of, and the number the caller gave the state."""

    embedder_name: str
    dimension: int
    number: int


@dataclass(frozen=True)
class Snapshot:
    """What was written; the arrays are files in memory, shared by all who read them."""

    folder: Path
    header: Header
    names: Names
    arrays: Mapping[str, Array]


@contextmanager
def writing(folder: Path, header: Header) -> Iterator[Path]:
    """Give an empty folder to write files to; it becomes the snapshot at the end.

    Readers see the old one or the new one. Whatever a loss of power leaves of the files,
    the checksums tell.
    """
    later_than_all = 1 + max((_place(one) for one in _finished(folder)), default=0)
    name = f"{later_than_all:010d}-{uuid.uuid4().hex}"
    unfinished = folder / (name + _UNFINISHED)
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        _write_manifest(unfinished, header)
        unfinished.rename(folder / (name + SUFFIX))
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    # Whoever else writes one at the same time keeps the same of the two.
    for other in _finished(folder)[:-1]:
        shutil.rmtree(other, ignore_errors=True)


def remove(folder: Path) -> None:
    """Remove the snapshots in a folder; who has opened one goes on with it."""
    for finished in _finished(folder):
        shutil.rmtree(finished, ignore_errors=True)


def write_arrays(folder: Path, arrays: Mapping[str, Sequence[Array]]) -> None:
    """Write arrays that are given in parts."""
    for name, parts in arrays.items():
        shape = (sum(map(len, parts)), *parts[0].shape[1:])
        with (folder / f"{name}.npy").open("wb") as file:
            np.lib.format.write_array_header_1_0(
                file,
                {"descr": parts[0].dtype.str, "fortran_order": False, "shape": shape},
            )
            for part in parts:
                file.write(np.ascontiguousarray(part).data)


def write_names(folder: Path, names: Names) -> None:
    """Write what is small."""
    (folder / "names.json").write_text(json.dumps(names), encoding="ascii")


def read(folder: Path, embedder_name: str | None, dimension: int | None) -> Snapshot:
    """Return what was written; raises :class:`SnapshotUnusable` when anything is not right."""
    found = _finished(folder)
    if not found:
        raise SnapshotUnusable(f"The snapshot cannot be read: there is none in {folder}.")
    newest = found[-1]
    with refusing_bad_data():
        facts = _manifest(newest)
        if facts["format"] != FORMAT:
            raise SnapshotUnusable(f"The snapshot has format {facts['format']}, not {FORMAT}.")
        if facts["engines"] != _engines():
            raise SnapshotUnusable("The snapshot is of another version of the search engines.")
        header = Header(facts["embedder"], facts["dimension"], facts["number"])
        if embedder_name not in (None, header.embedder_name):
            raise SnapshotUnusable(
                f"The snapshot is of the model {header.embedder_name}, not {embedder_name}."
            )
        if dimension not in (None, header.dimension):
            raise SnapshotUnusable(
                f"The snapshot has vectors of {header.dimension} numbers, not {dimension}."
            )
        if facts["files"] != _checksums(newest):
            raise SnapshotUnusable("The snapshot is damaged: its checksums differ.")
        names = json.loads((newest / "names.json").read_text(encoding="ascii"))
        arrays = {file.stem: opened(file) for file in newest.glob("*.npy")}
    return Snapshot(newest, header, names, arrays)


@contextmanager
def refusing_bad_data() -> Iterator[None]:
    """Turn what malformed data raises into :class:`SnapshotUnusable`."""
    try:
        yield
    except OSError as error:
        raise SnapshotUnusable(f"The snapshot cannot be read: {error}.") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError) as error:
        raise SnapshotUnusable(f"The snapshot is damaged: {error!r}.") from error


def _finished(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"[0-9]*-*{SUFFIX}"))


def _place(finished: Path) -> int:
    return int(finished.name.partition("-")[0])


def _write_manifest(folder: Path, header: Header) -> None:
    facts = {
        "format": FORMAT,
        "engines": _engines(),
        "embedder": header.embedder_name,
        "dimension": header.dimension,
        "number": header.number,
        "files": _checksums(folder),
    }
    content = json.dumps(facts).encode()
    checksum = hashlib.sha256(content).hexdigest().encode()
    (folder / MANIFEST).write_bytes(checksum + b"\n" + content)


def _manifest(folder: Path) -> Any:
    checksum, _, content = (folder / MANIFEST).read_bytes().partition(b"\n")
    if hashlib.sha256(content).hexdigest().encode() != checksum:
        raise SnapshotUnusable("The snapshot is damaged: its checksum differs.")
    return json.loads(content)


def _engines() -> str:
    """Name what writes files in formats of its own."""
    return ", ".join(f"{name} {version(name)}" for name in ("tantivy", "faiss-cpu"))


def _checksums(folder: Path) -> dict[str, list[int]]:
    """Return size and CRC-32 of every file: 4 GB a second, so that all of it can be checked."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {file.relative_to(folder).as_posix(): _checksum(file) for file in files}


def _checksum(file: Path) -> list[int]:
    size = crc = 0
    with file.open("rb") as opened:
        while content := opened.read(_AT_A_TIME):
            size += len(content)
            crc = zlib.crc32(content, crc)
    return [size, crc]


def opened(file: Path) -> Array:
    """Return an array that was written; its memory is shared with all who open it."""
    # A file without any row cannot be shared.
    array = np.load(file, mmap_mode=None if file.stat().st_size < 4096 else "r")
    return np.asarray(array)
