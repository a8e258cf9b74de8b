"""Search from the terminal: the same answers as on the page, one or many at a time."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask.testing import FlaskClient

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

Run = Callable[..., Result]


@pytest.fixture
def practices(make_practice: Callable[..., Practice]) -> dict[str, Practice]:
    return {
        audience.value: make_practice(
            "bali-process",
            f"Recruitment fees {audience.value}",
            external_id=audience.value,
            audience=audience,
            impact="Fees paid by workers fell.",
        )
        for audience in (Audience.PUBLIC, Audience.NETWORK, Audience.MEMBERS)
    }


@pytest.fixture
def chair(make_user: Callable[..., User]) -> str:
    return make_user("rcm", Role.CHAIR, email="chair@rcm.example").email


def hits(run: Result) -> list[str]:
    assert run.exit_code == 0, run.output
    return sorted(hit["external_id"] for hit in json.loads(run.stdout)["hits"])


def test_who_asks_decides_what_is_found(
    run_command: Run, practices: dict[str, Practice], chair: str, make_user: Callable[..., User]
) -> None:
    command = ["search", "recruitment fees", "--scope", "all", "--json"]
    assert hits(run_command(*command)) == ["public"]
    assert hits(run_command(*command, "--as", chair)) == ["network", "public"]
    assert hits(run_command(*command, "--as", chair.upper())) == ["network", "public"]
    own = make_user("bali-process").email
    assert hits(run_command(*command, "--as", own)) == ["members", "network", "public"]
    assert hits(run_command("search", "recruitment fees", "--json", "--as", own)) == []


def test_the_answer_for_people_says_what_where_and_why(
    run_command: Run, practices: dict[str, Practice]
) -> None:
    run = run_command("search", "fees paid by workers")
    assert run.exit_code == 0
    for part in ("1. Recruitment fees public", "Bali-Process · en · public", "Why: fees"):
        assert part in run.stdout
    assert run_command("search", "zebra").stdout == "Nothing close was found.\n"


def test_the_terminal_finds_what_the_api_finds(
    run_command: Run, client: FlaskClient, practices: dict[str, Practice]
) -> None:
    told = json.loads(run_command("search", "recruitment fees", "--json").stdout)
    answer = client.get("/api/v1/search?q=recruitment fees").json
    assert told["total"] == answer["total"]
    for one, other in zip(told["hits"], answer["hits"], strict=True):
        assert one.keys() <= other.keys()
        assert {k: v for k, v in one.items() if k != "score"} == {
            k: v for k, v in other.items() if k in one and k != "score"
        }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fees", "--as", "nobody@gov.example"], "Nobody has the e-mail nobody@gov.example."),
        ([""], "Ask a question of 1 to 1000 characters."),
        (["x" * 1001], "Ask a question of 1 to 1000 characters."),
        ([], "Give a QUESTION, or a file"),
        (["fees", "--queries", __file__], "Give a QUESTION, or a file"),
        (["fees", "--scope", "galaxy"], "'galaxy' is not one of"),
        (["fees", "--limit", "0"], "0 is not in the range"),
        (["--queries", "/does/not/exist"], "does not exist"),
    ],
)
def test_a_mistake_ends_in_a_sentence(
    run_command: Run, arguments: list[str], sentence: str
) -> None:
    run = run_command("search", *arguments)
    assert run.exit_code != 0
    assert sentence in run.stderr
    assert "Traceback" not in run.output


def ask(tmp_path: Path, *lines: object) -> str:
    file = tmp_path / "queries.jsonl"
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    file.write_bytes(b"\n".join(written))
    return str(file)


def test_a_file_of_questions_gets_one_line_each_in_order(
    run_command: Run, practices: dict[str, Practice], chair: str, tmp_path: Path
) -> None:
    file = ask(
        tmp_path,
        {"_id": "q1", "text": "recruitment fees", "metadata": {}},
        b"",
        {"_id": 2, "text": "zebra"},
        {"_id": "\ud800", "text": "\ud800"},
        {"_id": "long", "text": "fees " * 1000},
    )
    run = run_command("search", "--queries", file, "--as", chair, "--scope", "all", "--limit", "1")
    assert run.exit_code == 0, run.output
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [answer["_id"] for answer in answers] == ["q1", 2, "\ud800", "long"]
    (hit,) = answers[0]["hits"]
    assert hit["external_id"] in {"public", "network"}
    assert (hit["rcp"], answers[1]["hits"]) == ("bali-process", [])
    assert 0 < hit["score"] <= 1
    assert all(a <= b for a, b in zip(scores(answers[3]), scores(answers[3])[1:], strict=False))


def scores(answer: dict[str, Any]) -> list[float]:
    return [-hit["score"] for hit in answer["hits"]]


@pytest.mark.parametrize(
    "bad",
    [
        *[b"{", b"[]", b"null", b"\xff", b"[" * 100_000],
        *[{"_id": "q"}, {"text": "fees"}, {"_id": "q", "text": None}, {"_id": "q", "text": [1]}],
    ],
)
def test_a_bad_line_is_named_and_the_others_are_answered(
    run_command: Run, practices: dict[str, Practice], tmp_path: Path, bad: object
) -> None:
    file = ask(tmp_path, bad, {"_id": "good", "text": "recruitment fees"})
    run = run_command("search", "--queries", file)
    assert run.exit_code == 1
    assert "queries.jsonl, line 1: needs _id and text." in run.stderr
    (line,) = run.stdout.splitlines()
    assert json.loads(line)["_id"] == "good"
    assert [hit["external_id"] for hit in json.loads(line)["hits"]] == ["public"]
