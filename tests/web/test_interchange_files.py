"""Practices from and to files, as an operator does it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from sqlalchemy.orm import Session

from rcp_platform.core.access import SYSTEM
from rcp_platform.directory.models import Rcp
from rcp_platform.practices import interchange
from rcp_platform.practices.models import Practice
from rcp_platform.practices.publication import withdraw
from rcp_platform.practices.states import IN_WORK, POINTING, SEARCHABLE, Audience, PracticeState

Run = Callable[..., Result]
Write = Callable[..., str]


def record(number: int, **fields: Any) -> dict[str, Any]:
    least = {"rcp": "rcm", "title": f"Visa reform {number}", "language": "en", "summary": "Short."}
    return {"id": f"x-{number}"} | least | fields


@pytest.fixture
def write(tmp_path: Path, make_rcp: Callable[..., Rcp]) -> Write:
    make_rcp("rcm")

    def write(*lines: bytes | dict[str, Any], name: str = "in.jsonl") -> str:
        written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        (tmp_path / name).write_bytes(b"\n".join(written) + b"\n")
        return str(tmp_path / name)

    return write


@pytest.fixture
def states(session: Session) -> Callable[[], dict[str, str]]:
    """The practices there are, each with its state, as the database holds them."""

    def states() -> dict[str, str]:
        session.rollback()
        rows = session.execute(sa.select(Practice.external_id, Practice.state)).all()
        return {key: state.value for key, state in rows}

    return states


def test_practices_come_in_as_drafts_or_published(
    run_command: Run, write: Write, states: Callable[[], dict[str, str]]
) -> None:
    file = write(record(1), record(2))
    run = run_command("import", file)
    assert run.exit_code == 0, run.output
    assert run.stdout == "2 created, 0 updated, 0 unchanged, 0 refused.\n"
    assert states() == {"x-1": "draft", "x-2": "draft"}
    run = run_command("import", file, "--publish")
    assert run.stdout == "0 created, 2 updated, 0 unchanged, 0 refused.\n"
    assert states() == {"x-1": "published", "x-2": "published"}


def test_the_same_file_again_changes_nothing(
    run_command: Run, write: Write, session: Session
) -> None:
    file = write(record(1, countries=["TH"], keywords=["a", "b"]), record(2))
    run_command("import", file, "--publish")
    before = session.execute(sa.select(Practice.version, Practice.updated_at)).all()
    run = run_command("import", file, "--publish")
    assert run.stdout == "0 created, 0 updated, 2 unchanged, 0 refused.\n"
    session.rollback()
    assert session.execute(sa.select(Practice.version, Practice.updated_at)).all() == before


def test_a_changed_line_changes_its_practice_only(
    run_command: Run, write: Write, session: Session
) -> None:
    run_command("import", write(record(1), record(2)), "--publish")
    run = run_command("import", write(record(1, title="Reformed"), record(2), record(3)))
    assert run.stdout == "1 created, 1 updated, 1 unchanged, 0 refused.\n"
    titles = dict(session.execute(sa.select(Practice.external_id, Practice.title)).all())
    assert titles == {"x-1": "Reformed", "x-2": "Visa reform 2", "x-3": "Visa reform 3"}


BAD_LINES: dict[str, tuple[bytes, str]] = {
    "cut off": (b'{"id": "x-2", "rcp"', "the line is not JSON"),
    "not an object": (b"[1, 2]", "the line is not a JSON object"),
    "not UTF-8": (b'{"id": "\xff\xfe"}', "the line is not UTF-8"),
    "Latin-1": ('{"id": "é"}'.encode("latin-1"), "the line is not UTF-8"),
    "UTF-16": ('{"id": "x"}'.encode("utf-16"), "the line is not UTF-8"),
    "deep": (b'{"text":' + b"[" * 200_000, "the line is not JSON"),
    "endless number": (b'{"id": ' + b"9" * 10_000 + b"}", "the line is not JSON"),
    "huge": (
        json.dumps(record(2, text="x" * 3_000_000)).encode(),
        "the line is longer than 2,097,152 bytes",
    ),
    "incomplete": (json.dumps(record(2, title="")).encode(), "title is needed"),
    "unknown Process": (
        json.dumps(record(2, rcp="atlantis")).encode(),
        "the RCP “atlantis” is not in the directory",
    ),
    "unknown reader": (
        json.dumps(record(2, audience="named", audience_rcps=["atlantis"])).encode(),
        "the RCP “atlantis” is not in the directory",
    ),
    "nobody named but oneself": (
        json.dumps(record(2, audience="named", audience_rcps=["rcm", " rcm "])).encode(),
        "audience_rcps names only",
    ),
}


@pytest.mark.parametrize("bad", BAD_LINES)
def test_a_bad_line_is_named_and_the_good_ones_are_kept(
    run_command: Run, write: Write, states: Callable[[], dict[str, str]], bad: str
) -> None:
    line, reason = BAD_LINES[bad]
    run = run_command("import", write(record(1), line, b"", record(3)), "--publish")
    assert run.exit_code == 1
    assert f"in.jsonl, line 2: {reason}" in run.stderr
    assert "line 1" not in run.stderr
    assert "2 created, 0 updated, 0 unchanged, 1 refused." in run.stdout
    assert states() == {"x-1": "published", "x-3": "published"}
    assert "Traceback" not in run.output


def test_byte_order_mark_surrogates_and_nul_do_no_harm(
    run_command: Run, write: Write, session: Session
) -> None:
    odd = rb'{"id": "x\ud800-\u0000 1", "rcp": "rcm", "title": "A\udfff", "language": "en",'
    run = run_command("import", write(b"\xef\xbb\xbf" + odd + rb' "text": "B\u0007"}'))
    assert run.exit_code == 0, run.output
    practice = session.scalars(sa.select(Practice)).one()
    assert (practice.external_id, practice.title, practice.description) == ("x- 1", "A", "B")


def test_what_was_not_taken_over_as_written_is_said_and_is_no_failure(
    run_command: Run, write: Write
) -> None:
    run = run_command("import", write(record(1, colour="blue", themes=["Seafarers"])))
    assert run.exit_code == 0
    assert "in.jsonl, line 1: unknown fields are ignored: colour" in run.stderr
    assert "kept as keywords: Seafarers" in run.stderr


def test_unknown_processes_are_added_when_asked(
    run_command: Run, write: Write, session: Session
) -> None:
    file = write(
        record(1, rcp="atlantis"),
        record(2, rcp="Bad Slug!"),
        record(3, audience="named", audience_rcps=["lemuria"]),
        record(4, rcp="atlantis"),
    )
    run = run_command("import", file, "--create-rcps")
    assert run.exit_code == 1
    assert "line 2: “Bad Slug!” cannot be a slug." in run.stderr
    assert set(session.scalars(sa.select(Rcp.slug))) == {"rcm", "atlantis", "lemuria"}
    assert "3 created" in run.stdout


def test_a_process_of_a_refused_line_is_not_added_and_not_taken_for_known(
    run_command: Run, write: Write, session: Session
) -> None:
    refused = record(1, rcp="atlantis", title="Taken over")
    run = run_command("import", write(record(1), refused, record(2, rcp="atlantis")))
    assert run.exit_code == 1
    run = run_command("import", write(refused, record(2, rcp="atlantis")), "--create-rcps")
    assert "line 1: the id x-1 belongs to another RCP" in run.stderr
    assert "1 created" in run.stdout, run.output
    assert session.scalars(sa.select(Practice.title).order_by(Practice.id)).all() == [
        "Visa reform 1",
        "Visa reform 2",
    ]


def test_a_withdrawn_practice_is_not_brought_back(
    run_command: Run,
    write: Write,
    make_practice: Callable[..., Practice],
    states: Callable[[], dict[str, str]],
) -> None:
    make_practice("rcm", external_id="x-1", state=PracticeState.WITHDRAWN)
    run = run_command("import", write(record(1)), "--publish")
    assert run.exit_code == 1
    assert "line 1: the practice x-1 was withdrawn" in run.stderr
    assert states() == {"x-1": "withdrawn"}


@pytest.mark.parametrize("interrupted_at", [1, 20, 25, 44])
def test_an_interrupted_import_is_completed_by_running_it_again(
    run_command: Run,
    write: Write,
    states: Callable[[], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    interrupted_at: int,
) -> None:
    # Every twentieth line is blank or bad, and still work is kept on the way.
    lines = [b"" if n == 20 else b"{}" if n == 40 else record(n) for n in range(1, 46)]
    file = write(*lines)
    store = interchange.store

    def fail_there(session: Session, existing: Any, values: Any, **options: Any) -> Any:
        if values["external_id"] == f"x-{interrupted_at + 1}":
            raise KeyboardInterrupt
        return store(session, existing, values, **options)

    with monkeypatch.context() as patched:
        patched.setattr(interchange, "store", fail_there)
        assert run_command("import", file, "--publish").exit_code != 0
    kept = states()
    assert len(kept) >= interrupted_at // 20 * 20 - 2
    assert set(kept.values()) <= {"published"}, "none is left half done"
    run = run_command("import", file, "--publish")
    assert f"{43 - len(kept)} created, 0 updated, {len(kept)} unchanged, 1 refused." in run.stdout
    assert states() == {f"x-{n}": "published" for n in range(1, 46) if n not in {20, 40}}


def test_an_export_is_imported_elsewhere_as_it_was(
    run_command: Run, write: Write, tmp_path: Path, session: Session
) -> None:
    lines = [
        record(1, audience="members", text="A\n\nB", title="Зарплата “quoted” \U0001f600"),
        record(2, sections={"impact": "- one\n- two"}, year_from=2001, countries=["TH"]),
        record(3, audience="named", audience_rcps=["bali-process"]),
    ]
    run_command("import", write(*lines), "--create-rcps", "--publish")
    assert run_command("export", "--output", str(tmp_path / "out.jsonl")).exit_code == 0
    written = (tmp_path / "out.jsonl").read_text("utf-8")
    assert "Зарплата" in written, "readable as it is"
    assert [json.loads(line) for line in written.splitlines()] == [
        {"audience": "network"} | line for line in lines
    ]
    run = run_command("import", str(tmp_path / "out.jsonl"))
    assert run.stdout == "0 created, 0 updated, 3 unchanged, 0 refused.\n"
    assert run_command("export").stdout == written


def test_the_operator_exports_what_is_published_or_what_is_not_yet(
    run_command: Run, write: Write, make_practice: Callable[..., Practice]
) -> None:
    for state in set(PracticeState) - POINTING:
        make_practice("rcm", state=state, external_id=state.value, audience=Audience.MEMBERS)
    make_practice("sacm", external_id="other")
    every = [json.loads(line)["id"] for line in run_command("export").stdout.splitlines()]
    assert set(every) == {*SEARCHABLE, "other"}
    drafts = run_command("export", "--drafts").stdout.splitlines()
    assert {json.loads(line)["id"] for line in drafts} == IN_WORK
    own = run_command("export", "--rcp", "sacm").stdout
    assert json.loads(own)["id"] == "other"
    unknown = run_command("export", "--rcp", "atlantis")
    assert unknown.exit_code == 1
    assert "There is no RCP “atlantis”." in unknown.stderr


def test_a_sample_that_people_have_changed_or_withdrawn_stays_as_it_is(
    run_command: Run, session: Session
) -> None:
    first = run_command("sample-data")
    assert first.exit_code == 0, first.output
    changed, withdrawn = session.scalars(sa.select(Practice).limit(2)).all()
    changed.title = "Changed by its secretariat"
    withdraw(session, withdrawn, "Outdated", actor=SYSTEM)
    session.commit()
    again = run_command("sample-data")
    assert again.exit_code == 0, again.output
    session.expire_all()
    assert changed.title == "Changed by its secretariat"
    assert withdrawn.state == PracticeState.WITHDRAWN
