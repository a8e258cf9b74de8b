"""Similarity and words make one score; what a cosine means depends on the languages."""

import numpy as np
import pytest

from rcp_search import fusion
from rcp_search.models.calibration import Reading

ENGLISH = Reading(unrelated=0.1, floor=0.25, strong=0.4, trust=1.0, chance=0.15)
FRENCH = Reading(unrelated=0.35, floor=0.5, strong=0.6, trust=0.4, chance=0.15)
ARABIC = Reading(unrelated=0.65, floor=0.9, strong=0.95, trust=0.1, chance=0.15)
RUSSIAN = Reading(unrelated=0.1, floor=0.25, strong=0.4, trust=1.0, chance=0.0)


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
    similarity, coverage = rows(0.1, 0.1, 0.1), rows(0, 0.05, 0.8)
    assert fusion.found(similarity, coverage, readings).tolist() == [False, True, True]
    assert fusion.strong(similarity, coverage, readings).tolist() == [False, False, True]


def test_far_from_the_meaning_a_few_words_are_chance_within_a_language_and_a_name_across():
    readings = read_as(ENGLISH, ENGLISH, RUSSIAN)
    coverage = rows(0.1, 0.2, 0.1)
    assert fusion.found(rows(0, 0, 0), coverage, readings).tolist() == [False, True, True]
    scores = fusion.fused(rows(0.2, 0.2, 0.2), coverage, readings)
    without = fusion.fused(rows(0.2, 0.2, 0.2), rows(0, 0, 0), readings)
    assert (scores > without).tolist() == [False, True, True]


def test_where_no_words_are_in_common_nearness_orders_all_languages():
    readings = read_as(*[ENGLISH, RUSSIAN] * 3)
    similarity = np.linspace(0.6, 0.3, 6, dtype=np.float32)
    chance = np.resize(rows(0.15, 0), 6)
    scores = fusion.fused(similarity, chance, readings)
    assert (np.diff(scores) < 0).all()


def test_as_many_words_in_common_count_as_much_whatever_the_model_knows():
    readings = read_as(ENGLISH, FRENCH, ARABIC)
    gained = fusion.fused(readings.unrelated, rows(1, 1, 1), readings)
    assert gained.tolist() == [gained[0]] * 3
    assert 0.2 < gained[0] < 0.3


def test_a_good_match_by_words_alone_is_worth_one_by_meaning_alone():
    readings = read_as(ENGLISH, ENGLISH)
    by_words, by_meaning = fusion.fused(rows(0.1, 0.45), rows(1, 0), readings)
    assert by_words == pytest.approx(by_meaning, rel=0.2)


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
