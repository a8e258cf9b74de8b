"""What a search answers: documents, each once, with the passage that says why."""

import pytest

from rcp_search import Document, Query, Section
from rcp_search.rows.scope import Scope
from rcp_search.terms.query_words import query_words

NETWORK = frozenset({"network"})


def keys(results):
    return [hit.key for hit in results.hits]


def search(world, text, **options):
    return world.searcher.search(Query(text, NETWORK, **options))


@pytest.fixture
def regions(world, make):
    return world.put(
        make(1, "", "Visa for workers.", facets={"rcp": ["apc"], "theme": ["visa", "work"]}),
        make(2, "", "Visa for students.", facets={"rcp": ["mtm"], "theme": ["visa"]}),
        make(3, "", "Visa for seafarers.", facets={"rcp": ["mtm"], "theme": ["work"]}),
        make(4, "", "Border posts.", facets={"rcp": ["igc"], "theme": ["border"]}),
    )


def test_a_document_is_found_once_with_the_passage_that_fits(world):
    long_text = "\n".join(["Posts along the border open every day."] * 60)
    sections = (Section("challenge", long_text), Section("impact", "Visa fees fell by half."))
    world.put(Document(7, "Border", (*sections, sections[1]), "en", NETWORK, {}))
    results = search(world, "visa fees")
    assert keys(results) == [7]
    assert results.hits[0].passage.section == "impact"
    assert results.total == 1


def test_filters_hold_together_and_are_alternatives_inside_a_facet(regions):
    both = {"rcp": frozenset({"mtm"}), "theme": frozenset({"work"})}
    assert keys(search(regions, "visa", filters=both)) == [3]
    either = {"rcp": frozenset({"mtm", "apc"})}
    assert sorted(keys(search(regions, "visa", filters=either))) == [1, 2, 3]


def test_a_filter_without_any_value_lets_nothing_through(regions):
    assert search(regions, "visa", filters={"rcp": frozenset()}).total == 0


def test_excluded_values_are_left_out_of_hits_and_counts(regions):
    results = search(regions, "visa", exclude={"rcp": frozenset({"mtm"})})
    assert keys(results) == [1]
    assert results.facets["rcp"] == {"apc": 1}


def test_facets_count_documents_not_passages(world):
    world.put(
        Document(
            1,
            "Visa",
            tuple(Section(name, "Visa.") for name in ("impact", "lessons", "costs")),
            "en",
            NETWORK,
            {"rcp": frozenset({"apc"})},
        )
    )
    assert search(world, "visa").facets == {"rcp": {"apc": 1}}


def test_facets_count_only_what_was_found(regions):
    results = search(regions, "visa")
    assert results.facets == {"rcp": {"apc": 1, "mtm": 2}, "theme": {"visa": 2, "work": 2}}


def test_a_filtered_facet_is_counted_as_if_it_were_not_so_that_it_can_be_widened(regions):
    results = search(regions, "visa", filters={"rcp": frozenset({"mtm"})})
    assert results.total == 2
    assert results.facets == {"rcp": {"apc": 1, "mtm": 2}, "theme": {"visa": 1, "work": 1}}


def test_pages_follow_each_other_without_gap_or_repeat(world, make):
    world.put(*(make(key, "", f"Visa rule {key % 3} for workers") for key in range(25)))
    whole = keys(search(world, "visa for workers", limit=100))
    pages = [
        key
        for offset in range(0, 30, 4)
        for key in keys(search(world, "visa for workers", limit=4, offset=offset))
    ]
    assert pages == whole
    assert sorted(whole) == list(range(25))
    assert search(world, "visa", offset=1000).hits == ()
    assert search(world, "visa", limit=0).total == 25


def test_equal_documents_come_in_the_order_of_their_keys(world, make):
    world.put(*(make(key, "", "Visa") for key in (5, 3, 9, 1)))
    assert keys(search(world, "visa")) == [1, 3, 5, 9]


def test_scores_fall_and_lie_between_nothing_and_one(regions):
    scores = [hit.score for hit in search(regions, "visa for workers at border posts").hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_a_document_without_text_is_found_by_its_title(world, make):
    world.put(make(1, "Consular assistance"))
    assert search(world, "consular").hits[0].passage.text == "Consular assistance"


def test_a_word_of_the_title_finds_every_document_that_carries_it(world, make):
    world.put(make(1, "Consular assistance", "Help is given abroad."))
    assert keys(search(world, "consular")) == [1]


def test_a_language_with_a_country_is_that_language(world, make):
    world.put(make(1, "", "Proteção dos trabalhadores migrantes.", language="pt-BR"))
    assert search(world, "trabalhador migrante").hits[0].words == ("trabalhadores", "migrantes")


def test_coverage_compares_across_short_and_long_queries(world, make):
    text = "Officials agreed on visa fees, border posts, student exchange and asylum statistics."
    world.put(make(1, "", text), *(make(key, "", f"Other text {key}.") for key in range(2, 40)))
    world.index.bring_up_to_date()

    def coverage(query):
        return float(world.index.coverage(query_words(query), Scope(NETWORK)).max())

    whole = coverage("visa fees border posts student asylum")
    assert coverage("visa") == pytest.approx(whole, rel=0.05)
    assert coverage("visa unheard unseen") == pytest.approx(whole / 3, rel=0.25)


# --- strong, weak, nothing -------------------------------------------------


def test_what_has_neither_words_nor_meaning_in_common_is_not_found(regions):
    results = search(regions, "asdf qwerty zxcv")
    assert (results.hits, results.total, results.weak) == ((), 0, True)
    assert results.facets == {"rcp": {}, "theme": {}}


def test_one_word_of_many_is_a_weak_match(world, make):
    text = "Officials of twelve States met for two days and read reports on many subjects."
    world.put(make(1, "", text + " One was on a visa."))
    results = search(world, "asdf qwerty zxcv uiop visa")
    assert keys(results) == [1]
    assert results.hits[0].weak
    assert results.weak


def test_a_good_match_is_not_weak_and_makes_the_results_strong_on_every_page(regions):
    results = search(regions, "visa for students")
    assert results.hits[0].key == 2
    assert not results.hits[0].weak
    assert not results.weak
    assert not search(regions, "visa for students", offset=100).weak


# --- similar ----------------------------------------------------------------


def test_similar_documents_are_others_nearest_first(world, make):
    world.put(
        make(1, "", "Ethical recruitment of domestic workers"),
        make(2, "", "Ethical recruitment of seafarers"),
        make(3, "", "Ethical recruitment of domestic workers abroad"),
        make(4, "", "Statistics on asylum"),
    )
    hits = world.searcher.similar(1, NETWORK)
    assert [hit.key for hit in hits] == [3, 2]
    assert hits[0].similarity > hits[1].similarity
    assert [hit.key for hit in world.searcher.similar(1, NETWORK, limit=1)] == [3]
    assert world.searcher.similar(99, NETWORK) == ()


def test_similar_takes_filters_and_exclusions(regions):
    every = {hit.key for hit in regions.searcher.similar(2, NETWORK)}
    assert every == {1, 3}
    one = regions.searcher.similar(2, NETWORK, filters={"rcp": frozenset({"apc"})})
    assert [hit.key for hit in one] == [1]
    other = regions.searcher.similar(2, NETWORK, exclude={"rcp": frozenset({"apc"})})
    assert [hit.key for hit in other] == [3]
