"""The whole life of a practice, as the people see it who write, review, find and end it."""

import os
import re
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from email import message_from_bytes
from email.policy import default

from playwright.sync_api import Locator, expect

from .conftest import COMMAND, Reader, Site

NARROW = 320
FOCAL_POINT = "focal-point@bali-process"
SECRETARIAT = "secretariat@bali-process"
#: Of another Process, in another region.
CHAIR = "chair@abu-dhabi-dialogue"
TITLE = "Puppet theatres that tour salt pans before harvest"
QUESTION = "puppets that play for seasonal workers on salt pans"
LONG_AGO = "2001-01-01 00:00:00"


def decide(reader: Reader, name: str, note: str) -> None:
    part = reader.fold(name)
    part.locator("textarea").fill(note)
    reader.press(part.locator("button"))


def write(reader: Reader, **texts: str) -> None:
    """Fill fields of the step of the form that is open, and leave it."""
    for name, text in texts.items():
        reader.page.locator(f"main [name={name}]").fill(text)
    reader.press("Save and leave")


def test_a_practice_from_its_first_words_to_its_withdrawal(reader: Callable, site: Site) -> None:
    author, secretariat, chair = reader(FOCAL_POINT), reader(SECRETARIAT), reader(CHAIR)
    draft = _is_written_beside_similar_ones(author, site)
    _is_reviewed(draft, secretariat, reader(FOCAL_POINT, width=NARROW))

    chair.press(chair.found_by(QUESTION, TITLE))
    address = chair.page.url.removeprefix(site.address)
    assert address == draft
    expect(chair.page.get_by_role("main")).to_contain_text("Workers heard of their rights too late")

    _has_a_second_version(address, author, secretariat, chair)
    _is_confirmed_by_a_link_in_a_mail(address, site, reader("", width=NARROW))
    _comes_to_its_end(address, secretariat, chair)


def _is_written_beside_similar_ones(author: Reader, site: Site) -> str:
    """Begin a practice like one that is there, see it at once, and write something else."""
    page = author.open("/practices/new")
    page.get_by_label("Title").fill("Ethical recruitment and transparency in supply chains")
    alike = page.locator("[data-similar]")
    known = alike.locator(f"a[href='{site.practice('sample-bali-process-01')}']")
    expect(known).to_be_visible()
    assert page.url == f"{site.address}/practices/new"

    page.get_by_label("Title").fill(TITLE)
    expect(known).to_have_count(0)
    page.get_by_label("Summary").fill("Puppeteers play what a contract must say.")
    author.press("Save and continue")
    write(author, challenge="Workers heard of their rights too late.", approach="Puppets tour.")
    author.press("Submit to the secretariat")
    expect(page.get_by_role("status")).to_contain_text("with your secretariat")
    return page.url.removeprefix(site.address).removesuffix("/preview")


def _is_reviewed(draft: str, secretariat: Reader, phone: Reader) -> None:
    """The secretariat says what is missing, and the focal point adds it on a phone."""
    page = secretariat.open("/practices/queue")
    secretariat.press(page.get_by_role("link", name=TITLE))
    secretariat.press("Start the review")
    comments = page.locator("#comments-challenge")
    comments.locator("summary").click()
    comments.locator("textarea").fill("Which rights?")
    secretariat.press(comments.get_by_role("button", name="Add the comment"))
    secretariat.press(secretariat.fold("request_changes").locator("button"), status=422)
    expect(page.locator("#request_changes [role=alert]")).to_contain_text("what should be changed")
    decide(secretariat, "request_changes", "Say how many came.")

    page = phone.open("/")
    phone.press(page.get_by_role("link", name=TITLE))
    expect(page.locator("#comments-challenge")).to_contain_text("Which rights?")
    expect(page.get_by_role("region", name="What happened so far")).to_contain_text("how many came")
    page = phone.open(f"{draft}/edit/story")
    expect(page.get_by_role("complementary")).to_contain_text("Which rights?")
    write(phone, impact="Eight hundred workers came.")
    phone.press("Submit again")

    page = secretariat.open(f"{draft}/preview")
    secretariat.press("Mark as resolved")
    expect(page.locator("#comments-challenge")).to_contain_text("resolved")
    secretariat.press("Start the review")
    secretariat.press("Clear for publication")
    secretariat.press("Publish")
    expect(page.get_by_role("status")).to_contain_text("The practice is published")
    expect(page.get_by_role("main")).not_to_contain_text("Which rights?")


def _has_a_second_version(address: str, author: Reader, secretariat: Reader, chair: Reader) -> None:
    """A new version takes the place of the first one; readers compare the two."""
    page = author.open(address)
    author.press("Begin a new version")
    version = page.url.removeprefix(author.address).removesuffix("/edit/basics")
    author.open(f"{version}/edit/story")
    write(author, impact="Nine hundred workers came.")
    author.press(page.get_by_role("link", name="What changes"))
    expect(page.locator("ins")).to_contain_text("Nine")
    author.open(f"{version}/preview")
    author.press("Submit to the secretariat")
    expect(chair.open(address).get_by_role("main")).to_contain_text("Eight hundred")

    secretariat.open(f"{version}/preview")
    secretariat.press("Start the review")
    decide(secretariat, "clear_and_publish", "The figures of 2025.")
    assert secretariat.page.url == secretariat.address + address
    secretariat.open(version, status=404)

    page = chair.open(address)
    expect(page.get_by_role("main")).to_contain_text("Nine hundred")
    chair.press(page.get_by_role("link", name="Earlier versions"))
    expect(page.get_by_role("main")).to_contain_text("The figures of 2025.")
    chair.press(page.get_by_role("link", name=re.compile("^What changed")))
    expect(page.locator("del")).to_contain_text("Eight")
    expect(page.locator("ins")).to_contain_text("Nine")


