"""For each row its document, and for each document what is asked of many at once."""

from collections.abc import Mapping
from typing import Self

import numpy as np
import numpy.typing as npt

from rcp_search.rows.entry import Entry
from rcp_search.rows.growing import Array, Column, Rows
from rcp_search.rows.scope import Names

#: What the table of documents says of each; its values of facets begin at _VALUES.
_COLUMNS = 5
_KEY, _START, _PASSAGES, _VALUES, _COUNT = range(_COLUMNS)

Numbers = npt.NDArray[np.int64]


class Table:
    """Documents by their number, which counts up from 0 in the order of their rows."""

    def __init__(self) -> None:
        self._open(
            {"languages": [], "values": []},
            {
                "documents": np.empty((0, _COLUMNS), dtype=np.int64),
                "of_rows": np.empty(0, dtype=np.int32),
                "languages_of_rows": np.empty(0, dtype=np.int16),
                "values": np.empty(0, dtype=np.int32),
                "gone": np.empty(0, dtype=np.bool_),
            },
        )

    @classmethod
    def opened(cls, names: Names, arrays: Mapping[str, Array]) -> Self:
        """Return the table that :meth:`names` and :meth:`parts` gave."""
        table = cls()
        table._open(names, arrays)
        return table

    def _open(self, names: Names, arrays: Mapping[str, Array]) -> None:
        self.languages: list[str] = list(names["languages"])
        self._value_of = {(facet, value): at for at, (facet, value) in enumerate(names["values"])}
        self._documents = Column(arrays["documents"])
        self._of_rows = Column(arrays["of_rows"])
        self._languages_of_rows = Column(arrays["languages_of_rows"])
        self._values = Column(arrays["values"])
        self._gone = np.array(arrays["gone"])
        keys = self._documents.base[:, _KEY][~self._gone]
        order = np.argsort(keys)
        self._keys, self._numbers = keys[order], np.flatnonzero(~self._gone)[order]
        self._later: dict[int, int] = {}

    def names(self) -> Names:
        """Name the languages and the values of facets."""
        return {"languages": self.languages, "values": list(self._value_of)}

    def parts(self) -> dict[str, list[Array]]:
        """Return everything else in parts that stay as they are."""
        columns = {
            "documents": self._documents,
            "of_rows": self._of_rows,
            "languages_of_rows": self._languages_of_rows,
            "values": self._values,
        }
        parts = {name: [column.base, column.later] for name, column in columns.items()}
        return {**parts, "gone": [self.gone()]}

    def __len__(self) -> int:
        return len(self._gone) - int(self._gone.sum()) + len(self._later)

    def gone(self) -> npt.NDArray[np.bool_]:
        """Say of every number whether its document was removed."""
        gone = np.ones(len(self._documents), dtype=np.bool_)
        gone[self.numbers()] = False
        return gone

    @property
    def rows(self) -> int:
        """Count the rows, those of documents that are gone included."""
        return len(self._of_rows)

    def add(self, entry: Entry) -> int:
        """Add a document behind all others; return its number."""
        number, passages = len(self._documents), len(entry.passages)
        self.languages += [one for one in entry.languages if one not in self.languages]
        values = [
            self._value_of.setdefault((facet, value), len(self._value_of))
            for facet, of_facet in entry.facets.items()
            for value in of_facet
        ]
        self._documents.extend(
            np.array(
                [
                    (
                        entry.key,
                        entry.start,
                        passages,
                        len(self._values),
                        len(values),
                    )
                ]
            )
        )
        self._values.extend(np.array(values, dtype=np.int32))
        self._of_rows.extend(np.full(passages, number, dtype=np.int32))
        languages = [self.languages.index(entry.language_of(one)) for one in entry.passages]
        self._languages_of_rows.extend(np.array(languages))
        self._later[entry.key] = number
        return number

    def remove(self, key: int) -> int | None:
        """Forget a document; return its number if it was there."""
        number = self.number(key)
        if number is None:
            return None
        if self._later.pop(key, None) is None:
            self._gone[number] = True
        return number

    def number(self, key: int) -> int | None:
        """Return the number of a document."""
        if key in self._later:
            return self._later[key]
        place = int(np.searchsorted(self._keys, key))
        if place == len(self._keys) or self._keys[place] != key:
            return None
        number = int(self._numbers[place])
        return None if self._gone[number] else number

    def numbers(self) -> Numbers:
        """Return the numbers of all documents in rising order."""
        later = np.array(sorted(self._later.values()), dtype=np.int64)
        return np.concatenate([np.flatnonzero(~self._gone), later])

    def rows_of(self, number: int) -> tuple[int, int]:
        """Return the first row of a document, and how many it has."""
        document = self._documents[number]
        return int(document[_START]), int(document[_PASSAGES])

    def rows_at(self, keys: Numbers, passages: Numbers) -> Rows:
        """Return the row of each passage of a document; -1 where there is none."""
        later = np.array([self._later.get(key, -1) for key in keys.tolist()], dtype=np.int64)
        numbers = np.where(later >= 0, later, self._written_numbers(keys))
        known = np.flatnonzero(numbers >= 0)
        starts, counts = self._documents.take(numbers[known])[:, [_START, _PASSAGES]].T
        there = (passages[known] >= 0) & (passages[known] < counts)
        rows = np.full(len(keys), -1, dtype=np.int64)
        rows[known[there]] = (starts + passages[known])[there]
        return rows

    def _written_numbers(self, keys: Numbers) -> Numbers:
        """Return the numbers that documents have in the snapshot; -1 for those that are not."""
        if not len(self._keys):
            return np.full(len(keys), -1, dtype=np.int64)
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        numbers = self._numbers[places]
        is_there = (self._keys[places] == keys) & ~self._gone[numbers]
        return np.where(is_there, numbers, -1)

    def document(self, row: int) -> int:
        """Return the number of a row's document."""
        return int(self._of_rows[row])

    def documents(self, rows: Rows) -> Numbers:
        """Return for each row the number of its document."""
        return self._of_rows.take(rows).astype(np.int64)

    def keys(self, numbers: Numbers) -> Numbers:
        """Return the keys of documents."""
        return self._documents.take(numbers)[:, _KEY]

    def languages_of(self, rows: Rows) -> Numbers:
        """Return for each row the position of its language in the languages."""
        return self._languages_of_rows.take(rows).astype(np.int64)

    def first_values(self, numbers: Numbers, facet: str) -> list[str]:
        """Return for each document one value of a facet, "" if it has none."""
        names = {at: value for (name, value), at in self._value_of.items() if name == facet}
        found = []
        for start, count in self._documents.take(numbers)[:, [_VALUES, _COUNT]].tolist():
            own = self._values.take(np.arange(start, start + count)).tolist()
            found.append(next((names[value] for value in own if value in names), ""))
        return found

    def counts(self, numbers: Numbers) -> dict[str, dict[str, int]]:
        """Count documents by the values of their facets; names every facet there is."""
        starts, lengths = self._documents.take(numbers)[:, [_VALUES, _COUNT]].T
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(
            starts - ends + lengths, lengths
        )
        found = np.bincount(self._values.take(places), minlength=len(self._value_of)).tolist()
        counts: dict[str, dict[str, int]] = {}
        for (facet, value), count in zip(self._value_of, found, strict=True):
            of_facet = counts.setdefault(facet, {})
            if count:
                of_facet[value] = count
        return counts
