"""Both engines in step: what is known of every document, by meaning and by words."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from rcp_search.documents import Document, Passage
from rcp_search.languages.words import analysed_language
from rcp_search.lexical.engine import Lexical
from rcp_search.models.embedding import Vector, Vectors
from rcp_search.rows import snapshot
from rcp_search.rows.entry import Entry, WrittenEntries, joined, written
from rcp_search.rows.growing import Array, Rows
from rcp_search.rows.scope import RowSets, Scope, mask_of, rows_of
from rcp_search.rows.table import Numbers, Table
from rcp_search.terms.query_words import QueryWords
from rcp_search.terms.thesaurus import Thesaurus
from rcp_search.vectors.dense import COMPARED, NOT_COMPARED, Dense, Floats, write_clusters
from rcp_search.vectors.elsewhere import Elsewhere, VectorStore

#: Removed rows still count in BM25's statistics. A small index is rebuilt at once, so that
#: it answers like one built from nothing; a large one before it is saved, if a tenth of its
#: rows are dead.
REBUILT_AT_ONCE = 1_000
MOST_DEAD = 0.1

#: Of a larger index only the rows that have most words in common are found by them, then
#: the nearest in meaning are looked up: 2.5 + 2 ms instead of 17 ms for a common word in
#: 100,000 rows. In a small one all are, in .2 ms (see :mod:`.kept_scores`).
MOST_HITS = 2_000
LOOKED_UP = 100

_VECTORS = "vectors"
_WORDS = "words"


@dataclass(frozen=True)
class Candidates:
    """The rows that may be an answer, in rising order, with the cosine and coverage of each."""

    rows: Rows
    similarity: Floats
    coverage: Floats


class Index:
    """Documents with the vectors of their passages; derived, may be thrown away at any time.

    Every method may be called from any thread. Changes cost little until the next search,
    which brings the lexical engine up to date in one step. Documents of a snapshot stay in its
    files; what is changed later is in memory. Vectors kept in a store are not held here: each
    row of them has a width of 0, in memory and in snapshots.
    """

    def __init__(
        self, embedder_name: str, dimension: int, store: VectorStore | None = None
    ) -> None:
        self.embedder_name = embedder_name
        self.dimension = dimension
        self.width = 0 if store else dimension
        self._elsewhere = Elsewhere(store) if store else None
        self.lock = threading.RLock()
        self._removed: set[int] = set()
        self._added: set[int] = set()
        self._start_anew()

    def __len__(self) -> int:
        return len(self._table)

    def keys(self) -> frozenset[int]:
        """Return the keys of all documents."""
        with self.lock:
            return frozenset(self._table.keys(self._table.numbers()).tolist())

    @property
    def passages(self) -> int:
        """Count the passages of all documents."""
        with self.lock:
            return len(self._dense) - self._dead

    def upsert(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Add a document or replace it; vectors has one row of the width for each passage.

        Raises ValueError when there is no passage or the shape is another.
        """
        if not passages or vectors.shape != (len(passages), self.width):
            raise ValueError(
                f"document {document.key}: {len(passages)} passages and vectors of shape"
                f" {vectors.shape}; one row of {self.width} for each passage is needed"
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

    def remove(self, key: int) -> None:
        """Forget a document; nothing happens when it is not there."""
        with self.lock:
            number = self._table.remove(key)
            if number is None:
                return
            start, count = self._table.rows_of(number)
            self._rows.remove(start, count)
            self._later.pop(number, None)
            self._dead += count
            self._added.discard(number)
            self._removed.add(key)

    def entry(self, key: int) -> Entry | None:
        """Return what is kept of a document."""
        with self.lock:
            number = self._table.number(key)
            return None if number is None else self._entry(number)

    def vectors(self, entry: Entry, labels: frozenset[str]) -> Vectors:
        """Return the vectors of those of a document's passages that the labels show."""
        shown = [
            row
            for row, passage in enumerate(entry.passages, entry.start)
            if entry.labels_of(passage) & labels
        ]
        if shown and self._elsewhere:
            return self._elsewhere.rows(entry.key, labels)
        return self._dense.take(np.array(shown, dtype=np.int64))

    # The following read one state of the index: the caller holds the lock.

    def bring_up_to_date(self) -> None:
        """Let the lexical engine see every change so far."""
        if not (self._removed or self._added):
            return
        if self._lexical.lost or (self._dead and len(self._dense) <= REBUILT_AT_ONCE):
            self._compact()
        self._lexical.apply(self._removed, [self._later[number] for number in sorted(self._added)])
        self._removed, self._added = set(), set()

    def candidates(self, words: QueryWords, vector: Vector, scope: Scope) -> Candidates:
        """Return the rows of a scope that may be an answer: all of them unless they are many."""
        similarity = self.similarities(vector, scope)
        if len(self._dense) <= COMPARED:
            coverage = self.coverage(words, scope)
        else:
            coverage = self._best_coverage(words, scope, similarity)
            found_by_words = np.flatnonzero((coverage > 0) & (similarity == NOT_COMPARED))
            similarity[found_by_words] = self._compared(vector, scope, found_by_words)
        rows = np.flatnonzero(similarity > NOT_COMPARED)
        return Candidates(rows, similarity[rows], coverage[rows])

    def corrections(
        self, words: QueryWords, labels: frozenset[str], thesaurus: Thesaurus
    ) -> dict[str, tuple[str, ...]]:
        """Return what to take a word for that the labels show nowhere (see :class:`Spelling`)."""
        return self._lexical.corrections(words, labels, thesaurus)

    def names(self, words: QueryWords) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return for each word the names that sound like it in other languages."""
        return self._lexical.names(words)

    def similarities(self, vector: Vector, scope: Scope) -> Floats:
        """Return the cosine of each row allowed in a scope (see :class:`Dense`)."""
        allowed = self._rows.allowed(scope)
        if self._elsewhere:
            return self._elsewhere.similarities(vector, scope, allowed, self._table)
        return self._dense.similarities(vector, allowed)

    def coverage(self, words: QueryWords, scope: Scope) -> Floats:
        """Return how far each row allowed in a scope covers the words (see :class:`Lexical`)."""
        allowed = mask_of(self._rows.allowed(scope), len(self._dense))
        return self._lexical.whole_coverage(words, allowed)

    def documents(self, rows: Rows) -> Numbers:
        """Return for each row the number of its document; numbers rise with the rows."""
        return self._table.documents(rows)

    def counts(self, documents: Numbers) -> dict[str, dict[str, int]]:
        """Count documents, given by their numbers, by the values of every facet."""
        return self._table.counts(documents)

    def first_values(self, documents: Numbers, facet: str) -> list[str]:
        """Return for each document, given by its number, one value of a facet."""
        return self._table.first_values(documents, facet)

    def keys_of(self, documents: Numbers) -> Numbers:
        """Return the keys of documents given by their numbers."""
        return self._table.keys(documents)

    def languages(self, rows: Rows) -> tuple[list[str], Numbers]:
        """Return the languages of all passages, and for each row a position in them."""
        return self._table.languages, self._table.languages_of(rows)

    def passage_at(self, row: int) -> tuple[Entry, Passage]:
        """Return the document and the passage of a row."""
        entry = self._entry(self._table.document(row))
        return entry, entry.passages[row - entry.start]

    def save(self, folder: Path, number: int) -> None:
        """Write a snapshot that carries the caller's number; replaces an older one at once."""
        header = snapshot.Header(self.embedder_name, self.dimension, number)
        with snapshot.writing(folder, header) as unfinished:
            with self.lock:
                if self._lexical.lost or self._dead > len(self._dense) * MOST_DEAD:
                    self._compact()
                self.bring_up_to_date()
                names = {"table": self._table.names(), "rows": self._rows.names()}
                snapshot.write_names(unfinished, names)
                alive = (self._entry(number) for number in self._table.numbers().tolist())
                self._lexical.write(unfinished / _WORDS, alive)
                arrays = self._arrays()
            snapshot.write_arrays(unfinished, arrays)
            if not self._elsewhere:
                write_clusters(snapshot.opened(unfinished / f"{_VECTORS}.npy"), unfinished)

    @classmethod
    def load(
        cls,
        folder: Path,
        embedder_name: str | None = None,
        dimension: int | None = None,
        store: VectorStore | None = None,
    ) -> tuple["Index", int]:
        """Return the index of a snapshot and its number.

        Raises :class:`SnapshotUnusable` when there is none, when it is damaged, of another
        format, of another model than the one named, or has its vectors where they are not
        looked for: the caller builds anew.
        """
        found = snapshot.read(folder, embedder_name, dimension)
        with snapshot.refusing_bad_data():
            index = cls(found.header.embedder_name, found.header.dimension, store)
            index._open(found)
        return index, found.header.number

    def _compared(self, vector: Vector, scope: Scope, rows: Rows) -> Floats:
        if self._elsewhere:
            return self._elsewhere.compared(vector, scope, rows, self._table)
        return self._dense.compared(vector, rows)

    def _best_coverage(self, words: QueryWords, scope: Scope, similarity: Floats) -> Floats:
        """Return the coverage of the best rows, and of the nearest where it left them out."""
        total, sought = len(self._dense), self._lexical.sought(words, scope)
        coverage = self._lexical.coverage(sought, total, most=MOST_HITS)
        if np.count_nonzero(coverage) < MOST_HITS:
            return coverage
        unknown = np.flatnonzero((similarity > NOT_COMPARED) & (coverage == 0))
        if len(unknown) > LOOKED_UP:
            nearest = np.argpartition(-similarity[unknown], LOOKED_UP)[:LOOKED_UP]
            unknown = unknown[nearest]
        looked_up = self._lexical.coverage(sought, total, most=LOOKED_UP, among=unknown)
        return np.maximum(coverage, looked_up)

    def _start_anew(self) -> None:
        self._dense = Dense(self.width)
        self._lexical = Lexical()
        self._rows = RowSets()
        self._table = Table()
        self._written = WrittenEntries(*joined([]))
        self._later: dict[int, Entry] = {}
        self._dead = 0

    def _open(self, found: snapshot.Snapshot) -> None:
        names, arrays = found.names, found.arrays
        self._table = Table.opened(names["table"], arrays)
        self._rows = RowSets.opened(names["rows"], arrays["sets"])
        self._dense = Dense.opened(arrays[_VECTORS], found.folder)
        self._written = WrittenEntries(arrays["entries"], arrays["entry_ends"])
        self._lexical = Lexical(found.folder / _WORDS, self._table.languages)
        self._dead = len(self._dense) - self._rows.alive.bit_count()
        if arrays[_VECTORS].shape != (self._table.rows, self.width):
            raise snapshot.SnapshotUnusable("The snapshot has passages without vectors.")

    def _arrays(self) -> dict[str, list[Array]]:
        """Return all that is written, in parts that stay as they are."""
        gone = self._table.gone()
        content, ends = joined(map(self._line, range(len(gone)), gone.tolist()))
        return {
            _VECTORS: self._dense.parts(),
            "entries": [content],
            "entry_ends": [ends],
            "sets": [self._rows.packed(len(self._dense))],
            **self._table.parts(),
        }

    def _line(self, number: int, is_gone: bool) -> bytes:
        """Return a document as it is written; nothing is left of one that is gone."""
        if is_gone:
            return b""
        later = self._later.get(number)
        return written(later) if later else self._written.line(number)

    def _entry(self, number: int) -> Entry:
        if number in self._later:
            return self._later[number]
        start, _ = self._table.rows_of(number)
        return self._written.entry(number, start)

    def _place(self, entry: Entry) -> None:
        self._rows.add(entry.start, list(map(entry.labels_of, entry.passages)), entry.facets)
        number = self._table.add(entry)
        self._later[number] = entry
        self._added.add(number)

    def _compact(self) -> None:
        """Leave out the dead rows; all words are analysed again."""
        entries = [self._entry(number) for number in self._table.numbers().tolist()]
        vectors = self._dense.take(rows_of(self._rows.alive, len(self._dense)))
        self._start_anew()
        self._removed, self._added = set(), set()
        start = 0
        for entry in entries:
            self._place(replace(entry, start=start))
            start += len(entry.passages)
        self._dense.add(vectors)
