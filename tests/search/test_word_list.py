"""Words near to one are those that comparing it with every word would find."""

import random

import pytest
from rapidfuzz.distance import OSA

from rcp_search.languages.word_list import WordList


def by_comparing(words, word, most):
    apart = ((one, OSA.distance(word, one)) for one in words)
    return sorted((mistakes, one) for one, mistakes in apart if mistakes <= most)


@pytest.mark.parametrize("letters", ["abc", "visaβ", "мигрант", "تأشيرة", "aA\U0001d538!"])
def test_the_near_words_are_all_found(letters):
    chance = random.Random(letters)  # noqa: S311  the same each time

    def word():
        return "".join(chance.choices(letters, k=chance.randint(1, 9)))

    words = list({word() for _ in range(400)})
    listed = WordList(words)
    assert len(listed) == len(words)
    for most in (0, 1, 2):
        for sought in (word(), word(), chance.choice(words)):
            found = list(listed.near(sought, most))
            assert sorted((mistakes, one) for one, mistakes in found) == by_comparing(
                words, sought, most
            )
            assert [mistakes for _, mistakes in found] == sorted(mistakes for _, mistakes in found)


def test_no_words_have_none_near():
    assert list(WordList().near("visa", 2)) == []
