"""What people open and call helpful becomes questions with known answers, without names."""

import json
import os
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.core.db import now
from rcp_platform.discovery.judged_set import JudgedSet, from_use
from rcp_platform.feedback.models import OpinionKind, SearchOpinion, SearchQuestion
from rcp_platform.practices.models import Practice, PracticeReader
from rcp_platform.practices.states import Audience, PracticeState
from rcp_search.evaluation import SetRefused, load_folder

Run = Callable[..., Result]
OPENED, HELPED, NOT_MEANT = OpinionKind
TEXT = "recruitment fees"


@pytest.fixture
def people(make_user: Callable[..., User]) -> list[User]:
    return [make_user(rcp) for rcp in ("rcm", "rcm", "mtm")]


@pytest.fixture
def practice(make_practice: Callable[..., Practice]) -> Practice:
    return make_practice("sacm", "Recruitment fees abroad")


@pytest.fixture
def ask(session: Session) -> Callable[..., SearchQuestion]:
    """Keep a question and opinions on practices, each later than all before."""
    minutes = count(1)

    def ask(
        user: User, opinions: dict[Practice, list[OpinionKind]], text: str = TEXT, **facts: Any
    ) -> SearchQuestion:
        question = SearchQuestion(
            user_id=user.id,
            text=text,
            rcps=sorted(user.actor.rcps),
            scope="all",
            filters={},
            model="hashing-256",
            digest="",
            **facts,
        )
        session.add(question)
        session.flush()
        for practice, kinds in opinions.items():
            for kind in kinds:
                at = now() - timedelta(days=1) + timedelta(minutes=next(minutes))
                about = {"question_id": question.id, "practice_id": practice.id}
                session.add(SearchOpinion(**about, kind=kind, rank=1, at=at))
        session.commit()
        return question

    return ask


def judged(session: Session, days: int = 180, since_days: int = 1000, people: int = 1) -> JudgedSet:
    return from_use(session, now() - timedelta(days=since_days), days, people)


def grades(found: JudgedSet) -> dict[str, dict[int, int]]:
    return {question.text: dict(question.grades) for question in found.questions.values()}


@pytest.mark.parametrize(
    ("kinds", "grade"),
    [
        ([HELPED], 2),
        ([OPENED], 1),
        ([NOT_MEANT], 0),
        ([OPENED, HELPED], 2),
        ([HELPED, OPENED], 2),
        ([OPENED, NOT_MEANT], 0),
        ([NOT_MEANT, OPENED], 0),
    ],
)
def test_what_is_said_counts_more_than_what_was_opened(
    session: Session,
    people: list[User],
    practice: Practice,
    ask: Callable[..., SearchQuestion],
    kinds: list[OpinionKind],
    grade: int,
) -> None:
    ask(people[0], {practice: kinds})
    assert grades(judged(session)) == {TEXT: {practice.id: grade}}


def test_the_last_word_of_a_person_counts(
    session: Session, people: list[User], practice: Practice, ask: Callable[..., SearchQuestion]
) -> None:
    ask(people[0], {practice: [NOT_MEANT]})
    ask(people[0], {practice: [HELPED]})
    assert grades(judged(session)) == {TEXT: {practice.id: 2}}
    assert judged(session, people=2).questions == {}


@pytest.mark.parametrize(
    ("said", "grade"),
    [
        ([HELPED, NOT_MEANT], 0),
        ([HELPED, OPENED], 1),
        ([HELPED, HELPED, NOT_MEANT], 2),
        ([HELPED, OPENED, NOT_MEANT], 1),
    ],
)
def test_several_people_who_ask_the_same_are_joined_by_their_median(
    session: Session,
    people: list[User],
    practice: Practice,
    ask: Callable[..., SearchQuestion],
    said: list[OpinionKind],
    grade: int,
) -> None:
    texts = [TEXT, "Recruitment  FEES", "recruitment fees"]
    for user, kind, text in zip(people, said, texts, strict=False):
        ask(user, {practice: [kind]}, text)
    assert grades(judged(session)) == {TEXT: {practice.id: grade}}


def test_a_question_is_its_process_only_when_all_who_asked_sit_there(
    session: Session, people: list[User], practice: Practice, ask: Callable[..., SearchQuestion]
) -> None:
    for user in people[:2]:
        ask(user, {practice: [HELPED]}, "skills")
    for user in people[1:]:
        ask(user, {practice: [HELPED]}, "visas")
    rcps = {question.text: question.rcp for question in judged(session).questions.values()}
    assert rcps == {"skills": "rcm", "visas": None}


