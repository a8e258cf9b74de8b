"""Editors write translations, reviewers approve them; what cannot be seen cannot be translated."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.translating import FRENCH, form_of, published, put_into, send, stored

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState
from rcp_platform.practices.translations import services
from rcp_platform.practices.translations.models import TranslationState

OWN, OTHER = "bali-process", "sacm"
Make = Callable[..., Practice]


@pytest.fixture
def practice(make_practice: Make, session: Session) -> Practice:
    return published(make_practice, session)


@pytest.fixture
def secretariat(make_user: Callable[..., User], sign_in: Callable[[User], None]) -> User:
    user = make_user(OWN, Role.SECRETARIAT)
    sign_in(user)
    return user


@pytest.fixture
def focal_point(make_user: Callable[..., User], sign_in: Callable[[User], None]) -> User:
    user = make_user(OWN, Role.FOCAL_POINT)
    sign_in(user)
    return user


PEOPLE: dict[str, tuple[str, Role] | None] = {
    "visitor": None,
    "own focal point": (OWN, Role.FOCAL_POINT),
    "own secretariat": (OWN, Role.SECRETARIAT),
    "own member": (OWN, Role.MEMBER),
    "other secretariat": (OTHER, Role.SECRETARIAT),
}
EDITORS = {"own focal point", "own secretariat"}


@pytest.mark.parametrize("state", [None, *TranslationState])
@pytest.mark.parametrize("person", PEOPLE)
def test_editors_write_and_reviewers_approve(
    person: str,
    state: TranslationState | None,
    practice: Practice,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    client: FlaskClient,
    session: Session,
) -> None:
    if state:
        put_into(session, practice, approved=state != TranslationState.DRAFT)
    if state == TranslationState.OUT_OF_DATE:
        services.fall_out_of_date(session, practice)
        session.commit()
    if seat := PEOPLE[person]:
        sign_in(make_user(*seat))
    refused = {302} if person == "visitor" else {403}
    editor = person in EDITORS
    for address in (f"/practices/{practice.id}/translations", form_of(practice)):
        assert client.get(address).status_code in ({200} if editor else refused)
    answer = send(client, practice, FRENCH) if editor else client.post(form_of(practice))
    assert answer.status_code in ({303} if editor else refused)
    if not editor:
        return
    answer = send(client, practice, FRENCH | {"approve": "1"})
    allowed = person == "own secretariat"
    assert answer.status_code == (303 if allowed else 403)
    assert stored(session).is_readable is allowed


def test_the_named_reviewer_approves(
    focal_point: User, client: FlaskClient, practice: Practice, session: Session
) -> None:
    practice.reviewer_id = focal_point.id
    session.commit()
    assert send(client, practice, FRENCH | {"approve": "1"}).status_code == 303
    assert stored(session).state == TranslationState.APPROVED


@pytest.mark.parametrize("language", ["en", "xx", "FR", "fr-FR"])
def test_there_is_a_page_for_each_other_language_of_the_exchange_alone(
    language: str, secretariat: User, client: FlaskClient, practice: Practice
) -> None:
    assert client.get(form_of(practice, language)).status_code == 404


@pytest.mark.parametrize("state", [PracticeState.DRAFT, PracticeState.WITHDRAWN])
def test_only_what_is_published_is_translated(
    state: PracticeState, secretariat: User, client: FlaskClient, make_practice: Make
) -> None:
    practice = make_practice(OWN, state=state)
    assert client.get(form_of(practice)).status_code == 404
    assert client.post(form_of(practice), data=FRENCH).status_code == 404


def test_what_cannot_be_seen_is_not_there_to_translate(
    client: FlaskClient,
    make_practice: Make,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    hidden = make_practice(OWN, audience=Audience.MEMBERS)
    sign_in(make_user(OTHER, Role.SECRETARIAT))
    assert client.get(form_of(hidden)).status_code == 404
    assert client.post(form_of(hidden), data=FRENCH).status_code == 404
