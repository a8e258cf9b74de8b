"""Results of several sources share a page where they are nearly as good."""

from hypothesis import given
from hypothesis import strategies as st

from rcp_search import Query
from rcp_search.diversity import MOST, NEARLY, PAGE, spread

NETWORK = frozenset({"network"})


def test_the_fourth_of_one_source_lets_nearly_as_good_ones_go_before_it():
    assert spread("aaaab", [0.9, 0.89, 0.88, 0.87, 0.86]) == [0, 1, 2, 4, 3]


def test_a_much_weaker_result_does_not_go_before():
    assert spread("aaaab", [0.9, 0.89, 0.88, 0.87, 0.5]) == [0, 1, 2, 3, 4]


def test_one_source_alone_keeps_its_order():
    assert spread("a" * 25, [1 - n / 100 for n in range(25)]) == list(range(25))


def test_each_page_begins_to_count_anew():
    sources = "aaabbbcccd" + "aaab"
    assert spread(sources, [0.9 - n / 1000 for n in range(14)]) == list(range(14))


results = st.lists(
    st.tuples(st.sampled_from("abcd"), st.floats(0.01, 1)), min_size=1, max_size=60
).map(lambda found: sorted(found, key=lambda one: -one[1]))


@given(results)
def test_nothing_is_lost_or_doubled_and_the_best_stays_first(found):
    sources, scores = zip(*found, strict=True)
    order = spread(sources, scores)
    assert sorted(order) == list(range(len(found)))
    assert order[0] == 0


@given(results)
def test_nobody_goes_before_a_result_that_is_much_better(found):
    sources, scores = zip(*found, strict=True)
    order = spread(sources, scores)
    for at, place in enumerate(order):
        assert all(scores[place] >= scores[later] * NEARLY for later in order[at + 1 :])


@given(results)
def test_more_than_the_most_of_one_source_only_where_no_other_is_nearly_as_good(found):
    sources, scores = zip(*found, strict=True)
    order = spread(sources, scores)
    for at, place in enumerate(order):
        page = order[at - at % PAGE : at]
        counts = {source: [sources[p] for p in page].count(source) for source in "abcd"}
        if counts[sources[place]] >= MOST:
            assert not any(
                counts[sources[later]] < MOST and scores[later] >= scores[place] * NEARLY
                for later in order[at + 1 :]
            )


def test_a_page_is_shared_where_the_query_asks_for_it_and_pages_fit_together(world, make):
    for key in range(24):
        source = "one" if key < 12 else "two"
        text = "Recruitment fees are paid" + " later" * (key // 12) + "."
        world.put(make(key, "Practice", text, facets={"rcp": frozenset({source})}))

    def asked(by, offset=0, limit=10):
        query = Query("recruitment fees", NETWORK, limit=limit, offset=offset, spread=by)
        return [hit.key for hit in world.searcher.search(query).hits]

    assert {key < 12 for key in asked("")} == {True}
    assert {key < 12 for key in asked("rcp")} == {True, False}
    assert asked("rcp", limit=24) == asked("rcp") + asked("rcp", 10) + asked("rcp", 20)
    assert sorted(asked("rcp", limit=24)) == list(range(24))