def _is_confirmed_by_a_link_in_a_mail(address: str, site: Site, phone: Reader) -> None:
    """The focal point is asked by mail, and answers without signing in."""
    with closing(sqlite3.connect(site.instance / "exchange.sqlite")) as database, database:
        confirmed = "UPDATE practices SET confirmed_at = ? WHERE id = ?"
        assert database.execute(confirmed, [LONG_AGO, address.rsplit("/", 1)[1]]).rowcount == 1
    environment = os.environ | {"RCP_INSTANCE_PATH": str(site.instance)}
    subprocess.run([COMMAND, "jobs", "run", "practices.due"], env=environment, check=True)

    page = phone.open(_link_in_a_mail(site))
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    phone.press("Yes, it still holds")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    phone.open(page.url.removeprefix(site.address), status=404)


def _link_in_a_mail(site: Site) -> str:
    """Return the path below the title of the practice in a mail, which leaves in a moment."""
    link = re.compile(re.escape(TITLE) + r"\r?\nhttps?://[^/]+(/practices/still-true/\S+)")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for file in (site.instance / "outbox").glob("*.eml"):
            body = message_from_bytes(file.read_bytes(), policy=default).get_body(["plain"])
            if body and (found := link.search(body.get_content())):
                return found[1]
        time.sleep(0.2)
    raise AssertionError(f"No mail about {TITLE} came.")


def _comes_to_its_end(address: str, secretariat: Reader, chair: Reader) -> None:
    """What is archived is not found but can be read; of what is withdrawn a notice stays."""
    secretariat.open(f"{address}/preview")
    decide(secretariat, "archive", "The salt pans are closed.")
    expect(chair.found_by(QUESTION, TITLE)).to_have_count(0)
    main = chair.open(address).get_by_role("main")
    expect(main).to_contain_text("Archived")
    expect(main).to_contain_text("Nine hundred")

    secretariat.open(f"{address}/preview")
    decide(secretariat, "withdraw", "The figures were of another place.")
    main = chair.open(address).get_by_role("main")
    expect(main).to_contain_text("The figures were of another place.")
    expect(main).not_to_contain_text("Nine hundred")
    expect(chair.found_by(QUESTION, TITLE)).to_have_count(0)


def test_an_arabic_practice_is_read_in_english_with_what_belongs_to_it(reader: Callable) -> None:
    title, english = "مسارح عرائس تجوب الملاحات", "Puppet theatres on tour in the Gulf"
    author = reader("secretariat@abu-dhabi-dialogue", locale="ar")
    page = author.open("/practices/new")
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill("عروض للعمال قبل الموسم.")
    page.locator("[name=language]").select_option("ar")
    author.press(page.locator("[name=leave]"))
    path = page.url.removeprefix(author.address).removesuffix("/preview")

    page = author.open(f"{path}/quotations")
    page.locator("[name=text]").fill("فهمت عقدي أخيراً.")
    author.press(page.locator("form[novalidate] [type=submit]"))
    page = author.open(f"{path}/edit/attachments")
    content = "جدول العروض".encode()
    file = {"name": "العروض.txt", "mimeType": "text/plain", "buffer": content}
    page.locator("input[type=file]").set_input_files([file])
    page.locator("form[enctype] button").click()
    expect(page.get_by_role("link", name="العروض.txt")).to_be_visible()
    author.open(f"{path}/preview")
    for move in ("submit", "start_review", "clear_and_publish"):
        author.press(page.locator(f"form[action$='/{move}'] button"))
    page = author.open(f"{path}/translations/en")
    page.locator("[name=title]").fill(english)
    page.locator("[name=summary]").fill("Shows for workers before the season.")
    author.press(page.locator("[name=approve]"))

    chair = reader("chair@bali-process", width=NARROW)
    page = chair.open("/search?q=puppet theatres in the Gulf")
    chair.press(page.get_by_role("link", name=english, exact=True))
    assert page.url == chair.address + path
    expect(page.get_by_role("heading", level=1)).to_have_text(english)
    said = page.locator(".quoted p")
    expect(said).to_have_text("فهمت عقدي أخيراً.")
    expect(said).to_have_css("direction", "rtl")
    assert _downloaded(page.get_by_role("link", name="العروض.txt")) == content
    assert _downloaded(page.get_by_role("link", name="PDF")).startswith(b"%PDF-")
    chair.press(page.get_by_role("main").get_by_role("link", name="العربية"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def _downloaded(link: Locator) -> bytes:
    with link.page.expect_download() as download:
        link.click()
    return download.value.path().read_bytes()
