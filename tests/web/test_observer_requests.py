"""An RCP asks: the draft, the submission, the answer to a question, the withdrawal."""

import io
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.asking import ASKED, ASKS, FORM, VALUES, latest, mail, steps
from tests.gatherings import gather
from tests.observing import ask

from rcp_platform.accounts.models import User
from rcp_platform.core.access import AccessDenied, Role
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.meetings.states import MeetingAudience, MeetingState
from rcp_platform.observers.models import (
    ObserverRules,
    ObserverSettings,
)
from rcp_platform.observers.requests import services
from rcp_platform.observers.requests.reading import fingerprint_of
from rcp_platform.observers.requests.refusals import Incomplete, Refused
from rcp_platform.observers.states import ObserverKind, RequestState

S = RequestState


@pytest.fixture
def asking(make_user: Callable[..., User]) -> User:
    return make_user(ASKS, Role.SECRETARIAT, email="asking@gov.example")


@pytest.fixture
def asked(make_user: Callable[..., User]) -> User:
    return make_user(ASKED, Role.CHAIR, email="asked@gov.example")


@pytest.fixture
def applicant(browser: Callable[[User], FlaskClient], asking: User, asked: User) -> FlaskClient:
    return browser(asking)


@pytest.fixture
def rules(session: Session, asked: User) -> Callable[[int], int]:
    def publish(number: int) -> int:
        version = ObserverRules(rcp_slug=ASKED, number=number, text="Be kind.", language="en")
        session.add(version)
        session.commit()
        return version.id

    return publish


def test_a_request_is_drafted_looked_at_and_submitted(
    applicant: FlaskClient, session: Session
) -> None:
    chosen = applicant.get("/observers/requests/new")
    assert "Bali-Process" in chosen.text
    address = f"/observers/requests/new?as={ASKS}&host={ASKED}"
    assert "Nothing is sent yet" in applicant.get(address).text
    saved = applicant.post(address, data=FORM)
    request = latest(session)
    page = f"/observers/requests/{request.id}"
    assert (saved.status_code, saved.location) == (303, page)
    assert (request.state, request.submitted_at) == (S.DRAFT, None)
    assert ({*request.rights}, request.levels) == ({*FORM["rights"]}, ["technical"])
    assert mail(session) == [], "nobody is told of a draft"

    shown = applicant.get(page).text
    assert "To learn how recruitment is overseen." in shown
    sent = applicant.post(f"{page}/submit", data={"seen": fingerprint_of(request)})
    assert sent.status_code == 303
    assert (latest(session).state, latest(session).submitted_at is None) == (S.SUBMITTED, False)
    name = request.applicant.short_name
    taken = [(step.name, step.on_behalf_of) for step in steps(session, request)]
    assert taken == [("draft", name), ("submit", name)]
    assert mail(session) == [("asked@gov.example", "submit")]
    assert "Under consideration" in applicant.get(page).text
    again = applicant.post(f"{page}/submit", data={"seen": fingerprint_of(request)})
    assert again.status_code == 409


def test_what_was_changed_meanwhile_is_not_submitted_unseen(
    applicant: FlaskClient, session: Session, asking: User
) -> None:
    request = ask(session, ASKS, ASKED, rights=["speak"])
    session.commit()
    seen = fingerprint_of(request)
    services.change(session, request, VALUES, actor=asking.actor)
    session.commit()
    page = f"/observers/requests/{request.id}"
    assert applicant.post(f"{page}/submit", data={"seen": seen}).status_code == 409
    edited = applicant.post(f"{page}/edit", data=FORM | {"seen": seen})
    assert edited.status_code == 422
    assert "Somebody changed the request meanwhile." in edited.text
    assert "To learn how recruitment is overseen." in edited.text, "what was typed is kept"
    assert latest(session).purpose == "To learn."


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"purpose": ""}, ["purpose"]),
        ({"rights": []}, ["rights"]),
        ({"kind": ObserverKind.THEMATIC}, ["themes"]),
        ({"kind": ObserverKind.AD_HOC}, ["meetings"]),
        (
            {"purpose": "", "rights": [], "kind": ObserverKind.AD_HOC},
            ["purpose", "rights", "meetings"],
        ),
    ],
)
def test_what_is_incomplete_is_not_submitted(
    session: Session,
    applicant: FlaskClient,
    asking: User,
    change: dict[str, object],
    missing: list[str],
) -> None:
    request = services.draft(session, ASKS, ASKED, VALUES | change, actor=asking.actor)
    session.commit()
    with pytest.raises(Incomplete) as refusal:
        services.submit(session, request, actor=asking.actor)
    assert refusal.value.missing == missing
    session.rollback()
    page = applicant.get(f"/observers/requests/{request.id}").text
    assert "Before it can be submitted, please fill in:" in page
    assert "/submit" not in page
    sent = {"seen": fingerprint_of(request)}
    assert applicant.post(f"/observers/requests/{request.id}/submit", data=sent).status_code == 422


