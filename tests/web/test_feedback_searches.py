"""Searches and opinions are kept of those who allow it, and of nobody else."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.kept_searches import SEARCH, keeper, link_in, opinions, questions, result_in, say
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.config import Settings
from rcp_platform.core.db import now
from rcp_platform.feedback import links
from rcp_platform.feedback.models import OpinionKind, SearchChoice, SearchOpinion, SearchQuestion
from rcp_platform.feedback.services import Result
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState

Make = Callable[..., Practice]
SignIn = Callable[[User], None]


@pytest.fixture
def member(session: Session, make_user: Callable[..., User], sign_in: SignIn) -> User:
    user = keeper(session, make_user)
    sign_in(user)
    return user


@pytest.fixture
def fees(make_practice: Make) -> Practice:
    return make_practice("sacm", "Recruitment fees abroad")


def test_a_search_is_kept_of_who_allowed_it_with_all_that_a_judgement_needs(
    client: FlaskClient, session: Session, member: User, fees: Practice
) -> None:
    client.get("/search?q=Quién paga las comisiones por la contratación&scope=all&theme=skills")
    (question,) = questions(session)
    assert question.text == "Quién paga las comisiones por la contratación"
    assert (question.user_id, question.rcps, question.language) == (member.id, ["rcm"], "es")
    assert (question.scope, question.filters) == ("all", {"theme": ["skills"]})
    assert question.model == "hashing-256"
    assert now() - question.asked_at < timedelta(minutes=5)


@pytest.mark.parametrize("person", ["visitor", "has not chosen", "chose no"])
def test_nobody_else_leaves_a_trace_or_is_given_links_and_buttons_that_would(
    client: FlaskClient,
    session: Session,
    make_user: Callable[..., User],
    make_practice: Make,
    sign_in: SignIn,
    person: str,
) -> None:
    practice = make_practice("sacm", "Recruitment fees", audience=Audience.PUBLIC)
    if person != "visitor":
        user = make_user("rcm")
        sign_in(user)
    if person == "chose no":
        client.post("/feedback/choice", data={"keep": "no"})
    page = client.get(SEARCH).text
    assert link_in(page) == f"/practices/{practice.id}"
    assert "This helped" not in page
    assert ('aria-label="Help improve search"' in page) == (person == "has not chosen")
    client.get(link_in(page))
    assert (questions(session), opinions(session)) == ([], [])


def test_where_an_operator_keeps_nothing_nobody_is_asked(
    client: FlaskClient,
    session: Session,
    app: Flask,
    settings: Settings,
    member: User,
    fees: Practice,
) -> None:
    app.extensions["settings"] = replace(settings, feedback_days=0)
    page = client.get(SEARCH).text
    assert "This helped" not in page
    assert "Help improve search" not in page
    assert "Your searches" not in client.get("/account").text
    assert questions(session) == []


def test_the_api_keeps_nothing(
    client: FlaskClient, session: Session, member: User, fees: Practice
) -> None:
    assert client.get("/api/v1/search?q=recruitment fees").json["total"] == 1
    assert questions(session) == []


def test_what_is_refused_or_empty_is_not_kept(
    client: FlaskClient, session: Session, member: User
) -> None:
    for address in ("/search", "/search?q= ", "/search?q=a&scope=moon"):
        client.get(address)
    assert questions(session) == []


def test_pages_and_repetitions_of_a_search_are_one_question_and_others_are_not(
    client: FlaskClient, session: Session, member: User, make_practice: Make
) -> None:
    for number in range(12):
        make_practice("sacm", f"Recruitment fees {number}")
    for same in (SEARCH, f"{SEARCH}&page=2", "/search?q=Recruitment   FEES&scope=other"):
        client.get(same)
    assert len(questions(session)) == 1
    for other in (f"{SEARCH}&scope=all", f"{SEARCH}&theme=skills", "/search?q=fees"):
        client.get(other)
    assert len(questions(session)) == 4


def test_the_same_search_after_an_hour_or_by_somebody_else_is_another_question(
    client: FlaskClient,
    session: Session,
    member: User,
    make_user: Callable[..., User],
    sign_in: SignIn,
) -> None:
    client.get(SEARCH)
    questions(session)[0].asked_at -= timedelta(minutes=61)
    session.commit()
    client.get(SEARCH)
    assert len(questions(session)) == 2
    other = make_user("rcm")
    session.add(SearchChoice(user_id=other.id, keeps=True))
    session.commit()
    sign_in(other)
    client.get(SEARCH)
    assert [question.user_id for question in questions(session)].count(other.id) == 1


def test_a_result_that_is_opened_is_kept_with_its_rank_and_has_its_ordinary_address(
    client: FlaskClient, session: Session, member: User, make_practice: Make
) -> None:
    for number in range(11):
        make_practice("sacm", f"Recruitment fees {number}")
    link = link_in(client.get(f"{SEARCH}&page=2").text)
    answer = client.get(link)
    practice_id = int(link.split("?")[0].rpartition("/")[2])
    assert answer.location == f"/practices/{practice_id}"
    assert opinions(session) == [(practice_id, "opened", 11)]
    client.get(link)
    assert len(opinions(session)) == 1


def test_an_opinion_is_kept_once_and_can_be_changed(
    client: FlaskClient, session: Session, member: User, fees: Practice
) -> None:
    page = client.get(SEARCH).text
    client.get(link_in(page))
    for kind in ("helped", "helped", "not_meant"):
        say(client, result_in(page), kind)
    assert sorted(opinions(session)) == [(fees.id, "not_meant", 1), (fees.id, "opened", 1)]


def test_after_an_opinion_one_is_back_at_the_result_with_thanks(
    client: FlaskClient, member: User, fees: Practice
) -> None:
    page = client.get(SEARCH).text
    assert "Thank you" not in page
    answer = say(client, result_in(page))
    path, _hash, place = answer.location.partition("#")
    assert path == "/search?q=recruitment%20fees"
    again = client.get(path).text
    own_place = again[again.index(f'id="{place}"') :]
    assert re.search(r'value="helped" aria-pressed="true"', own_place)
    assert re.search(r'value="not_meant" aria-pressed="false"', own_place)
    assert '<span role="status">Thank you.</span>' in own_place


def test_each_button_says_of_which_practice(
    client: FlaskClient, member: User, fees: Practice
) -> None:
    page = client.get(SEARCH).text
    labels = re.findall(r"<button[^>]*aria-pressed[^>]*>(.*?)</button>", page, re.S)
    names = [" ".join(re.sub("<[^>]+>", "", label).split()) for label in labels]
    title = "Recruitment fees abroad"
    assert names == [f"This helped: {title}", f"Not what I meant: {title}"]


def test_an_opinion_never_leads_to_another_site(
    client: FlaskClient, member: User, fees: Practice
) -> None:
    form = {"result": result_in(client.get(SEARCH).text), "kind": "helped"}
    form["next"] = "//evil.example"
    assert client.post("/feedback/opinions", data=form).location == "/account#searches"


@pytest.mark.parametrize("change", ["hidden", "withdrawn"])
def test_what_one_may_no_longer_read_cannot_be_judged_or_noted_as_opened(
    client: FlaskClient, session: Session, member: User, fees: Practice, change: str
) -> None:
    page = client.get(SEARCH).text
    if change == "hidden":
        fees.audience = Audience.MEMBERS
    else:
        fees.state, fees.withdrawn_at = PracticeState.WITHDRAWN, now()
    session.commit()
    assert say(client, result_in(page)).status_code == 404
    assert client.get(link_in(page)).status_code == (404 if change == "hidden" else 200)
    assert opinions(session) == []


def test_an_editor_judges_no_draft(
    client: FlaskClient, session: Session, member: User, make_practice: Make, fees: Practice
) -> None:
    client.get(SEARCH)
    draft = make_practice("rcm", "A draft", state=PracticeState.DRAFT)
    result = links.signed(Result(questions(session)[0].id, draft.id, 1))
    assert say(client, result).status_code == 404
    assert opinions(session) == []


def test_forged_parameters_keep_nothing_and_the_page_opens_all_the_same(
    client: FlaskClient, session: Session, member: User, make_practice: Make, fees: Practice
) -> None:
    other = make_practice("sacm", "Something else")
    result = result_in(client.get(SEARCH).text)
    payload, _dot, signature = result.rpartition(".")
    forged = ["x", "", f"{payload}.", f".{signature}", f"{payload[:-2]}AA.{signature}", "é" * 3000]
    for text in forged:
        query = {"from": text}
        assert client.get(f"/practices/{fees.id}", query_string=query).status_code == 200
        assert say(client, text).status_code == 404
    assert client.get(f"/practices/{other.id}?from={result}").status_code == 200
    assert say(client, result, "opened").status_code == 400
    assert opinions(session) == []


@pytest.mark.parametrize("other", ["visitor", "allows it", "chose no"])
def test_somebody_elses_link_is_an_ordinary_link(
    client: FlaskClient,
    session: Session,
    member: User,
    make_user: Callable[..., User],
    make_practice: Make,
    sign_in: SignIn,
    other: str,
) -> None:
    make_practice("sacm", "Recruitment fees", audience=Audience.PUBLIC)
    page = client.get(SEARCH).text
    if other == "visitor":
        client.delete_cookie("session")
    else:
        user = make_user("mtm")
        session.add(SearchChoice(user_id=user.id, keeps=other == "allows it"))
        session.commit()
        sign_in(user)
    assert client.get(link_in(page)).status_code == 200
    assert say(client, result_in(page)).status_code == (302 if other == "visitor" else 404)
    assert opinions(session) == []


def test_keeping_searches_costs_a_few_queries_however_many_results_and_opinions(
    client: FlaskClient, session: Session, member: User, make_practice: Make
) -> None:
    def cost() -> int:
        with counted() as statements:
            assert client.get(SEARCH).status_code == 200
        return len(statements)

    def judge_all() -> None:
        for result in re.findall(r'name="result" value="([^"]*)"', client.get(SEARCH).text):
            say(client, result)

    make_practice("sacm", "Recruitment fees 0")
    judge_all()
    few = cost()
    for number in range(1, 10):
        make_practice("sacm", f"Recruitment fees {number}")
    judge_all()
    assert len(opinions(session)) == 10
    assert cost() == few
    session.execute(sa.update(SearchChoice).values(keeps=False))
    session.commit()
    assert few <= cost() + 5


def test_a_rank_counts_from_one(session: Session, member: User, fees: Practice) -> None:
    session.add(
        SearchQuestion(
            id="q", user_id=member.id, text="t", rcps=[], scope="all", filters={}, model="m",
            digest="d",
        )
    )  # fmt: skip
    session.flush()
    session.add(
        SearchOpinion(question_id="q", practice_id=fees.id, kind=OpinionKind.OPENED, rank=0)
    )
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()
