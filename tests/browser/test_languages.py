"""Pages speak the reader's language; what people wrote keeps its own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

#: Texts with Arabic letters that no element around them says to be Arabic.
_UNMARKED_ARABIC = r"""() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent
    const language = walker.currentNode.parentElement.closest("[lang]").lang
    if (/\p{Script=Arabic}/u.test(text) && language !== "ar") found.push(text.trim())
  }
  return found
}"""


def choose(page: Page, language: str) -> None:
    page.locator(".languages summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name=language, exact=True).click()


def test_a_visitors_choice_keeps_the_page_and_lasts(reader: Callable, site) -> None:
    visitor = reader()
    path = "/search?q=recruitment&region=asia&page=1"
    page = visitor.open(path)
    choose(page, "Français")
    assert page.url == site.address + path
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#q")).to_have_value("recruitment")
    visitor.open("/directory/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_a_members_choice_follows_to_another_device(reader: Callable) -> None:
    member = reader("member@midwa")
    page = member.open("/practices/")
    choose(page, "Português")
    assert page.url.endswith("/practices/")
    expect(page.locator("html")).to_have_attribute("lang", "pt")

    elsewhere = reader("member@midwa")
    elsewhere.context.clear_cookies(name="language")
    expect(elsewhere.open("/").locator("html")).to_have_attribute("lang", "pt")


@pytest.mark.parametrize(("locale", "language", "direction"), [
    ("ar", "ar", "rtl"), ("es-MX", "es", "ltr"), ("ru", "ru", "ltr"), ("de", "en", "ltr"),
])  # fmt: skip
def test_a_new_visitor_is_answered_in_the_browsers_language(
    locale: str, language: str, direction: str, reader: Callable
) -> None:
    root = reader(locale=locale).open("/").locator("html")
    expect(root).to_have_attribute("lang", language)
    expect(root).to_have_attribute("dir", direction)


@pytest.mark.parametrize(
    "path",
    [
        "{practice}",
        "{practice}/versions",
        "{practice}/versions/1",
        "/search?q=حماية ضحايا الاتجار&scope=all",
        "/practices/?page=2",
        "/directory/bali-process",
    ],
)
def test_arabic_practices_say_so_on_english_pages(path: str, reader: Callable, site) -> None:
    chair = reader("chair@bali-process")
    page = chair.open(path.replace("{practice}", site.practice("sample-bali-process-05")))
    assert page.locator("[lang=ar]:visible").count() > 0
    assert page.evaluate(_UNMARKED_ARABIC) == []
    for written in page.locator("[lang=ar][dir]:visible").all():
        assert written.evaluate("element => getComputedStyle(element).direction") == "rtl"


def test_english_practices_read_left_to_right_on_arabic_pages(reader: Callable, site) -> None:
    chair = reader("chair@abu-dhabi-dialogue", locale="ar")
    page = chair.open(site.practice("sample-bali-process-01"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_attribute("lang", "en")
    expect(title).to_have_css("direction", "ltr")
    written = page.locator("article .prose")
    assert written.count() > 3
    for text in written.all():
        expect(text).to_have_attribute("lang", "en")
        expect(text).to_have_css("direction", "ltr")
        expect(text).to_have_css("text-align", "start")
