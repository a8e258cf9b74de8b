"""Make one score of similarity and of the words in common:

    score = (trust x nearness + words) / 2

Nearness is what the cosine says, trust how well the model knows the two languages; both are
measured (:mod:`.calibration`). Words is what the coverage beyond chance says. Either may speak
for a passage and neither takes from the other: where no words are in common, nearness orders
the passages of all languages. Scores are added, not ranks: ranks forget how far apart two
passages are and lose where one side knows nothing. nDCG@10 with the default model and its
pieces of six languages (the domain set's tuning half with terms; 159 to 200 questions of each
of the others; 1,190 in Spanish, Russian and Arabic on English paragraphs):

              domain  cnil_fr  faquad_pt  squad_es  piaf_fr  es>en  ru>en  ar>en
    words       .574     .680       .925      .867     .767   .627   .478   .338
    similarity  .708     .699       .670      .682     .567   .823   .761   .684
    this        .806     .785       .927      .892     .789   .899   .820   .741

Shares that sum to one, with little left for words across languages, take from what is near in
the language of the question: .70 on the domain set where this has .74 with the same terms.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rcp_search.models.calibration import Reading
from rcp_search.vectors.dense import Floats

#: With so much of the query's words a passage is a good match, whatever the model says.
#: Best passage of another subject: 95 % below .6; of the same: median .5 (long questions)
#: to 1.4 (short ones).
STRONG_COVERAGE = 0.75


@dataclass(frozen=True)
class Readings:
    """How to read the cosine and the coverage of each row."""

    unrelated: Floats
    floor: Floats
    strong: Floats
    trust: Floats
    chance: Floats

    @classmethod
    def of_rows(cls, readings: Sequence[Reading], rows: npt.NDArray[np.int64]) -> "Readings":
        """Return a reading for each row; rows hold positions in readings."""
        columns = np.asarray(
            [(one.unrelated, one.floor, one.strong, one.trust, one.chance) for one in readings],
            dtype=np.float32,
        ).reshape(-1, 5)
        return cls(*columns.T.take(rows, axis=1))


def nearness(similarity: Floats, readings: Readings) -> Floats:
    """Return similarity from 0 (as usual between unrelated texts) to 1, whatever the language."""
    near: Floats = np.clip((similarity - readings.unrelated) / (1 - readings.unrelated), 0, 1)
    return near


def fused(similarity: Floats, coverage: Floats, readings: Readings) -> Floats:
    """Return scores from 0 to 1."""
    beyond = np.maximum(coverage - readings.chance, 0)
    # To the power of 1.5, which makes less of a few words beside many, in a tenth of its time.
    some = beyond * np.sqrt(beyond)
    words = some / (1 + some)
    scores: Floats = (readings.trust * nearness(similarity, readings) + words) / 2
    return scores


def found(similarity: Floats, coverage: Floats, readings: Readings) -> npt.NDArray[np.bool_]:
    """Say which rows are found at all: similar enough, or with a word in common.

    Where the meaning is farther off than that of unrelated texts, it takes more than chance.
    """
    least = np.where(similarity < readings.unrelated, readings.chance, 0)
    return (coverage > least) | (similarity >= readings.floor)


def strong(similarity: Floats, coverage: Floats, readings: Readings) -> npt.NDArray[np.bool_]:
    """Say which rows are good matches rather than weak ones."""
    return (coverage >= STRONG_COVERAGE) | (similarity >= readings.strong)
