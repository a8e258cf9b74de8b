"""Documents in from the terminal: what is kept, what is printed, and how it goes on."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests import documents as files
from tests.intaking import documents_of

from rcp_platform.intake import reading
from rcp_platform.intake.models import DocumentState, IntakeBatch, IntakeDraft
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

RCP = "bali-process"
REPORT = """Name of Rapporteur:\tAmina Example
Roundtable session:\t4.3

1. Summary/Main discussion points

- Offices at bus stations reach people whom no website reaches.

2. Challenges

- Offices close when the funds end.

3. Opportunities / good practices / innovations for the way forward

- Offices at bus stations in Kenya gave free advice in five languages to people about to leave.
- A telephone line in Nepal tells whether a recruiter holds a licence.

6. Inspiring quotes

'Nobody leaves alone' - Maria Unnamed, Ministry of Roads
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "report.txt").write_text(REPORT)
    (folder / "note.docx").write_bytes(files.word("Background note", "Offices reach people."))
    return folder


def printed(result) -> dict[str, dict]:
    records = [json.loads(line) for line in result.stdout.splitlines()]
    return {record["document"]: record for record in records}


def test_what_is_read_is_kept_as_drafts_and_nothing_is_published(
    run_command, session, make_rcp, folder
):
    make_rcp(RCP)
    result = run_command("ingest", str(folder), "--rcp", RCP)
    assert result.exit_code == 0, result.output
    assert {one.name for one in documents_of(session)} == {"report.txt", "note.docx"}
    assert {one.state for one in documents_of(session)} == {DocumentState.READ}
    assert session.scalar(sa.select(sa.func.count()).select_from(IntakeDraft)) >= 2
    assert not session.scalars(sa.select(Practice)).all()


@pytest.mark.parametrize("options", [["--dry-run", "--rcp", RCP], []])
def test_a_dry_run_and_a_run_without_an_rcp_keep_nothing(
    run_command, session, make_rcp, folder, options
):
    make_rcp(RCP)
    result = run_command("ingest", str(folder / "report.txt"), "--json", *options)
    assert result.exit_code == 0, result.output
    assert len(printed(result)["report.txt"]["practices"]) == 2
    assert not documents_of(session)


def test_json_tells_session_practices_and_quotations_without_a_withheld_name(
    run_command, make_rcp, folder
):
    make_rcp(RCP)
    result = run_command("ingest", str(folder / "report.txt"), "--rcp", RCP, "--json")
    record = printed(result)["report.txt"]
    assert record["shape"] == "rapporteur_report"
    assert record["session"]["number"] == "4.3"
    assert record["session"]["rapporteur"] == "Amina Example"
    assert {tuple(one["countries"]) for one in record["practices"]} == {("KE",), ("NP",)}
    (said,) = record["quotations"]
    assert (said["text"], said["attribution"]) == ("Nobody leaves alone", "anonymous")
    for name in ("Maria", "Unnamed", "Ministry of Roads"):
        assert name not in result.stdout


def test_entries_that_tell_much_the_same_are_named_as_far_as_the_rcp_may_see_them(
    run_command, session, make_practice, make_rcp, folder
):
    make_rcp(RCP)
    title = "Offices at bus stations in Kenya gave free advice in five languages"
    text = f"{title} to people about to leave."
    seen = make_practice("midsa", title, summary=text)
    make_practice("midsa", title, summary=text, audience=Audience.MEMBERS)
    result = run_command("ingest", str(folder / "report.txt"), "--rcp", RCP, "--json")
    near = [one["near_duplicates"] for one in printed(result)["report.txt"]["practices"]]
    assert [[one["id"] for one in found] for found in near] == [[seen.external_id], []]


def test_run_again_it_prints_the_same_and_reads_nothing_twice(
    run_command, session, make_rcp, folder, monkeypatch
):
    make_rcp(RCP)
    first = printed(run_command("ingest", str(folder), "--rcp", RCP, "--json"))
    monkeypatch.setattr(reading, "read", lambda *_: pytest.fail("read twice"))
    again = printed(run_command("ingest", str(folder), "--rcp", RCP, "--json"))
    assert {name: record["practices"] for name, record in again.items()} == {
        name: record["practices"] for name, record in first.items()
    }
    assert len(documents_of(session)) == 2
    assert session.scalar(sa.select(sa.func.count()).select_from(IntakeBatch)) == 1


def test_interrupted_it_keeps_what_is_done_and_goes_on_with_the_rest(
    run_command, session, make_rcp, folder, monkeypatch
):
    make_rcp(RCP)
    read, calls = reading.read, []

    def interrupted(*arguments):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        read(*arguments)

    monkeypatch.setattr(reading, "read", interrupted)
    stopped = run_command("ingest", str(folder), "--rcp", RCP)
    assert stopped.exit_code == 130
    assert "run it again" in stopped.output
    states = {one.name: one.state for one in documents_of(session)}
    assert states == {"note.docx": DocumentState.READ, "report.txt": DocumentState.WAITING}
    monkeypatch.setattr(reading, "read", read)
    assert run_command("ingest", str(folder), "--rcp", RCP).exit_code == 0
    assert {one.state for one in documents_of(session)} == {DocumentState.READ}


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(
    run_command, session, make_rcp, folder
):
    make_rcp(RCP)
    (folder / "a.pdf").write_bytes(b"%PDF-1.7\n" + b"nonsense " * 40)
    (folder / "b.docx").write_bytes(b"not a Word file")
    result = run_command("ingest", str(folder), "--rcp", RCP)
    assert result.exit_code == 1
    assert "a.pdf: not read" in result.output
    assert "b.docx: not read" in result.output
    assert sum(one.state == DocumentState.READ for one in documents_of(session)) == 2


def test_an_unknown_rcp_ends_in_a_sentence(run_command, folder):
    result = run_command("ingest", str(folder), "--rcp", "nowhere")
    assert result.exit_code == 1
    assert "There is no RCP “nowhere”." in result.output