def test_questions_of_too_few_people_or_from_before_a_day_are_left_out(
    session: Session, people: list[User], practice: Practice, ask: Callable[..., SearchQuestion]
) -> None:
    for user in people[:2]:
        ask(user, {practice: [HELPED]}, "skills")
    ask(people[0], {practice: [HELPED]}, "visas")
    ask(people[0], {practice: [HELPED]}, "old", asked_at=now() - timedelta(days=10))
    assert set(grades(judged(session))) == {"skills", "visas", "old"}
    assert set(grades(judged(session, people=2))) == {"skills"}
    assert set(grades(judged(session, since_days=9))) == {"skills", "visas"}
    assert set(grades(judged(session, days=9))) == {"skills", "visas"}, "no longer kept"


def test_a_practice_that_is_withdrawn_or_hidden_from_who_asked_leaves_the_set(
    session: Session,
    people: list[User],
    make_practice: Callable[..., Practice],
    ask: Callable[..., SearchQuestion],
) -> None:
    withdrawn, hidden, named = (make_practice("sacm", f"Fees {n}") for n in range(3))
    ask(people[0], {one: [HELPED] for one in (withdrawn, hidden, named)})
    assert set(grades(judged(session))[TEXT]) == {withdrawn.id, hidden.id, named.id}
    withdrawn.state, withdrawn.withdrawn_at = PracticeState.WITHDRAWN, now()
    hidden.audience = named.audience = Audience.NAMED
    named.readers = [PracticeReader(rcp_slug="rcm")]
    session.commit()
    found = judged(session)
    assert set(grades(found)[TEXT]) == {named.id}
    assert str(withdrawn.id) not in found.documents


def test_a_question_without_a_helpful_result_is_counted_and_left_out(
    session: Session, people: list[User], practice: Practice, ask: Callable[..., SearchQuestion]
) -> None:
    ask(people[0], {practice: [NOT_MEANT]}, "visas")
    with pytest.raises(SetRefused, match="No kept question has a result"):
        judged(session).as_set()
    ask(people[0], {practice: [HELPED]})
    found = judged(session).as_set()
    assert ([query.text for query in found.queries], found.left_out) == ([TEXT], 1)


def test_only_measures_are_printed_unless_questions_are_asked_for(
    run_command: Run,
    people: list[User],
    practice: Practice,
    make_practice: Callable[..., Practice],
    ask: Callable[..., SearchQuestion],
) -> None:
    make_practice("sacm", "Zebra crossings")
    ask(people[0], {practice: [HELPED]}, "zebra recruitment")
    for shape in ([], ["--json"], ["--worse", "dense", "lexical"]):
        run = run_command("evaluate", "--from-feedback", *shape)
        assert run.exit_code == 0, run.output
        assert "fusion" in run.stdout
        assert "zebra recruitment" not in run.output
    shown = run_command("evaluate", "--from-feedback", "--json", "--show-questions")
    assert json.loads(shown.stdout)["sets"][0]["queries"][0]["text"] == "zebra recruitment"


@pytest.fixture
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_written_set_is_for_its_owner_alone(
    session: Session, tmp_path: Path, practice: Practice, usual_umask: None
) -> None:
    folder = tmp_path / "used"
    judged(session).write(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_a_written_set_is_warned_of_and_gives_the_same_set_again(
    run_command: Run,
    session: Session,
    tmp_path: Path,
    people: list[User],
    practice: Practice,
    make_practice: Callable[..., Practice],
    ask: Callable[..., SearchQuestion],
) -> None:
    other = make_practice("mtm", "Visas", description="For students.", language="es")
    ask(people[0], {practice: [HELPED], other: [NOT_MEANT]}, language="en")
    ask(people[1], {practice: [OPENED]}, "¿Visas?", language="es")
    folder = tmp_path / "used"
    run = run_command("evaluate", "--from-feedback", "--write", str(folder))
    assert run.exit_code == 0, run.output
    assert "holds what people asked" in run.stderr
    written = "".join(file.read_text() for file in folder.iterdir())
    assert not any(user.email in written or user.display_name in written for user in people)
    assert f"q1\t{other.id}\t0\n" in (folder / "qrels.tsv").read_text()
    loaded, used = load_folder(folder), judged(session).as_set()
    assert loaded.queries == used.queries
    assert [(d.title, d.language, d.facets["rcp"]) for d in loaded.documents.values()] == [
        (d.title, d.language, d.facets["rcp"]) for d in used.documents.values()
    ]
    again = run_command("evaluate", "--from-feedback", "--write", str(folder))
    assert again.exit_code == 1
    assert "cannot be made a new folder" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from-feedback"], "No kept question has a result"),
        ([], "Name a FOLDER, or say --from-feedback."),
        (["folder", "--since", "2026-01-31"], "need --from-feedback"),
        (["folder", "--at-least", "2"], "need --from-feedback"),
        (["folder", "--write", "x"], "need --from-feedback"),
        (["--from-feedback", "--since", "yesterday"], "'yesterday'"),
    ],
)
def test_a_mistake_ends_in_a_sentence(
    run_command: Run, practice: Practice, arguments: list[str], sentence: str
) -> None:
    run = run_command("evaluate", *arguments)
    assert run.exit_code != 0
    assert sentence in run.stderr
