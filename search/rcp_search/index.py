"""Both engines in step: what is known of every document, by meaning and by words."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rcp_search import snapshot
from rcp_search.dense import Dense, Floats, bits_of
from rcp_search.documents import Document, Passage
from rcp_search.embedding import Vector, Vectors
from rcp_search.entry import Entry
from rcp_search.lexical import Lexical
from rcp_search.query_words import QueryWords
from rcp_search.scope import RowSets, Scope
from rcp_search.words import analysed_language

#: Removed rows still count in BM25's statistics. A small index is rebuilt at once, so that
#: it answers like one built from nothing; a large one when a tenth of its rows are dead.
REBUILT_AT_ONCE = 1_000
MOST_DEAD = 0.1

#: The columns of the table that says for each row whose it is.
_KEY, _START, _LANGUAGE = range(3)


class Index:
    """Documents with the vectors of their passages; derived, may be thrown away at any time.

    Every method may be called from any thread. Changes cost little until the next search,
    which brings the lexical engine up to date in one step.
    """

    def __init__(self, embedder_name: str, dimension: int) -> None:
        self.embedder_name = embedder_name
        self.dimension = dimension
        self.lock = threading.RLock()
        self._entries: dict[int, Entry] = {}
        self._removed: set[int] = set()
        self._added: set[int] = set()
        self._start_anew()

    def __len__(self) -> int:
        return len(self._entries)

    def keys(self) -> frozenset[int]:
        """Return the keys of all documents."""
        with self.lock:
            return frozenset(self._entries)

    @property
    def passages(self) -> int:
        """Count the passages of all documents."""
        with self.lock:
            return len(self._dense) - self._dead

    def upsert(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Add a document or replace it; vectors has one row for each passage.

        Raises ValueError when there is no passage or the shape is another.
        """
        if not passages or vectors.shape != (len(passages), self.dimension):
            raise ValueError(
                f"document {document.key}: {len(passages)} passages and vectors of shape"
                f" {vectors.shape}; one row of {self.dimension} for each passage is needed"
            )
        with self.lock:
            self.remove(document.key)
            entry = Entry(
                document.key,
                document.title,
                analysed_language(document.language),
                document.labels,
                document.facets,
                tuple(passages),
                len(self._dense),
            )
            self._place(entry)
            self._dense.add(vectors)
            self._added.add(entry.key)

    def remove(self, key: int) -> None:
        """Forget a document; nothing happens when it is not there."""
        with self.lock:
            entry = self._entries.pop(key, None)
            if entry is None:
                return
            self._rows.remove(entry.start, len(entry.passages))
            self._dead += len(entry.passages)
            self._added.discard(key)
            self._removed.add(key)

    def entry(self, key: int) -> Entry | None:
        """Return what is kept of a document."""
        with self.lock:
            return self._entries.get(key)

    def vectors(self, entry: Entry) -> Vectors:
        """Return the vectors of a document's passages."""
        return self._dense.rows(entry.start, len(entry.passages))

    # The following read one state of the index: the caller holds the lock.

    def bring_up_to_date(self) -> None:
        """Let the lexical engine see every change so far; rebuild when too much is dead."""
        total = len(self._dense)
        if self._dead and (total <= REBUILT_AT_ONCE or self._dead > total * MOST_DEAD):
            self._compact()
        if self._removed or self._added:
            added = [self._entries[key] for key in sorted(self._added)]
            self._lexical.apply(self._removed, added)
            self._removed, self._added = set(), set()

    def similarities(self, vector: Vector, scope: Scope) -> Floats:
        """Return the cosine of each row allowed in a scope (see :class:`Dense`)."""
        return self._dense.similarities(vector, self._rows.allowed(scope))

    def coverage(self, words: QueryWords, scope: Scope) -> Floats:
        """Return how far each row allowed in a scope covers the words (see :class:`Lexical`)."""
        return self._lexical.coverage(words, scope, len(self._dense))

    def facets(self) -> list[str]:
        """Name the facets that documents carry."""
        return self._rows.facets

    def count(self, rows: npt.NDArray[np.int64], facet: str) -> dict[str, int]:
        """Count by the values of a facet the documents that the rows belong to."""
        documents = np.zeros(len(self._dense), dtype=np.bool_)
        documents[self._table[rows, _START]] = True
        return self._rows.count(bits_of(documents), facet)

    def keys_of_rows(self) -> npt.NDArray[np.int64]:
        """Return for each row the key of its document."""
        return self._table[: len(self._dense), _KEY]

    def languages(self) -> tuple[list[str], npt.NDArray[np.int64]]:
        """Return the languages of the documents, and for each row a position in them."""
        return self._languages, self._table[: len(self._dense), _LANGUAGE]

    def passage_at(self, row: int) -> tuple[Entry, Passage]:
        """Return the document and the passage of a row."""
        entry = self._entries[int(self._table[row, _KEY])]
        return entry, entry.passages[row - entry.start]

    def save(self, folder: Path, number: int) -> None:
        """Write a snapshot that carries the caller's number; replaces an older one at once."""
        with self.lock:
            entries, vectors = self._alive()
            data = [_as_data(entry) for entry in entries]
        header = snapshot.Header(self.embedder_name, self.dimension, number)
        snapshot.write(folder, header, data, vectors)

    @classmethod
    def load(
        cls, folder: Path, embedder_name: str | None = None, dimension: int | None = None
    ) -> tuple["Index", int]:
        """Return the index of a snapshot and its number.

        Raises :class:`SnapshotUnusable` when there is none, when it is damaged, of another
        format, or of another model than the one named: the caller builds anew.
        """
        header, entries, vectors = snapshot.read(folder, embedder_name, dimension)
        index = cls(header.embedder_name, header.dimension)
        with snapshot.refusing_bad_data(), index.lock:
            start = 0
            for data in entries:
                entry = _from_data(data, start)
                start += len(entry.passages)
                index._place(entry)
            if start != len(vectors):
                raise snapshot.SnapshotUnusable("The snapshot has passages without vectors.")
            index._dense.add(vectors)
            index._added = set(index._entries)
            index.bring_up_to_date()
        return index, header.number

    def _start_anew(self) -> None:
        self._dense = Dense(self.dimension)
        self._lexical = Lexical()
        self._rows = RowSets()
        self._table = np.zeros((1024, 3), dtype=np.int64)
        self._languages: list[str] = []
        self._dead = 0

    def _place(self, entry: Entry) -> None:
        count = len(entry.passages)
        end = entry.start + count
        if end > len(self._table):
            grown = np.zeros((end * 2, 3), dtype=np.int64)
            grown[: len(self._table)] = self._table
            self._table = grown
        if entry.language not in self._languages:
            self._languages.append(entry.language)
        language = self._languages.index(entry.language)
        self._table[entry.start : end] = (entry.key, entry.start, language)
        self._rows.add(entry.start, count, entry.labels, entry.facets)
        self._entries[entry.key] = entry

    def _alive(self) -> tuple[list[Entry], Vectors]:
        """Return all documents in the order of their rows, and the rows without the dead."""
        entries = sorted(self._entries.values(), key=lambda entry: entry.start)
        alive = np.zeros(len(self._dense), dtype=np.bool_)
        for entry in entries:
            alive[entry.start : entry.start + len(entry.passages)] = True
        return entries, self._dense.rows(0, len(self._dense))[alive]

    def _compact(self) -> None:
        entries, vectors = self._alive()
        self._start_anew()
        self._entries = {}
        self._dense.add(vectors)
        start = 0
        for entry in entries:
            self._place(replace(entry, start=start))
            start += len(entry.passages)
        self._removed, self._added = set(), set(self._entries)


def _as_data(entry: Entry) -> snapshot.Data:
    return {
        "key": entry.key,
        "title": entry.title,
        "language": entry.language,
        "labels": sorted(entry.labels),
        "facets": {facet: sorted(values) for facet, values in entry.facets.items()},
        "passages": [[passage.section, passage.text] for passage in entry.passages],
    }


def _from_data(data: snapshot.Data, start: int) -> Entry:
    return Entry(
        data["key"],
        data["title"],
        data["language"],
        frozenset(data["labels"]),
        {facet: frozenset(values) for facet, values in data["facets"].items()},
        tuple(Passage(number, *passage) for number, passage in enumerate(data["passages"])),
        start,
    )
