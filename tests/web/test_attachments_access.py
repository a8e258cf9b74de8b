"""Attachments are for whoever may read the body of their practice, on every request anew."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests import documents
from tests.attaching import address_of, attach_file, attach_link
from tests.statements import counted
from werkzeug.test import TestResponse

from rcp_platform.accounts.models import User
from rcp_platform.config import Settings
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.files import storage
from rcp_platform.practices.attachments.models import Attachment
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState

OWN, NAMED, OTHER = "bali-process", "rcm", "sacm"
CONTENT = documents.pdf("Fair recruitment")
PEOPLE: dict[str, tuple[str, Role] | None] = {
    "visitor": None,
    "own focal point": (OWN, Role.FOCAL_POINT),
    "own secretariat": (OWN, Role.SECRETARIAT),
    "own member": (OWN, Role.MEMBER),
    "named member": (NAMED, Role.MEMBER),
    "other secretariat": (OTHER, Role.SECRETARIAT),
}
EDITORS = {"own focal point", "own secretariat"}
OWN_PEOPLE = EDITORS | {"own member"}
MEMBERS = set(PEOPLE) - {"visitor"}

#: What a practice is, and who reads its attachments.
PRACTICES: dict[str, tuple[dict[str, object], set[str]]] = {
    "public": ({"audience": Audience.PUBLIC}, set(PEOPLE)),
    "network": ({"audience": Audience.NETWORK}, MEMBERS),
    "own": ({"audience": Audience.MEMBERS}, OWN_PEOPLE),
    "named": (
        {"audience": Audience.NAMED, "audience_rcps": [NAMED]},
        OWN_PEOPLE | {"named member"},
    ),
    "public summary, body for the network": (
        {"audience": Audience.PUBLIC, "body_audience": Audience.NETWORK},
        MEMBERS,
    ),
    "public summary, body for members": (
        {"audience": Audience.PUBLIC, "body_audience": Audience.MEMBERS},
        OWN_PEOPLE,
    ),
    "kept back until a day": (
        {"audience": Audience.PUBLIC, "embargo_until": now().date() + timedelta(days=9)},
        OWN_PEOPLE,
    ),
    "archived": ({"audience": Audience.PUBLIC, "state": PracticeState.ARCHIVED}, set(PEOPLE)),
    "draft": ({"audience": Audience.PUBLIC, "state": PracticeState.DRAFT}, EDITORS),
    "in review": ({"audience": Audience.PUBLIC, "state": PracticeState.IN_REVIEW}, EDITORS),
}


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.files_folder


@pytest.fixture
def make(
    make_practice: Callable[..., Practice],
    make_rcp: Callable[..., object],
    session: Session,
    folder: Path,
) -> Callable[..., Attachment]:
    """Make a practice with a file; returns the attachment."""

    def make(**facts: object) -> Attachment:
        practice = make_practice(OWN, **facts)
        return attach_file(session, folder, practice, CONTENT, "Отчёт 2015.pdf")

    make_rcp(NAMED)
    return make


@pytest.fixture
def become(
    make_user: Callable[..., User], sign_in: Callable[[User], None], client: FlaskClient
) -> Callable[[str], None]:
    def become(person: str) -> None:
        client.delete_cookie("session")
        if seat := PEOPLE[person]:
            sign_in(make_user(*seat))

    return become


@pytest.mark.parametrize("kind", PRACTICES)
def test_whoever_may_read_the_body_gets_the_file_and_for_others_there_is_none(
    client: FlaskClient,
    become: Callable[[str], None],
    make: Callable[..., Attachment],
    kind: str,
) -> None:
    facts, readers = PRACTICES[kind]
    attachment = make(**facts)
    for person in PEOPLE:
        become(person)
        answer = fetch(client, address_of(attachment))
        if person in readers:
            assert (answer.status_code, answer.data) == (200, CONTENT), person
            continue
        missing = client.get("/practices/999999/attachments/1/x.pdf")
        assert answer.status_code == missing.status_code == 404, person
        assert same_for_all(answer.text) == same_for_all(missing.text), person


@pytest.mark.parametrize("kind", sorted(PRACTICES.keys() - {"draft", "in review"}))
def test_the_page_of_a_practice_lists_what_its_reader_may_open(
    client: FlaskClient,
    become: Callable[[str], None],
    make: Callable[..., Attachment],
    kind: str,
) -> None:
    facts, readers = PRACTICES[kind]
    attachment = make(**facts)
    for person in PEOPLE:
        become(person)
        page = client.get(f"/practices/{attachment.practice_id}").text
        assert (quote(address_of(attachment)) in page) == (person in readers), person
        assert ("Отчёт 2015.pdf" in page) == (person in readers), person


def fetch(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """Ask for a file and let go of it, as a server does when it has sent the last byte."""
    return client.get(address, headers=headers, buffered=True)


def same_for_all(text: str) -> str:
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
    return re.sub(r'name="next" value="[^"]*"', "", text)


def test_of_a_withdrawn_practice_only_its_editors_open_the_files(
    client: FlaskClient,
    become: Callable[[str], None],
    make: Callable[..., Attachment],
    session: Session,
) -> None:
    attachment = make(audience=Audience.PUBLIC)
    practice = session.get_one(Practice, attachment.practice_id)
    practice.state, practice.withdrawn_at = PracticeState.WITHDRAWN, now()
    session.commit()
    address = address_of(attachment)
    for person in PEOPLE:
        become(person)
        assert fetch(client, address).status_code == (200 if person in EDITORS else 404), person


def test_a_file_that_was_opened_is_closed_as_soon_as_the_audience_narrows(
    client: FlaskClient, make: Callable[..., Attachment], session: Session
) -> None:
    attachment = make(audience=Audience.PUBLIC)
    answer = fetch(client, address_of(attachment))
    session.get_one(Practice, attachment.practice_id).body_audience = Audience.MEMBERS
    session.commit()
    etag = answer.headers["ETag"]
    again = fetch(client, address_of(attachment), **{"If-None-Match": etag})
    assert again.status_code == 404


@pytest.mark.parametrize("person", ["visitor", "named member", "other secretariat", "own member"])
def test_whoever_may_not_edit_changes_nothing(
    client: FlaskClient,
    become: Callable[[str], None],
    make: Callable[..., Attachment],
    session: Session,
    person: str,
) -> None:
    attachment = make(state=PracticeState.DRAFT)
    become(person)
    step = f"/practices/{attachment.practice_id}/edit/attachments"
    expected = 302 if person == "visitor" else 404
    assert client.get(step).status_code == expected
    for address in ("files", "links", f"{attachment.id}/up", f"{attachment.id}/remove"):
        assert client.post(f"{step}/{address}").status_code == expected, address
    session.expire_all()
    assert session.get(Attachment, attachment.id) is not None


def test_what_is_published_is_not_changed_in_place(
    client: FlaskClient, become: Callable[[str], None], make: Callable[..., Attachment]
) -> None:
    attachment = make()
    become("own secretariat")
    step = f"/practices/{attachment.practice_id}/edit/attachments"
    assert client.get(step).status_code == 403
    assert client.post(f"{step}/{attachment.id}/remove").status_code == 403


def test_a_file_is_given_to_be_saved_and_never_to_be_run(
    client: FlaskClient, make: Callable[..., Attachment]
) -> None:
    answer = fetch(client, address_of(make(audience=Audience.PUBLIC)))
    headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == (
        f"attachment; filename=\" 2015.pdf\"; filename*=UTF-8''{quote('Отчёт 2015.pdf')}"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Length"] == str(len(CONTENT))


def test_a_text_is_given_as_utf_8(
    client: FlaskClient, make: Callable[..., Attachment], session: Session, folder: Path
) -> None:
    practice = session.get_one(Practice, make(audience=Audience.PUBLIC).practice_id)
    text = attach_file(session, folder, practice, "жé".encode(), "a.csv")
    assert fetch(client, address_of(text)).headers["Content-Type"] == "text/csv; charset=utf-8"


def test_an_interrupted_download_goes_on_and_an_unchanged_file_is_not_sent_again(
    client: FlaskClient, make: Callable[..., Attachment]
) -> None:
    address = address_of(make(audience=Audience.PUBLIC))
    part = fetch(client, address, Range="bytes=5-9")
    assert (part.status_code, part.data) == (206, CONTENT[5:10])
    etag = fetch(client, address).headers["ETag"]
    assert fetch(client, address, **{"If-None-Match": etag}).status_code == 304


def test_a_file_has_one_address(
    client: FlaskClient, make: Callable[..., Attachment], session: Session
) -> None:
    attachment, other = make(audience=Audience.PUBLIC), make(audience=Audience.PUBLIC)
    practice = session.get_one(Practice, attachment.practice_id)
    link = attach_link(session, practice, "https://iom.int/")
    start = f"/practices/{attachment.practice_id}/attachments"
    assert client.get(f"{start}/{attachment.id}/other.pdf").status_code == 404
    assert client.get(f"{start}/{other.id}/{other.name}").status_code == 404
    assert client.get(f"{start}/{link.id}/x").status_code == 404


def test_links_leave_without_telling_where_from(
    client: FlaskClient, make: Callable[..., Attachment], session: Session
) -> None:
    practice = session.get_one(Practice, make(audience=Audience.PUBLIC).practice_id)
    attach_link(session, practice, "https://iom.int/page", "IOM & partners")
    page = client.get(f"/practices/{practice.id}").text
    assert '<a href="https://iom.int/page" rel="noopener noreferrer nofollow"' in page
    assert "IOM &amp; partners</a>" in page
    assert "iom.int</bdi>" in page


def test_many_attachments_cost_no_more_statements_than_one(
    client: FlaskClient, make: Callable[..., Attachment], session: Session, folder: Path
) -> None:
    attachment = make(audience=Audience.PUBLIC)
    practice = session.get_one(Practice, attachment.practice_id)
    address = f"/practices/{practice.id}"

    def cost() -> int:
        client.get(address)  # The index of searches catches up once.
        session.expire_all()
        with counted() as statements:
            assert client.get(address).status_code == 200
        return len(statements)

    with_one = cost()
    for number in range(9):
        attach_file(session, folder, practice, b"text %d" % number, f"{number}.txt")
    assert cost() == with_one


def test_the_bytes_are_outside_of_everything_that_is_served(
    client: FlaskClient, make: Callable[..., Attachment], folder: Path
) -> None:
    sha256 = make(audience=Audience.PUBLIC).sha256 or ""
    path = storage.path_of(folder, sha256).relative_to(folder)
    for start in ("/files", "/static/files", "/static/../files", "/instance/files"):
        assert client.get(f"{start}/{path}").status_code == 404
