"""Documents are sent, stored, read one after the other, and recognised when they come again."""

import io
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from tests import documents as files
from tests import intaking
from tests.intaking import documents_of

from rcp_ingest import NotRead
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import now
from rcp_platform.core.schedule import JOBS
from rcp_platform.intake import jobs, queries, reading, services
from rcp_platform.intake.models import DocumentState, IntakeBatch
from rcp_platform.intake.workflow import move
from rcp_platform.practices.states import Audience

RCP = "bali-process"
NOTE = b"Background note\n\nOffices at bus stations gave free advice to migrants.\n"


@pytest.fixture
def client(make_user, browser) -> FlaskClient:
    return browser(make_user(rcp=RCP, role=Role.FOCAL_POINT))


def send(client: FlaskClient, *sent: tuple[str, bytes], **fields: str):
    data = {"audience": "network", "original_audience": "members", **fields}
    data["files"] = [(io.BytesIO(content), name) for name, content in sent]
    return client.post("/documents/new", data=data)


def test_many_files_are_sent_at_once_and_each_waits_to_be_read(client, session):
    answer = send(client, ("a.txt", NOTE), ("b.docx", files.word("Two")), ("c.csv", b"Title\nX\n"))
    assert answer.status_code == 303
    sent = documents_of(session)
    assert [one.name for one in sent] == ["a.txt", "b.docx", "c.csv"]
    assert {one.state for one in sent} == {DocumentState.WAITING}
    page = client.get(answer.location).text
    assert "0 of 3" in page
    assert "<progress" in page


def test_a_file_that_is_refused_says_why_and_the_others_go_on(client, session):
    macros = files.with_entries(files.word("Two"), {"word/vbaProject.bin": b"\xd0\xcf"})
    answer = send(
        client, ("macros.docx", macros), ("a.txt", NOTE), ("old.doc", b"\xd0\xcf\x11\xe0")
    )
    sent = documents_of(session)
    assert [one.state for one in sent] == [
        DocumentState.FAILED,
        DocumentState.WAITING,
        DocumentState.FAILED,
    ]
    page = client.get(answer.location).text
    assert "macros" in page
    assert "old format" in page


def test_without_a_file_the_form_comes_back_with_its_choices(client, session):
    answer = send(client, audience="public")
    assert answer.status_code == 422
    assert "Choose at least one document." in answer.text
    assert 'value="public" checked' in answer.text
    assert not documents_of(session)


@pytest.mark.parametrize(
    ("audience", "original", "expected"),
    [
        ("public", "members", Audience.MEMBERS),
        ("public", "observers", Audience.OBSERVERS),
        ("public", "same", Audience.PUBLIC),
        ("members", "observers", Audience.MEMBERS),
        ("network", "", None),
    ],
)
def test_originals_are_never_for_more_readers_than_the_practices(
    client, session, audience, original, expected
):
    send(client, ("a.txt", NOTE), audience=audience, original_audience=original)
    (batch,) = session.scalars(sa.select(IntakeBatch))
    assert batch.original_audience == expected


def test_the_same_content_under_another_name_is_recognised_and_not_read_again(client, session):
    send(client, ("a.txt", NOTE))
    answer = send(client, ("another name.txt", NOTE))
    first, second = documents_of(session)
    assert (second.state, second.same_as_id) == (DocumentState.SAME, first.id)
    assert "a.txt" in client.get(answer.location).text
    client.post(f"/documents/{second.id}/read-anyway")
    assert documents_of(session)[1].state == DocumentState.WAITING


def test_another_process_that_sends_the_same_learns_nothing_of_it(
    client, session, make_user, browser
):
    send(client, ("a.txt", NOTE))
    other = browser(make_user(rcp="colombo-process", role=Role.FOCAL_POINT))
    answer = send(other, ("mine.txt", NOTE))
    assert documents_of(session)[1].state == DocumentState.WAITING
    assert "a.txt" not in other.get(answer.location).text


def test_the_worker_reads_what_waits(client, session, settings):
    answer = send(client, ("a.txt", NOTE), ("b.docx", files.word("Offices at bus stations")))
    JOBS[jobs.READ].work(session)
    sent = documents_of(session)
    assert {one.state for one in sent} == {DocumentState.READ}
    assert "Offices at bus stations" in sent[1].blocks[0]["text"]
    assert "<progress" not in client.get(answer.location).text


