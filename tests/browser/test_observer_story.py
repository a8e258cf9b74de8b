"""Two Processes come to observe each other, meet, present and part, as their people see it."""

import os
import re
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import vobject
from icalendar import Calendar
from playwright.sync_api import expect

from .conftest import COMMAND, Reader, Site

NARROW = 320
ASKING = "secretariat@abu-dhabi-dialogue"
ASKING_CHAIR = "chair@abu-dhabi-dialogue"
HOST = "secretariat@bali-process"
HOST_FOCAL_POINT = "focal-point@bali-process"
#: For observers only.
KEPT = "sample-bali-process-07"
KEPT_TITLE = "Joint checks of recruitment supply chains before a contract is signed"
QUESTION = "officials of two States check a job offer together before the contract is signed"
GUIDANCE = "sample-bali-process-01"
REASON = "Our ministry has not read the rules yet."
MEETING = "Technical meeting on recruiters and their supply chains"
TOPIC = "Ethical recruitment and transparency in supply chains"
SPEAKER = "Director for labour migration"
LONG_AGO = "2001-01-01 00:00:00"


def decide(reader: Reader, step: str, /, **texts: str) -> None:
    """Fill what a step needs to know, and take it."""
    part = reader.fold(step)
    for field, text in texts.items():
        part.locator(f"[name={field}]").fill(text)
    reader.press(part.locator("button[type=submit]").last)


def path_of(reader: Reader) -> str:
    return reader.page.url.removeprefix(reader.address)


def change(site: Site, statement: str, *values: Any) -> None:
    """Let time have passed."""
    with closing(sqlite3.connect(site.instance / "exchange.sqlite")) as database, database:
        assert database.execute(statement, values).rowcount == 1


def sweep(site: Site) -> None:
    environment = os.environ | {"RCP_INSTANCE_PATH": str(site.instance)}
    subprocess.run([COMMAND, "sweep"], env=environment, check=True, capture_output=True)


