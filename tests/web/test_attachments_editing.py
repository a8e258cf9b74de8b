"""Whoever may edit a practice attaches files and links, orders and removes them."""

import gc
import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests import documents
from tests.attaching import attach_file, attach_link
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.config import Settings
from rcp_platform.core.access import Role
from rcp_platform.files import storage
from rcp_platform.files.models import StoredFile
from rcp_platform.practices.attachments import services
from rcp_platform.practices.attachments.forms import is_web_address
from rcp_platform.practices.attachments.models import Attachment
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import PracticeState

OWN = "bali-process"
PDF = documents.pdf("Fair recruitment")
_MB = 2**20
Send = Callable[..., TestResponse]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        instance=tmp_path, secret_key="k" * 40, database_url="sqlite://", max_upload_mb=3
    )


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.files_folder


@pytest.fixture
def draft(make_practice: Callable[..., Practice]) -> Practice:
    return make_practice(OWN, state=PracticeState.DRAFT)


@pytest.fixture
def author(make_user: Callable[..., User], sign_in: Callable[[User], None]) -> User:
    user = make_user(OWN, Role.FOCAL_POINT)
    sign_in(user)
    return user


@pytest.fixture
def send(client: FlaskClient, draft: Practice) -> Send:
    """Send the form for a file."""

    def send(content: bytes, name: str = "report.pdf", **fields: Any) -> TestResponse:
        return client.post(files_of(draft), **form_with(content, name, **fields))

    return send


def files_of(practice: Practice) -> str:
    return f"/practices/{practice.id}/edit/attachments/files"


def form_with(content: bytes, name: str = "report.pdf", **fields: Any) -> dict[str, Any]:
    """Return the body of a form with a file, and its type, as a browser sends them."""
    file = FileStorage(io.BytesIO(content), filename=name)
    boundary, body = encode_multipart({"file-file": file, "file-language": "en", **fields})
    return {"data": body, "content_type": f'multipart/form-data; boundary="{boundary}"'}


@pytest.fixture
def add_link(client: FlaskClient, draft: Practice) -> Send:
    def add_link(url: str, **fields: Any) -> TestResponse:
        form = {"link-url": url, "link-language": "en", **fields}
        return client.post(f"/practices/{draft.id}/edit/attachments/links", data=form)

    return add_link


def attached(session: Session) -> list[Attachment]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(sa.select(Attachment).order_by(Attachment.position)))


def audited(session: Session, action: str) -> dict[str, str]:
    event = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action)).one()
    return event.details


def page_of(client: FlaskClient, practice: Practice) -> str:
    return unescape(client.get(f"/practices/{practice.id}/edit/attachments").text)


def test_a_file_is_attached_with_title_language_and_who_did_it(
    author: User, send: Send, session: Session, draft: Practice, folder: Path
) -> None:
    answer = send(PDF, "Отчёт.pdf", **{"file-title": "Report", "file-language": "ru"})
    assert answer.status_code == 303
    assert answer.location == f"/practices/{draft.id}/edit/attachments"
    (one,) = attached(session)
    assert (one.name, one.title, one.language) == ("Отчёт.pdf", "Report", "ru")
    assert (one.practice_id, one.added_by) == (draft.id, author.id)
    assert storage.path_of(folder, one.sha256 or "").read_bytes() == PDF
    assert audited(session, "practice.attach") == {"title": "Report", "sha256": one.sha256}


def test_a_file_without_a_title_is_called_by_its_name(
    author: User, send: Send, session: Session, client: FlaskClient, draft: Practice
) -> None:
    send(PDF, "../x/report.PDF")
    assert [one.title for one in attached(session)] == ["report.pdf"]
    page = page_of(client, draft)
    assert "report.pdf</a>" in page
    assert "PDF ·" in page


def test_a_link_is_added(author: User, add_link: Send, session: Session) -> None:
    answer = add_link("https://www.iom.int/a?b=c#d", **{"link-title": "IOM"})
    assert answer.status_code == 303
    (one,) = attached(session)
    assert (one.url, one.title, one.host) == ("https://www.iom.int/a?b=c#d", "IOM", "www.iom.int")
    assert audited(session, "practice.attach") == {"title": "IOM", "url": one.url}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://%0aalert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "file:///etc/passwd",
        "//example.org",
        "/practices/1",
        "example.org",
        "https://",
        "https:///path",
        "https://user:secret@example.org/",
        "https://bank.example@evil.example/",
        "https://exa mple.org/",
        "https://example.org/\u202egnp",
        "https://example.org\\@evil.example/",
        "https://example.org:99999/",
        'https://example.org/"onclick="x',
        "https://[::1/",
    ],
)
def test_only_whole_web_addresses_are_links(
    author: User, add_link: Send, session: Session, url: str
) -> None:
    assert not is_web_address(url)
    answer = add_link(url)
    assert answer.status_code == 422
    assert "Enter a whole address" in answer.text
    assert attached(session) == []


def test_addresses_in_every_script_are_links() -> None:
    for url in ("http://example.org", "https://пример.рф/путь", "https://example.org:8443/?q=ä"):
        assert is_web_address(url)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ", "program.exe", "not taken"),
        (PDF, "picture.png", "does not agree"),
        (b"", "empty.pdf", "empty"),
        (documents.with_entries(documents.word(), {"word/vbaProject.bin": b""}), "a.docx", "macro"),
    ],
)
def test_a_refused_file_is_told_in_a_sentence_beside_the_field(
    author: User, send: Send, session: Session, content: bytes, name: str, sentence: str
) -> None:
    answer = send(content, name, **{"file-title": "My title"})
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text
    assert sentence in answer.text
    assert 'value="My title"' in answer.text
    assert attached(session) == []
    assert session.scalars(sa.select(StoredFile)).all() == []


