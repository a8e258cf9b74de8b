"""An index on disk: one file, checked before anything in it is believed."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rcp_search.embedding import Vectors

FILE = "search.snapshot"
FORMAT = 1

Data = dict[str, Any]


class SnapshotUnusable(Exception):
    """A snapshot that cannot be used; the text says why. Building anew is the answer."""


@dataclass(frozen=True)
class Header:
    """Which model the vectors are of, and the number the caller gave the state."""

    embedder_name: str
    dimension: int
    number: int


def write(folder: Path, header: Header, entries: list[Data], vectors: Vectors) -> None:
    """Write the file under another name and rename it: readers see the old or the new one."""
    lines = json.dumps(entries, ensure_ascii=False).encode("utf-8", "surrogatepass")
    facts = {
        "format": FORMAT,
        "embedder": header.embedder_name,
        "dimension": header.dimension,
        "number": header.number,
        "entries_bytes": len(lines),
    }
    rows = np.ascontiguousarray(vectors, dtype="<f4").tobytes()
    content = json.dumps(facts).encode() + b"\n" + lines + rows
    checksum = hashlib.sha256(content).hexdigest().encode()
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{FILE}.{os.getpid()}.unfinished"
    try:
        with unfinished.open("wb") as file:
            file.write(checksum + b"\n" + content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / FILE)
    finally:
        unfinished.unlink(missing_ok=True)


def read(
    folder: Path, embedder_name: str | None, dimension: int | None
) -> tuple[Header, list[Data], Vectors]:
    """Return what was written; raises :class:`SnapshotUnusable` when anything is not right."""
    try:
        checksum, _, content = (folder / FILE).read_bytes().partition(b"\n")
    except OSError as error:
        raise SnapshotUnusable(f"The snapshot cannot be read: {error}.") from error
    if hashlib.sha256(content).hexdigest().encode() != checksum:
        raise SnapshotUnusable("The snapshot is damaged: its checksum differs.")
    with refusing_bad_data():
        first_line, _, body = content.partition(b"\n")
        facts = json.loads(first_line)
        if facts["format"] != FORMAT:
            raise SnapshotUnusable(f"The snapshot has format {facts['format']}, not {FORMAT}.")
        header = Header(facts["embedder"], facts["dimension"], facts["number"])
        if embedder_name not in (None, header.embedder_name):
            raise SnapshotUnusable(
                f"The snapshot is of the model {header.embedder_name}, not {embedder_name}."
            )
        if dimension not in (None, header.dimension):
            raise SnapshotUnusable(
                f"The snapshot has vectors of {header.dimension} numbers, not {dimension}."
            )
        size = facts["entries_bytes"]
        entries = json.loads(body[:size].decode("utf-8", "surrogatepass"))
        vectors = np.frombuffer(body[size:], dtype="<f4").reshape(-1, header.dimension)
    return header, entries, vectors


@contextmanager
def refusing_bad_data() -> Iterator[None]:
    """Turn what malformed data raises into :class:`SnapshotUnusable`."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise SnapshotUnusable(f"The snapshot is damaged: {error!r}.") from error
