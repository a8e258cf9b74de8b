"""Similarity and words make one score; what a cosine means depends on the languages."""

import numpy as np

from rcp_search import fusion
from rcp_search.calibration import Reading

ENGLISH = Reading(unrelated=0.1, floor=0.25, strong=0.4, share=0.4)
FRENCH = Reading(unrelated=0.35, floor=0.5, strong=0.6, share=0.2)
ARABIC = Reading(unrelated=0.65, floor=0.9, strong=0.95, share=0.1)


def rows(*values):
    return np.asarray(values, dtype=np.float32)


def read_as(*readings):
    return fusion.Readings.of_rows(readings, np.arange(len(readings)))


def test_the_same_cosine_is_a_match_in_one_language_and_nothing_in_another():
    readings = read_as(ENGLISH, FRENCH, ARABIC)
    similarity, no_words = rows(0.55, 0.55, 0.55), rows(0, 0, 0)
    assert fusion.found(similarity, no_words, readings).tolist() == [True, True, False]
    assert fusion.strong(similarity, no_words, readings).tolist() == [True, False, False]
    scores = fusion.fused(similarity, no_words, readings)
    assert scores[0] > scores[1] > scores[2] == 0


def test_a_word_in_common_is_enough_to_be_found_and_most_of_them_to_be_strong():
    readings = read_as(ENGLISH, ENGLISH, ENGLISH)
    similarity, coverage = rows(0, 0, 0), rows(0, 0.2, 0.8)
    assert fusion.found(similarity, coverage, readings).tolist() == [False, True, True]
    assert fusion.strong(similarity, coverage, readings).tolist() == [False, False, True]


def test_words_decide_where_the_model_does_not_know_the_language():
    readings = read_as(ARABIC, ARABIC)
    scores = fusion.fused(rows(0.9, 0.6), rows(0.2, 0.9), readings)
    assert scores[1] > scores[0]


def test_scores_stay_between_nothing_and_one():
    extremes = rows(-2, -1, 0, 1, 1.01)
    readings = read_as(*[ENGLISH] * 5)
    for coverage in (0.0, 1.0, 50.0):
        scores = fusion.fused(extremes, np.full(5, coverage, np.float32), readings)
        assert scores.min() >= 0
        assert scores.max() <= 1
