"""Scores that are kept are those that tantivy gives, and nobody sees more by them."""

import random
from dataclasses import replace

import numpy as np
import pytest

from rcp_search.lexical import kept_scores
from rcp_search.rows.scope import Scope
from rcp_search.terms.glossary import Concept
from rcp_search.terms.query_words import query_words
from rcp_search.terms.thesaurus import Thesaurus

NETWORK = frozenset({"network"})
MEMBERS = frozenset({"members"})
SCOPES = (
    Scope(NETWORK),
    Scope(MEMBERS),
    Scope(NETWORK | MEMBERS),
    Scope(NETWORK, filters={"rcp": frozenset({"apc", "mtm"})}),
    Scope(NETWORK | MEMBERS, exclude={"rcp": frozenset({"apc"})}),
    Scope(frozenset({"nobody"})),
    Scope(frozenset()),
)

WORDS = {
    "en": "the a visa visas worker workers border forced labour IOM WHO 5+5 COVID-19 return",
    "fr": "le la visa travailleurs travailleur frontière OIM retour travail forcé 5+5",
    "ru": "и в виза визы трудовой мигрант мигрантов МОМ граница",
    "ar": "في من تأشيرة العمال للعمال الحدود عودة المهاجرين",
}
THESAURUS = Thesaurus(
    [
        Concept("forced", {"en": ("forced labour",), "fr": ("travail forcé",)}),
        Concept("iom", {"en": ("IOM",), "fr": ("OIM",), "ru": ("МОМ",)}),
        Concept("who", {"en": ("WHO", "World Health Organization"), "fr": ("OMS",)}),
        Concept("return", {"en": ("return",), "fr": ("retour",), "ar": ("عودة",)}),
    ]
)


@pytest.fixture(params=range(3))
def chance(request):
    return random.Random(request.param)  # noqa: S311  the same each time


def some_words(chance, language, most):
    return " ".join(chance.choices(WORDS[language].split(), k=chance.randint(1, most)))


@pytest.fixture
def mixed(world, make, chance, monkeypatch):
    """Documents of several languages, labels and facets; some were removed or replaced."""
    monkeypatch.setattr("rcp_search.index.REBUILT_AT_ONCE", 0)

    def one(key):
        language = chance.choice(list(WORDS))
        return make(
            key,
            chance.choice(["", some_words(chance, language, 4)]),
            some_words(chance, language, 40),
            language=language,
            labels=chance.choice([["network"], ["members"], ["network", "members"]]),
            facets={"rcp": [chance.choice(["apc", "mtm", "rcm"])]},
        )

    world.put(*map(one, range(150)))
    world.index.bring_up_to_date()
    for key in chance.sample(range(150), 30):
        world.index.remove(key)
    world.put(*map(one, chance.sample(range(150), 10)))
    world.index.bring_up_to_date()
    return world.index


def some_query(chance):
    words = " ".join(some_words(chance, language, 4) for language in chance.sample(list(WORDS), 2))
    quoted = f'"{some_words(chance, chance.choice(list(WORDS)), 2)}"'
    query = query_words(f"{words} {quoted}" if chance.random() < 0.3 else words)
    mentions = THESAURUS.mentions(query.order, query.capitals, query.language)
    taken = {word: ("visa", "travailleur") for word in query.folded[:1] if chance.random() < 0.3}
    return replace(query, mentions=mentions, corrections=taken)


def by_tantivy(index, words, scope):
    lexical, rows = index._lexical, len(index._dense)
    return lexical.coverage(lexical.sought(words, scope), rows, most=rows)


def test_kept_scores_are_those_of_tantivy(mixed, chance):
    found = 0
    for _ in range(60):
        words, scope = some_query(chance), chance.choice(SCOPES)
        kept, expected = mixed.coverage(words, scope), by_tantivy(mixed, words, scope)
        assert np.array_equal(kept > 0, expected > 0)
        np.testing.assert_allclose(kept, expected, rtol=1e-5)
        found += np.count_nonzero(kept)
    assert found


@pytest.mark.parametrize("most", [0, 2_000])
def test_scores_that_are_not_kept_are_looked_up_again(mixed, chance, monkeypatch, most):
    monkeypatch.setattr(kept_scores, "_MOST_KEPT", most)
    kept = mixed._lexical._kept
    for _ in range(20):
        words = some_query(chance)
        expected = by_tantivy(mixed, words, SCOPES[0])
        np.testing.assert_allclose(mixed.coverage(words, SCOPES[0]), expected, rtol=1e-5)
        size = sum(one.size for one in kept._kept.values())
        assert size == kept._size
        assert size <= most or len(kept._kept) == 1


@pytest.mark.parametrize("copies", [1, 50])
def test_what_a_search_keeps_shows_nothing_to_another_reader(world, make, copies):
    own = [make(key, "", "Visa of workers.", labels=MEMBERS) for key in range(copies)]
    others = [make(copies + key, "", "Border.") for key in range(copies)]
    world.put(*own, *others).index.bring_up_to_date()
    words = query_words("visa border")
    for labels, rows in ((MEMBERS, range(copies)), (NETWORK, range(copies, 2 * copies))) * 2:
        coverage = world.index.coverage(words, Scope(labels))
        assert np.flatnonzero(coverage).tolist() == list(rows)
    assert not world.index.coverage(words, Scope(frozenset())).any()


def test_scores_returned_may_be_changed_without_harm(world, make):
    world.put(make(1, "", "Visa.")).index.bring_up_to_date()
    words = query_words("visa")
    first = world.index.coverage(words, SCOPES[0])
    expected = first.copy()
    first[:] = 7
    assert np.array_equal(world.index.coverage(words, SCOPES[0]), expected)


def test_what_is_kept_is_forgotten_when_the_index_changes(world, make):
    words = query_words("visa")

    def found():
        world.index.bring_up_to_date()
        rows = np.flatnonzero(world.index.coverage(words, SCOPES[0])).tolist()
        return {world.index.passage_at(row)[0].key for row in rows}

    world.put(make(1, "", "Visa."), make(2, "", "Border."))
    assert found() == {1}
    world.put(make(3, "", "Visas."))
    assert found() == {1, 3}
    world.put(make(2, "", "Visas."))
    assert found() == {1, 2, 3}
    world.index.remove(1)
    assert found() == {2, 3}
