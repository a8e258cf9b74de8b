"""What a cosine means: measured for each model when it is prepared, read with these rules.

In a language that a model does not know two texts look alike because of the language: with
all-MiniLM-L6-v2 on its own, two Arabic passages on unrelated subjects have a cosine of .53,
two English ones of .10. :mod:`rcp_search.models.calibration_measure` says how it is measured.
"""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Self

CALIBRATION = "calibration.json"

#: Floor and strong lie so many standard deviations above the mean of unrelated texts, and
#: further above it the less a model knows the languages: there a high cosine is a chance one.
_FLOOR_DEVIATIONS = 0.5
_STRONG_DEVIATIONS = 2.25
_DEVIATIONS_UNKNOWN = 2.0
#: Only a text and itself have a greater cosine.
_HIGHEST = 0.99

#: Nine of ten passages on something else cover .07 to .2 of a question in their language. Across
#: languages they cover nothing: what is in common there is a name or a term, and seldom chance.
_CHANCE_WITHIN = 0.15
_CHANCE_ACROSS = 0.0
#: Languages known so well are trusted like English: with the questions that it is measured with,
#: .87 cannot be told from .99, and the passages of some languages would always come later.
_KNOWN = 0.85


@dataclass(frozen=True)
class Reading:
    """How to read a cosine, and words in common, between two languages.

    ``unrelated`` is usual where nothing is in common. From ``floor`` on a passage is found
    whatever its words, from ``strong`` on it is a good match. ``trust`` says how much similarity
    counts beside words, from 0 to 1; ``chance`` is the coverage that says nothing yet.
    """

    unrelated: float
    floor: float
    strong: float
    trust: float
    chance: float = _CHANCE_WITHIN


@dataclass(frozen=True)
class Separation:
    """How a model tells related texts from others between two languages.

    Median, mean and standard deviation are of the cosines of unrelated texts; ``above`` is how
    often related ones have a greater cosine: .5 is chance, 1 is always.
    """

    median: float
    mean: float
    deviation: float
    above: float

    @property
    def knowledge(self) -> float:
        """How well the model knows the two languages, from 0 to 1."""
        return max(0.0, 2 * self.above - 1)


def reading_of(measured: Separation, *, across: bool) -> Reading:
    """Return how to read the cosines that were measured."""
    unknown = _DEVIATIONS_UNKNOWN * (1 - measured.knowledge) ** 2

    def above_mean(deviations: float) -> float:
        return min(_HIGHEST, measured.mean + measured.deviation * (deviations + unknown))

    return Reading(
        unrelated=measured.median,
        floor=above_mean(_FLOOR_DEVIATIONS),
        strong=above_mean(_STRONG_DEVIATIONS),
        trust=min(1.0, measured.knowledge / _KNOWN),
        chance=_CHANCE_ACROSS if across else _CHANCE_WITHIN,
    )


@dataclass(frozen=True)
class Calibration:
    """How to read the cosines of a model: as usual, or between two languages.

    ``pairs`` are ordered: the language of the query, None where it is not known, and that of
    the document.
    """

    usual: Reading
    pairs: Mapping[tuple[str | None, str], Reading] = field(default_factory=dict)

    @classmethod
    def of(cls, measured: Mapping[tuple[str | None, str], Separation]) -> Self:
        """Return what was measured, read; other languages as that which the model knows least.

        A query of an unknown language is taken to be in that of the document.
        """
        pairs = {
            (query, document): reading_of(one, across=query not in (None, document))
            for (query, document), one in measured.items()
        }
        within = [pairs[pair] for pair in pairs if pair[0] == pair[1]]
        return cls(min(within, key=lambda reading: (reading.trust, -reading.floor)), pairs)

    def between(self, query: str | None, document: str) -> Reading:
        """Return the reading for two languages."""
        return self.pairs.get((query, document), self.usual)


#: For a model that was not measured: little is found by meaning alone.
CAUTIOUS = Calibration(Reading(unrelated=0.1, floor=0.3, strong=0.5, trust=0.7))


def calibration_in(folder: Path, embedder_name: str) -> Calibration:
    """Return what was measured for the embedder in a folder, else :data:`CAUTIOUS`."""
    try:
        data = json.loads((folder / CALIBRATION).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return CAUTIOUS
    if data["model"] != embedder_name:
        return CAUTIOUS
    return Calibration.of(
        {
            (query or None, document): Separation(*one)
            for query, documents in data["pairs"].items()
            for document, one in documents.items()
        }
    )


def save_measured(
    folder: Path, embedder_name: str, measured: Mapping[tuple[str | None, str], Separation]
) -> None:
    """Write what was measured for an embedder into its folder; "" is an unknown language."""
    pairs: dict[str, dict[str, tuple[float, ...]]] = {}
    for (query, document), one in measured.items():
        pairs.setdefault(query or "", {})[document] = astuple(one)
    data = {"model": embedder_name, "pairs": pairs}
    (folder / CALIBRATION).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
