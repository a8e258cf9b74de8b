"""The real site, served as an operator serves it, and readers with real browser windows."""

import fcntl
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Request,
    Response,
    sync_playwright,
)

from rcp_platform.samples.cli import PASSWORD

COMMAND = Path(sys.executable).with_name("rcp-exchange")

#: Violations of the Content-Security-Policy become errors in the console, which fail the test.
_TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event =>
  console.error(`Policy ${event.violatedDirective} broken by ${event.blockedURI}`))
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Site:
    """A served instance."""

    address: str
    instance: Path

    def practice(self, external_id: str) -> str:
        """Return the path of a practice's page."""
        with closing(sqlite3.connect(self.instance / "exchange.sqlite")) as database:
            (found,) = database.execute(
                "SELECT id FROM practices WHERE external_id = ?", [external_id]
            ).fetchone()
        return f"/practices/{found}"


class Reader:
    """One browser window of one person; what goes wrong behind the page is kept."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.context = context
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self.requests: list[Request] = []
        self._expected_status = 200
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"Script failed: {error}"))
        self.page.on("dialog", self._asked)
        self.page.on("request", self._requested)
        self.page.on("response", self._answered)

    def open(self, path: str, status: int = 200) -> Page:
        """Go to a page of the site, which answers with this status."""
        self._expected_status = status
        response = self.page.goto(self.address + path)
        assert response is not None
        assert response.status == status, f"{path} answered {response.status}, not {status}"
        return self.page

    def press(self, button: str | Locator, status: int = 200) -> Page:
        """Press a button or link, by its name or itself, and wait for the page that it opens."""
        if isinstance(button, str):
            button = self.page.get_by_role("button", name=button, exact=True)
        self._expected_status = status
        with self.page.expect_navigation() as navigation:
            button.click()
        assert navigation.value.status == status, f"{self.page.url} {navigation.value.status}"
        return self.page

    def fold(self, name: str) -> Locator:
        """Unfold what a step needs to know, and return it."""
        part = self.page.locator(f"details#{name}")
        if part.get_attribute("open") is None:
            part.locator("summary").click()
        return part

    def found_by(self, question: str, title: str) -> Locator:
        """Search, and return the link to what has this title."""
        return self.open(f"/search?q={question}").get_by_role("link", name=title, exact=True)

    def _heard(self, message: ConsoleMessage) -> None:
        # Failed loads are judged by _answered, which knows what was expected.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"Console on {self.page.url}: {message.text}")

    def _asked(self, dialog: Dialog) -> None:
        self.problems.append(f"Dialog on {self.page.url}: {dialog.message}")
        dialog.dismiss()

    def _requested(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((self.address + "/", "data:")):
            self.problems.append(f"Request to another host: {request.url}")

    def _answered(self, response: Response) -> None:
        expected = self._expected_status if response.request.is_navigation_request() else 200
        if response.status >= 400 and response.status != expected:
            self.problems.append(f"{response.url} answered {response.status}")


@pytest.fixture(scope="session")
def chromium() -> str:
    if path := shutil.which("chromium"):
        return path
    sentence = "These tests drive Debian's chromium. Install it: apt-get install chromium"
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Run chromium for the tests of one file.

    Playwright's event loop, while it is there, keeps Flask's sessions from closing.
    """
    arguments = ["--disable-gpu", "--disable-background-networking", "--no-first-run"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample_instance(
    model_folder: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Path:
    """Return an instance with the sample world, which one of several workers makes for all."""
    common = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        common = common.parent
    ready = common / "sample-instance"
    with (common / "sample-instance.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            instance = tmp_path_factory.mktemp("instance")
            (instance / "models").mkdir()
            (instance / "models" / model_folder.name).symlink_to(model_folder)
            for preparation in ("init", "sample-data"):
                done = subprocess.run(
                    [COMMAND, preparation],
                    env=_environment(instance),
                    capture_output=True,
                    text=True,
                )
                assert done.returncode == 0, done.stderr
            instance.rename(ready)
    return ready


def _environment(instance: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RCP_")}
    return kept | {"RCP_INSTANCE_PATH": str(instance)}


@pytest.fixture(scope="session")
def site(
    chromium: str, sample_instance: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Serve a copy of the sample world."""
    instance = tmp_path_factory.mktemp("instance") / "served"
    shutil.copytree(sample_instance, instance, symlinks=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = instance / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [COMMAND, "run", "--port", str(port)], env=_environment(instance), stderr=output
        )
    try:
        _wait_until_served(f"http://127.0.0.1:{port}/about", server, log)
        yield Site(f"http://127.0.0.1:{port}", instance)
    finally:
        server.terminate()
        server.wait(timeout=30)
    for trouble in ("Traceback", "SIGABRT", "SIGKILL"):
        assert trouble not in log.read_text(), log.read_text()


def _wait_until_served(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, f"The server stopped: {log.read_text()}"
        try:
            with urllib.request.urlopen(address, timeout=10):  # noqa: S310  our own address
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"The server did not answer in a minute: {log.read_text()}")


@pytest.fixture(scope="module")
def signed_in_state(browser: Browser, site: Site) -> Callable[[str], Any]:
    """Return the cookies of a sample account, which signs in once for all tests of a file."""
    states: dict[str, Any] = {}

    def state_of(person: str) -> Any:
        if person not in states:
            # Without a window, which takes most of the time; test_keyboard.py signs in with one.
            context = browser.new_context(base_url=site.address, locale="en-GB")
            form = {"email": f"{person}.example", "password": PASSWORD}
            page = context.request.get("/sign-in").text()
            token = re.search(r'"csrf_token"[^>]*value="([^"]+)"', page)
            assert token
            answer = context.request.post("/sign-in", form=form | {"csrf_token": token[1]})
            assert "Sign out" in answer.text()
            states[person] = context.storage_state()
            context.close()
        return states[person]

    return state_of


@pytest.fixture(scope="module")
def open_window(browser: Browser, site: Site) -> Callable[..., Reader]:
    """Open a window of somebody who knows no cookies yet."""

    def open_window(*, width: int = 1280, **options: Any) -> Reader:
        viewport = {"width": width, "height": 900}
        context = browser.new_context(viewport=viewport, **{"locale": "en-GB"} | options)
        context.set_default_timeout(15_000)
        context.add_init_script(_TELL_VIOLATIONS)
        return Reader(context, site.address)

    return open_window


@pytest.fixture
def reader(
    open_window: Callable[..., Reader], signed_in_state: Callable[[str], Any]
) -> Iterator[Callable[..., Reader]]:
    """Open a window for a visitor, or for a sample account such as ``chair@bali-process``."""
    readers: list[Reader] = []

    def new_reader(person: str = "", **options: Any) -> Reader:
        state = signed_in_state(person) if person else None
        readers.append(open_window(storage_state=state, **options))
        return readers[-1]

    yield new_reader
    for one in readers:
        one.context.close()
    assert [problem for one in readers for problem in one.problems] == []
