"""Jobs are due once in each slot, run one at a time, and leave a trace of how they ended."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session
from tests.outbox import put

from rcp_platform.accounts.models import User
from rcp_platform.config import Settings
from rcp_platform.core import schedule
from rcp_platform.core.db import now
from rcp_platform.core.queue import Queue, soon
from rcp_platform.core.schedule import JOBS, JobRun, alone, due, job
from rcp_platform.notifications import jobs as mail_jobs
from rcp_platform.notifications import services

Run = Callable[..., Result]


@pytest.fixture
def settings(tmp_path: Path, settings: Settings) -> Settings:
    return replace(settings, database_url=f"sqlite:///{tmp_path / 'exchange.sqlite'}")


@pytest.fixture(autouse=True)
def own_jobs() -> Iterator[None]:
    """Forget the jobs that a test declares."""
    before = dict(JOBS)
    yield
    JOBS.clear()
    JOBS.update(before)


def run_of(session: Session, name: str) -> JobRun:
    session.expire_all()
    return session.get_one(JobRun, name)


def ran(session: Session, name: str, at: datetime) -> None:
    session.add(JobRun(name=name, started_at=at, finished_at=at))
    session.commit()


# --- when --------------------------------------------------------------------


@pytest.mark.parametrize("every", ["", "0 minutes", "fortnight", "5", "-1 day", "1.5 hours"])
def test_how_often_must_be_said_plainly(every: str) -> None:
    with pytest.raises(ValueError, match="is not a number of"):
        job("test.x", every=every)


def test_a_name_has_one_job() -> None:
    job("test.x", every="day")(lambda _session: None)
    with pytest.raises(ValueError, match="two jobs"):
        job("test.x", every="day")(lambda _session: None)


@pytest.mark.parametrize(
    ("every", "last", "same_slot", "next_slot"),
    [
        ("minute", "2026-11-21T10:00:59", "2026-11-21T10:00:59.9", "2026-11-21T10:01:00"),
        ("5 minutes", "2026-11-21T10:00:00", "2026-11-21T10:04:59", "2026-11-21T10:05:00"),
        ("hour", "2026-11-21T10:59:00", "2026-11-21T10:59:59", "2026-11-21T11:00:00"),
        ("day", "2026-11-21T00:00:00", "2026-11-21T23:59:59", "2026-11-22T00:00:00"),
        ("week", "2026-11-16T00:00:00", "2026-11-22T23:59:59", "2026-11-23T00:00:00"),
    ],
)
def test_a_job_is_due_once_in_each_slot(
    session: Session, every: str, last: str, same_slot: str, next_slot: str
) -> None:
    job("test.x", every=every)(lambda _session: None)
    ran(session, "test.x", datetime.fromisoformat(last).replace(tzinfo=UTC))

    def is_due(at: str) -> bool:
        return JOBS["test.x"] in due(session, datetime.fromisoformat(at).replace(tzinfo=UTC))

    assert not is_due(same_slot)
    assert is_due(next_slot)


def test_what_was_missed_is_made_up_for_once(session: Session, run_command: Run) -> None:
    job("test.x", every="day")(lambda _session: None)
    ran(session, "test.x", now() - timedelta(days=9))
    assert JOBS["test.x"] in due(session, now())
    run_command("jobs", "run", "test.x")
    session.expire_all()
    assert JOBS["test.x"] not in due(session, now())


def test_what_never_ran_is_due(session: Session) -> None:
    assert set(JOBS.values()) == set(due(session, now()))


# --- running -----------------------------------------------------------------


def test_a_job_changes_what_it_changes_in_one_transaction(
    session: Session, run_command: Run, make_user: Callable[..., User]
) -> None:
    make_user("rcm")

    @job("test.rename", every="day")
    def rename(own: Session) -> None:
        own.execute(sa.update(User).values(display_name="Renamed"))

    result = run_command("jobs", "run", "test.rename")
    assert (result.exit_code, result.output) == (0, "test.rename ended well.\n")
    session.expire_all()
    assert session.scalars(sa.select(User.display_name)).all() == ["Renamed"]
    run = run_of(session, "test.rename")
    assert run.finished_at is not None
    assert run.error is None


def test_a_job_that_fails_changes_nothing_and_says_why(
    session: Session, run_command: Run, make_user: Callable[..., User]
) -> None:
    make_user("rcm", display_name="As before")

    @job("test.fail", every="day")
    def fail(own: Session) -> None:
        own.execute(sa.update(User).values(display_name="Renamed"))
        raise RuntimeError("no more room\nand so on")

    result = run_command("jobs", "run", "test.fail")
    assert (result.exit_code, "no more room" in result.output) == (1, True)
    session.expire_all()
    assert session.scalars(sa.select(User.display_name)).all() == ["As before"]
    assert run_of(session, "test.fail").error == "RuntimeError: no more room"
    assert "failed: RuntimeError: no more room" in run_command("jobs").output
    assert "failed when last run: test.fail" in run_command("doctor").output


def test_a_job_that_recovers_is_well_again(session: Session, run_command: Run) -> None:
    job("test.x", every="day")(lambda _session: None)
    session.add(JobRun(name="test.x", started_at=now(), finished_at=now(), error="x"))
    session.commit()
    run_command("jobs", "run", "test.x")
    assert run_of(session, "test.x").error is None


def test_the_same_job_never_runs_twice_at_a_time(
    app: Flask, session: Session, run_command: Run, settings: Settings
) -> None:
    job("test.x", every="day")(lambda _session: None)
    with alone("test.x", session.get_bind(), settings.instance / "jobs") as is_alone:
        assert is_alone
        result = run_command("jobs", "run", "test.x")
        assert (result.exit_code, "running already" in result.output) == (1, True)
    assert run_command("jobs", "run", "test.x").exit_code == 0


def test_jobs_have_a_lock_each_on_both_databases(outbox: sa.Engine, tmp_path: Path) -> None:
    one, other = alone("one", outbox, tmp_path), alone("two", outbox, tmp_path)
    with one as first, alone("one", outbox, tmp_path) as second, other as third:
        assert (first, second, third) == (True, False, True)
    with alone("one", outbox, tmp_path) as again:
        assert again


def test_the_list_says_how_often_and_how_it_went(session: Session, run_command: Run) -> None:
    run_command("jobs", "run", "mail.send")
    lines = {line.split()[0]: line for line in run_command("jobs").output.splitlines()}
    assert "every minute" in lines["mail.send"]
    assert "ended well" in lines["mail.send"]
    assert "has not run" in lines["mail.forget"]


def test_a_job_nobody_declared_is_not_run(run_command: Run) -> None:
    result = run_command("jobs", "run", "test.misspelt")
    assert result.exit_code == 1
    assert "mail.forget, mail.send" in result.output


# --- asking for a run at once --------------------------------------------------


def test_what_is_asked_for_many_times_is_run_once(app: Flask, settings: Settings) -> None:
    runs: list[str] = []
    for _time in range(5):
        soon("mail.send")
    queue = Queue(settings, lambda name: runs.append(name) is None)
    _work_off(queue)
    assert runs == ["mail.send"]


def test_what_is_asked_for_while_it_runs_is_run_again(app: Flask, settings: Settings) -> None:
    runs: list[str] = []

    def run(name: str) -> bool:
        queue.begins(name)
        runs.append(name)
        if len(runs) == 1:
            soon(name)
        return True

    queue = Queue(settings, run)
    soon("mail.send")
    _work_off(queue)
    assert runs == ["mail.send", "mail.send"]


def test_a_busy_job_is_tried_again_later(app: Flask, settings: Settings) -> None:
    queue = Queue(settings, lambda _name: False)
    soon("mail.send")
    _work_off(queue)
    assert queue.huey.scheduled_count() == 1


def test_a_queue_that_cannot_be_reached_stops_nobody(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (settings.instance / "queue.sqlite").mkdir()
    soon("mail.send")
    assert "its next slot does it" in caplog.text


def test_what_somebody_else_put_into_the_queue_is_not_run(app: Flask, settings: Settings) -> None:
    runs: list[str] = []
    strange = replace(settings, secret_key="x" * 40)
    Queue(strange).ask("mail.send")
    queue = Queue(settings, lambda name: runs.append(name) is None)
    with pytest.raises(ValueError, match="mismatch"):
        queue.huey.dequeue()
    assert runs == []


def _work_off(queue: Queue) -> None:
    while task := queue.huey.dequeue():
        queue.huey.execute(task)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(mail_jobs, "soon", names.append)
    return names


def test_mail_is_sent_as_soon_as_it_is_committed_and_not_before(
    session: Session, asked: list[str]
) -> None:
    services.send(session, "someone@else.example", "notifications/trial", topic="account")
    session.flush()
    assert asked == []
    session.commit()
    assert asked == ["mail.send"]
    session.commit()
    assert asked == ["mail.send"]


def test_other_changes_ask_for_no_mail(
    session: Session, asked: list[str], make_user: Callable[..., User]
) -> None:
    make_user("rcm")
    assert asked == []


def test_a_full_batch_asks_for_the_next(
    session: Session, asked: list[str], monkeypatch: pytest.MonkeyPatch, run_command: Run
) -> None:
    put(session.get_bind(), 101)  # type: ignore[arg-type]
    asked.clear()
    run_command("jobs", "run", "mail.send")
    assert asked == ["mail.send"]
    run_command("jobs", "run", "mail.send")
    assert asked == ["mail.send"]


def test_the_last_run_is_kept_and_no_others(session: Session, run_command: Run) -> None:
    for _time in range(2):
        run_command("jobs", "run", "mail.forget")
    assert list(schedule.last_runs(session)) == ["mail.forget"]