def test_a_kind_that_the_host_does_not_grant_is_neither_offered_nor_submitted(
    session: Session, applicant: FlaskClient, asking: User
) -> None:
    terms = {"checklist": [], "silence_days": 7, "validity_months": 12, "rights": ["speak"]}
    session.add(ObserverSettings(rcp_slug=ASKED, kinds=["thematic"], **terms))
    request = ask(session, ASKS, ASKED, rights=["speak"], kind=ObserverKind.STANDING)
    session.commit()
    assert services.missing(session, request) == ["kind"]
    form = applicant.get(f"/observers/requests/{request.id}/edit").text
    assert 'value="thematic"' in form
    assert 'value="standing"' not in form
    refused = applicant.post(
        f"/observers/requests/{request.id}/edit",
        data=FORM | {"seen": fingerprint_of(request), "kind": "standing"},
    )
    assert refused.status_code == 422


def test_a_host_that_grants_no_status_is_not_asked(
    session: Session, applicant: FlaskClient
) -> None:
    terms = {"checklist": [], "silence_days": 7, "validity_months": 12, "rights": []}
    session.add(ObserverSettings(rcp_slug=ASKED, kinds=[], **terms))
    session.commit()
    page = applicant.get(f"/observers/requests/new?as={ASKS}&host={ASKED}").text
    assert "This Process grants no observer status at present." in page
    assert "Nothing is sent yet" not in page
    own = applicant.get(f"/observers/requests/new?as={ASKS}&host={ASKS}").text
    assert "A Process does not observe itself." in own


def test_only_coming_meetings_that_the_applicant_may_know_of_can_be_named(
    session: Session, applicant: FlaskClient, asking: User
) -> None:
    facts = {"audience": MeetingAudience.NETWORK}
    known = gather(session, ASKED, title="Known meeting", **facts)
    hidden = [
        gather(session, ASKED, title="Hidden: observers", audience=MeetingAudience.OBSERVERS),
        gather(session, ASKED, title="Hidden: invited", audience=MeetingAudience.INVITED),
        gather(session, ASKED, title="Hidden: draft", state=MeetingState.DRAFT, **facts),
        gather(session, ASKED, title="Hidden: over", starts_at=now() - timedelta(days=9), **facts),
        gather(session, ASKS, title="Hidden: of another", **facts),
    ]
    session.commit()
    address = f"/observers/requests/new?as={ASKS}&host={ASKED}"
    form = applicant.get(address).text
    assert "Known meeting" in form
    assert "Hidden" not in form
    ad_hoc = FORM | {"kind": "ad_hoc"}
    for meeting in hidden:
        assert applicant.post(address, data=ad_hoc | {"meetings": [meeting.id]}).status_code == 422
    assert applicant.post(address, data=ad_hoc | {"meetings": [known.id]}).status_code == 303
    request = latest(session)
    assert request.meeting_ids == [known.id]
    services.submit(session, request, actor=asking.actor)
    session.commit()
    assert "Known meeting" in applicant.get(f"/observers/requests/{request.id}").text
    known.audience = MeetingAudience.INVITED
    session.commit()
    assert "Known meeting" not in applicant.get(f"/observers/requests/{request.id}").text


