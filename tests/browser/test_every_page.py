"""Every page is readable by everyone: assistive technology, small screens, the dark, Arabic."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from .conftest import Reader, Site

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
#: All that a change of colours can break.
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

WORK_IN_HAND = Path(__file__).with_name("work_in_hand.py")
#: What is folded away is part of the page too.
_UNFOLD = "document.querySelectorAll('main details').forEach(details => details.open = true)"

WIDE, NARROW = 1280, 320
TOO_LONG = "a" * 20_001

VISITOR = ""
CHAIR = "chair@abu-dhabi-dialogue"
FOCAL_POINT = "focal-point@bali-process"
SECRETARIAT = "secretariat@bali-process"
#: Lets searches be kept.
KEEPER = "member@colombo-process"


@dataclass(frozen=True)
class View:
    """A page as somebody sees it; with ``typed``, after sending its form with mistakes."""

    name: str
    path: str
    person: str = VISITOR
    status: int = 200
    typed: Mapping[str, str] | None = field(default=None, hash=False)


VIEWS = [
    View("home-visitor", "/"),
    View("home-member", "/", CHAIR),
    View("search", "/search?q=protecting workers from abusive recruiters", CHAIR),
    View("search-weak", "/search?q=music for sailors stranded in a harbour", CHAIR),
    View("search-nothing", "/search?q=recruitment&theme=data&year=1999", CHAIR),
    View("search-empty", "/search"),
    View("search-refused", "/search?q=recruitment&scope=moon", CHAIR, 400),
    View("practices", "/practices/", FOCAL_POINT),
    View("practice", "{sample-bali-process-01}", CHAIR),
    View("practice-own", "{sample-bali-process-05}", SECRETARIAT),
    View("form-new", "/practices/new", FOCAL_POINT),
    View("form-new-errors", "/practices/new", FOCAL_POINT, typed={"countries": "Atlantis"}),
    View("form-story", "{draft}/edit/story", FOCAL_POINT),
    View("form-story-errors", "{draft}/edit/story", FOCAL_POINT, typed={"impact": TOO_LONG}),
    View("form-reuse", "{draft}/edit/reuse", FOCAL_POINT),
    View("form-reuse-errors", "{draft}/edit/reuse", FOCAL_POINT, typed={"costs": TOO_LONG}),
    View("form-topics", "{draft}/edit/topics", FOCAL_POINT),
    View("form-topics-errors", "{draft}/edit/topics", FOCAL_POINT, typed={"keywords": "b" * 200}),
    View("form-sources", "{draft}/edit/sources", FOCAL_POINT),
    View("form-sources-errors", "{draft}/edit/sources", FOCAL_POINT, typed={"source": TOO_LONG}),
    View("form-audience", "{draft}/edit/audience", FOCAL_POINT),
    View("form-audience-errors", "{draft}/edit/audience", FOCAL_POINT, typed={"audience": "named"}),
    View("form-quotations", "{version-in-work}/quotations", FOCAL_POINT),
    View("form-quotations-errors", "{version-in-work}/quotations", FOCAL_POINT, typed={}),
    View("form-quotation", "{quoted}", FOCAL_POINT),
    View("form-attachments", "{version-in-work}/edit/attachments", FOCAL_POINT),
    View("preview", "{draft}/preview", FOCAL_POINT),
    View("preview-in-review", "{in-review}/preview", SECRETARIAT),
    View("preview-version", "{version-in-work}/preview", FOCAL_POINT),
    View("preview-published", "{published}/preview", SECRETARIAT),
    View("queue", "/practices/queue", SECRETARIAT),
    View("queue-none", "/practices/queue?q=zxqv", SECRETARIAT),
    View("due", "/practices/due", FOCAL_POINT),
    View("still-true", "{still-true}"),
    View("still-true-over", "/practices/still-true/x", status=404),
    View("practice-full", "{published}", CHAIR),
    View("practice-withheld", "{published}"),
    View("practice-translated", "{published}?lang=es", CHAIR),
    View("practice-anonymous", "{anonymous}", CHAIR),
    View("practice-withdrawn", "{withdrawn}"),
    View("versions", "{published}/versions", CHAIR),
    View("version", "{published}/versions/1", CHAIR),
    View("compare", "{published}/versions/1/compare/2", CHAIR),
    View("changes", "{version-in-work}/changes", FOCAL_POINT),
    View("translations", "{published}/translations", SECRETARIAT),
    View("translation", "{published}/translations/ar", SECRETARIAT),
    View("translation-errors", "{published}/translations/ar", SECRETARIAT, typed={}),
    View("uptake-errors", "{published}/uptake/new", CHAIR, typed={}),
    View("uptake", "{uptake}", CHAIR),
    View("following", "/following/", CHAIR),
    View("following-none", "/following/", KEEPER),
    View("following-add", "{add}", CHAIR),
    View("bookmarks", "/following/bookmarks", CHAIR),
    View("searches", "/following/searches", CHAIR),
    View("search-edit", "{search}", CHAIR),
    View("follows", "/following/follows", CHAIR),
    View("collections", "/following/collections/", CHAIR),
    View("collection", "{collection}", CHAIR),
    View("collection-shared", "{collection}", KEEPER),
    View("collection-errors", "{collection}/edit", CHAIR, typed={"title": ""}),
    View("unsubscribe", "{unsubscribe}"),
    View("rcp", "/directory/bali-process"),
    View("rcp-edit", "/directory/bali-process/edit", SECRETARIAT),
    View("rcp-edit-errors", "/directory/bali-process/edit", SECRETARIAT, typed={"name": ""}),
    View("directory", "/directory/"),
    View("directory-none", "/directory/?q=zxqv"),
    View("observers", "/observers/", CHAIR),
    View("observers-graph", "/observers/graph", CHAIR),
    View("observers-pair", "/observers/abu-dhabi-dialogue/colombo-process", CHAIR),
    View("grant", "{grant}", CHAIR),
    View("grant-record-errors", "/observers/bali-process/record", SECRETARIAT, typed={}),
    View("requests", "/observers/requests", SECRETARIAT),
    View("request", "{request}", "secretariat@mtm"),
    View(
        "request-new-errors",
        "/observers/requests/new?host=apc",
        SECRETARIAT,
        typed={"validity_months": "0"},
    ),
    View("rules", "/directory/bali-process/observers/", SECRETARIAT),
    View("rules-edit", "/directory/bali-process/observers/edit", SECRETARIAT),
    View("letters", "/directory/bali-process/letters/", SECRETARIAT),
    View("meetings", "/calendar/list", CHAIR),
    View("month", "/calendar/", CHAIR),
    View("subscription", "/calendar/subscription", CHAIR),
    View("meeting-own", "{meeting}", CHAIR),
    View("meeting", "{meeting}", FOCAL_POINT),
    View("meeting-held", "{held}", "secretariat@colombo-process"),
    View("meeting-errors", "/meetings/new", CHAIR, typed={"starts_time": "25:00"}),
    View("agenda-errors", "{meeting}/agenda/", CHAIR, typed={}),
    View("documents", "{meeting}/documents/", CHAIR),
    View("presenters", "{presenters}", CHAIR),
    View("invitations", "/invitations/", CHAIR),
    View("invitation", "{invitation}", CHAIR),
    View("answer", "{answer}"),
    View("answer-bound", "{answer-bound}"),
    View("answer-unknown", "/invitations/answer/x", status=404),
    View("presentation", "{presentation}", "secretariat@budapest-process"),
    View("outcomes", "/outcomes/", "secretariat@colombo-process"),
    View("report", "{held}/outcomes/report", "secretariat@colombo-process"),
    View("sign-in", "/sign-in"),
    View("sign-in-errors", "/sign-in", typed={}),
    View("account", "/account", CHAIR),
    View("kept-none", "/feedback/", CHAIR),
    View("kept", "/feedback/", KEEPER),
    View("kept-account", "/account", KEEPER),
    View("kept-search", "/search?q=recruitment", KEEPER),
    View("terms", "/terms/"),
    View("terms-found", "/terms/?q=retour"),
    View("terms-none", "/terms/?q=zxqv"),
    View("term", "/terms/return"),
    View("documents", "/documents/", FOCAL_POINT),
    View("documents-none", "/documents/", "focal-point@midsa"),
    View("documents-new", "/documents/new", FOCAL_POINT),
    View("batch", "{batch}", FOCAL_POINT),
    View("document", "{document}", FOCAL_POINT),
    View("document-errors", "{document}", FOCAL_POINT, typed={"title": ""}),
    View("split", "{split}", FOCAL_POINT),
    View("split-errors", "{split}", FOCAL_POINT, typed={}),
    View("columns", "{columns}", "focal-point@rcm"),
    View("about", "/about"),
    View("not-found", "/nowhere", status=404),
]


#: A page of each kind, looked at in Arabic and in the dark as closely as all are in English and in
#: the light.
OF_EACH_KIND = {
    "home-member",
    "search",
    "practice-full",
    "form-topics",
    "queue",
    "observers",
    "observers-graph",
    "request",
    "month",
    "meeting-own",
    "answer",
    "document",
}


@pytest.fixture(scope="module")
def places(site) -> dict[str, str]:
    """Fill the site with work in hand, and return where each part of it is."""
    environment = os.environ | {"RCP_INSTANCE_PATH": str(site.instance)}
    done = subprocess.run(
        [sys.executable, WORK_IN_HAND], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module", autouse=True)
def kept_search(browser: Browser, site, signed_in_state: Callable) -> None:
    """Let searches of one person be kept, and keep one with an opinion."""
    context = browser.new_context(storage_state=signed_in_state(KEEPER), locale="en-GB")
    page = context.new_page()
    page.goto(site.address + "/account")
    page.get_by_role("button", name="Keep my searches").click()
    page.goto(site.address + "/search?q=recruitment")
    page.get_by_role("button", name="This helped").first.click()
    page.get_by_text("Thank you.").wait_for()
    context.close()


@pytest.fixture(scope="module")
def window_in(open_window: Callable[..., Reader]) -> Iterator[Callable[[str], Reader]]:
    """Return the window in a language: opening one takes longer than looking at a page."""
    windows: dict[str, Reader] = {}

    def window_in(locale: str) -> Reader:
        if locale not in windows:
            windows[locale] = open_window(locale=locale)
        return windows[locale]

    yield window_in
    for one in windows.values():
        one.context.close()
    assert [problem for one in windows.values() for problem in one.problems] == []


@pytest.fixture
def see(
    site: Site, places: dict[str, str], window_in: Callable, signed_in_state: Callable
) -> Iterator[Callable[..., Page]]:
    windows: list[Reader] = []

    def place(match: re.Match[str]) -> str:
        return places.get(match[1]) or site.practice(match[1])

    def see(view: View, locale: str) -> Page:
        path = re.sub(r"\{(.+?)\}", place, view.path)
        one = window_in(locale)
        windows.append(one)
        one.context.clear_cookies()
        if view.person:
            one.context.add_cookies(signed_in_state(view.person)["cookies"])
        one.page.emulate_media(color_scheme="light")
        one.page.set_viewport_size({"width": WIDE, "height": 900})
        page = one.open(path, view.status)
        if view.typed is not None:
            for name, text in view.typed.items():
                _type(page, name, text)
            one.press(page.locator("main form[novalidate] button[type=submit]").first, status=422)
        page.evaluate(_UNFOLD)
        return page

    yield see
    problems = [problem for one in windows for problem in one.problems]
    for one in windows:
        one.problems.clear()
    assert problems == []


def _type(page: Page, name: str, text: str) -> None:
    control = page.locator(f"main [name={name}]")
    if control.first.get_attribute("type") == "radio":
        page.locator(f"main [name={name}][value={text}]").check()
    else:
        control.fill(text)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_page_is_accessible_and_fits_small_screens(view: View, see: Callable) -> None:
    page = see(view, "en-GB")
    page.evaluate(AXE)
    assert _violations(page) == []
    _keep_picture(page, view.name)
    page.set_viewport_size({"width": NARROW, "height": 700})
    assert _wider_than_the_screen(page) == []
    _keep_picture(page, f"{view.name}-{NARROW}")
    if view.name in OF_EACH_KIND:
        page.emulate_media(color_scheme="dark")
        assert _violations(page, COLOUR_RULES) == []
        _keep_picture(page, f"{view.name}-dark")


#: The same page with a message or without anything is as wide. The rest is for ``make looks``.
SHAPES = [
    pytest.param(
        view, id=view.name, marks=() if view.name in OF_EACH_KIND else pytest.mark.exhaustive
    )
    for view in VIEWS
    if view.typed is None and not view.name.endswith("-none")
]


@pytest.mark.parametrize("view", SHAPES)
def test_a_page_fits_in_arabic(view: View, see: Callable) -> None:
    page = see(view, "ar")
    assert page.locator("html").get_attribute("lang") == "ar"
    assert page.locator("html").get_attribute("dir") == "rtl"
    _keep_picture(page, f"{view.name}-ar")
    if view.name in OF_EACH_KIND:
        page.evaluate(AXE)
        assert _violations(page) == []
    page.set_viewport_size({"width": NARROW, "height": 700})
    assert _wider_than_the_screen(page) == []
    _keep_picture(page, f"{view.name}-ar-{NARROW}")


def _violations(page: Page, rules: Mapping[str, object] = RULES) -> list[str]:
    found = page.evaluate(
        "rules => axe.run({runOnly: rules, resultTypes: ['violations']})"
        ".then(results => results.violations)",
        rules,
    )
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


def _wider_than_the_screen(page: Page) -> list[str]:
    """Return what sticks out, or nothing when the page does not scroll sideways."""
    return page.evaluate(
        """() => {
          const screen = window.innerWidth, wide = document.documentElement.scrollWidth
          if (wide <= screen) return []
          const out = [...document.querySelectorAll("body *")].filter(element => {
            const box = element.getBoundingClientRect()
            return box.right > screen + 1 || box.left < -1
          })
          return [`${wide} > ${screen}`, ...out.map(e => e.outerHTML.slice(0, 150))]
        }"""
    )


def _keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("RCP_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
