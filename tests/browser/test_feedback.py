"""Who lets searches be kept judges results where they stand, with a thumb and without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

SEARCH = "/search?q=protecting workers from abusive recruiters"
LEAST = 44


@pytest.mark.parametrize("locale", ["en-GB", "ar"])
def test_a_result_is_judged_on_a_small_screen_without_javascript(
    locale: str, reader: Callable
) -> None:
    member = reader(
        "member@abu-dhabi-dialogue", width=320, locale=locale, java_script_enabled=False
    )
    page = member.open("/account")
    member.press(page.locator("#searches form button").first)
    member.open(SEARCH)
    for button in page.locator(".opinion button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= LEAST
    form = page.locator(".opinion").nth(2)
    place = form.get_attribute("id")
    member.press(form.locator("[value=not_meant]"))
    assert page.url.endswith(f"#{place}")
    expect(form.locator("[value=not_meant]")).to_have_attribute("aria-pressed", "true")
    expect(form.get_by_role("status")).to_be_in_viewport()

    title = page.locator(".briefing .title a").nth(2).inner_text()
    member.press(page.locator(".briefing .title a").nth(2))
    assert "from=" not in page.url
    member.open("/feedback/")
    expect(page.get_by_role("main")).to_contain_text(title)
    member.open("/account")
    member.press(page.locator("#searches .btn-danger"))
    member.open(SEARCH)
    expect(page.locator(".opinion")).to_have_count(0)
