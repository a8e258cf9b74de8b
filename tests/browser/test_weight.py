"""The first view is light: officials read on slow lines."""

from collections.abc import Callable

MOST_BYTES = 150_000
MOST_REQUESTS = 10


def test_the_first_view_is_light(reader: Callable) -> None:
    visitor = reader()
    visitor.open("/").wait_for_load_state("networkidle")
    sizes = {one.url: one.sizes() for one in visitor.requests}
    transferred = sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sizes.values())
    assert 5_000 < transferred < MOST_BYTES, sizes
    assert len(visitor.requests) <= MOST_REQUESTS, list(sizes)


def test_the_second_view_loads_only_the_page(reader: Callable) -> None:
    visitor = reader()
    visitor.open("/").wait_for_load_state("networkidle")
    before = visitor.page.evaluate("performance.getEntriesByType('resource').length")
    visitor.open("/about").wait_for_load_state("networkidle")
    loaded = visitor.page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter(one => one.transferSize > 0).map(one => one.name)"
    )
    assert before > 0
    assert loaded == []
