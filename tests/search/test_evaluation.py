"""What is measured on questions with known answers is what the words on the page promise."""

import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rcp_search import HashingEmbedder, Index, Query, Searcher
from rcp_search.evaluation import (
    CONFIGURATIONS,
    Answer,
    Configuration,
    EvaluationSet,
    JudgedQuery,
    Report,
    SetRefused,
    as_data,
    as_markdown,
    compared,
    evaluate,
    load_folder,
)
from rcp_search.evaluation.asking import DEPTH
from rcp_search.evaluation.figures import LANGUAGES, WHOLE, rows_of
from rcp_search.evaluation.measures import (
    BEYOND,
    NDCG,
    RIGHTLY_NOTHING,
    WRONGLY_NOTHING,
    figure,
    ranked_values,
    values_of,
)

BY_NAME = {configuration.name: configuration for configuration in CONFIGURATIONS}
CORPUS = [
    {"_id": "d1", "title": "Fees", "text": "Workers pay no recruitment fees."},
    {"_id": "d2", "title": "Borders", "text": "Joint training of border officers."},
]
QUERIES = [{"_id": "q1", "text": "recruitment fees"}, {"_id": "q2", "text": "border training"}]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq2\td2\t1\n"


@pytest.fixture
def write(tmp_path: Path):
    def write(corpus=CORPUS, queries=QUERIES, qrels=QRELS) -> Path:
        folder = tmp_path / "small"
        folder.mkdir(exist_ok=True)
        for name, rows in (("corpus", corpus), ("queries", queries)):
            lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
            (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def judged(make):
    """Give a report on answers that are told, not searched."""

    def judged(queries, answers, **documents):
        known = {
            id_: make(key, id_, language=language, facets={"rcp": [rcp]} if rcp else {})
            for key, (id_, (language, rcp)) in enumerate(documents.items())
        }
        told = {
            name: {id_: Answer(*answer) for id_, answer in by_query.items()}
            for name, by_query in answers.items()
        }
        return Report(EvaluationSet("told", known, tuple(queries)), "no model", told)

    return judged


def means(report, part=WHOLE, value=WHOLE):
    return {
        row.measure: row.figure.mean
        for row in rows_of(report)
        if (row.part, row.value) == (part, value)
    }


# --- measures ---------------------------------------------------------------


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


# --- ways of ranking ---------------------------------------------------------


@pytest.fixture
def world_of_words(make):
    """Hashing gives the same cosine to long and short; BM25 does not."""
    return {
        "both": make(1, "", "visa rules for students"),
        "one": make(2, "", "visa"),
        "none": make(3, "", "border training"),
    }


def ranking_of(name, documents, text):
    evaluated = EvaluationSet("small", documents, (JudgedQuery("q", text, {"both": 1}),))
    return evaluate(evaluated, [BY_NAME[name]], HashingEmbedder()).answers[name]["q"]


def test_lexical_finds_only_words_in_common_and_dense_ranks_everything(world_of_words):
    assert set(ranking_of("lexical", world_of_words, "visa rules").ranking) == {"both", "one"}
    assert ranking_of("dense", world_of_words, "visa rules").ranking == ("both", "one", "none")
    assert set(ranking_of("rrf", world_of_words, "visa rules").ranking) == {"both", "one", "none"}


def test_words_alone_make_good_matches_where_most_of_the_question_met(world):
    ranking = BY_NAME["lexical"].searcher(world.embedder, world.index)._ranking
    coverage = np.asarray([0.7, 0.8], dtype=np.float32)
    assert list(ranking.strong(np.ones(2, np.float32), coverage, None)) == [False, True]


def test_rrf_adds_the_reciprocal_ranks_of_both_orders(world):
    ranks = BY_NAME["rrf"].searcher(world.embedder, world.index)._ranking
    similarity = np.asarray([0.9, 0.8, 0.1], dtype=np.float32)
    coverage = np.asarray([0, 0.2, 0.7], dtype=np.float32)
    assert ranks.fused(similarity, coverage, None) == pytest.approx(
        [1 / 61, 1 / 62 + 1 / 62, 1 / 63 + 1 / 61]
    )


def test_fusion_is_the_product(world, world_of_words):
    world.put(*world_of_words.values())
    results = world.searcher.search(Query("visa students", frozenset({"network"}), limit=100))
    expected = tuple(
        id_ for hit in results.hits for id_, one in world_of_words.items() if one.key == hit.key
    )
    answer = ranking_of("fusion", world_of_words, "visa students")
    assert (answer.ranking, answer.weak) == (expected, results.weak)


def test_documents_are_embedded_once_for_all_ways(write):
    embedded, shown = Counter(), Counter()

    class Counting(HashingEmbedder):
        def embed_passages(self, texts, languages=None):
            embedded.update(texts)
            return super().embed_passages(texts)

    def progress(items, description):
        shown[description] += len(items)
        return items

    evaluate(load_folder(write()), CONFIGURATIONS, Counting(), progress)
    assert embedded["Fees. Workers pay no recruitment fees."] == 1
    assert shown == {"small: embedding": 2, "small: asking": 2}


def test_another_way_of_ranking_is_a_name_and_a_searcher(write):
    def searcher(embedder, index: Index):
        return Searcher(embedder, index)

    report = evaluate(load_folder(write()), [Configuration("mine", searcher)], HashingEmbedder())
    assert report.answers["mine"]["q1"].ranking[0] == "d1"


# --- folders -----------------------------------------------------------------


@pytest.mark.parametrize(
    "qrels",
    [
        QRELS,
        QRELS.partition("\n")[2],
        "q1 0 d1 2\nq2 0 d2 1\nq2 0 d1 0\n",
        "\ufeffq1\td1\t2\nq2\td2\t1",
    ],
)
def test_judgements_have_a_header_or_not_and_three_or_four_columns(write, qrels):
    queries = load_folder(write(qrels=qrels)).queries
    assert {query.id: query.relevant for query in queries} == {"q1": {"d1": 2}, "q2": {"d2": 1}}


def test_what_a_line_says_of_itself_is_read_from_metadata_or_beside(write):
    said = {"language": "fr", "rcp": "apc", "kind": "word"}
    evaluated = load_folder(
        write(
            corpus=[{**CORPUS[0], "metadata": {"language": "es", "rcp": "rcm"}}, CORPUS[1]],
            queries=[{**QUERIES[0], "metadata": said}, {**QUERIES[1], "lang": "pt"}],
        )
    )
    first, second = evaluated.queries
    assert (first.language, first.rcp, first.kind) == ("fr", "apc", "word")
    assert (second.language, second.rcp, second.kind) == ("pt", None, None)
    assert evaluated.documents["d1"].language == "es"
    assert evaluated.documents["d1"].facets == {"rcp": frozenset({"rcm"})}


def test_a_language_that_is_not_said_is_the_given_one_or_guessed(write):
    corpus = [
        {"_id": "d1", "text": "Les travailleurs ne paient pas de frais pour le recrutement."},
        {"_id": "d2", "text": "Visa"},
    ]
    guessed = load_folder(write(corpus=corpus))
    assert [one.language for one in guessed.documents.values()] == ["fr", "en"]
    assert guessed.queries[0].language is None
    given = load_folder(write(corpus=corpus), language="pt")
    assert [one.language for one in given.documents.values()] == ["pt", "pt"]
    assert given.queries[0].language == "pt"
    said = load_folder(write(queries=[{**QUERIES[0], "lang": "es"}, QUERIES[1]]), language="pt")
    assert [query.language for query in said.queries] == ["es", "pt"]


def test_a_split_is_named_by_the_queries_or_by_files(write):
    queries = [
        {**QUERIES[0], "metadata": {"split": "test"}},
        {**QUERIES[1], "metadata": {"split": "dev"}},
        {"_id": "q3", "text": "not judged", "metadata": {"split": "test"}},
    ]
    folder = write(queries=queries)
    assert [query.id for query in load_folder(folder).queries] == ["q1", "q2"]
    assert [query.id for query in load_folder(folder, "dev").queries] == ["q2"]
    assert load_folder(folder, "test").left_out == 1
    folder = write()
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text("q1\td1\t1\n", encoding="utf-8")
    (folder / "qrels" / "dev.tsv").write_text("q2\td2\t1\n", encoding="utf-8")
    assert [query.id for query in load_folder(folder).queries] == ["q1"]
    assert [query.id for query in load_folder(folder, "dev").queries] == ["q2"]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"corpus": [CORPUS[0], "{"]}, "corpus.jsonl, line 2: cannot be read as JSON"),
        ({"corpus": ['{"_id": "d", "text": "\\ud800"}']}, "corpus.jsonl, line 1: cannot be read"),
        ({"corpus": ["[" * 100_000]}, "corpus.jsonl, line 1: cannot be read as JSON"),
        ({"corpus": []}, "corpus.jsonl holds no document."),
        ({"corpus": [{"_id": "d1"}]}, "corpus.jsonl, line 1: needs _id and text."),
        ({"corpus": [CORPUS[0], CORPUS[0]]}, "corpus.jsonl, line 2: the _id d1 is there twice."),
        ({"queries": ["[]"]}, "queries.jsonl, line 1: needs _id and text."),
        ({"queries": [{**QUERIES[0], "metadata": 1}]}, "line 1: metadata must be an object."),
        ({"qrels": "q1\td1\t1\n\nq9\td1\t1"}, "qrels.tsv, line 3: no query has the _id q9."),
        ({"qrels": "q1\td9\t1"}, "qrels.tsv, line 1: no document has the _id d9."),
        ({"qrels": "q1\td1\t1\nq2\td2\thigh"}, "qrels.tsv, line 2: needs the query's id"),
        ({"qrels": "q1\td1\t1\nq2"}, "qrels.tsv, line 2: needs the query's id"),
        ({"qrels": ""}, "small: no query has a relevant document."),
        ({"qrels": "q1\td1\t0"}, "small: no query has a relevant document."),
        (
            {"queries": [{**QUERIES[0], "kind": "nothing"}, QUERIES[1]]},
            "qrels.tsv: q1 is of the kind “nothing”, yet has an answer.",
        ),
    ],
)
def test_what_is_wrong_with_a_set_is_said_with_file_and_line(write, written, sentence):
    with pytest.raises(SetRefused) as refused:
        load_folder(write(**written))
    assert sentence in str(refused.value)


def test_a_missing_file_or_split_is_named(write):
    folder = write()
    with pytest.raises(SetRefused, match="no query of the split “dev” has"):
        load_folder(folder, "dev")
    for name in ("qrels.tsv", "queries.jsonl", "corpus.jsonl"):
        (folder / name).unlink()
        with pytest.raises(SetRefused, match=f"{name} is missing."):
            load_folder(folder)


# --- what got worse, and the report ------------------------------------------


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
