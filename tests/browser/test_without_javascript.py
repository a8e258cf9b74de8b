"""No page needs a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from rcp_platform.samples.cli import PASSWORD


def test_the_main_path_works_without_javascript(reader: Callable) -> None:
    secretariat = reader(java_script_enabled=False)
    page = secretariat.open("/sign-in?next=/practices/new")
    page.get_by_label("E-mail address").fill("secretariat@midsa.example")
    page.get_by_label("Password").fill(PASSWORD)
    secretariat.press(page.get_by_role("main").get_by_role("button", name="Sign in"))

    title = "Lighthouse keepers who teach reading"
    page.get_by_label("Title").fill(title)
    secretariat.press("Save and leave")
    expect(page.get_by_role("main")).to_contain_text("Before it can be sent on")
    secretariat.press(page.get_by_role("main").get_by_role("link", name="Summary"))
    page.get_by_label("Summary").fill("Keepers teach newcomers on the coast to read.")
    secretariat.press("Save and leave")
    secretariat.press("Submit to the secretariat")
    secretariat.press("Start the review")
    secretariat.press("Clear and publish")

    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("What do you need to know?").fill("reading lessons by lighthouse keepers")
    page.get_by_label("My Process").check(force=True)
    secretariat.press("Search")
    first = page.locator(".briefing > li").first
    expect(first.get_by_role("link", name=title, exact=True)).to_be_visible()
    expect(first.locator("mark").first).to_be_visible()

    page.get_by_label("What do you need to know?").fill("recruitment of workers")
    page.get_by_label("Other regions and Processes").check(force=True)
    secretariat.press("Search")
    page.get_by_role("complementary").get_by_role("checkbox").first.check()
    secretariat.press("Apply filters")
    expect(page.get_by_role("complementary").get_by_role("checkbox").first).to_be_checked()
    expect(page.get_by_role("link", name="Remove all filters")).to_be_visible()
    secretariat.press("Sign out")
    expect(page.get_by_role("status")).to_contain_text("signed out")


@pytest.mark.parametrize(
    "path", ["/", "/search?q=recruitment", "/directory/bali-process", "/practices/"]
)
def test_no_page_loads_a_script(path: str, reader: Callable) -> None:
    visitor = reader()
    page = visitor.open(path)
    assert page.locator("script, [onclick], [style]").count() == 0
    assert [one.url for one in visitor.requests if one.resource_type == "script"] == []
