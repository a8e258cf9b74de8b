"""Find documents by meaning and by words."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rcp_search import fusion
from rcp_search.calibration import calibration_of
from rcp_search.dense import NOT_COMPARED, Floats
from rcp_search.documents import Facets, Hit, Query, Results
from rcp_search.embedding import Embedder, Vector, unit_rows
from rcp_search.highlight import marks
from rcp_search.index import Index
from rcp_search.query_words import QueryWords, query_words
from rcp_search.scope import Scope

_NOTHING = Results((), 0, 0, {})


@dataclass(frozen=True)
class _Found:
    """The rows found in a scope; everything else is given for every row."""

    rows: npt.NDArray[np.int64]
    scores: Floats
    similarity: Floats
    near: npt.NDArray[np.bool_]
    strong: npt.NDArray[np.bool_]


class Searcher:
    """Answers queries from an index; may be shared by threads.

    Raises ValueError when the index holds vectors of another model than the embedder's.
    """

    def __init__(self, embedder: Embedder, index: Index) -> None:
        if embedder.name != index.embedder_name:
            raise ValueError(
                f"the index is of the model {index.embedder_name}, the embedder {embedder.name}"
            )
        self._embedder = embedder
        self._index = index
        self._calibration = calibration_of(embedder.name)

    def search(self, query: Query) -> Results:
        """Return one page of the documents found, best first, each once."""
        words = query_words(query.text)
        if not words.any_word:
            return _NOTHING
        vector = self._embedder.embed_query(words.text)
        scope = Scope(query.labels, query.filters, query.exclude)
        with self._index.lock:
            self._index.bring_up_to_date()
            found = self._found(words, vector, scope)
            best = self._best_rows(found)
            first = max(0, query.offset)
            page = best[first : first + max(0, query.limit)]
            return Results(
                hits=tuple(self._hit(found, int(row), words) for row in page),
                total=len(best),
                close=int(found.strong[best].sum()),
                facets=self._facets(found, words, vector, scope),
            )

    def similar(
        self,
        key: int,
        labels: frozenset[str],
        filters: Facets | None = None,
        exclude: Facets | None = None,
        limit: int = 10,
    ) -> tuple[Hit, ...]:
        """Return the documents nearest in meaning to one of them, best first.

        Nothing is near a document that is not there or that the labels do not show.
        """
        with self._index.lock:
            self._index.bring_up_to_date()
            entry = self._index.entry(key)
            if entry is None or not entry.labels & labels:
                return ()
            middle = unit_rows(self._index.vectors(entry).mean(axis=0, keepdims=True))[0]
            scope = Scope(labels, filters or {}, exclude or {})
            similarity = self._index.similarities(middle, scope)
            similarity[entry.start : entry.start + len(entry.passages)] = NOT_COMPARED
            readings = self._readings(entry.language)
            near = similarity >= readings.strong
            found = _Found(
                np.flatnonzero(similarity >= readings.floor),
                fusion.nearness(similarity, readings),
                similarity,
                near,
                near,
            )
            return tuple(
                self._hit(found, int(row), query_words(""))
                for row in self._best_rows(found)[:limit]
            )

    def _found(self, words: QueryWords, vector: Vector, scope: Scope) -> _Found:
        similarity = self._index.similarities(vector, scope)
        coverage = self._index.coverage(words, scope)
        readings = self._readings(words.language)
        return _Found(
            np.flatnonzero(fusion.found(similarity, coverage, readings)),
            fusion.fused(similarity, coverage, readings),
            similarity,
            similarity >= readings.strong,
            fusion.strong(similarity, coverage, readings),
        )

    def _readings(self, language: str | None) -> fusion.Readings:
        languages, of_rows = self._index.languages()
        between = [self._calibration.between(language, other) for other in languages]
        return fusion.Readings.of_rows(between, of_rows)

    def _best_rows(self, found: _Found) -> npt.NDArray[np.int64]:
        """Return the best row of each document, best first; equals in the order of keys."""
        keys = self._index.keys_of_rows()[found.rows]
        order = np.lexsort((found.rows, keys, -found.scores[found.rows]))
        _, first_of_each = np.unique(keys[order], return_index=True)
        rows: npt.NDArray[np.int64] = found.rows[order[np.sort(first_of_each)]]
        return rows

    def _hit(self, found: _Found, row: int, words: QueryWords) -> Hit:
        entry, passage = self._index.passage_at(row)
        marked = marks(passage.text, entry.language, words)
        return Hit(
            key=entry.key,
            score=float(found.scores[row]),
            passage=passage,
            spans=marked.spans,
            words=marked.words,
            sentence=marked.sentence,
            similarity=float(found.similarity[row]),
            near=bool(found.near[row]),
            weak=not found.strong[row],
        )

    def _facets(
        self, found: _Found, words: QueryWords, vector: Vector, scope: Scope
    ) -> dict[str, dict[str, int]]:
        counts = {}
        for facet in self._index.facets():
            of_facet = found
            if facet in scope.filters:
                of_facet = self._found(words, vector, scope.without_filter(facet))
            counts[facet] = self._index.count(of_facet.rows, facet)
        return counts
