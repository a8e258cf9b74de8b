"""Everything can be done with the keyboard alone, and one sees where one is."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from rcp_platform.samples.cli import PASSWORD

#: How what has the focus looks, beside how it looks without.
_OUTLINE = """() => {
  const style = getComputedStyle(document.activeElement)
  return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth)
}"""


def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Press Tab until the wanted element has the focus; each stop on the way is visible."""
    wanted = page.locator(selector).first
    for _stop in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(_OUTLINE) >= 2, page.evaluate("document.activeElement.outerHTML")
        box = page.locator(":focus").bounding_box()
        assert box, "the focus is on something invisible"
        assert box["x"] + box["width"] > 0, "the focus is beside the screen"
        assert box["y"] + box["height"] > 0, "the focus is above the screen"
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{selector} is not reached in {most} stops")


def press_enter(page: Page, address: str) -> None:
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_the_first_stop_skips_to_the_content(reader: Callable) -> None:
    page = reader().open("/directory/")
    tab_to(page, "a.skip", most=1)
    press_enter(page, "**/directory/#main")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_sign_in_search_and_open_a_result(reader: Callable) -> None:
    page = reader().open("/")
    tab_to(page, "a.person")
    press_enter(page, "**/sign-in")
    tab_to(page, "[name=email]")
    page.keyboard.type("chair@colombo-process.example")
    tab_to(page, "[name=password]", most=1)
    page.keyboard.type(PASSWORD)
    tab_to(page, "main button", most=1)
    press_enter(page, "**/")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    tab_to(page, "#q")
    page.keyboard.type("return of migrants with dignity")
    tab_to(page, "form.ask button", most=1)
    tab_to(page, "[name=scope]", most=1)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("All Processes")).to_be_checked()
    press_enter(page, "**/search?*scope=all*")

    title = page.locator(".briefing a").first.inner_text()
    tab_to(page, ".briefing a")
    press_enter(page, "**/practices/*")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_language_is_chosen_with_the_keyboard(reader: Callable) -> None:
    page = reader().open("/about")
    tab_to(page, ".languages summary")
    page.keyboard.press("Enter")
    tab_to(page, ".languages button[lang=es]", most=6)
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "es")
