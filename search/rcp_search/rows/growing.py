"""Arrays that only grow, on top of what a snapshot holds."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]

_FIRST_ROOM = 64


class Column:
    """The rows of an array that never change, then those appended later.

    The former may be a file that is shared with other processes: growing never copies them.
    """

    def __init__(self, base: Array) -> None:
        self.base = base
        self._room = np.empty((_FIRST_ROOM, *base.shape[1:]), dtype=base.dtype)
        self._later = 0

    def __len__(self) -> int:
        return len(self.base) + self._later

    @property
    def later(self) -> Array:
        """Return the rows appended; the view keeps showing the same rows."""
        return self._room[: self._later]

    def extend(self, rows: Array) -> None:
        """Append rows."""
        end = self._later + len(rows)
        if end > len(self._room):
            grown = np.empty((end * 2, *self._room.shape[1:]), dtype=self._room.dtype)
            grown[: self._later] = self.later
            self._room = grown
        self._room[self._later : end] = rows
        self._later = end

    def __getitem__(self, row: int) -> Any:
        """Return one row."""
        return self.base[row] if row < len(self.base) else self.later[row - len(self.base)]

    def take(self, rows: Rows) -> Array:
        """Return a copy of some rows, in the order asked for."""
        if not self._later:
            return self.base[rows]
        taken = np.empty((len(rows), *self.base.shape[1:]), dtype=self.base.dtype)
        are_later = rows >= len(self.base)
        taken[~are_later] = self.base[rows[~are_later]]
        taken[are_later] = self.later[rows[are_later] - len(self.base)]
        return taken

    def all(self) -> Array:
        """Return all rows; a copy when there are later ones."""
        return np.concatenate([self.base, self.later]) if self._later else self.base
