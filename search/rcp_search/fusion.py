"""Make one score of similarity and of the words in common.

The scores themselves are added, not ranks: ranks forget how far apart two passages are and
lose where one side knows nothing. Measured, nDCG@10 with the default model and its pieces of
six languages (samples of 150 to 200 questions, 72 of the domain set's tuning half):

              domain  cnil_fr  faquad_pt  sharc  squad_es  piaf_fr
    words       .556     .678       .925   .801      .878     .777
    similarity  .665     .685       .684   .739      .700     .619
    this        .707     .757       .920   .824      .893     .822
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rcp_search.calibration import Reading
from rcp_search.dense import Floats

#: With so much of the query's words a passage is a good match, whatever the model says.
#: Best passage of another subject: 95 % below .6; of the same: median .5 (long questions)
#: to 1.4 (short ones).
STRONG_COVERAGE = 0.75
#: A greater exponent makes less of a few words in common beside many of them.
_EMPHASIS = 1.5


@dataclass(frozen=True)
class Readings:
    """How to read the cosine of each row."""

    unrelated: Floats
    floor: Floats
    strong: Floats
    share: Floats

    @classmethod
    def of_rows(cls, readings: Sequence[Reading], rows: npt.NDArray[np.int64]) -> "Readings":
        """Return a reading for each row; rows hold positions in readings."""
        columns = np.asarray(
            [(one.unrelated, one.floor, one.strong, one.share) for one in readings],
            dtype=np.float32,
        ).reshape(-1, 4)
        return cls(*columns[rows].T)

    def some(self, rows: npt.NDArray[np.int64]) -> "Readings":
        """Return the readings of some of the rows."""
        return Readings(self.unrelated[rows], self.floor[rows], self.strong[rows], self.share[rows])


def nearness(similarity: Floats, readings: Readings) -> Floats:
    """Return similarity from 0 (as usual between unrelated texts) to 1, whatever the language."""
    near: Floats = np.clip((similarity - readings.unrelated) / (1 - readings.unrelated), 0, 1)
    return near


def fused(similarity: Floats, coverage: Floats, readings: Readings) -> Floats:
    """Return scores from 0 to 1."""
    some = coverage**_EMPHASIS
    words = some / (1 + some)
    scores: Floats = readings.share * nearness(similarity, readings) + (1 - readings.share) * words
    return scores


def found(similarity: Floats, coverage: Floats, readings: Readings) -> npt.NDArray[np.bool_]:
    """Say which rows are found at all: a word in common, or similar enough."""
    return (coverage > 0) | (similarity >= readings.floor)


def strong(similarity: Floats, coverage: Floats, readings: Readings) -> npt.NDArray[np.bool_]:
    """Say which rows are good matches rather than weak ones."""
    return (coverage >= STRONG_COVERAGE) | (similarity >= readings.strong)
