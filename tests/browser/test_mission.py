"""The main job: a practice is posted in one region and found from another."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

ABUSIVE_RECRUITERS = "protecting contract workers from abusive recruiters in supply chains"
GUIDANCE = re.compile("^Ethical recruitment and supply-chain transparency")


def results(page: Page) -> Locator:
    return page.locator("ol.briefing > li")


def ask(page: Page, question: str) -> None:
    page.get_by_label("What do you need to know?").fill(question)
    page.get_by_role("search").get_by_role("button", name="Search").click()
    page.wait_for_url("**/search?**")


def test_the_chair_finds_the_guidance_of_another_region(reader: Callable, site) -> None:
    chair = reader("chair@abu-dhabi-dialogue")
    page = chair.open("/")
    ask(page, ABUSIVE_RECRUITERS)

    first_three = [results(page).nth(place) for place in range(3)]
    titles = [item.get_by_role("heading").inner_text() for item in first_three]
    (place,) = [place for place, title in enumerate(titles) if GUIDANCE.match(title)]
    marked = [word.lower() for word in first_three[place].locator("mark").all_inner_texts()]
    assert {"worker", "recruitment", "supply", "chain"} <= set(" ".join(marked).split())

    chair.press(first_three[place].get_by_role("link", name=GUIDANCE))
    assert page.url == site.address + site.practice("sample-bali-process-01")
    expect(page.get_by_role("heading", level=1)).to_have_text(GUIDANCE)


def test_the_guidance_is_among_the_matches_on_the_chairs_home_page(reader: Callable) -> None:
    page = reader("chair@abu-dhabi-dialogue").open("/")
    matches = page.locator("section.priority", has=page.locator(".briefing"))
    match = matches.filter(has=page.get_by_role("link", name=GUIDANCE))
    expect(match).to_have_count(1)
    expect(match.get_by_role("heading", level=2)).not_to_be_empty()


def test_what_one_region_publishes_another_finds_at_once(reader: Callable) -> None:
    title = "Travelling orchestra for seafarers who wait in port"
    question = "music for sailors stranded in a harbour"
    chair = reader("chair@abu-dhabi-dialogue")
    ask(chair.open("/"), question)
    expect(chair.page.get_by_role("link", name=title, exact=True)).to_have_count(0)

    address = _post(reader("focal-point@bali-process"), title)

    chair.page.reload()
    expect(chair.page.get_by_role("link", name=title, exact=True)).to_have_count(0)

    secretariat = reader("secretariat@bali-process")
    page = secretariat.open("/")
    secretariat.press(page.get_by_role("link", name=title, exact=True))
    secretariat.press("Start the review")
    secretariat.press("Clear and publish")
    expect(page.get_by_role("status")).to_contain_text("The practice is published")
    assert page.url == address

    chair.page.reload()
    found = results(chair.page).first.get_by_role("link", name=title, exact=True)
    expect(found).to_be_visible()
    chair.press(found)
    assert chair.page.url == address


def _post(focal_point, title: str) -> str:
    """Go through the whole form, with a mistake on the way, and return the practice's address."""
    page = focal_point.open("/practices/")
    focal_point.press(page.get_by_role("link", name="Post a practice").first)
    page.get_by_label("Summary").fill("Musicians from three ports play for crews ashore.")
    page.get_by_label("States and territories").fill("Indonesia\nThailandia")
    page.get_by_label("First year").fill("2019")
    focal_point.press("Save and continue", status=422)

    problems = page.get_by_role("alert")
    expect(problems).to_be_focused()
    expect(problems).to_contain_text("Enter a title.")
    expect(problems).to_contain_text("Did you mean Thailand?")
    assert page.title().startswith("Error:")
    expect(page.get_by_label("Summary")).to_have_value(re.compile("^Musicians"))
    expect(page.get_by_label("States and territories")).to_have_value("Indonesia\nThailandia")
    expect(page.get_by_label("First year")).to_have_value("2019")

    page.get_by_label("Title").fill(title)
    page.get_by_label("States and territories").fill("Indonesia\nThailand")
    focal_point.press("Save and continue")
    page.get_by_label("The challenge").fill("Crews wait for months in a harbour with no company.")
    page.get_by_label("What was done").fill("An orchestra of migrants sails from port to port.")
    focal_point.press("Save and continue")
    page.get_by_label("Using it elsewhere").fill("Any port with a quay and a hall will do.")
    focal_point.press("Save and continue")
    page.get_by_label("Protection of migrant workers", exact=True).check()
    page.get_by_label("Keywords").fill("music, seafarers")
    focal_point.press("Save and continue")
    page.get_by_label("Lead organisation").fill("Harbour Authority of Benoa")
    page.get_by_label("Source", exact=True).fill("Annual report of the Harbour Authority, 2021")
    focal_point.press("Save and continue")
    readers = page.get_by_role("group", name="Who may read title, summary and short facts")
    readers.get_by_label(re.compile("^Network")).check()
    focal_point.press("Save and continue")

    main = page.get_by_role("main")
    for text in ("Musicians from", "Crews wait", "sails from port", "Any port", "Thailand", "2019"):
        expect(main).to_contain_text(text)
    expect(main).not_to_contain_text("Before it can be sent on")
    focal_point.press("Submit to the secretariat")
    expect(page.get_by_role("status")).to_contain_text("with your secretariat")
    return page.url.removesuffix("/preview")


def test_nobody_outside_finds_what_is_for_members_only(reader: Callable, site) -> None:
    address = site.practice("sample-bali-process-06")
    insider = reader("chair@bali-process")
    title = insider.open(address).get_by_role("heading", level=1).inner_text()
    insider.open(f"/search?q={title}&scope=all")
    expect(insider.page.get_by_role("link", name=title, exact=True)).to_have_count(1)

    chair = reader("chair@abu-dhabi-dialogue")
    searches = [f"/search?q={title}", f"/search?q={title}&scope=all"]
    for path in ("/", "/directory/bali-process", *searches, *_pages_of_practices(chair)):
        expect(chair.open(path).get_by_role("link", name=title, exact=True)).to_have_count(0)
    chair.open(address, status=404)
    assert title not in chair.page.content()


def _pages_of_practices(chair) -> list[str]:
    paths = ["/practices/"]
    while (following := chair.open(paths[-1]).locator("a[rel=next]")).count():
        paths.append(following.get_attribute("href"))
    return paths
