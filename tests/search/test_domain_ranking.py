"""Similarity and words together answer every kind of question about as well as the better one."""

from pathlib import Path

import pytest

from rcp_search.evaluation import CONFIGURATIONS, Report, evaluate, load_folder
from rcp_search.evaluation.figures import rows_of
from rcp_search.evaluation.measures import NDCG, RIGHTLY_NOTHING, WRONGLY_NOTHING
from rcp_search.evaluation.sets import NOTHING
from rcp_search.models.prepared import embedder_in

pytestmark = pytest.mark.model

SET = Path(__file__).parent / "data" / "domain"
KINDS = (
    "acronym",
    "cross-lingual",
    "keyword",
    "no-shared-words",
    "phrase",
    "sentence",
    "typo",
)
PRODUCT, WORDS, SIMILARITY = "fusion", "lexical", "dense"
#: One question of some ten.
CHANCE = 0.1


@pytest.fixture(scope="module")
def report(model_folder) -> Report:
    """What the three answer on the half of the domain set that may be tuned to."""
    compared = [one for one in CONFIGURATIONS if one.name in (PRODUCT, WORDS, SIMILARITY)]
    return evaluate(load_folder(SET, "tune"), compared, embedder_in(model_folder))


@pytest.fixture(scope="module")
def figures(report):
    return {(row.value, row.configuration, row.measure): row.figure.mean for row in rows_of(report)}


@pytest.mark.parametrize("kind", KINDS)
def test_neither_half_alone_answers_a_kind_of_question_better(figures, kind):
    better = max(figures[kind, half, NDCG] for half in (WORDS, SIMILARITY))
    assert figures[kind, PRODUCT, NDCG] > better - CHANCE


@pytest.mark.parametrize(
    ("kind", "half"),
    [
        ("acronym", SIMILARITY),
        ("no-shared-words", WORDS),
        ("cross-lingual", WORDS),
        ("sentence", WORDS),
        ("keyword", WORDS),
    ],
)
def test_what_one_half_does_not_know_the_other_makes_up_for(figures, kind, half):
    assert figures[kind, PRODUCT, NDCG] > figures[kind, half, NDCG] + 0.1


@pytest.mark.parametrize("half", [WORDS, SIMILARITY])
def test_together_they_answer_better_than_either_alone(figures, half):
    assert figures["all", PRODUCT, NDCG] > figures["all", half, NDCG] + 0.05


def test_it_is_said_that_nothing_is_close_where_that_is_so(figures):
    assert figures[NOTHING, PRODUCT, RIGHTLY_NOTHING] == 1
    assert figures["all", PRODUCT, WRONGLY_NOTHING] < 0.12


def test_nonsense_finds_little(report):
    asked = [query.id for query in report.evaluated.queries if query.kind == NOTHING]
    found = [len(report.answers[PRODUCT][id_].ranking) for id_ in asked]
    assert max(found) < len(report.evaluated.documents) / 5


def test_every_kind_of_the_set_is_looked_at(report):
    assert {query.kind for query in report.evaluated.queries} == {*KINDS, NOTHING}