def test_a_damaged_file_fails_with_a_sentence_and_the_next_is_read(client, session):
    pdf = b"%PDF-1.7\n" + b"nonsense " * 40
    answer = send(client, ("broken.pdf", pdf), ("a.txt", NOTE))
    JOBS[jobs.READ].work(session)
    assert [one.state for one in documents_of(session)] == [
        DocumentState.FAILED,
        DocumentState.READ,
    ]
    assert "save it anew" in client.get(answer.location).text


def test_what_an_archive_holds_becomes_documents_of_their_own(client, session):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", NOTE)
        archive.writestr("two.docx", files.word("Licences are checked by telephone"))
    send(client, ("all.zip", packed.getvalue()))
    JOBS[jobs.READ].work(session)
    whole, *parts = documents_of(session)
    assert [one.name for one in parts] == ["all.zip › one.txt", "all.zip › two.docx"]
    assert {one.container_id for one in parts} == {whole.id}


def test_the_original_of_a_part_is_that_part_alone(client, session):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", NOTE)
        archive.writestr("two.txt", b"Something else, for others.")
    send(client, ("all.zip", packed.getvalue()))
    JOBS[jobs.READ].work(session)
    part = documents_of(session)[1]
    with client.get(f"/documents/{part.id}/original") as answer:
        assert answer.data == NOTE
        assert "attachment" in answer.headers["Content-Disposition"]


def test_what_a_worker_left_behind_is_read_by_the_next(session, settings, make_rcp):
    make_rcp(RCP)
    document = intaking.sent(session, settings.files_folder, RCP)
    move("start", document, SYSTEM)
    session.commit()
    assert queries.progress_of(document.batch).done == 0
    assert reading.next_waiting(session) is None
    document.state_since = now() - timedelta(seconds=3 * reading.LIMITS.seconds)
    session.commit()
    assert reading.next_waiting(session) is document


def test_two_renderings_of_one_report_make_its_drafts_once(session, settings, make_rcp):
    make_rcp(RCP)
    first = intaking.sent(session, settings.files_folder, RCP, b"As text.", "report.txt")
    intaking.read(session, first, intaking.told(intaking.record("Centres")))
    second = intaking.sent(
        session, settings.files_folder, RCP, b"<html><body>As a page.</body></html>", "report.html"
    )
    intaking.read(session, second, intaking.told(intaking.record("Centres", 2)))
    assert (second.state, second.same_as_id) == (DocumentState.SAME, first.id)
    assert not second.drafts
    services.read_anyway(session, second, actor=SYSTEM)
    intaking.read(session, second, intaking.told(intaking.record("Centres", 2)))
    assert second.state == DocumentState.READ
    assert len(second.drafts) == 1


def test_two_tables_with_the_same_titles_are_two(session, settings, make_rcp):
    make_rcp(RCP)
    drafts = []
    for costs in ("little", "much"):
        sent = intaking.sent(session, settings.files_folder, RCP, costs.encode(), f"{costs}.txt")
        told = intaking.told(intaking.record("Centres", costs=costs))
        drafts += intaking.read(session, sent, told).drafts
    assert [draft.values["costs"] for draft in drafts] == ["little", "much"]


def test_a_part_that_could_not_be_read_is_named(session, settings, client):
    document = intaking.sent(session, settings.files_folder, RCP, b"Mail", "mail.txt")
    move("start", document, SYSTEM)
    left_out = NotRead("mail.txt › annex.doc", "old_format")
    reading.write(session, document, [intaking.told(), left_out])
    session.commit()
    page = client.get(f"/documents/batches/{document.batch_id}").text
    assert "annex.doc" in page
    assert "old format" in page


def test_deleting_a_batch_keeps_the_practices_made_of_it(session, settings, make_user, browser):
    person = make_user(rcp=RCP, role=Role.SECRETARIAT)
    document = intaking.sent(session, settings.files_folder, RCP)
    intaking.read(session, document, intaking.told(intaking.record("Centres")))
    client = browser(person)
    client.post(f"/documents/{document.id}/accept-all")
    session.expire_all()
    made = document.drafts[0].practice_id
    client.post(f"/documents/batches/{document.batch_id}/remove")
    assert not documents_of(session)
    assert client.get(f"/practices/{made}/preview").status_code == 200


def test_what_was_sent_again_can_be_read_after_the_first_is_deleted(client, session):
    send(client, ("a.txt", NOTE))
    send(client, ("b.txt", NOTE))
    first, second = documents_of(session)
    client.post(f"/documents/batches/{first.batch_id}/remove")
    (left,) = documents_of(session)
    assert (left.id, left.state) == (second.id, DocumentState.WAITING)