def mail_to(site: Site, address: str, words: str) -> EmailMessage:
    """Return a mail to an address that has these words in it; it leaves in a moment."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for file in (site.instance / "outbox").glob("*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=default)
            body = mail.get_body(["plain"])
            if address in mail["To"] and body and words in body.get_content():
                return mail
        time.sleep(0.2)
    raise AssertionError(f"No mail with “{words}” came to {address}.")


def test_two_processes_observe_each_other_meet_and_part(reader: Callable, site: Site) -> None:
    asking, host = reader(ASKING), reader(HOST)
    kept = site.practice(KEPT)
    _does_not_know_of(asking, kept)

    request = _asks(asking, site)
    _is_circulated_and_objected_to(request, asking, host, reader(HOST_FOCAL_POINT, width=NARROW))
    grant = _is_granted(request, site, host)
    _is_granted_in_return(request, site, host, asking)
    page = asking.open("/observers/abu-dhabi-dialogue/bali-process")
    expect(page.get_by_role("main")).to_contain_text("observe each other")

    asking.press(asking.found_by(QUESTION, KEPT_TITLE))
    assert path_of(asking) == kept

    meeting = _announces_a_meeting(asking)
    invitation = _invites_to_present(meeting, asking, reader(ASKING_CHAIR))
    _accepts_by_mail(site, reader("", width=NARROW))
    _presents(invitation, meeting, site, host, asking)

    host.open(grant)
    decide(host, "end", note="The Process changes its rules.")
    _does_not_know_of(asking, kept)


def _does_not_know_of(asking: Reader, practice: str) -> None:
    expect(asking.found_by(QUESTION, KEPT_TITLE)).to_have_count(0)
    asking.open(practice, status=404)


def _asks(asking: Reader, site: Site) -> str:
    """Find what the other Process knows, and ask to observe it."""
    asking.open(f"/search?q={TOPIC}")
    asking.press(asking.page.locator(f"main a[href='{site.practice(GUIDANCE)}']").first)
    page = asking.open("/observers/requests/new?host=bali-process")
    page.locator("[name=kind][value=standing]").check()
    page.locator("[name=purpose]").fill("To learn how recruiters are held to account.")
    for name in ("attend_technical", "receive_documents", "see_practices"):
        page.locator(f"[name=rights][value={name}]").check()
    page.locator("[name=reciprocity][value=offered]").check()
    asking.press("Save")
    request = path_of(asking)
    submit = page.locator("details#submit")
    if submit.count():
        asking.fold("submit").locator("[name=accepted]").check()
        asking.press(submit.locator("button[type=submit]"))
    else:
        asking.press("Submit the request")
    return request


def _is_circulated_and_objected_to(
    request: str, asking: Reader, host: Reader, focal_point: Reader
) -> None:
    """A focal point objects and lifts it; the side that asks learns nothing of either."""
    host.open(request)
    host.press("Begin the check")
    decide(host, "circulate")
    focal_point.open(request)
    decide(focal_point, "object", note=REASON)
    expect(host.open(request).get_by_role("main")).to_contain_text(REASON)
    main = asking.open(request).get_by_role("main")
    expect(main).to_contain_text("nder consideration")
    expect(main).not_to_contain_text(REASON)
    expect(main).not_to_contain_text("bject")
    focal_point.open(request)
    focal_point.press("Lift the objection")


def _is_granted(request: str, site: Site, host: Reader) -> str:
    """The silence period ends, and the host grants what was asked; return the grant."""
    number = int(request.rsplit("/", 1)[1])
    ended = "UPDATE observer_requests SET silence_ends_at = ? WHERE id = ?"
    change(site, ended, LONG_AGO, number)
    sweep(site)
    page = host.open(request)
    decide(host, "grant", body="Senior Officials")
    link = page.locator("main a[href*='/observers/grants/']").first
    return str(link.get_attribute("href"))


def _is_granted_in_return(request: str, site: Site, host: Reader, asking: Reader) -> None:
    page = host.open(request)
    host.press(page.get_by_role("link", name="Bali Process asks to observe Abu Dhabi Dialogue"))
    returned = path_of(host)
    host.press("Submit the request")
    asking.open(returned)
    asking.press("Begin the check")
    decide(asking, "circulate")
    _is_granted(returned, site, asking)


def _announces_a_meeting(asking: Reader) -> str:
    page = asking.open("/meetings/new")
    day = date.today() + timedelta(days=40)
    texts = {
        "title": MEETING,
        "starts_on": day.isoformat(),
        "starts_time": "09:00",
        "ends_on": day.isoformat(),
        "ends_time": "17:00",
        "city": "Dubai",
        "venue": "Hall 4",
    }
    for name, text in texts.items():
        page.locator(f"main [name={name}]").fill(text)
    page.locator("[name=level]").select_option("technical")
    page.locator("[name=zone]").select_option("Asia/Dubai")
    asking.press("Save")
    meeting = path_of(asking)
    asking.press(page.get_by_role("link", name="Write the agenda"))
    page.locator("main [name=title]").first.fill(TOPIC)
    asking.press(page.locator("main form[novalidate] button[type=submit]").first)
    asking.open(meeting)
    asking.press("Announce the meeting")
    return meeting


def _invites_to_present(meeting: str, asking: Reader, chair: Reader) -> str:
    page = asking.open(meeting)
    asking.press(page.get_by_role("link", name=re.compile("^Who could present")))
    card = page.locator("main li").filter(has_text="Bali Process").first
    asking.press(card.get_by_role("button", name="Invite to present this"))
    invitation = path_of(asking)
    chair.open(invitation)
    chair.press("Approve")
    asking.open(invitation)
    asking.press("Send the invitation")
    return invitation


def _accepts_by_mail(site: Site, phone: Reader) -> None:
    """The other side answers from the mail, and its calendar reads when and where."""
    mail = mail_to(site, f"{HOST}.example", MEETING)
    (attached,) = mail.iter_attachments()
    written = attached.get_payload(decode=True)
    (event,) = Calendar.from_ical(written).events
    other = vobject.readOne(written.decode()).vevent
    assert event["SUMMARY"] == other.summary.value == MEETING
    assert event.start == other.dtstart.value
    assert event.start.replace(tzinfo=None).time() == datetime(2026, 1, 1, 9).time()
    assert "abu-dhabi-dialogue" in str(event["ORGANIZER"]) or "@" in str(event["ORGANIZER"])
    assert "Hall 4" in event["LOCATION"]

    body = mail.get_body(["plain"])
    assert body
    link = re.search(r"https?://[^/]+(/invitations/answer/\S+)", body.get_content())
    assert link
    page = phone.open(link[1])
    expect(page.get_by_role("main")).to_contain_text(MEETING)
    decide(phone, "accept", name=SPEAKER, function="Ministry of Manpower")
    phone.open(link[1], status=410)


def _presents(invitation: str, meeting: str, site: Site, host: Reader, asking: Reader) -> None:
    """Material is handed in and cleared, the presentation held, and what came of it kept."""
    expect(asking.open(invitation).get_by_role("main")).to_contain_text(SPEAKER)
    page = host.open(meeting)
    host.press(page.get_by_role("main").locator("a[href*='/presentations/']").first)
    presentation = path_of(host)
    part = host.fold("submit")
    material = {"name": "guidance.txt", "mimeType": "text/plain", "buffer": b"Fair recruiters."}
    part.locator("input[type=file]").set_input_files([material])
    part.locator("button[type=submit]").click()
    expect(page.get_by_role("link", name="guidance.txt")).to_be_visible()
    part = host.fold("clear")
    part.locator("[name=audience][value=invited]").check()
    host.press(part.locator("button[type=submit]"))
    expect(asking.open(meeting).get_by_role("main")).to_contain_text("guidance.txt")

    number = int(meeting.rsplit("/", 1)[1])
    over = "UPDATE meetings SET starts_at = ?, ends_at = ? WHERE id = ?"
    change(site, over, LONG_AGO, "2001-01-01 02:00:00", number)
    sweep(site)
    asking.open(presentation)
    asking.press("It was held")
    decide(asking, "record_outcome", outcome="Both Processes compare their lists of recruiters.")
    page = host.open(presentation)
    draft = page.locator("details#draft_practice")
    if draft.count():
        decide(host, "draft_practice")
    else:
        host.press("Draft a practice from it")
    expect(page.get_by_role("main")).to_contain_text("compare their lists")
