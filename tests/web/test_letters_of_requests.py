"""Letters and documents of requests for observer status: who gets which, and what they tell."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather
from tests.observing import ask, observe

from rcp_platform.accounts.models import User
from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM, Right, Role
from rcp_platform.directory.models import Rcp
from rcp_platform.files.services import keep
from rcp_platform.letters.services import Letter
from rcp_platform.observers.models import ObserverObjection, ObserverRequest, RequestMeeting
from rcp_platform.observers.requests.letters_places import (
    acknowledgement,
    decision_letter,
    request_letter,
)
from rcp_platform.observers.rules.services import publish_rules
from rcp_platform.observers.states import (
    DeclineReason,
    ObserverKind,
    Reciprocity,
    RequestState,
)

APPLICANT, HOST, OTHER = "rcm", "bali-process", "sacm"
PEOPLE: dict[str, tuple[str | None, Role]] = {
    "without a seat": (None, Role.MEMBER),
    **{f"{rcp} {role.value}": (rcp, role) for rcp in (APPLICANT, HOST, OTHER) for role in Role},
}
EDITORS = (Role.CHAIR, Role.SECRETARIAT, Role.FOCAL_POINT)
ASKING = {f"{APPLICANT} {role.value}" for role in EDITORS}
ASKED = {f"{HOST} {role.value}" for role in EDITORS}


@pytest.fixture(autouse=True)
def rcps(make_rcp: Callable[..., Rcp]) -> None:
    for slug in (APPLICANT, HOST, OTHER):
        make_rcp(slug, contact=f"desk@{slug}.example")


@pytest.fixture
def sign_in_as(
    make_user: Callable[..., User], sign_in: Callable[[User], None]
) -> Callable[[str], None]:
    return lambda person: sign_in(make_user(*PEOPLE[person]))


def words(letter: Letter) -> str:
    return "\n".join([letter.subject, letter.date, *(part.text for part in letter.parts)])


def address(item: ObserverRequest, file: str) -> str:
    return f"/observers/requests/{item.id}/letters/{file}"


@pytest.mark.parametrize("person", PEOPLE)
def test_each_side_gets_the_letters_that_there_are_in_a_state(
    session: Session,
    client: FlaskClient,
    sign_in_as: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    person: str,
) -> None:
    monkeypatch.setattr("rcp_platform.letters.downloads._WRITERS", {"pdf": ("text/x", _short)})
    sign_in_as(person)
    for state in RequestState:
        item = ask(session, APPLICANT, HOST, state=state)
        session.commit()
        given = {which for which in LETTERS if _status(client, item, which) == 200}
        assert given == _expected(person, state), state
        session.delete(item)
        session.commit()


LETTERS = ("request", "acknowledgement", "decision", "objection")


def _expected(person: str, state: RequestState) -> set[str]:
    if state == RequestState.DRAFT:
        return {"request"} if person in ASKING else set()
    if person not in ASKING | ASKED:
        return set()
    is_decided = state in {RequestState.GRANTED, RequestState.DECLINED, RequestState.CLOSED}
    return {"request", "acknowledgement"} | ({"decision"} if is_decided else set())


def _status(client: FlaskClient, item: ObserverRequest, which: str) -> int:
    status = client.get(address(item, f"{which}.pdf")).status_code
    assert status in {200, 404}
    return status


def _short(_letter: Letter) -> bytes:
    return b"short"


def test_a_request_says_what_is_asked(session: Session) -> None:
    rules = publish_rules(session, HOST, "Keep it.", "en", after=0, actor=SYSTEM)
    item = ask(
        session,
        APPLICANT,
        HOST,
        state=RequestState.SUBMITTED,
        submitted_at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC),
        kind=ObserverKind.THEMATIC,
        themes=["recruitment"],
        levels=["technical"],
        rights=["speak", "see_practices"],
        reciprocity=Reciprocity.OFFERED,
        rules_id=rules.id,
        purpose="Purposeword",
        validity_months=12,
    )
    letter = request_letter(session, item, "en")
    assert letter.sender == item.applicant.name
    assert letter.contact == "desk@rcm.example"
    assert letter.addressee == (item.host.name,)
    assert letter.date == "2 March 2026"
    for said in (
        "Status: Observer on named themes",
        "Themes: Recruitment",
        "Levels of meeting: Technical",
        "Rights: Speak when given the floor; See practices that are open to observers",
        "Period: 12 months",
        "Purposeword",
        f"would welcome {item.host.name} as an observer",
        f"accepts the rules of engagement of {item.host.name} in version 1",
    ):
        assert said in words(letter)
    assert "Meetings:" not in words(letter)


def test_a_request_for_single_meetings_names_them_and_no_period(session: Session) -> None:
    meeting = gather(session, HOST, title="Meetingword", audience="public")
    hidden = gather(session, HOST, title="Hiddenword", audience="invited")
    item = ask(session, APPLICANT, HOST, kind=ObserverKind.AD_HOC)
    item.meetings = [RequestMeeting(meeting_id=one.id) for one in (meeting, hidden)]
    session.flush()
    said = words(request_letter(session, item, "en"))
    assert "Meetings: Meetingword\n" in said
    assert "Hiddenword" not in said
    assert "Period" not in said


def test_the_purpose_stays_in_its_own_language(session: Session) -> None:
    item = ask(session, APPLICANT, HOST, purpose="Pour apprendre.", language="fr")
    parts = request_letter(session, item, "ar").parts
    assert [part.text for part in parts if part.language == "fr"] == ["Pour apprendre."]


def test_an_acknowledgement_says_when_the_request_arrived(session: Session) -> None:
    arrived = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    item = ask(session, APPLICANT, HOST, state=RequestState.SUBMITTED, submitted_at=arrived)
    letter = acknowledgement(session, item, "en")
    assert (letter.sender, letter.addressee) == (item.host.name, (item.applicant.name,))
    assert "receipt, on 2 March 2026" in words(letter)
    assert letter.date == "2 March 2026"


def test_a_grant_is_told_with_its_own_kind_rights_and_period(session: Session) -> None:
    item = ask(
        session,
        APPLICANT,
        HOST,
        state=RequestState.GRANTED,
        decided_at=datetime(2026, 4, 1, tzinfo=UTC),
        rights=["attend_ministerial"],
        deciding_body="Senior Officials",
        deciding_meeting="12th Meeting",
        decision_note="Welcomeword",
    )
    observe(
        session,
        APPLICANT,
        HOST,
        Right.SPEAK,
        kind=ObserverKind.THEMATIC,
        themes=["health"],
        request_id=item.id,
        starts_at=datetime(2026, 4, 1, tzinfo=UTC),
        valid_until=datetime(2028, 4, 1, tzinfo=UTC),
    )
    said = words(decision_letter(session, item, "en"))
    for fact in (
        "Decided on: 1 April 2026",
        "Decided by: Senior Officials",
        "At: 12th Meeting",
        "Status: Observer on named themes",
        "Themes: Migration and health",
        "Rights: Speak when given the floor\n",
        "Period: from 1 April 2026 to 1 April 2028",
        "Welcomeword",
    ):
        assert fact in said
    assert "ministerial" not in said
    assert "Reason" not in said


def test_a_refusal_is_told_with_its_class_of_reason(session: Session) -> None:
    item = ask(
        session,
        APPLICANT,
        HOST,
        state=RequestState.DECLINED,
        decline_reason=DeclineReason.NOT_TIMELY,
        reapply_after=date(2027, 1, 15),
    )
    said = words(decision_letter(session, item, "en"))
    assert "cannot be granted at present" in said
    assert "Reason: The time is not suitable at present" in said
    assert "from: 15 January 2027" in said
    assert "Status:" not in said


def test_nothing_of_the_deliberation_stands_in_a_letter(
    session: Session, make_user: Callable[..., User]
) -> None:
    item = ask(
        session,
        APPLICANT,
        HOST,
        state=RequestState.CONSULTATION,
        checked=[{"point": "Pointword", "met": "no", "note": "Notedword"}],
        deciding_body="Bodyword",
        deciding_meeting="Boardword",
        decision_note="Draftedword",
    )
    objector = make_user(HOST, Role.FOCAL_POINT)
    item.objections = [ObserverObjection(raised_by_id=objector.id, country="TH", reason="Objword")]
    session.flush()
    secrets = ("Pointword", "Notedword", "Bodyword", "Boardword", "Draftedword", "Objword")
    before = words(request_letter(session, item, "en")) + words(
        acknowledgement(session, item, "en")
    )
    assert not [word for word in secrets if word in before]
    item.state, item.decided_at = RequestState.CLOSED, item.submitted_at
    session.flush()
    after = words(decision_letter(session, item, "en"))
    assert [word for word in secrets if word in after] == ["Bodyword", "Boardword", "Draftedword"]


def test_a_letter_comes_in_the_language_of_the_request_or_the_one_asked_for(
    session: Session,
    client: FlaskClient,
    sign_in_as: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = ask(session, APPLICANT, HOST, language="fr")
    session.commit()
    sign_in_as(f"{APPLICANT} chair")
    spelt = {"pdf": ("text/x", lambda letter: letter.language.encode())}
    monkeypatch.setattr("rcp_platform.letters.downloads._WRITERS", spelt)
    for asked, given in (("", b"fr"), ("?language=ar", b"ar"), ("?language=xx", b"fr")):
        assert client.get(address(item, f"request.pdf{asked}")).data == given


@pytest.mark.parametrize(
    ("suffix", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK\x03\x04"), ("exe", None)]
)
def test_letters_are_downloads_that_no_cache_keeps(
    session: Session,
    client: FlaskClient,
    sign_in_as: Callable[[str], None],
    suffix: str,
    begins: bytes | None,
) -> None:
    item = ask(session, APPLICANT, HOST)
    session.commit()
    sign_in_as(f"{APPLICANT} chair")
    answer = client.get(address(item, f"request.{suffix}"))
    if begins is None:
        assert answer.status_code == 404
        return
    assert answer.data.startswith(begins)
    assert answer.headers["Cache-Control"] == "private, no-store"
    disposition = answer.headers["Content-Disposition"]
    assert disposition == f"attachment; filename=observer-request-{item.id}.{suffix}"


@pytest.mark.parametrize("person", PEOPLE)
def test_documents_that_were_sent_are_for_both_sides(
    session: Session,
    settings: Settings,
    client: FlaskClient,
    sign_in_as: Callable[[str], None],
    person: str,
) -> None:
    kept = keep(session, settings.files_folder, BytesIO(b"Dear host"), "letter.txt", 1000)
    columns = {"letter_sha256": kept.file.sha256, "letter_name": kept.name}
    columns |= {"decision_sha256": kept.file.sha256, "decision_name": "minutes.txt"}
    draft = ask(session, APPLICANT, HOST, **columns)
    decided = ask(session, OTHER, HOST, state=RequestState.GRANTED, **columns)
    session.commit()
    sign_in_as(person)
    of_other = {f"{OTHER} {role.value}" for role in EDITORS}
    for item, readers in ((draft, ASKING), (decided, of_other | ASKED)):
        for file in ("own/letter.txt", "outside/minutes.txt"):
            answer = client.get(address(item, file))
            content = answer.data
            answer.close()
            assert answer.status_code == (200 if person in readers else 404)
            if person in readers:
                assert content == b"Dear host"
                assert answer.headers["Content-Disposition"].startswith("attachment")
                assert answer.headers["Cache-Control"] == "private, no-store"
                assert "sandbox" in answer.headers["Content-Security-Policy"]
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert client.get(address(item, "own/minutes.txt")).status_code == 404


def test_a_request_without_documents_gives_none(
    session: Session, client: FlaskClient, sign_in_as: Callable[[str], None]
) -> None:
    item = ask(session, APPLICANT, HOST)
    session.commit()
    sign_in_as(f"{APPLICANT} chair")
    for file in ("own/letter.txt", "outside/minutes.txt", "own/x"):
        assert client.get(address(item, file)).status_code == 404
