"""The first view is light: officials read on slow lines."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

MOST_BYTES = 150_000
MOST_REQUESTS = 10


@pytest.mark.parametrize("path", ["/", "/search?q=recruitment", "{practice}"])
def test_the_first_view_is_light(path: str, reader: Callable, site) -> None:
    visitor = reader()
    path = path.replace("{practice}", site.practice("sample-bali-process-02"))
    visitor.open(path).wait_for_load_state("networkidle")
    sizes = {one.url: one.sizes() for one in visitor.requests}
    transferred = sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sizes.values())
    assert 5_000 < transferred < MOST_BYTES, sizes
    assert len(visitor.requests) <= MOST_REQUESTS, list(sizes)


def test_the_second_view_takes_its_style_sheets_from_the_cache(reader: Callable) -> None:
    visitor = reader()
    assert len(_style_sheets(visitor.open("/"))) >= 4
    again = _style_sheets(visitor.open("/about"))
    assert len(again) >= 4
    assert set(again.values()) == {0}


def _style_sheets(page: Page) -> dict[str, int]:
    """Return the bytes that each style sheet took over the line."""
    page.wait_for_load_state("networkidle")
    return page.evaluate(
        "Object.fromEntries(performance.getEntriesByType('resource')"
        ".filter(one => one.initiatorType === 'link').map(one => [one.name, one.transferSize]))"
    )
