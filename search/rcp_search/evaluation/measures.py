"""How good each answer is, and what the mean over many says.

The measures are trec_eval's, as ir-measures gives them: nDCG with the grade as the gain.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from rcp_search.evaluation.asking import FIRST, Answer, Report
from rcp_search.evaluation.sets import NOTHING

NDCG = "nDCG@10"
BEYOND = f"cross-region success@{FIRST}"
RIGHTLY_NOTHING = "nothing close, rightly"
WRONGLY_NOTHING = "nothing close, wrongly"

#: The names that ir-measures knows these by.
_RANKED = {NDCG: "nDCG@10", "Recall@10": "R@10", "Recall@100": "R@100", "MRR": "RR"}
MEASURES = (*_RANKED, BEYOND, WRONGLY_NOTHING, RIGHTLY_NOTHING)

RESAMPLES = 1_000
SEED = 20_261_121

#: The value of a measure for each question that it is about.
Values = dict[str, float]
Grades = Mapping[str, Mapping[str, int]]
Rankings = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Figure:
    """A mean over questions with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    queries: int


def values_of(report: Report, configuration: str) -> dict[str, Values]:
    """Return for each measure its value, from 0 to 1, by query id."""
    answers = report.answers[configuration]
    queries = report.evaluated.queries
    grades = {query.id: query.relevant for query in queries if query.relevant}
    beyond = {
        query.id: report.evaluated.relevant_beyond(query)
        for query in queries
        if answers[query.id].beyond is not None
    }
    first = {id_: answers[id_].beyond or () for id_ in beyond}
    nothing = {query.id for query in queries if query.kind == NOTHING}
    return {
        **ranked_values(grades, {id_: answers[id_].ranking for id_ in grades}),
        BEYOND: _calculated({BEYOND: f"Success@{FIRST}"}, beyond, first)[BEYOND],
        WRONGLY_NOTHING: _weak(answers, grades),
        RIGHTLY_NOTHING: _weak(answers, nothing),
    }


def ranked_values(grades: Grades, rankings: Rankings) -> dict[str, Values]:
    """Return nDCG@10, Recall@10, Recall@100 and MRR of each ranking; 0 for an empty one."""
    return _calculated(_RANKED, grades, rankings)


def figure(values: Collection[float]) -> Figure:
    """Return the mean of some values, at least one; the same each time."""
    sample = np.fromiter(values, np.float64, len(values))
    low, high = np.quantile(_resamples(len(sample)) @ sample, [0.025, 0.975])
    return Figure(float(sample.mean()), float(low), float(high), len(sample))


def _weak(answers: Mapping[str, Answer], ids: Collection[str]) -> Values:
    return {id_: float(answers[id_].weak) for id_ in ids}


def _calculated(names: Mapping[str, str], grades: Grades, rankings: Rankings) -> dict[str, Values]:
    import ir_measures

    asked = {ir_measures.parse_measure(known): name for name, known in names.items()}
    scored = {
        id_: {document: -float(rank) for rank, document in enumerate(ranking)}
        for id_, ranking in rankings.items()
    }
    values: dict[str, Values] = {name: {} for name in names}
    if grades:
        for one in ir_measures.iter_calc(list(asked), grades, scored):
            values[asked[one.measure]][one.query_id] = one.value
    return values


@lru_cache(maxsize=4)
def _resamples(size: int) -> npt.NDArray[np.float64]:
    """Return the weights of each question in each resample, shape (resamples, size)."""
    random = np.random.default_rng(SEED)
    draws = (random.integers(0, size, size) for _ in range(RESAMPLES))
    return np.stack([np.bincount(drawn, minlength=size) / size for drawn in draws])
