"""What the index keeps of a document."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from rcp_search.documents import Facets, Passage
from rcp_search.languages.words import analysed_language
from rcp_search.rows.growing import Array


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

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of its title and its passages, each once."""
        return tuple(dict.fromkeys([self.language, *map(self.language_of, self.passages)]))

    def labels_of(self, passage: Passage) -> frozenset[str]:
        """Return who may find one of its passages."""
        return self.labels if passage.labels is None else passage.labels

    def language_of(self, passage: Passage) -> str:
        """Return the language that the words of one of its passages are analysed in."""
        return analysed_language(passage.language) if passage.language else self.language

    def title_of(self, passage: Passage) -> tuple[str, str]:
        """Return the title that stands above one of its passages, and the title's language."""
        if passage.title is None:
            return self.title, self.language
        return passage.title, self.language_of(passage)


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
        "passages": [_written_passage(passage) for passage in entry.passages],
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
        tuple(_read_passage(number, *one) for number, one in enumerate(data["passages"])),
        start,
    )


def _written_passage(passage: Passage) -> list[Any]:
    """Return the section and text of a passage, then what it has of its own, if anything."""
    own = {
        "labels": None if passage.labels is None else sorted(passage.labels),
        "language": passage.language,
        "title": passage.title,
    }
    own = {name: value for name, value in own.items() if value is not None}
    return [passage.section, passage.text, own] if own else [passage.section, passage.text]


def _read_passage(
    number: int, section: str, text: str, own: Mapping[str, Any] = MappingProxyType({})
) -> Passage:
    labels = frozenset(own["labels"]) if "labels" in own else None
    return Passage(number, section, text, labels, own.get("language"), own.get("title"))
