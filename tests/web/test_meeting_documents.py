"""Documents of meetings: added by organisers, each for its own readers, and for nobody else."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite
from werkzeug.test import TestResponse

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import Role
from rcp_platform.meetings.agenda import services as agenda
from rcp_platform.meetings.documents import services
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingDocument
from rcp_platform.meetings.states import MeetingAudience, MeetingState

OWN, GUEST, OTHER = "colombo-process", "bali-process", "rcm"
CONTENT = b"Draft conclusions"
AUDIENCE = MeetingAudience
PEOPLE: dict[str, tuple[str, Role] | None] = {
    "visitor": None,
    "own member": (OWN, Role.MEMBER),
    "own secretariat": (OWN, Role.SECRETARIAT),
    "guest chair": (GUEST, Role.CHAIR),
    "guest member": (GUEST, Role.MEMBER),
    "other secretariat": (OTHER, Role.SECRETARIAT),
}
OWN_PEOPLE = {"own member", "own secretariat"}
READERS = {
    AUDIENCE.MEMBERS: OWN_PEOPLE,
    AUDIENCE.INVITED: OWN_PEOPLE | {"guest chair"},
    AUDIENCE.OBSERVERS: OWN_PEOPLE | {"guest chair"},
    AUDIENCE.NETWORK: set(PEOPLE) - {"visitor"},
    AUDIENCE.PUBLIC: set(PEOPLE),
}


@pytest.fixture
def meeting(make_rcp: Callable[..., object], session: Session) -> Meeting:
    for slug in (OWN, GUEST, OTHER):
        make_rcp(slug)
    meeting = gather(session, OWN, audience=AUDIENCE.PUBLIC)
    meeting.agenda = [
        AgendaItem(position=0, title="Opening"),
        AgendaItem(position=1, title="Deliberation", is_closed=True),
    ]
    invite(session, meeting, GUEST)
    session.commit()
    return meeting


@pytest.fixture
def as_person(
    make_user: Callable[..., User], sign_in: Callable[[User], None], client: FlaskClient
) -> Callable[[str], FlaskClient]:
    def as_person(name: str) -> FlaskClient:
        seat = PEOPLE[name]
        if seat is None:
            with client.session_transaction() as cookie:
                cookie.clear()
        else:
            sign_in(make_user(*seat))
        return client

    return as_person


def send(client: FlaskClient, meeting: Meeting, **values: Any) -> TestResponse:
    form = {"language": "en", "audience": "invited", "agenda_item": "", "title": "", **values}
    data = {f"file-{name}": value for name, value in form.items()}
    data["file-file"] = (io.BytesIO(values.pop("content", CONTENT)), "conclusions.txt")
    return client.post(f"/meetings/{meeting.id}/documents/files", data=data)


def documents(session: Session) -> list[MeetingDocument]:
    session.expire_all()
    return list(session.scalars(sa.select(MeetingDocument).order_by(MeetingDocument.id)))


@pytest.mark.parametrize("audience", MeetingAudience)
def test_a_file_is_downloaded_by_its_readers_and_does_not_exist_for_others(
    session: Session,
    meeting: Meeting,
    as_person: Callable[[str], FlaskClient],
    audience: MeetingAudience,
) -> None:
    sent = send(as_person("own secretariat"), meeting, audience=audience.value, title="Paperword")
    assert sent.status_code == 303
    (document,) = documents(session)
    address = f"/meetings/{meeting.id}/documents/{document.id}/conclusions.txt"
    for person in PEOPLE:
        client = as_person(person)
        answer = client.get(address)
        page = client.get(f"/meetings/{meeting.id}").text
        reads = person in READERS[audience]
        assert answer.status_code == (200 if reads else 404), person
        assert ("Paperword" in page) == reads, person
        if reads:
            assert answer.data == CONTENT
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert "attachment" in answer.headers["Content-Disposition"]
        answer.close()
    assert client.get(address.replace("conclusions", "other")).status_code == 404


def test_only_audiences_within_that_of_the_meeting_are_offered_and_taken(
    session: Session, meeting: Meeting, as_person: Callable[[str], FlaskClient]
) -> None:
    meeting.audience = AUDIENCE.OBSERVERS
    session.commit()
    client = as_person("own secretariat")
    page = client.get(f"/meetings/{meeting.id}/documents/").text
    assert 'value="observers"' in page
    assert 'value="network"' not in page
    assert send(client, meeting, audience="network").status_code == 422
    values = {"title": "", "language": "en", "agenda_item_id": None, "audience": AUDIENCE.PUBLIC}
    with pytest.raises(services.TooWide):
        services.add_link(session, meeting, "https://x.example", values, actor=organiser(session))
    assert not documents(session)


def organiser(session: Session) -> Any:
    return session.scalars(sa.select(User)).first().actor  # type: ignore[union-attr]


def test_a_narrower_meeting_narrows_its_documents(
    session: Session, meeting: Meeting, as_person: Callable[[str], FlaskClient]
) -> None:
    send(as_person("own secretariat"), meeting, audience="public")
    (document,) = documents(session)
    address = f"/meetings/{meeting.id}/documents/{document.id}/conclusions.txt"
    with as_person("visitor").get(address) as answer:
        assert answer.status_code == 200
    meeting.audience = AUDIENCE.NETWORK
    session.commit()
    assert as_person("visitor").get(address).status_code == 404


def test_what_belonged_to_a_closed_point_stays_closed_when_the_point_is_removed(
    session: Session, meeting: Meeting, as_person: Callable[[str], FlaskClient]
) -> None:
    closed, opening = meeting.agenda[1], meeting.agenda[0]
    client = as_person("own secretariat")
    send(client, meeting, audience="public", agenda_item=str(closed.id))
    send(client, meeting, audience="public", agenda_item=str(opening.id), content=b"Other")
    session.expire_all()
    for item in (closed, opening):
        agenda.remove(session, item, actor=organiser(session))
    session.commit()
    kept = [(one.audience, one.agenda_item_id) for one in documents(session)]
    assert kept == [(AUDIENCE.MEMBERS, None), (AUDIENCE.PUBLIC, None)]


def test_a_link_is_added_changed_and_removed_and_the_record_says_so(
    session: Session, meeting: Meeting, as_person: Callable[[str], FlaskClient]
) -> None:
    client = as_person("own secretariat")
    address = f"/meetings/{meeting.id}/documents/"
    form = {"link-language": "en", "link-audience": "public", "link-agenda_item": ""}
    bad = client.post(f"{address}links", data={**form, "link-url": "javascript:alert(1)"})
    assert bad.status_code == 422
    assert "Enter a whole address" in bad.text
    added = client.post(f"{address}links", data={**form, "link-url": "https://iom.example/a"})
    assert added.status_code == 303
    (document,) = documents(session)
    values = {"title": "Concept note", "language": "fr", "audience": "members", "agenda_item": ""}
    assert client.post(f"{address}{document.id}", data=values).status_code == 303
    (document,) = documents(session)
    assert (document.title, document.language, document.audience) == (
        "Concept note",
        "fr",
        AUDIENCE.MEMBERS,
    )
    assert client.post(f"{address}{document.id}/remove").status_code == 303
    assert not documents(session)
    actions = session.scalars(sa.select(AuditEvent.action)).all()
    assert [a for a in actions if a.startswith("meeting_document")] == [
        f"meeting_document.{done}" for done in ("add", "change", "remove")
    ]


@pytest.mark.parametrize("person", sorted(set(PEOPLE) - {"own secretariat", "visitor"}))
def test_only_organisers_add_change_and_remove(
    session: Session, meeting: Meeting, as_person: Callable[[str], FlaskClient], person: str
) -> None:
    send(as_person("own secretariat"), meeting, audience="public")
    (document,) = documents(session)
    client = as_person(person)
    assert send(client, meeting).status_code == 403
    for rest in ("", "/remove"):
        address = f"/meetings/{meeting.id}/documents/{document.id}{rest}"
        assert client.post(address, data={"title": "Mine"}).status_code == 403
    assert len(documents(session)) == 1


def test_a_document_of_another_meeting_and_a_foreign_point_are_not_found(
    session: Session, meeting: Meeting, as_person: Callable[[str], FlaskClient]
) -> None:
    client = as_person("own secretariat")
    send(client, meeting, audience="public")
    (document,) = documents(session)
    other = gather(session, OWN, audience=AUDIENCE.PUBLIC)
    session.commit()
    address = f"/meetings/{other.id}/documents/{document.id}"
    assert client.get(f"{address}/conclusions.txt").status_code == 404
    assert client.post(f"{address}/remove").status_code == 404
    assert send(client, other, agenda_item=str(meeting.agenda[0].id)).status_code == 422


def test_a_cancelled_meeting_takes_no_documents_and_a_wrong_file_is_refused(
    session: Session, meeting: Meeting, as_person: Callable[[str], FlaskClient]
) -> None:
    client = as_person("own secretariat")
    refused = send(client, meeting, content=b"MZ\x90\x00\x03\x00\x00\x00")
    assert refused.status_code == 422
    assert not documents(session)
    cancelled = gather(session, OWN, state=MeetingState.CANCELLED)
    session.commit()
    assert send(client, cancelled).status_code == 409


def test_what_was_cleared_for_some_is_not_opened_to_more(
    session: Session, meeting: Meeting, as_person: Callable[[str], FlaskClient]
) -> None:
    client = as_person("own secretariat")
    send(client, meeting, audience="invited")
    (document,) = documents(session)
    document.cleared_for = AUDIENCE.INVITED
    session.commit()
    address = f"/meetings/{meeting.id}/documents/{document.id}"
    assert 'value="observers"' not in client.get(address).text
    wider = {"title": "Slides", "language": "en", "audience": "public", "agenda_item": ""}
    assert client.post(address, data=wider).status_code == 422
    assert client.post(address, data={**wider, "audience": "members"}).status_code == 303
    assert documents(session)[0].audience == AUDIENCE.MEMBERS
