"""Documents that were sent are seen by those who prepare their RCP's practices, and nobody else."""

import io

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from tests import intaking
from tests.statements import counted

from rcp_platform.config import Settings
from rcp_platform.core.access import Role
from rcp_platform.intake.models import DraftState, IntakeBatch, IntakeDraft

RCP = "bali-process"
OTHER = "colombo-process"
PEOPLE = {
    "visitor": None,
    "stranger": (None, Role.MEMBER),
    "member": (RCP, Role.MEMBER),
    "focal point": (RCP, Role.FOCAL_POINT),
    "chair": (RCP, Role.CHAIR),
    "secretariat": (RCP, Role.SECRETARIAT),
    "focal point elsewhere": (OTHER, Role.FOCAL_POINT),
    "secretariat elsewhere": (OTHER, Role.SECRETARIAT),
}
HANDLE = {"focal point", "chair", "secretariat"}
ADDRESSES = (
    "/documents/batches/{batch}",
    "/documents/{document}/",
    "/documents/{document}/original",
    "/documents/{document}/drafts/{draft}/split",
)
DEEDS = (
    "/documents/batches/{batch}/remove",
    "/documents/{document}/read-anyway",
    "/documents/{document}/drafts/{draft}",
    "/documents/{document}/drafts/{draft}/drop",
    "/documents/{document}/drafts/{draft}/take-up-again",
    "/documents/{document}/drafts/{draft}/merge",
    "/documents/{document}/drafts/{draft}/split",
    "/documents/{document}/take",
    "/documents/{document}/quotations",
    "/documents/{document}/accept-all",
    "/documents/{document}/finish",
    "/documents/{document}/reopen",
)


@pytest.fixture
def world(session: Session, settings: Settings, make_rcp):
    make_rcp(RCP)
    make_rcp(OTHER)
    document = intaking.sent(session, settings.files_folder, RCP, name="Closed meeting.txt")
    intaking.read(session, document, intaking.told(intaking.record("A closed practice")))
    return {
        "batch": document.batch_id,
        "document": document.id,
        "draft": document.drafts[0].id,
    }


@pytest.fixture
def as_person(make_user, browser, new_client):
    def as_person(person: str):
        if PEOPLE[person] is None:
            return new_client()
        rcp, role = PEOPLE[person]
        return browser(make_user(rcp=rcp, role=role))

    return as_person


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_only_those_who_prepare_the_practices_of_the_rcp_open_its_documents(
    person, world, as_person
):
    client = as_person(person)
    for address in ADDRESSES:
        answer = client.get(address.format(**world))
        expected = 200 if person in HANDLE else 302 if person == "visitor" else 404
        assert answer.status_code == expected, address
        if person not in HANDLE:
            assert "losed" not in answer.text
        answer.close()


@pytest.mark.parametrize("person", sorted(set(PEOPLE) - HANDLE))
def test_nobody_else_changes_anything(person, world, as_person, session: Session):
    client = as_person(person)
    for address in DEEDS:
        answer = client.post(address.format(**world), data={"title": "Mine", "language": "en"})
        assert answer.status_code == (302 if person == "visitor" else 404), address
    session.expire_all()
    draft = session.get_one(IntakeDraft, world["draft"])
    assert draft.state == DraftState.OPEN
    assert draft.values["title"] == "A closed practice"


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_lists_and_the_home_page_name_only_documents_of_ones_own(person, world, as_person):
    client = as_person(person)
    told = client.get("/documents/").text + client.get("/").text
    assert ("Closed meeting" in told) == (person in HANDLE)


def test_sending_is_for_those_who_may_post(world, as_person):
    assert as_person("member").get("/documents/new").status_code == 403
    assert as_person("focal point").get("/documents/new").status_code == 200


def test_nobody_sends_for_a_process_they_do_not_work_for(
    world, make_user, browser, session: Session
):
    client = browser(make_user(rcp=RCP, role=Role.FOCAL_POINT))
    client.post(
        "/documents/new",
        data={
            "rcp": OTHER,
            "files": (io.BytesIO(b"A note"), "note.txt"),
            "audience": "network",
            "original_audience": "members",
        },
    )
    assert set(session.scalars(sa.select(IntakeBatch.rcp_slug))) == {RCP}


def test_a_draft_is_opened_under_its_own_document_only(
    world, session: Session, settings: Settings, as_person
):
    other = intaking.sent(session, settings.files_folder, RCP, b"Another.", "other.txt")
    intaking.read(session, other, intaking.told(intaking.record("Another")))
    client = as_person("focal point")
    address = f"/documents/{world['document']}/drafts/{other.drafts[0].id}/split"
    assert client.get(address).status_code == 404


def test_lists_ask_the_database_as_often_for_many_documents_as_for_few(
    app: Flask, session: Session, settings: Settings, world, as_person
):
    client = as_person("focal point")

    def asked() -> int:
        session.expire_all()
        with counted() as statements:
            assert client.get("/documents/").status_code == 200
        return len(statements)

    client.get("/documents/")
    few = asked()
    for number in range(12):
        document = intaking.sent(
            session, settings.files_folder, RCP, f"Report {number}".encode(), f"{number}.txt"
        )
        intaking.read(session, document, intaking.told(intaking.record(f"Practice {number}")))
    assert asked() <= few
