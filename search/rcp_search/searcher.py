"""Find documents by meaning and by words."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rcp_search import fusion
from rcp_search.acronyms import vector_of
from rcp_search.diversity import spread
from rcp_search.documents import Facets, FoundConcept, Hit, Query, Results
from rcp_search.highlight import Marker
from rcp_search.index import Candidates, Index
from rcp_search.models.embedding import Embedder, Vector, unit_rows
from rcp_search.ranking import Ranking
from rcp_search.rows.growing import Rows
from rcp_search.rows.scope import Scope
from rcp_search.terms.query_words import QueryWords, query_words
from rcp_search.terms.thesaurus import EMPTY, Mention, Thesaurus
from rcp_search.vectors.dense import NOT_COMPARED, Floats

#: Only the best so many results make room for one another.
SPREAD = 100

_NOTHING = Results((), 0, 0, {})


@dataclass(frozen=True)
class _Found:
    """The rows found in a scope in rising order; everything else is given for each of them."""

    rows: Rows
    scores: Floats
    similarity: Floats
    near: npt.NDArray[np.bool_]
    strong: npt.NDArray[np.bool_]

    def some(self, places: Rows | npt.NDArray[np.bool_]) -> "_Found":
        """Return some of what was found, in the order asked for."""
        return _Found(
            self.rows[places],
            self.scores[places],
            self.similarity[places],
            self.near[places],
            self.strong[places],
        )


class Searcher:
    """Answers queries from an index; may be shared by threads.

    With a thesaurus, a concept that a query names is found by its labels in every language.
    Another ranking than the product's is for comparing them.
    Raises ValueError when the index holds vectors of another model than the embedder's.
    """

    def __init__(
        self,
        embedder: Embedder,
        index: Index,
        ranking: Ranking = fusion,
        thesaurus: Thesaurus = EMPTY,
    ) -> None:
        if embedder.name != index.embedder_name:
            raise ValueError(
                f"the index is of the model {index.embedder_name}, the embedder {embedder.name}"
            )
        self._embedder = embedder
        self._index = index
        self._ranking = ranking
        self._thesaurus = thesaurus
        self._calibration = embedder.calibration

    def use(self, thesaurus: Thesaurus) -> None:
        """Let the searches from now on know other terms."""
        self._thesaurus = thesaurus

    def search(self, query: Query) -> Results:
        """Return one page of the documents found, best first, each once."""
        words = query_words(query.text)
        if not words.any_word:
            return _NOTHING
        vector = vector_of(self._embedder, words, self._thesaurus)
        scope = Scope(query.labels, query.filters, query.exclude)
        with self._index.lock:
            self._index.bring_up_to_date()
            words = self._understood(words, query.labels)
            found = self._best_of_documents(self._found(words, vector, scope))
            page = self._page(found, query)
            marker = Marker(words)
            return Results(
                hits=tuple(self._hit(found, place, marker) for place in page),
                total=len(found.rows),
                close=int(found.strong.sum()),
                facets=self._facets(found, words, vector, scope),
                corrections=words.corrections,
                concepts=tuple(_found_concept(mention) for mention in words.mentions),
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

        They are near what the labels show of it: nothing is near a document that is not there
        or that they show nothing of.
        """
        with self._index.lock:
            self._index.bring_up_to_date()
            entry = self._index.entry(key)
            if entry is None or not len(shown := self._index.vectors(entry, labels)):
                return ()
            middle = unit_rows(shown.mean(axis=0, keepdims=True))[0]
            scope = Scope(labels, filters or {}, exclude or {})
            similarity = self._index.similarities(middle, scope)
            similarity[entry.start : entry.start + len(entry.passages)] = NOT_COMPARED
            rows = np.flatnonzero(similarity > NOT_COMPARED)
            readings = self._readings(entry.language, rows)
            similarity = similarity[rows]
            near = similarity >= readings.strong
            nearness = fusion.nearness(similarity, readings)
            found = _Found(rows, nearness, similarity, near, near)
            found = self._best_of_documents(found.some(similarity >= readings.floor))
            marker = Marker(query_words(""))
            return tuple(self._hit(found, place, marker) for place in self._ordered(found, limit))

    def _understood(self, words: QueryWords, labels: frozenset[str]) -> QueryWords:
        """Return the words with what they are taken as and the concepts that they name."""
        thesaurus = self._thesaurus
        corrections = self._index.corrections(words, labels, thesaurus) if labels else {}
        taken = [corrections.get(word, (word,))[0] for word in words.order]
        mentions = thesaurus.mentions(taken, words.capitals, words.language)
        names = self._index.names(words)
        return replace(words, corrections=corrections, mentions=mentions, names=names)

    def _found(self, words: QueryWords, vector: Vector, scope: Scope) -> _Found:
        candidates = self._index.candidates(words, vector, scope)
        return self._judged(words, candidates)

    def _judged(self, words: QueryWords, candidates: Candidates) -> _Found:
        """Return the candidates that are found at all, with how good each is."""
        similarity, coverage = candidates.similarity, candidates.coverage
        readings = self._readings(words.language, candidates.rows)
        strong = self._ranking.strong(similarity, coverage, readings)
        if words.quoted:
            strong &= coverage > 0
        found = _Found(
            candidates.rows,
            self._ranking.fused(similarity, coverage, readings),
            similarity,
            similarity >= readings.strong,
            strong,
        )
        return found.some(np.flatnonzero(self._ranking.found(similarity, coverage, readings)))

    def _readings(self, language: str | None, rows: Rows) -> fusion.Readings:
        languages, of_rows = self._index.languages(rows)
        between = [self._calibration.between(language, other) for other in languages]
        return fusion.Readings.of_rows(between, of_rows)

    def _best_of_documents(self, found: _Found) -> _Found:
        """Return of each document the first of its best rows."""
        documents = self._index.documents(found.rows)
        is_first = np.diff(documents, prepend=-1) != 0
        best = np.maximum.reduceat(found.scores, np.flatnonzero(is_first))
        of_rows = np.cumsum(is_first) - 1
        places = np.flatnonzero(found.scores == best[of_rows])
        return found.some(places[np.diff(of_rows[places], prepend=-1) != 0])

    def _page(self, found: _Found, query: Query) -> list[int]:
        first = max(0, query.offset)
        end = first + max(0, query.limit)
        if not query.spread:
            return self._ordered(found, end)[first:]
        places = self._ordered(found, max(end, SPREAD))
        best, rest = places[:SPREAD], places[SPREAD:]
        documents = self._index.documents(found.rows[best])
        sources = self._index.first_values(documents, query.spread)
        order = spread(sources, found.scores[best].tolist())
        return [*(best[place] for place in order), *rest][first:end]

    def _ordered(self, found: _Found, count: int) -> list[int]:
        """Return the places of the best rows, best first; equals in the order of keys."""
        if count < len(found.rows):
            least = -np.partition(-found.scores, count)[count]
            places = np.flatnonzero(found.scores >= least)
        else:
            places = np.arange(len(found.rows))
        keys = self._index.keys_of(self._index.documents(found.rows[places]))
        order = np.lexsort((keys, -found.scores[places]))
        return [int(place) for place in places[order][:count]]

    def _hit(self, found: _Found, place: int, marker: Marker) -> Hit:
        entry, passage = self._index.passage_at(int(found.rows[place]))
        marked = marker.marks(passage.text, entry.language_of(passage))
        return Hit(
            key=entry.key,
            score=float(found.scores[place]),
            passage=passage,
            spans=marked.spans,
            words=marked.words,
            sentence=marked.sentence,
            similarity=float(found.similarity[place]),
            near=bool(found.near[place]),
            weak=not found.strong[place],
            concepts=marked.concepts,
        )

    def _facets(
        self, found: _Found, words: QueryWords, vector: Vector, scope: Scope
    ) -> dict[str, dict[str, int]]:
        counts = self._counts(found)
        for facet in scope.filters.keys() & counts.keys():
            wider = self._found(words, vector, scope.without_filter(facet))
            counts[facet] = self._counts(self._best_of_documents(wider))[facet]
        return counts

    def _counts(self, found: _Found) -> dict[str, dict[str, int]]:
        return self._index.counts(self._index.documents(found.rows))


def _found_concept(mention: Mention) -> FoundConcept:
    concept = mention.concept
    return FoundConcept(concept.id, mention.label, concept.broader, concept.related)
