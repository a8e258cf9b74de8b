"""Who looks where, and which rows of the index that allows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from rcp_search.documents import Facets
from rcp_search.rows.growing import Rows

#: A set of rows as one integer, bit i for row i: union, intersection and size are instant.
Bits = int
Names = Mapping[str, Any]
Packed = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


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
    """For each label and facet value the rows that carry it; ``alive`` are those not removed."""

    def __init__(self) -> None:
        self.alive: Bits = 0
        self._labels: dict[str, Bits] = {}
        self._facets: dict[str, dict[str, Bits]] = {}

    @classmethod
    def opened(cls, names: Names, packed: Packed) -> Self:
        """Return the sets that :meth:`names` and :meth:`packed` gave."""
        sets = cls()
        every = iter([int.from_bytes(row.tobytes(), "little") for row in packed])
        sets.alive = next(every)
        sets._labels = {label: next(every) for label in names["labels"]}
        sets._facets = {
            facet: {value: next(every) for value in values}
            for facet, values in names["facets"].items()
        }
        return sets

    def names(self) -> Names:
        """Name the sets."""
        facets = {facet: list(values) for facet, values in self._facets.items()}
        return {"labels": list(self._labels), "facets": facets}

    def packed(self, total: int) -> Packed:
        """Return the sets of ``total`` rows in the order of the names, eight rows a byte."""
        of_facets = (rows for values in self._facets.values() for rows in values.values())
        sets = (self.alive, *self._labels.values(), *of_facets)
        return np.stack([np.frombuffer(as_bytes(rows, total), dtype=np.uint8) for rows in sets])

    def add(self, start: int, labels: Sequence[Iterable[str]], facets: Facets) -> None:
        """Add the rows of one document from ``start``: the labels of each, and their facets."""
        rows = _span(start, len(labels))
        self.alive |= rows
        places: dict[str, Bits] = {}
        for place, of_row in enumerate(labels):
            for label in of_row:
                places[label] = places.get(label, 0) | 1 << place
        for label, of_label in places.items():
            self._labels[label] = self._labels.get(label, 0) | of_label << start
        for facet, values in facets.items():
            known = self._facets.setdefault(facet, {})
            for value in values:
                known[value] = known.get(value, 0) | rows

    def remove(self, start: int, count: int) -> None:
        """Take the rows of a document out: no scope allows them any more."""
        self.alive &= ~_span(start, count)

    def allowed(self, scope: Scope) -> Bits:
        """Return the rows a scope allows."""
        rows = self.alive & _union(self._labels, scope.labels)
        for facet, values in scope.filters.items():
            rows &= _union(self._facets.get(facet, {}), values)
        for facet, values in scope.exclude.items():
            rows &= ~_union(self._facets.get(facet, {}), values)
        return rows


def rows_of(bits: Bits, total: int) -> Rows:
    """Return the rows of a set in rising order; all are below ``total``."""
    return np.flatnonzero(mask_of(bits, total))


def mask_of(bits: Bits, total: int) -> Mask:
    """Return for each row whether it is in a set; all are below ``total``."""
    packed = np.frombuffer(as_bytes(bits, total), dtype=np.uint8)
    return np.unpackbits(packed, count=total, bitorder="little").view(np.bool_)


def as_bytes(bits: Bits, total: int) -> bytes:
    """Return a set of rows below ``total`` as bytes, the first row in the lowest bit."""
    return bits.to_bytes(total // 8 + 1, "little")


def _span(start: int, count: int) -> Bits:
    return ((1 << count) - 1) << start


def _union(sets: Mapping[str, Bits], names: Iterable[str]) -> Bits:
    rows = 0
    for name in names:
        rows |= sets.get(name, 0)
    return rows
