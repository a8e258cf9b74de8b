"""All that an index answers, to be compared with what another one does."""

import math
from typing import Any

from tests.stress.world import ACTORS, EVERYWHERE, RCPS, TOPICS

from rcp_platform.core.labels import (
    NETWORK,
    PUBLIC,
    drafts_of,
    labels_of,
    members_of,
    observers_of,
)
from rcp_search import Query, Searcher
from rcp_search.documents import Facets

#: More than there are.
EVERY = 100_000

_LABELS = frozenset(
    {PUBLIC, NETWORK, *(of(rcp) for rcp in RCPS for of in (members_of, observers_of, drafts_of))}
)
_FILTERS: tuple[Facets, ...] = ({}, {"rcp": frozenset({RCPS[0]})}, {"region": frozenset({"asia"})})
#: Rows stand in another order in each index, and so do the sums of floats.
_TOLERANCE = 1e-5

#: By what was asked: whatever can be compared.
Answers = dict[str, Any]


def answers_of(searcher: Searcher) -> Answers:
    """Return the documents under each label, and the results of everybody's searches."""
    documents = {
        label: sorted(hit.key for hit in searcher.search(_query(EVERYWHERE, {label})).hits)
        for label in sorted(_LABELS)
    }
    answers: Answers = {f"labelled {label}": keys for label, keys in documents.items()}
    for name, actor in ACTORS.items():
        labels = labels_of(actor)
        for text in (EVERYWHERE, *TOPICS):
            for filters in _FILTERS:
                results = searcher.search(_query(text, labels, filters))
                answers[f"{name}, {text}, {sorted(filters)}"] = {
                    "counts": [results.total, results.close, results.facets],
                    "hits": {hit.key: [hit.score, hit.passage] for hit in results.hits},
                }
        for key in documents[NETWORK][:5]:
            answers[f"{name}, related to {key}"] = {
                "counts": [],
                "hits": {
                    hit.key: [hit.score, hit.passage]
                    for hit in searcher.similar(key, labels, limit=EVERY)
                },
            }
    return answers


def differences(one: Answers, other: Answers) -> list[str]:
    """Say which questions are answered differently."""
    return [
        f"{question}: {one.get(question)} and {other.get(question)}"
        for question in sorted(one.keys() | other.keys())
        if not _same(one.get(question), other.get(question))
    ]


def _query(text: str, labels: Any, filters: Any = None) -> Query:
    return Query(text, frozenset(labels), filters or {}, limit=EVERY)


def _same(one: Any, other: Any) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return bool(one == other)
    return (
        one["counts"] == other["counts"]
        and one["hits"].keys() == other["hits"].keys()
        and all(
            passage == other["hits"][key][1]
            and math.isclose(score, other["hits"][key][0], abs_tol=_TOLERANCE)
            for key, (score, passage) in one["hits"].items()
        )
    )
