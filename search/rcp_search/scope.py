"""Who looks where, and which rows of the index that allows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rcp_search.documents import Facets

#: A set of rows as one integer, bit i for row i: union, intersection and size are instant.
Bits = int


@dataclass(frozen=True)
class Scope:
    """The labels of who looks, the filters set and the values left out."""

    labels: frozenset[str]
    filters: Facets = field(default_factory=dict)
    exclude: Facets = field(default_factory=dict)

    def without_filter(self, facet: str) -> "Scope":
        """Return the scope as if one facet were not filtered."""
        others = {name: values for name, values in self.filters.items() if name != facet}
        return Scope(self.labels, others, self.exclude)


class RowSets:
    """For each label and facet value the rows that carry it."""

    def __init__(self) -> None:
        self._alive: Bits = 0
        self._labels: dict[str, Bits] = {}
        self._facets: dict[str, dict[str, Bits]] = {}

    def add(self, start: int, count: int, labels: Iterable[str], facets: Facets) -> None:
        """Add the rows of one document, ``count`` of them from ``start``."""
        rows = _span(start, count)
        self._alive |= rows
        for label in labels:
            self._labels[label] = self._labels.get(label, 0) | rows
        for facet, values in facets.items():
            known = self._facets.setdefault(facet, {})
            for value in values:
                known[value] = known.get(value, 0) | rows

    def remove(self, start: int, count: int) -> None:
        """Take the rows of a document out: no scope allows them any more."""
        self._alive &= ~_span(start, count)

    def allowed(self, scope: Scope) -> Bits:
        """Return the rows a scope allows."""
        rows = self._alive & _union(self._labels, scope.labels)
        for facet, values in scope.filters.items():
            rows &= _union(self._facets.get(facet, {}), values)
        for facet, values in scope.exclude.items():
            rows &= ~_union(self._facets.get(facet, {}), values)
        return rows

    def count(self, documents: Bits, facet: str) -> dict[str, int]:
        """Count documents by the values of a facet; documents are given by their first rows."""
        counts = {
            value: (documents & rows).bit_count()
            for value, rows in self._facets.get(facet, {}).items()
        }
        return {value: count for value, count in counts.items() if count}

    @property
    def facets(self) -> list[str]:
        """Name the facets that any document ever carried."""
        return list(self._facets)


def _span(start: int, count: int) -> Bits:
    return ((1 << count) - 1) << start


def _union(sets: Mapping[str, Bits], names: Iterable[str]) -> Bits:
    rows = 0
    for name in names:
        rows |= sets.get(name, 0)
    return rows
