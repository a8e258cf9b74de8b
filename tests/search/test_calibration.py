"""What a cosine means is measured: unrelated texts lie below, related ones above."""

import json

import numpy as np
import pytest

from rcp_search import HashingEmbedder
from rcp_search.models import calibration_measure
from rcp_search.models.calibration import (
    CAUTIOUS,
    Calibration,
    Reading,
    Separation,
    calibration_in,
    reading_of,
    save_measured,
)
from rcp_search.models.calibration_measure import measured, separation

ONE = Reading(unrelated=0.1, floor=0.25, strong=0.4, trust=0.9)
OTHER = Reading(unrelated=0.35, floor=0.5, strong=0.6, trust=0.3)
LANGUAGES = ("en", "fr", "es", "ar", "pt", "ru")


class Understanding(HashingEmbedder):
    """Gives an English text and its translations one vector, but no language it was not told."""

    def __init__(self, known):
        lines = calibration_measure._TEXTS.read_text(encoding="utf-8").splitlines()
        self.subjects = {
            text: number
            for number, item in enumerate(map(json.loads, lines))
            for language in known
            for text in item[language].values()
        }

    def embed_passages(self, texts, languages=None):
        vectors = np.ones((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = np.random.default_rng(len(text)).normal(size=self.dimension)
            if text in self.subjects:
                vectors[row] /= 4
                vectors[row, self.subjects[text]] += 16
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def cosines(mean, count=2000, deviation=0.1):
    return np.random.default_rng(1).normal(mean, deviation, count)


def separated(related, unrelated=0.1):
    others = cosines(unrelated)
    above = (cosines(related, 48)[:, None] > others).mean()
    return Separation(np.median(others), others.mean(), others.std(), above)


def test_languages_that_a_model_knows_well_are_trusted_alike():
    knowing = [Separation(0.1, 0.1, 0.1, above) for above in (0.7, 0.94, 0.96, 1.0)]
    little, well, better, wholly = [reading_of(one, across=True).trust for one in knowing]
    assert little < 0.5
    assert well == better == wholly == 1


def test_other_languages_are_read_as_the_measured_one_with_the_highest_floor_of_the_least_trusted():
    low, high = Separation(0.1, 0.1, 0.1, 0.97), Separation(0.3, 0.3, 0.1, 0.98)
    calibration = Calibration.of({("en", "en"): low, ("ru", "ru"): high})
    assert calibration.usual == reading_of(high, across=False)


def test_the_texts_are_complete_in_every_language():
    lines = calibration_measure._TEXTS.read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    assert len(items) == 48
    for item in items:
        assert set(item) == set(LANGUAGES)
        assert all(set(texts) == {"question", "passage"} for texts in item.values())
        assert all(text.strip() for texts in item.values() for text in texts.values())


def test_few_unrelated_texts_are_found_and_hardly_one_is_strong():
    unrelated = cosines(0.1)
    reading = reading_of(separated(0.5), across=False)
    assert reading.unrelated == pytest.approx(0.1, abs=0.02)
    assert (unrelated >= reading.floor).mean() < 1 / 3
    assert (unrelated >= reading.strong).mean() < 0.02
    assert (cosines(0.5, 48) >= reading.floor).mean() == 1
    assert (cosines(0.5, 48) >= reading.strong).mean() > 0.9


@pytest.mark.parametrize("across", [True, False])
def test_the_better_a_model_knows_the_languages_the_more_it_counts(across):
    readings = [reading_of(separated(mean), across=across) for mean in (0.0, 0.15, 0.25, 0.6)]
    trusts = [reading.trust for reading in readings]
    assert trusts == sorted(set(trusts))
    assert trusts[0] == 0
    assert trusts[-1] > 0.95
    floors = [(reading.floor, reading.strong) for reading in readings]
    assert floors == sorted(set(floors), reverse=True), "chance matches are not good ones"


def test_a_few_words_in_common_are_chance_in_one_language_and_names_across():
    within, across = (reading_of(separated(0.5), across=across) for across in (False, True))
    assert within.chance > across.chance == 0
    assert within.trust == across.trust


def test_no_reading_asks_for_more_than_two_texts_can_have():
    reading = reading_of(separated(0.9, unrelated=0.9), across=False)
    assert reading.floor <= reading.strong < 1


def test_what_is_measured_tells_the_pairs_of_languages_that_a_model_knows():
    calibration = Calibration.of(measured(Understanding({"en", "fr"}), lambda _: None))
    assert set(calibration.pairs) == {(q, d) for q in (*LANGUAGES, None) for d in LANGUAGES}
    for known in [("en", "en"), ("fr", "fr"), (None, "fr")]:
        assert calibration.between(*known).trust > 0.8
        assert calibration.between(*known).chance > 0
    for known in [("en", "fr"), ("fr", "en")]:
        assert calibration.between(*known).trust > 0.8
        assert calibration.between(*known).chance == 0
    for unknown in [("ar", "ar"), ("en", "ar"), ("ar", "fr"), (None, "ru")]:
        assert calibration.between(*unknown).trust < 0.2
    assert calibration.usual.trust == min(reading.trust for reading in calibration.pairs.values())


def test_the_reading_is_that_of_the_two_languages_in_their_order():
    calibration = Calibration(ONE, {("en", "fr"): OTHER, (None, "fr"): OTHER})
    assert calibration.between("en", "fr") is calibration.between(None, "fr") is OTHER
    assert calibration.between("fr", "en") is calibration.between("en", "und") is ONE


def test_what_was_measured_is_kept_for_its_model_only(tmp_path):
    assert calibration_in(tmp_path, "a") is CAUTIOUS
    found = {("en", "en"): separated(0.5), ("en", "fr"): separated(0.2), (None, "en"): separated(0)}
    save_measured(tmp_path, "a", found)
    assert calibration_in(tmp_path, "a") == Calibration.of(found)
    assert calibration_in(tmp_path, "b") is CAUTIOUS


def test_texts_and_their_own_passages_are_told_from_others():
    questions = np.eye(4, dtype=np.float32)
    assert separation(questions, questions) == Separation(0, 0, 0, 1)
    swapped = questions[[1, 0, 3, 2]]
    assert separation(questions, swapped).above == 0
