"""What the index keeps of a document."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from rcp_search.documents import Facets, Passage
from rcp_search.growing import Array


@dataclass(frozen=True)
class Entry:
    """A document in the index; its rows begin at ``start``, one for each passage.

    The language is one that words are analysed in.
    """

    key: int
    title: str
    language: str
    labels: frozenset[str]
    facets: Facets
    passages: tuple[Passage, ...]
    start: int


class WrittenEntries:
    """The entries of a snapshot, each read when it is asked for.

    ``content`` holds the bytes of all, ``ends`` where each one ends.
    """

    def __init__(self, content: Array, ends: Array) -> None:
        self._content = content
        self._ends = ends

    def line(self, number: int) -> bytes:
        """Return an entry as it was written; empty when the document was gone by then."""
        start = self._ends[number - 1] if number else 0
        return self._content[start : self._ends[number]].tobytes()

    def entry(self, number: int, start: int) -> Entry:
        """Return an entry whose rows begin at a row."""
        return _read(self.line(number), start)


def written(entry: Entry) -> bytes:
    """Return an entry as bytes."""
    data = {
        "key": entry.key,
        "title": entry.title,
        "language": entry.language,
        "labels": sorted(entry.labels),
        "facets": {facet: sorted(values) for facet, values in entry.facets.items()},
        "passages": [[passage.section, passage.text] for passage in entry.passages],
    }
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")


def joined(lines: Iterable[bytes]) -> tuple[Array, Array]:
    """Return the content and ends of :class:`WrittenEntries`."""
    every = list(lines)
    ends = np.cumsum([len(line) for line in every], dtype=np.int64)
    return np.frombuffer(b"".join(every), dtype=np.uint8), ends


def _read(line: bytes, start: int) -> Entry:
    data = json.loads(line.decode("utf-8", "surrogatepass"))
    return Entry(
        data["key"],
        data["title"],
        data["language"],
        frozenset(data["labels"]),
        {facet: frozenset(values) for facet, values in data["facets"].items()},
        tuple(Passage(number, *passage) for number, passage in enumerate(data["passages"])),
        start,
    )
