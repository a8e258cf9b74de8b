"""What is there already, shown to whoever is writing: as far as they may see it, and no more."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState

TEXT = {"title": "Recruitment fees paid by workers", "summary": "Nobody pays for a job."}


@pytest.fixture
def writer(make_user: Callable[..., User], sign_in: Callable[[User], None]) -> User:
    user = make_user("rcm", Role.FOCAL_POINT)
    sign_in(user)
    return user


def like(make_practice: Callable[..., Practice], rcp: str, word: str, **facts: object) -> Practice:
    facts.setdefault("summary", TEXT["summary"])
    return make_practice(rcp, f"{TEXT['title']} {word}", **facts)


def test_a_like_practice_of_any_process_is_shown_while_writing(
    client: FlaskClient, writer: User, make_practice: Callable[..., Practice]
) -> None:
    like(make_practice, "sacm", "elsewhere")
    like(make_practice, "rcm", "home")
    make_practice("sacm", "Remittances by telephone", summary="Cheaper transfers.")
    page = client.post("/practices/similar", data=TEXT).text
    assert "elsewhere" in page
    assert "home" in page
    assert "Remittances" not in page


def test_what_the_writer_may_not_see_is_not_shown(
    client: FlaskClient, writer: User, make_practice: Callable[..., Practice]
) -> None:
    like(make_practice, "sacm", "hiddenword", audience=Audience.MEMBERS)
    like(make_practice, "sacm", "draftword", state=PracticeState.DRAFT)
    page = client.post("/practices/similar", data=TEXT).text
    assert page.strip() == ""


def test_a_body_that_is_closed_to_the_writer_brings_nothing_up(
    client: FlaskClient, writer: User, make_practice: Callable[..., Practice]
) -> None:
    body = {"description": f"{TEXT['title']}. {TEXT['summary']}"}
    make_practice("sacm", "Openword", summary="About ships.", **body)
    make_practice(
        "sacm", "Closedword", summary="About ships.", body_audience=Audience.MEMBERS, **body
    )
    page = client.post("/practices/similar", data=TEXT).text
    assert "Openword" in page
    assert "Closedword" not in page


def test_drafts_of_ones_own_process_are_found_by_their_title(
    client: FlaskClient, writer: User, make_practice: Callable[..., Practice]
) -> None:
    draft = like(make_practice, "rcm", "", state=PracticeState.DRAFT)
    assert f"/practices/{draft.id}/preview" in client.post("/practices/similar", data=TEXT).text
    itself = client.post("/practices/similar", data=TEXT | {"practice": draft.id}).text
    assert itself.strip() == ""


def test_a_new_version_is_not_like_the_practice_it_revises(
    client: FlaskClient, session: Session, writer: User, make_practice: Callable[..., Practice]
) -> None:
    practice = like(make_practice, "rcm", "")
    client.post(f"/practices/{practice.id}/revise")
    version = session.query(Practice).filter_by(revises_id=practice.id).one()
    page = client.get(f"/practices/{version.id}/preview").text
    assert "Told already?" not in page


def test_without_a_script_they_are_shown_when_the_practice_is_checked(
    client: FlaskClient, writer: User, make_practice: Callable[..., Practice]
) -> None:
    like(make_practice, "sacm", "elsewhere")
    draft = like(make_practice, "rcm", "mine", state=PracticeState.DRAFT)
    page = client.get(f"/practices/{draft.id}/preview").text
    assert "Told already?" in page
    assert "elsewhere" in page


@pytest.mark.parametrize("role", [None, Role.MEMBER])
def test_only_writers_may_ask(
    client: FlaskClient,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    role: Role | None,
) -> None:
    if role:
        sign_in(make_user("rcm", role))
    answer = client.post("/practices/similar", data=TEXT)
    assert answer.status_code == (403 if role else 302)


@pytest.mark.parametrize(
    "sent", [{}, {"title": " "}, {"title": "x" * 50_000}, {"title": "\x00", "practice": "x"}]
)
def test_any_input_is_answered(client: FlaskClient, writer: User, sent: dict[str, str]) -> None:
    assert client.post("/practices/similar", data=sent).status_code == 200


def test_the_answer_costs_the_same_however_many_there_are(
    client: FlaskClient, writer: User, make_practice: Callable[..., Practice]
) -> None:
    def cost() -> int:
        with counted() as statements:
            client.post("/practices/similar", data=TEXT)
        return len(statements)

    like(make_practice, "sacm", "0")
    cost()
    few = cost()
    for number in range(4):
        like(make_practice, "sacm", str(number + 1))
    cost()
    assert cost() == few
