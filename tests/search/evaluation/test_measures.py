"""Each figure is what its name promises, of all questions and of some."""

import math

import pytest
from tests.search.evaluation.reports import BY_NAME, means

from rcp_search import HashingEmbedder
from rcp_search.evaluation import EvaluationSet, JudgedQuery, evaluate
from rcp_search.evaluation.asking import DEPTH
from rcp_search.evaluation.figures import LANGUAGES
from rcp_search.evaluation.measures import (
    BEYOND,
    NDCG,
    RIGHTLY_NOTHING,
    WRONGLY_NOTHING,
    figure,
    ranked_values,
)


def test_the_grade_is_the_gain_and_the_rank_discounts_it():
    values = ranked_values({"q": {"a": 2, "b": 1}}, {"q": ["b", "x", "a"]})
    ideal = 2 + 1 / math.log2(3)
    assert values[NDCG]["q"] == pytest.approx((1 + 2 / math.log2(4)) / ideal)
    assert (values["Recall@10"]["q"], values["MRR"]["q"]) == (1, 1)


def test_each_measure_looks_as_far_as_its_name_says():
    ranking = [f"x{rank}" for rank in range(1, DEPTH)]
    twelfth = ranked_values({"q": {"a": 1}}, {"q": [*ranking[:11], "a"]})
    assert {name: value["q"] for name, value in twelfth.items()} == {
        NDCG: 0,
        "Recall@10": 0,
        "Recall@100": 1,
        "MRR": pytest.approx(1 / 12),
    }


def test_an_empty_answer_counts_as_nothing_found():
    values = ranked_values({"p": {"a": 1}, "q": {"a": 1}}, {"p": [], "q": ["a"]})
    assert values[NDCG] == {"p": 0, "q": 1}


def test_the_interval_holds_the_mean_is_repeatable_and_narrows_with_more_questions():
    few, many = figure([0, 1] * 10), figure([0, 1] * 1000)
    assert few == figure([0, 1] * 10)
    assert few.low < 0.5 < few.high
    assert (few.mean, few.queries) == (0.5, 20)
    assert few.low < 0.35 < many.low < 0.48
    assert figure([0.25]).low == figure([0.25]).high == 0.25


# --- beyond the asker's own Process ------------------------------------------


def test_cross_region_success_is_about_other_processes_among_the_first_five(make):
    owned = [("own", "apc"), *((f"other{number}", "rcm") for number in range(1, 8))]
    documents = {
        id_: make(key, "", "visa " * (9 - key) + "word " * key, facets={"rcp": [rcp]})
        for key, (id_, rcp) in enumerate(owned)
    }

    def success(relevant):
        query = JudgedQuery("q", "visa", dict.fromkeys(relevant, 1), rcp="apc")
        evaluated = EvaluationSet("regions", documents, (query,))
        return means(evaluate(evaluated, [BY_NAME["lexical"]], HashingEmbedder())).get(BEYOND)

    assert success(["own", "other1"]) == 1
    assert success(["other5"]) == 1
    assert success(["other6"]) == 0
    assert success(["own"]) is None


def test_other_measures_look_everywhere(make):
    documents = {
        "own": make(1, "", "visa rules", facets={"rcp": ["apc"]}),
        "other": make(2, "", "visa office hours", facets={"rcp": ["rcm"]}),
    }
    query = JudgedQuery("q", "visa rules", {"own": 1, "other": 1}, rcp="apc")
    report = evaluate(
        EvaluationSet("regions", documents, (query,)), [BY_NAME["fusion"]], HashingEmbedder()
    )
    assert report.answers["fusion"]["q"].ranking == ("own", "other")
    assert report.answers["fusion"]["q"].beyond == ("other",)


def test_without_processes_there_is_no_cross_region_figure(judged):
    query = JudgedQuery("q", "visa", {"a": 1}, rcp="apc")
    report = judged([query], {"fusion": {"q": (("a",), False)}}, a=("en", None))
    assert BEYOND not in means(report)


# --- nothing close -----------------------------------------------------------


def test_nothing_close_is_right_where_nothing_answers_and_wrong_elsewhere(judged):
    queries = [
        JudgedQuery("n1", "football", {}, kind="nothing"),
        JudgedQuery("n2", "opera", {}, kind="nothing"),
        JudgedQuery("q", "visa", {"a": 1}, kind="word"),
    ]
    answers = {"n1": (("a",), True), "n2": (("a",), False), "q": (("a",), True)}
    report = judged(queries, {"fusion": answers}, a=("en", None))
    assert (means(report)[RIGHTLY_NOTHING], means(report)[WRONGLY_NOTHING]) == (0.5, 1)
    assert means(report)[NDCG] == 1
    assert means(report, "kind", "nothing") == {RIGHTLY_NOTHING: 0.5}


# --- languages ---------------------------------------------------------------


def test_figures_are_given_by_the_language_of_the_question(judged):
    queries = [
        JudgedQuery("q1", "visa", {"a": 1}, language="en"),
        JudgedQuery("q2", "visado", {"a": 1}, language="es"),
    ]
    answers = {"q1": (("a",), False), "q2": ((), True)}
    report = judged(queries, {"fusion": answers}, a=("en", None))
    assert means(report, "query language", "en")[NDCG] == 1
    assert means(report, "query language", "es")[NDCG] == 0
    assert means(report)[NDCG] == 0.5


def test_in_a_pair_what_is_relevant_in_another_language_counts_neither_way(judged):
    query = JudgedQuery("q", "visa", {"en": 2, "fr": 1}, language="en")
    ranking = {"fusion": {"q": (("en", "no", "fr"), False)}}
    report = judged([query], ranking, en=("en", None), no=("en", None), fr=("fr", None))
    assert means(report, LANGUAGES, "en → en")[NDCG] == 1
    assert means(report, LANGUAGES, "en → fr")["MRR"] == 0.5
