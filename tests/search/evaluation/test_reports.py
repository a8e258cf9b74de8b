"""A report says what got worse, in words and as data."""

import json

import pytest

from rcp_search.evaluation import (
    JudgedQuery,
    SetRefused,
    as_data,
    as_markdown,
    compared,
)
from rcp_search.evaluation.measures import NDCG, RIGHTLY_NOTHING, values_of


@pytest.fixture
def two_ways(judged):
    queries = [
        JudgedQuery("q1", "visa", {"a": 2, "b": 1}, language="en"),
        JudgedQuery("q2", "fees", {"b": 1}),
        JudgedQuery("q3", "students", {"a": 1}),
        JudgedQuery("q4", "same", {"a": 1}),
        JudgedQuery("n", "opera", {}, kind="nothing"),
    ]
    good, bad = (("a", "b"), False), (("b", "a"), False)
    nothing = ((), True)
    answers = {
        "old": {"q1": good, "q2": bad, "q3": bad, "q4": good, "n": nothing},
        "new": {"q1": bad, "q2": nothing, "q3": good, "q4": good, "n": nothing},
    }
    return judged(queries, answers, a=("en", None), b=("en", None))


def test_what_got_worse_is_listed_worst_first_with_the_ranks(two_ways):
    comparison = compared(two_ways, "old", "new")
    assert [worse.query for worse in comparison.worse] == ["q2", "q1"]
    assert (comparison.better, comparison.same) == (1, 1)
    (lost,) = comparison.worse[0].documents
    assert (lost.title, lost.before, lost.after) == ("b", 1, None)
    assert [
        (moved.title, moved.before, moved.after) for moved in comparison.worse[1].documents
    ] == [
        ("a", 1, 2),
        ("b", 2, 1),
    ]
    old, new = (values_of(two_ways, name)[NDCG] for name in ("old", "new"))
    assert comparison.change.mean == pytest.approx(sum(new[id_] - old[id_] for id_ in old) / 4)


def test_nothing_to_compare_is_said(judged):
    report = judged(
        [JudgedQuery("n", "opera", {}, kind="nothing")],
        {"old": {"n": ((), True)}, "new": {"n": ((), True)}},
        a=("en", None),
    )
    with pytest.raises(SetRefused, match="no query has a relevant document"):
        compared(report, "old", "new")


def test_the_text_has_a_line_for_each_way_and_one_table_for_all_sets(two_ways):
    comparison = compared(two_ways, "old", "new")
    text = as_markdown([(two_ways, comparison), (two_ways, None)])
    assert "| nDCG@10 | told " in text
    assert "\n| old     | 0.908 (" in text
    assert "| all | old     | 5 " not in text
    assert "| all | old     | 4 " in text
    assert "2 documents, 5 questions; model no model." in text
    assert "### By kind" not in text
    assert "- fees (q2): 1.000 → 0.000\n  - b: rank 1 → not found" in text


def test_the_data_holds_figures_and_every_question(two_ways):
    data = json.loads(json.dumps(as_data(two_ways, compared(two_ways, "old", "new"))))
    (ndcg,) = [
        row
        for row in data["figures"]
        if (row["part"], row["measure"], row["configuration"]) == ("all", NDCG, "old")
    ]
    assert ndcg["low"] <= ndcg["mean"] <= ndcg["high"]
    assert ndcg["queries"] == 4
    assert data["queries"][1]["values"]["new"][NDCG] == 0
    assert data["queries"][4]["values"]["new"] == {RIGHTLY_NOTHING: 1}
    assert data["comparison"]["worse"][0]["documents"][0]["after"] is None


def test_importing_it_brings_no_heavy_library(run_python):
    heavy = "torch faiss onnxruntime tantivy scipy ir_measures pytrec_eval"
    code = f"import sys, rcp_search.evaluation; print(*(set('{heavy}'.split()) & {{*sys.modules}}))"
    assert run_python(code) == "\n"
