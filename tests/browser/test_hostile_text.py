"""Script in any field is text like any other."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

SCRIPT = "</textarea></title>\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7 * 7 }}"
_TEXT_FIELDS = "main input[type=text], main textarea"


@pytest.fixture
def hostile(reader: Callable) -> tuple:
    """A practice with script in each of its text fields, and its author."""
    author = reader("secretariat@sacm")
    page = author.open("/practices/new")
    page.locator("[name=title]").fill(f"Beginning {SCRIPT}")
    page.locator("[name=summary]").fill(f"summary {SCRIPT}")
    page.locator("[name=corridor]").fill(f"corridor {SCRIPT}")
    author.press("Save and continue")
    filled = 3
    while not page.url.endswith("/preview"):
        for field in page.locator(_TEXT_FIELDS).all():
            field.fill(f"{field.get_attribute('name')} {SCRIPT}"[:100])
            filled += 1
        author.press("Save and continue")
    assert filled >= 20
    return author, page.url.removesuffix("/preview").removeprefix(author.address)


def test_script_in_every_field_is_shown_as_text(hostile: tuple, reader: Callable) -> None:
    author, path = hostile
    page = author.page
    for step in ("basics", "story", "reuse", "topics", "sources"):
        for field in author.open(f"{path}/edit/{step}").locator(_TEXT_FIELDS).all():
            name = field.get_attribute("name")
            if name not in ("countries", "year_from", "year_to", "title"):
                assert field.input_value().startswith(f"{name} </textarea>"), name

    author.open(f"{path}/preview")
    author.press("Submit to the secretariat")
    author.press("Start the review")
    author.press("Clear and publish")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Beginning {SCRIPT}")
    shown = page.get_by_role("main").inner_text()
    for name in ("summary", "challenge", "costs", "description", "corridor", "partners", "source"):
        assert f"{name} </textarea>" in shown, name

    other = reader("member@rcm")
    found = other.open("/search?q=Beginning textarea script alert img onerror").locator(".briefing")
    expect(found.locator(".title a", has_text="Beginning </textarea>")).to_be_visible()
    other.press(found.locator(".title a", has_text="Beginning </textarea>"))
    expect(other.page.get_by_role("heading", level=1)).to_have_text(f"Beginning {SCRIPT}")
    for reading in (page, other.page):
        assert reading.locator("main img, main script").count() == 0


def test_script_in_the_question_is_shown_as_text(reader: Callable) -> None:
    page = reader("member@rcm").open("/")
    page.get_by_label("What do you need to know?").fill(SCRIPT)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    expect(page.locator("#q")).to_have_value(SCRIPT)
    assert SCRIPT in page.title()
    assert page.locator("main img, main script").count() == 0