def test_a_form_without_a_file_asks_for_one(author: User, send: Send) -> None:
    answer = send(b"", "")
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_the_same_thing_is_attached_once(
    author: User, send: Send, add_link: Send, session: Session
) -> None:
    assert send(PDF, "a.pdf").status_code == 303
    assert add_link("https://iom.int/").status_code == 303
    assert "attached already" in send(PDF, "b.pdf").text
    assert "attached already" in add_link("https://iom.int/").text
    assert len(attached(session)) == 2


def test_a_practice_has_a_bounded_number_of_attachments(
    author: User, send: Send, add_link: Send, session: Session, draft: Practice
) -> None:
    for number in range(services.MOST):
        attach_link(session, draft, f"https://iom.int/{number}")
    assert "20 attachments already" in send(PDF).text
    assert "20 attachments already" in add_link("https://iom.int/new").text
    assert len(attached(session)) == services.MOST


def test_attachments_are_ordered_and_removed(
    author: User, client: FlaskClient, session: Session, draft: Practice, folder: Path
) -> None:
    names = [attach_file(session, folder, draft, bytes(n), f"{n}.txt") for n in (b"1", b"2", b"3")]
    ids = [one.id for one in names]
    address = f"/practices/{draft.id}/edit/attachments"
    assert client.post(f"{address}/{ids[2]}/up").status_code == 303
    assert [one.id for one in attached(session)] == [ids[0], ids[2], ids[1]]
    assert client.post(f"{address}/{ids[0]}/up").status_code == 303
    assert [one.id for one in attached(session)] == [ids[0], ids[2], ids[1]]
    assert client.post(f"{address}/{ids[0]}/remove").status_code == 303
    assert [(one.id, one.position) for one in attached(session)] == [(ids[2], 0), (ids[1], 1)]
    assert audited(session, "practice.detach")["sha256"]
    assert client.post(f"{address}/{ids[0]}/remove").status_code == 404


def test_an_attachment_is_not_changed_through_another_practice(
    author: User,
    client: FlaskClient,
    session: Session,
    draft: Practice,
    make_practice: Callable[..., Practice],
) -> None:
    other = make_practice("rcm", state=PracticeState.DRAFT)
    link = attach_link(session, other, "https://iom.int/")
    for verb in ("up", "remove"):
        address = f"/practices/{draft.id}/edit/attachments/{link.id}/{verb}"
        assert client.post(address).status_code == 404
    assert len(attached(session)) == 1


def test_the_step_stands_in_the_form_and_names_what_hides_its_source(
    author: User, client: FlaskClient, draft: Practice, session: Session
) -> None:
    assert "Attachments and links" in client.get(f"/practices/{draft.id}/edit/basics").text
    page = page_of(client, draft)
    assert re.search(r'<span aria-current="step">Attachments and links', page)
    assert "does not name its source" not in page
    draft.attribution = "anonymous"
    session.commit()
    assert "does not name its source" in page_of(client, draft)


def test_a_file_larger_than_the_limit_is_refused_with_the_limit(
    author: User, send: Send, session: Session, folder: Path
) -> None:
    answer = send(PDF + b" " * 3 * _MB)
    assert answer.status_code == 422
    assert "larger than 3 MB" in answer.text
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_request_far_larger_than_the_limit_is_answered_in_a_sentence_too(
    author: User, send: Send, client: FlaskClient, draft: Practice
) -> None:
    answer = send(b" " * 5 * _MB)
    assert answer.status_code == 303
    assert "larger than 3 MB" in page_of(client, draft)


def test_a_file_larger_than_other_requests_may_be_is_taken(
    author: User, send: Send, session: Session
) -> None:
    assert send(b"x" * int(2.9 * _MB), "long.txt").status_code == 303
    assert len(attached(session)) == 1


def test_every_other_request_stays_small(
    author: User, client: FlaskClient, draft: Practice
) -> None:
    form = {"impact": "x" * int(2.5 * _MB)}
    assert client.post(f"/practices/{draft.id}/edit/story", data=form).status_code == 413


def test_a_visitor_may_send_no_larger_request_here_than_elsewhere(
    app: Flask, client: FlaskClient, draft: Practice
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    sent = form_with(b"x" * int(2.9 * _MB), "long.txt")
    stream = io.BytesIO(sent.pop("data"))
    answer = client.post(
        files_of(draft), input_stream=stream, content_length=len(stream.getvalue()), **sent
    )
    assert answer.location.endswith("/edit/attachments")
    assert stream.tell() == 0, "it was not even read"


# The parser leaves its temporary file to the garbage collection, which closes it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_client_that_breaks_off_leaves_nothing(
    author: User, client: FlaskClient, draft: Practice, session: Session, folder: Path
) -> None:
    sent = form_with(PDF)
    body = sent.pop("data")
    promised = {"CONTENT_LENGTH": str(len(body))}
    half = body[: len(body) // 2]
    answer = client.post(files_of(draft), data=half, environ_overrides=promised, **sent)
    assert answer.status_code == 400
    gc.collect()
    assert attached(session) == []
    assert [path for path in folder.rglob("*") if path.is_file()] == []
