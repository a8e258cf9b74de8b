"""On which terms an RCP takes observers: who reads them, who sets them, and what stays."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from tests.observing import ask
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, AccessDenied, Actor, Right, Role, Seat
from rcp_platform.directory.models import Rcp
from rcp_platform.observers.models import ObserverRules, ObserverSettings
from rcp_platform.observers.rules import queries, services
from rcp_platform.observers.rules.queries import Terms
from rcp_platform.observers.states import ObserverKind

OWN, OTHER = "bali-process", "rcm"
PAGE = f"/directory/{OWN}/observers"
TERMS = Terms(
    kinds=frozenset({ObserverKind.AD_HOC}),
    checklist=("It is a Process of States.", "It names a purpose."),
    silence_days=0,
    validity_months=12,
    rights=frozenset({Right.SPEAK}),
)
FORM = {
    "version": "0",
    "kinds": ["ad_hoc", "thematic"],
    "checklist": "Checkword one\n\nCheckword two",
    "silence_days": "21",
    "validity_months": "36",
    "rights": ["speak"],
}
RULES = {"after": "0", "text": "Keep what is said to yourselves.", "language": "en"}

PEOPLE: dict[str, tuple[str | None, Role]] = {
    "without a seat": (None, Role.MEMBER),
    **{f"own {role.value}": (OWN, role) for role in Role},
    **{f"other {role.value}": (OTHER, role) for role in Role},
}
LEADS = {"own chair", "own secretariat"}
SEATED = set(PEOPLE) - {"without a seat"}

SignInAs = Callable[[str], User]


@pytest.fixture
def rcps(make_rcp: Callable[..., Rcp]) -> None:
    make_rcp(OWN)
    make_rcp(OTHER)


@pytest.fixture
def sign_in_as(
    rcps: None, make_user: Callable[..., User], sign_in: Callable[[User], None]
) -> SignInAs:
    def sign(person: str) -> User:
        user = make_user(*PEOPLE[person])
        sign_in(user)
        return user

    return sign


@pytest.fixture
def lead(rcps: None, make_user: Callable[..., User]) -> Actor:
    return make_user(OWN, Role.CHAIR).actor


def publish(session: Session, *texts: str) -> list[ObserverRules]:
    return [
        services.publish_rules(session, OWN, text, "en", after=number, actor=SYSTEM)
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_seated_reads_the_terms_and_only_chair_and_secretariat_set_them(
    session: Session, client: FlaskClient, sign_in_as: SignInAs, person: str
) -> None:
    sign_in_as(person)
    publish(session, "First.")
    session.commit()
    for page in ("/", "/rules/1", "/edit", "/rules/new"):
        allowed = LEADS if page in {"/edit", "/rules/new"} else SEATED
        assert client.get(f"{PAGE}{page}").status_code == (200 if person in allowed else 403), page
    is_lead = person in LEADS
    for page, sent in (("/edit", FORM), ("/rules/new", RULES | {"after": "1"})):
        answer = client.post(f"{PAGE}{page}", data=sent)
        assert answer.status_code == (302 if is_lead else 403), page
    assert (session.get(ObserverSettings, OWN) is not None) == is_lead
    assert len(queries.rules_of(session, OWN)) == (2 if is_lead else 1)


def test_services_refuse_focal_points_and_other_processes(session: Session, rcps: None) -> None:
    for seat in (Seat(OWN, Role.FOCAL_POINT), Seat(OTHER, Role.CHAIR)):
        actor = Actor(user_id=1, seats=frozenset({seat}))
        with pytest.raises(AccessDenied):
            services.change_settings(session, OWN, TERMS, seen=0, actor=actor)
        with pytest.raises(AccessDenied):
            services.publish_rules(session, OWN, "Text", "en", after=0, actor=actor)


def test_visitors_are_asked_to_sign_in(client: FlaskClient, rcps: None) -> None:
    assert client.get(f"{PAGE}/").status_code == 302


def test_unknown_processes_and_versions_are_not_found(
    client: FlaskClient, sign_in_as: SignInAs
) -> None:
    sign_in_as("own chair")
    assert client.get("/directory/nowhere/observers/").status_code == 404
    assert client.get(f"{PAGE}/rules/1").status_code == 404


def test_without_settings_the_usual_terms_hold(session: Session, rcps: None) -> None:
    terms = queries.settings_of(session, OWN)
    assert terms.kinds == set(ObserverKind)
    assert 4 <= len(terms.checklist) <= 5
    assert (terms.silence_days, terms.validity_months) == (14, 24)
    assert terms.rights == {Right.ATTEND_TECHNICAL, Right.RECEIVE_DOCUMENTS, Right.SEE_PRACTICES}


def test_settings_hold_for_their_own_process_and_leave_a_record(
    session: Session, lead: Actor
) -> None:
    assert services.change_settings(session, OWN, TERMS, seen=0, actor=lead)
    assert queries.settings_of(session, OWN) == TERMS
    assert queries.settings_of(session, OTHER) == queries.defaults()
    event = session.scalars(sa.select(AuditEvent)).one()
    assert (event.action, event.subject) == ("observers.settings", f"rcp:{OWN}")
    assert event.actor_id == lead.user_id


def test_settings_that_are_saved_unchanged_change_nothing(session: Session, lead: Actor) -> None:
    services.change_settings(session, OWN, TERMS, seen=0, actor=lead)
    assert not services.change_settings(session, OWN, TERMS, seen=1, actor=lead)


def test_the_form_sets_every_term(
    session: Session, client: FlaskClient, sign_in_as: SignInAs
) -> None:
    sign_in_as("own secretariat")
    assert client.post(f"{PAGE}/edit", data=FORM).status_code == 302
    assert queries.settings_of(session, OWN) == Terms(
        kinds=frozenset({ObserverKind.AD_HOC, ObserverKind.THEMATIC}),
        checklist=("Checkword one", "Checkword two"),
        silence_days=21,
        validity_months=36,
        rights=frozenset({Right.SPEAK}),
    )
    page = client.get(f"{PAGE}/").text
    for said in ("There is none", "21 days", "36 months", "Speak when given the floor"):
        assert said in page


def test_a_process_may_grant_nothing_at_all(
    session: Session, client: FlaskClient, sign_in_as: SignInAs
) -> None:
    sign_in_as("own chair")
    client.post(f"{PAGE}/edit", data=FORM | {"kinds": [], "rights": []})
    assert queries.settings_of(session, OWN).kinds == frozenset()
    assert "None at present" in client.get(f"{PAGE}/").text


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("silence_days", "61", "60"),
        ("silence_days", "-1", "0"),
        ("silence_days", "", "0"),
        ("validity_months", "61", "60"),
        ("validity_months", "0", "1"),
        ("checklist", "a\n" * 21, "a\n" * 20),
        ("checklist", "a" * 301, "a" * 300),
        ("kinds", ["member"], ["standing"]),
        ("rights", ["vote"], ["speak"]),
    ],
)
def test_terms_have_limits_and_the_form_keeps_what_was_typed(
    session: Session,
    client: FlaskClient,
    sign_in_as: SignInAs,
    field: str,
    bad: str | list[str],
    good: str | list[str],
) -> None:
    sign_in_as("own chair")
    answer = client.post(f"{PAGE}/edit", data={"checklist": "Kept as typed"} | FORM | {field: bad})
    assert answer.status_code == 422
    assert 'value="36"' in answer.text or field == "validity_months"
    assert session.get(ObserverSettings, OWN) is None
    assert client.post(f"{PAGE}/edit", data=FORM | {field: good}).status_code == 302


def test_who_looks_at_old_settings_is_told_and_changes_nothing(
    session: Session, client: FlaskClient, sign_in_as: SignInAs
) -> None:
    sign_in_as("own chair")
    assert client.post(f"{PAGE}/edit", data=FORM).status_code == 302
    late = client.post(f"{PAGE}/edit", data=FORM | {"silence_days": "7"})
    assert late.status_code == 409
    assert client.post(f"{PAGE}/edit", data=FORM | {"version": "x"}).status_code == 409
    assert queries.settings_of(session, OWN).silence_days == 21


def test_the_checklist_is_read_by_own_people_only(
    session: Session, client: FlaskClient, sign_in_as: SignInAs, rcps: None
) -> None:
    services.change_settings(session, OWN, TERMS, seen=0, actor=SYSTEM)
    session.commit()
    for person in sorted(SEATED):
        sign_in_as(person)
        assert (TERMS.checklist[0] in client.get(f"{PAGE}/").text) == person.startswith("own ")


def test_new_rules_leave_older_versions_as_they_were(session: Session, lead: Actor) -> None:
    first = services.publish_rules(session, OWN, "First.", "en", after=0, actor=lead)
    request = ask(session, OTHER, OWN, rules_id=first.id)
    second = services.publish_rules(session, OWN, "Deuxième.", "fr", after=1, actor=lead)
    assert queries.current_rules(session, OWN) is second
    assert queries.rules_numbered(session, OWN, 1).text == "First."
    assert request.rules is first
    assert queries.current_rules(session, OTHER) is None
    events = session.scalars(sa.select(AuditEvent).filter_by(action="observers.rules")).all()
    assert [event.details["number"] for event in events] == ["1", "2"]


def test_older_versions_stay_readable_and_say_that_there_is_a_newer_one(
    session: Session, client: FlaskClient, sign_in_as: SignInAs
) -> None:
    sign_in_as("other member")
    publish(session, "Firstword", "Secondword")
    session.commit()
    old = client.get(f"{PAGE}/rules/1").text
    assert "Firstword" in old
    assert f"{PAGE}/rules/2" in old
    assert "There is a newer version" not in client.get(f"{PAGE}/rules/2").text
    assert "Secondword" in client.get(f"{PAGE}/").text


def test_two_who_publish_at_once_do_not_both_succeed(session: Session, lead: Actor) -> None:
    services.publish_rules(session, OWN, "First.", "en", after=0, actor=lead)
    with pytest.raises(StaleDataError):
        services.publish_rules(session, OWN, "Also first.", "en", after=0, actor=lead)
    assert [rules.text for rules in queries.rules_of(session, OWN)] == ["First."]


def test_rules_that_hold_already_are_not_published_again(
    session: Session, client: FlaskClient, sign_in_as: SignInAs
) -> None:
    sign_in_as("own chair")
    assert client.post(f"{PAGE}/rules/new", data=RULES).status_code == 302
    again = client.post(f"{PAGE}/rules/new", data=RULES | {"after": "1"})
    assert again.status_code == 422
    assert RULES["text"] in again.text
    assert client.post(f"{PAGE}/rules/new", data=RULES | {"text": "New."}).status_code == 409
    assert len(queries.rules_of(session, OWN)) == 1


def test_the_page_asks_the_same_of_the_database_however_many_versions_there_are(
    session: Session, client: FlaskClient, sign_in_as: SignInAs
) -> None:
    sign_in_as("own chair")
    publish(session, "First.")
    session.commit()
    client.get(f"{PAGE}/")
    with counted() as few:
        client.get(f"{PAGE}/")
    for number in range(1, 40):
        services.publish_rules(session, OWN, f"Text {number}", "en", after=number, actor=SYSTEM)
    session.commit()
    with counted() as many:
        client.get(f"{PAGE}/")
    assert len(many) == len(few) < 12