def test_the_rules_of_the_host_are_accepted_in_their_current_version(
    session: Session, applicant: FlaskClient, rules: Callable[[int], int]
) -> None:
    first = rules(1)
    request = ask(session, ASKS, ASKED, rights=["speak"])
    session.commit()
    page, seen = f"/observers/requests/{request.id}", fingerprint_of(request)
    assert "We have read the rules of engagement" in applicant.get(page).text
    assert applicant.post(f"{page}/submit", data={"seen": seen}).status_code == 422
    accepted = {"seen": seen, "rules": str(first), "accepted": "y"}
    second = rules(2)
    newer = applicant.post(f"{page}/submit", data=accepted)
    assert newer.status_code == 422
    assert "Read and accept the current rules" in unescape(newer.text)
    assert (latest(session).state, latest(session).rules_id) == (S.DRAFT, None)
    done = applicant.post(f"{page}/submit", data=accepted | {"rules": str(second)})
    assert done.status_code == 303
    assert (latest(session).state, latest(session).rules_id) == (S.SUBMITTED, second)


def test_a_question_is_answered_by_submitting_again(
    session: Session, applicant: FlaskClient
) -> None:
    request = ask(session, ASKS, ASKED, state=S.RETURNED, rights=["speak"])
    first = request.submitted_at
    session.commit()
    page = f"/observers/requests/{request.id}"
    saved = applicant.post(f"{page}/edit", data=FORM | {"seen": fingerprint_of(request)})
    assert saved.location == page
    sent = applicant.post(f"{page}/resubmit", data={"seen": fingerprint_of(latest(session))})
    assert sent.status_code == 303
    assert (latest(session).state, latest(session).submitted_at) == (S.RESUBMITTED, first)
    assert mail(session) == [("asked@gov.example", "resubmit")]
    assert applicant.post(f"{page}/edit", data=FORM).status_code == 403


@pytest.mark.parametrize(("state", "told"), [(S.DRAFT, False), (S.CIRCULATED, True)])
def test_a_request_is_withdrawn_with_a_note_and_the_host_is_told_of_what_it_knew(
    session: Session, applicant: FlaskClient, state: RequestState, told: bool
) -> None:
    request = ask(session, ASKS, ASKED, state=state)
    session.commit()
    page = f"/observers/requests/{request.id}"
    assert applicant.post(f"{page}/withdraw", data={"note": "Later."}).status_code == 303
    assert latest(session).state == S.WITHDRAWN
    assert mail(session) == ([("asked@gov.example", "withdraw")] if told else [])
    assert applicant.post(f"{page}/withdraw").status_code == 409


def test_a_letter_goes_with_a_request_and_is_taken_away_again(
    session: Session, applicant: FlaskClient
) -> None:
    request = ask(session, ASKS, ASKED)
    session.commit()
    page = f"/observers/requests/{request.id}"
    letter = {"letter": (io.BytesIO(b"Dear colleagues,\n"), "letter.txt")}
    assert applicant.post(f"{page}/letter", data=letter).status_code == 303
    assert latest(session).letter_name == "letter.txt"
    assert "letter.txt" in applicant.get(page).text
    wrong = {"letter": (io.BytesIO(b"MZ\x00\x01"), "letter.exe")}
    assert applicant.post(f"{page}/letter", data=wrong).status_code == 422
    assert applicant.post(f"{page}/letter", data={}).status_code == 422
    assert applicant.post(f"{page}/letter/remove").status_code == 303
    assert latest(session).letter_name == ""


def test_a_request_is_drafted_only_by_those_who_lead_and_of_another_process(
    session: Session,
    asking: User,
    asked: User,
    make_user: Callable[..., User],
    browser: Callable[[User], FlaskClient],
) -> None:
    for role in (Role.FOCAL_POINT, Role.MEMBER):
        person = make_user(ASKS, role)
        with pytest.raises(AccessDenied):
            services.draft(session, ASKS, ASKED, VALUES, actor=person.actor)
        assert browser(person).get("/observers/requests/new").status_code == 403
    with pytest.raises(AccessDenied):
        services.draft(session, ASKS, ASKED, VALUES, actor=asked.actor)
    with pytest.raises(Refused):
        services.draft(session, ASKS, ASKS, VALUES, actor=asking.actor)
    request = ask(session, ASKS, ASKED, state=S.SUBMITTED)
    with pytest.raises(NotPossible):
        services.submit(session, request, actor=asking.actor)
    with pytest.raises(AccessDenied):
        services.change(session, request, VALUES, actor=asking.actor)
