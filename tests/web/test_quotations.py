"""Words that were said: who adds them, and that nobody is named without approval."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from tests.statements import counted
from werkzeug.test import TestResponse

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import now
from rcp_platform.discovery.documents import documents_of
from rcp_platform.practices import policy, publication
from rcp_platform.practices.models import Practice
from rcp_platform.practices.quotations import services
from rcp_platform.practices.quotations.models import Quotation
from rcp_platform.practices.states import Attribution, Audience, PracticeState

OWN, OTHER = "bali-process", "sacm"
SPEAKER = "Ms Zanzibarova, Director"
NAMED = {
    "text": "It worked.",
    "language": "en",
    "attribution": "named",
    "country": "Thailand",
    "speaker": SPEAKER,
    "approved_by": "Ms Approverova",
    "approved_on": "2026-01-31",
}
PLAIN = {"text": "It worked.", "language": "en", "attribution": "anonymous"}
Make = Callable[..., Practice]
SignIn = Callable[[User], None]


@pytest.fixture
def draft(make_practice: Make) -> Practice:
    return make_practice(OWN, state=PracticeState.DRAFT)


@pytest.fixture
def author(make_user: Callable[..., User], sign_in: SignIn) -> User:
    user = make_user(OWN, Role.FOCAL_POINT)
    sign_in(user)
    return user


def said(**facts: Any) -> dict[str, Any]:
    """A quotation as services take it."""
    plain = {"text": "It worked.", "language": "en", "attribution": Attribution.ANONYMOUS}
    rest = {"country": "", "speaker": "", "approved_by": "", "approved_at": None}
    return plain | rest | facts


def by_name(**facts: Any) -> dict[str, Any]:
    approval = {"approved_by": "Ms Approverova", "approved_at": datetime(2026, 1, 31, tzinfo=UTC)}
    named = {"attribution": Attribution.NAMED, "speaker": SPEAKER, "country": "TH"}
    return said(**approval, **named) | facts


def page_of(practice: Practice) -> str:
    return f"/practices/{practice.id}/quotations"


def add(client: FlaskClient, practice: Practice, fields: dict[str, Any]) -> TestResponse:
    return client.post(page_of(practice), data=fields)


def stored(session: Session) -> list[Quotation]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(sa.select(Quotation).order_by(Quotation.position)))


def audited(session: Session, action: str) -> list[dict[str, str]]:
    statement = sa.select(AuditEvent.details).where(AuditEvent.action == action)
    return list(session.scalars(statement))


def test_a_quotation_is_anonymous_unless_said_otherwise(
    author: User, client: FlaskClient, draft: Practice, session: Session
) -> None:
    assert 'value="anonymous" checked' in client.get(page_of(draft)).text
    assert add(client, draft, PLAIN).status_code == 303
    (one,) = stored(session)
    assert (one.text, one.attribution, one.speaker) == ("It worked.", Attribution.ANONYMOUS, "")


def test_a_name_is_kept_with_who_approved_it_and_when_and_audited_without_names(
    author: User, client: FlaskClient, draft: Practice, session: Session
) -> None:
    assert add(client, draft, NAMED).status_code == 303
    (one,) = stored(session)
    assert (one.speaker, one.country, one.approved_by) == (SPEAKER, "TH", "Ms Approverova")
    assert one.approved_at == datetime(2026, 1, 31, tzinfo=UTC)
    (event,) = audited(session, "practice.approve_quotation")
    assert event == {"quotation": str(one.id), "approved_on": "2026-01-31"}
    details = session.scalars(sa.select(AuditEvent.details)).all()
    assert not any("erova" in str(detail) or "Zanzibarova" in str(detail) for detail in details)


REFUSED: dict[str, dict[str, str]] = {
    "no words": {"text": " "},
    "words too long": {"text": "x" * 2001},
    "no such language": {"language": "xx"},
    "no such attribution": {"attribution": "everybody"},
    "a State that is none": {"country": "Atlantis"},
    "a name without approval": {"approved_by": "", "approved_on": ""},
    "a name without who approved it": {"approved_by": ""},
    "a name without the day": {"approved_on": ""},
    "a day to come": {"approved_on": (now().date() + timedelta(days=2)).isoformat()},
    "no day at all": {"approved_on": "soon"},
    "nobody named": {"speaker": ""},
    "a name too long": {"speaker": "x" * 201},
    "a name, attributed to nobody": {"attribution": "anonymous", "country": ""},
    "a name, attributed to the State": {"attribution": "state"},
    "a State, attributed to nobody": PLAIN
    | {"country": "Thailand", "speaker": "", "approved_by": "", "approved_on": ""},
    "no State, attributed to the State": {
        **{"attribution": "state", "country": "", "speaker": ""},
        **{"approved_by": "", "approved_on": ""},
    },
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_not_complete_is_refused_and_nothing_is_stored(
    fault: str, author: User, client: FlaskClient, draft: Practice, session: Session
) -> None:
    answer = add(client, draft, NAMED | REFUSED[fault])
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text
    assert stored(session) == []
    assert audited(session, "practice.approve_quotation") == []


def test_a_name_without_approval_is_refused_in_a_plain_sentence(
    author: User, client: FlaskClient, draft: Practice
) -> None:
    answer = add(client, draft, NAMED | {"approved_by": "", "approved_on": ""})
    assert "A name is told only with the approval of the speaker." in answer.text
    assert SPEAKER in unescape(answer.text), "what was typed is still there"


def test_the_database_refuses_a_name_without_approval(draft: Practice, session: Session) -> None:
    draft.quotations = [Quotation(**by_name(approved_at=None, approved_by=""))]
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_refuses_a_name_with_another_attribution(
    draft: Practice, session: Session
) -> None:
    draft.quotations = [Quotation(**by_name(attribution=Attribution.STATE))]
    with pytest.raises(IntegrityError):
        session.flush()


def test_quotations_are_changed_ordered_and_removed(
    author: User, client: FlaskClient, draft: Practice, session: Session
) -> None:
    for text in ("First.", "Second.", "Third."):
        add(client, draft, PLAIN | {"text": text})
    first, second, third = stored(session)
    client.post(f"{page_of(draft)}/{third.id}/up")
    client.post(f"{page_of(draft)}/{first.id}/up")
    assert [one.text for one in stored(session)] == ["First.", "Third.", "Second."]
    version = session.scalars(sa.select(Practice.version)).one()
    changed = NAMED | {"text": "Changed.", "version": str(version)}
    assert client.post(f"{page_of(draft)}/{second.id}", data=changed).status_code == 303
    client.post(f"{page_of(draft)}/{third.id}/remove")
    assert [one.text for one in stored(session)] == ["First.", "Changed."]
    assert [one.position for one in stored(session)] == [0, 1]
    assert len(audited(session, "practice.approve_quotation")) == 1
    assert len(audited(session, "practice.remove_quotation")) == 1


def test_saving_an_approved_quotation_again_approves_nothing_anew(
    draft: Practice, session: Session
) -> None:
    one = services.add(session, draft, by_name(), actor=SYSTEM)
    assert not services.change(session, draft, one, by_name(), actor=SYSTEM)
    assert services.change(session, draft, one, by_name(text="Else."), actor=SYSTEM)
    assert len(audited(session, "practice.approve_quotation")) == 1
    services.change(session, draft, one, by_name(speaker="Somebody else"), actor=SYSTEM)
    assert len(audited(session, "practice.approve_quotation")) == 2


def test_who_changes_a_quotation_that_another_changed_meanwhile_is_told(
    author: User, client: FlaskClient, draft: Practice, session: Session
) -> None:
    add(client, draft, PLAIN)
    (one,) = stored(session)
    late = client.post(f"{page_of(draft)}/{one.id}", data=PLAIN | {"text": "Late", "version": "1"})
    assert late.status_code == 409
    assert "Late" in late.text
    assert [one.text for one in stored(session)] == ["It worked."]


def test_there_are_fifty_at_most(
    author: User, client: FlaskClient, draft: Practice, session: Session
) -> None:
    draft.quotations = [Quotation(**said(text=str(n)), position=n) for n in range(services.MOST)]
    session.commit()
    answer = add(client, draft, PLAIN)
    assert answer.status_code == 422
    assert "Remove one first." in answer.text
    assert len(stored(session)) == services.MOST


PEOPLE: dict[str, tuple[str, Role] | None] = {
    "visitor": None,
    "own focal point": (OWN, Role.FOCAL_POINT),
    "own secretariat": (OWN, Role.SECRETARIAT),
    "own member": (OWN, Role.MEMBER),
    "other secretariat": (OTHER, Role.SECRETARIAT),
}
#: Who opens the page in which state: the others are sent to sign in, refused, or find nothing.
ALLOWED = {
    PracticeState.DRAFT: {"own focal point", "own secretariat"},
    PracticeState.IN_REVIEW: {"own secretariat"},
    PracticeState.PUBLISHED: set(),
    PracticeState.WITHDRAWN: set(),
}


@pytest.mark.parametrize("state", ALLOWED)
@pytest.mark.parametrize("person", PEOPLE)
def test_only_who_may_edit_the_practice_now_touches_its_quotations(
    person: str,
    state: PracticeState,
    make_practice: Make,
    make_user: Callable[..., User],
    sign_in: SignIn,
    client: FlaskClient,
    session: Session,
) -> None:
    practice = make_practice(OWN, state=state, audience=Audience.PUBLIC)
    practice.quotations = [Quotation(**said())]
    session.commit()
    address = page_of(practice)
    one = practice.quotations[0].id
    if seat := PEOPLE[person]:
        sign_in(make_user(*seat))
    allowed = person in ALLOWED[state]
    for method, path in [("GET", ""), ("GET", f"/{one}"), ("POST", f"/{one}/up")]:
        answer = client.open(address + path, method=method)
        assert (answer.status_code in {200, 303}) is allowed, path
    for path in ("", f"/{one}", f"/{one}/remove"):
        answer = client.post(address + path, data=PLAIN | {"text": "Other"})
        assert (answer.status_code in {303, 409}) is allowed, path
    if not allowed:
        assert [quotation.text for quotation in stored(session)] == ["It worked."]


def test_a_quotation_of_another_practice_is_not_found(
    author: User, client: FlaskClient, draft: Practice, make_practice: Make, session: Session
) -> None:
    other = make_practice(OWN, state=PracticeState.DRAFT)
    other.quotations = [Quotation(**said())]
    session.commit()
    for path in ("", "/up", "/remove"):
        address = f"{page_of(draft)}/{other.quotations[0].id}{path}"
        assert client.post(address, data=PLAIN).status_code == 404
    assert len(stored(session)) == 1


@pytest.mark.parametrize(
    ("quotation", "practice", "told"),
    [
        (said(), Attribution.NAMED, "A participant"),
        (said(attribution=Attribution.RCP), Attribution.NAMED, "A participant from Bali-Process"),
        (
            said(attribution=Attribution.STATE, country="TH"),
            Attribution.NAMED,
            "A delegate of Thai",
        ),
        (by_name(), Attribution.NAMED, SPEAKER),
        (by_name(), Attribution.STATE, "A delegate of Thailand"),
        (by_name(), Attribution.RCP, "A participant from Bali-Process"),
        (by_name(), Attribution.ANONYMOUS, "A participant"),
    ],
)
def test_readers_are_told_of_a_speaker_what_quotation_and_practice_both_tell(
    quotation: dict[str, Any],
    practice: Attribution,
    told: str,
    make_practice: Make,
    client: FlaskClient,
    session: Session,
) -> None:
    shown = make_practice(OWN, audience=Audience.PUBLIC, attribution=practice)
    shown.quotations = [Quotation(**quotation)]
    session.commit()
    page = unescape(client.get(f"/practices/{shown.id}").text)
    assert f"<bdi>{told}" in page
    assert ("Zanzibarova" in page) is (told == SPEAKER)
    assert "Approverova" not in page


def test_quotations_travel_with_a_new_version(draft: Practice, session: Session) -> None:
    services.add(session, draft, by_name(), actor=SYSTEM)
    practice = publication.publish(session, draft, actor=SYSTEM)
    version = publication.revise(session, practice, actor=SYSTEM)
    services.add(session, version, said(text="More."), actor=SYSTEM)
    publication.publish(session, version, actor=SYSTEM)
    session.commit()
    assert [one.text for one in stored(session)] == ["It worked.", "More."]


def test_the_page_asks_the_database_no_more_for_many_quotations_than_for_one(
    author: User, client: FlaskClient, draft: Practice, session: Session
) -> None:
    counts = []
    for _round in range(2):
        draft.quotations += [Quotation(**said(text=str(n)), position=n) for n in range(5)]
        session.commit()
        with counted() as statements:
            assert client.get(page_of(draft)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_quotations_are_found_by_their_words_by_readers_of_the_body_and_never_by_the_speaker(
    make_practice: Make, session: Session
) -> None:
    practice = make_practice(OWN, audience=Audience.PUBLIC, body_audience=Audience.MEMBERS)
    practice.quotations = [Quotation(**by_name(text="Zanzibarism worked."))]
    session.commit()
    (document,) = documents_of(session, [practice]).values()
    (said_there,) = [one for one in document.sections if "Zanzibarism" in one.text]
    assert said_there.labels == policy.body_labels_on(practice)
    assert "Zanzibarova" not in repr(document)
    assert "Approverova" not in repr(document)
