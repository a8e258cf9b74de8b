"""Ways of ranking are compared on the same documents; one of them is the product."""

from collections import Counter

import numpy as np
import pytest
from tests.search.evaluation.reports import BY_NAME

from rcp_search import HashingEmbedder, Index, Query, Searcher
from rcp_search.evaluation import (
    CONFIGURATIONS,
    Configuration,
    EvaluationSet,
    JudgedQuery,
    evaluate,
    load_folder,
)


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
