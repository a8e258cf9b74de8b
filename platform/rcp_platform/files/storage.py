"""Bytes on disk, named by what they hold: ``ab/cd/<sha256>`` in a folder outside the web root.

A file is complete under its name or not there at all. What a stopped process leaves in
``incoming`` counts for nothing and is swept.
"""

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_INCOMING = "incoming"
_READ_AT_ONCE = 256 * 1024
#: No upload takes longer to be written.
_SECONDS_INCOMING = 3600
#: A file is stored before the row that names it is committed.
_SECONDS_WITHOUT_ROW = 24 * 3600


class TooLarge(Exception):
    """The file is larger than allowed."""


@dataclass(frozen=True)
class Received:
    """A file that has arrived whole, in a place of its own; the size is in bytes."""

    path: Path
    sha256: str
    size: int


def path_of(folder: Path, sha256: str) -> Path:
    """Return where the bytes with this digest are, or would be."""
    return folder / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def received(folder: Path, stream: IO[bytes], most_bytes: int) -> Iterator[Received]:
    """Write a stream to a temporary file, to be looked at and perhaps given to :func:`keep`.

    It is gone when the block ends. Raises :exc:`TooLarge`.
    """
    (folder / _INCOMING).mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder / _INCOMING, delete=False) as target:
        path = Path(target.name)
        try:
            digest, size = hashlib.sha256(), 0
            while piece := stream.read(_READ_AT_ONCE):
                size += len(piece)
                if size > most_bytes:
                    raise TooLarge
                digest.update(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
            yield Received(path, digest.hexdigest(), size)
        finally:
            path.unlink(missing_ok=True)


def keep(folder: Path, file: Received) -> None:
    """Give a received file the name of what it holds, in one step that is never seen half done."""
    target = path_of(folder, file.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Also where it is there already: it must be as young as the row that is about to name it.
    with _locked(folder, fcntl.LOCK_SH):
        file.path.replace(target)
    for changed in (target.parent, target.parent.parent, folder):
        _sync(changed)


def sweep_incoming(folder: Path, seconds: float = _SECONDS_INCOMING) -> int:
    """Delete what stopped uploads have left behind; return how many files that were."""
    return sum(_delete(file) for file in (folder / _INCOMING).glob("*") if _age(file) > seconds)


def digests(folder: Path) -> Iterator[str]:
    """Yield the digests of all stored files."""
    return (file.name for file in folder.glob("??/??/*"))


def sweep_unnamed(
    folder: Path, named: Container[str], seconds: float = _SECONDS_WITHOUT_ROW
) -> int:
    """Delete the files that are not among ``named`` and not new; return how many those were."""
    unnamed = [path_of(folder, sha256) for sha256 in digests(folder) if sha256 not in named]
    count = 0
    for file in unnamed:
        # Whoever stores the same bytes meanwhile does so before the look at its age, or after.
        with _locked(folder, fcntl.LOCK_EX):
            count += _age(file) > seconds and _delete(file)
    return count


@contextmanager
def _locked(folder: Path, kind: int) -> Iterator[None]:
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, kind)
        yield


def _age(file: Path) -> float:
    """Return the seconds since a file was written; 0 for one that is gone."""
    with suppress(FileNotFoundError):
        return time.time() - file.stat().st_mtime
    return 0


def _delete(file: Path) -> bool:
    file.unlink(missing_ok=True)
    return True


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
