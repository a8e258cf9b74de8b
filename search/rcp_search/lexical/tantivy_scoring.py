"""Scores as queries, which tantivy answers with the best passages only."""

from collections.abc import Sequence
from typing import Any


class TantivyScoring:
    """Makes tantivy's queries (see :class:`Scoring`)."""

    def __init__(self, tantivy: Any, schema: Any, searcher: Any) -> None:
        self._query = tantivy.Query
        self._occur = tantivy.Occur
        self._schema = schema
        self._searcher = searcher

    @property
    def passages(self) -> int:
        """Count all passages."""
        return int(self._searcher.num_docs)

    def frequency(self, field: str, term: str) -> int:
        """Count the passages with a term in a field, those removed since included."""
        return int(self._searcher.doc_freq(field, term))

    def term(self, field: str, term: str, boost: float) -> Any:
        """Return the BM25 of a term in a field, times a boost."""
        return self.boosted(self._query.term_query(self._schema, field, term, "freq"), boost)

    def phrase(self, field: str, terms: Sequence[str], boost: float) -> Any:
        """Return the BM25 of terms in sequence in a field, times a boost."""
        return self.boosted(self._query.phrase_query(self._schema, field, list(terms)), boost)

    def best(self, scores: Sequence[Any]) -> Any:
        """Return the highest of some scores."""
        return self._query.disjunction_max_query(list(scores))

    def sum(self, scores: Sequence[Any]) -> Any:
        """Return the sum of some scores."""
        return self._query.boolean_query([(self._occur.Should, score) for score in scores])

    def boosted(self, score: Any, boost: float) -> Any:
        """Return a score times a boost."""
        return self._query.boost_query(score, boost)

    def required(self, score: Any, conditions: Sequence[Any]) -> Any:
        """Return a score for the passages that each of the conditions scores, none for others."""
        unscored = (self._query.const_score_query(condition, 0.0) for condition in conditions)
        return self._query.boolean_query([(self._occur.Must, one) for one in (score, *unscored)])
