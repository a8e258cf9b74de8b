"""Passages, vectors and questions in a folder, for whoever is measured; needs only NumPy."""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

DIMENSION = 384
NEAREST = 10

#: The labels that passages carry, and the share of the passages that carries each.
SHARES = {"all": 1.0, "half": 0.5, "tenth": 0.1, "hundredth": 0.01, "thousandth": 0.001}

Floats = npt.NDArray[np.float32]


class Corpus:
    """What :mod:`benchmarks.synthetic` wrote; rows of passages and questions count from 0."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._nearest: dict[str, list[set[int]]] = {}

    @cached_property
    def vectors(self) -> Floats:
        """Unit vectors of the passages."""
        return self._array("vectors")

    @cached_property
    def question_vectors(self) -> Floats:
        """Unit vectors of the questions."""
        return self._array("question_vectors")

    @cached_property
    def labelled(self) -> dict[str, npt.NDArray[np.bool_]]:
        """For each label which passages carry it."""
        return dict(zip(SHARES, self._array("labelled"), strict=True))

    @cached_property
    def texts(self) -> list[str]:
        """The passages."""
        return self._lines("texts")

    @cached_property
    def questions(self) -> list[str]:
        """The questions."""
        return self._lines("questions")

    def nearest(self, label: str) -> list[set[int]]:
        """Return for each question the rows really nearest among those with a label."""
        if label not in self._nearest:
            rows = np.flatnonzero(self.labelled[label])
            similarity = self.question_vectors @ self.vectors[rows].T
            count = min(NEAREST, len(rows))
            best = np.argpartition(-similarity, count - 1, axis=1)[:, :count]
            self._nearest[label] = [set(rows[one].tolist()) for one in best]
        return self._nearest[label]

    def recall(self, found: list[list[int]], label: str) -> float:
        """Return how much of the nearest was found, on average over the first questions."""
        pairs = zip(found, self.nearest(label), strict=False)
        return float(np.mean([len(near & set(rows[:NEAREST])) / len(near) for rows, near in pairs]))

    def _array(self, name: str) -> Any:
        return np.load(self.folder / f"{name}.npy")

    def _lines(self, name: str) -> list[str]:
        return (self.folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
