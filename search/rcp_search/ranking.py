"""What makes one order of similarity and of the words in common."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from rcp_search.fusion import Readings
from rcp_search.vectors.dense import Floats


class Ranking(Protocol):
    """Decides from the similarity and coverage of rows; the product's is :mod:`.fusion`."""

    def found(
        self, similarity: Floats, coverage: Floats, readings: Readings
    ) -> npt.NDArray[np.bool_]:
        """Say which rows are found at all."""
        ...

    def fused(self, similarity: Floats, coverage: Floats, readings: Readings) -> Floats:
        """Return a score for each row, more is better."""
        ...

    def strong(
        self, similarity: Floats, coverage: Floats, readings: Readings
    ) -> npt.NDArray[np.bool_]:
        """Say which rows are good matches rather than weak ones."""
        ...
