"""Operators see the outbox, and decide where a mail got stuck."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from sqlalchemy.orm import Session
from tests.outbox import mails, only, put

from rcp_platform.audit.models import AuditEvent
from rcp_platform.config import Settings
from rcp_platform.core.access import AccessDenied
from rcp_platform.core.db import now
from rcp_platform.extensions import db
from rcp_platform.notifications import services
from rcp_platform.notifications.models import MailState, OutgoingMail

Run = Callable[..., Result]


@pytest.fixture
def settings(tmp_path: Path, settings: Settings) -> Settings:
    return replace(settings, database_url=f"sqlite:///{tmp_path / 'exchange.sqlite'}")


def put_in(state: MailState, **facts: object) -> OutgoingMail:
    sent_at = now() if state == MailState.SENT else None
    put(db.engine, state=state, sent_at=sent_at, **facts)
    return only(db.engine)


def test_the_list_shows_state_recipient_subject_and_error(
    session: Session, run_command: Run
) -> None:
    put_in(MailState.FAILED, last_error="550 No such person")
    line = run_command("outbox", "list").output
    for shown in ("failed", "person0@gov.example", "550 No such person"):
        assert shown in line
    assert run_command("outbox", "list", "--state", "sent").output == ""


def test_a_mail_is_shown_with_its_text(session: Session, run_command: Run) -> None:
    mail = put_in(MailState.SENT, text="Dear Chair")
    output = run_command("outbox", "show", str(mail.id)).output
    assert f"Message-ID:  {mail.message_id}" in output
    assert output.endswith("\n\nDear Chair\n")


def test_a_mail_that_is_not_there_is_said_to_be_missing(run_command: Run) -> None:
    result = run_command("outbox", "show", "7")
    assert (result.exit_code, result.output) == (1, "Error: There is no mail 7.\n")


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.UNCERTAIN, MailState.CANCELLED])
def test_what_got_stuck_is_sent_again(
    session: Session, run_command: Run, state: MailState, settings: Settings
) -> None:
    mail = put_in(state, attempts=10, not_before=now() + timedelta(days=1))
    assert run_command("outbox", "resend", str(mail.id)).exit_code == 0
    assert run_command("outbox", "send").output == "1 sent\n"
    assert (settings.instance / "outbox" / f"{mail.message_id}.eml").exists()
    assert session.scalars(sa.select(AuditEvent.action)).all() == ["mail.resend"]


@pytest.mark.parametrize("state", [MailState.WAITING, MailState.SENT])
def test_what_waits_or_left_is_not_sent_again(
    session: Session, run_command: Run, state: MailState
) -> None:
    mail = put_in(state)
    assert run_command("outbox", "resend", str(mail.id)).exit_code == 1
    assert only(db.engine).state == state
    assert session.scalars(sa.select(AuditEvent)).all() == []


@pytest.mark.parametrize("state", [MailState.WAITING, MailState.FAILED, MailState.UNCERTAIN])
def test_what_has_not_left_can_be_cancelled(
    session: Session, run_command: Run, state: MailState
) -> None:
    mail = put_in(state)
    assert run_command("outbox", "cancel", str(mail.id)).exit_code == 0
    assert run_command("outbox", "send").output == "Nothing is due.\n"
    assert only(db.engine).state == MailState.CANCELLED
    assert session.scalars(sa.select(AuditEvent.action)).all() == ["mail.cancel"]


def test_what_left_cannot_be_cancelled(session: Session, run_command: Run) -> None:
    mail = put_in(MailState.SENT)
    assert run_command("outbox", "cancel", str(mail.id)).exit_code == 1
    assert only(db.engine).state == MailState.SENT


@pytest.mark.parametrize("act", [services.resend, services.cancel])
def test_only_administrators_and_the_terminal_decide(
    session: Session, make_user: Callable[..., object], act: Callable[..., None]
) -> None:
    mail = put_in(MailState.FAILED)
    with pytest.raises(AccessDenied):
        act(session, mail, actor=make_user("rcm").actor)  # type: ignore[attr-defined]


def test_a_trial_mail_shows_whether_mail_arrives(
    session: Session, run_command: Run, settings: Settings
) -> None:
    assert run_command("outbox", "try", "Someone@Else.example").exit_code == 0
    run_command("outbox", "send")
    (file,) = (settings.instance / "outbox").iterdir()
    assert b"To: someone@else.example\r\n" in file.read_bytes()


def test_a_trial_mail_needs_an_address(run_command: Run) -> None:
    assert run_command("outbox", "try", "nobody").exit_code == 1


def test_everything_that_is_due_is_sent_however_much(
    session: Session, run_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(db.engine, 250)
    assert run_command("outbox", "send").output == "250 sent\n"
    assert {mail.state for mail in mails(db.engine).values()} == {MailState.SENT}


# --- doctor ----------------------------------------------------------------------


def mail_line(run_command: Run) -> str:
    (line,) = (
        line for line in run_command("doctor").output.splitlines() if line.startswith("mail ")
    )
    return " ".join(line.split())


def test_doctor_counts_mail(session: Session, run_command: Run) -> None:
    put_in(MailState.SENT)
    put(db.engine)
    assert mail_line(run_command) == "mail ok 1 waiting, 1 sent"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (MailState.UNCERTAIN, "1 may or may not have left"),
        (MailState.FAILED, "1 could not be sent"),
    ],
)
def test_doctor_finds_mail_that_somebody_must_look_at(
    session: Session, run_command: Run, state: MailState, told: str
) -> None:
    put_in(state)
    assert mail_line(run_command).startswith(f"mail WRONG {told}: see “rcp-exchange outbox list”")


def test_doctor_finds_mail_that_nobody_sends(session: Session, run_command: Run) -> None:
    put(db.engine, not_before=now() - timedelta(hours=1))
    assert "1 should have left by now" in mail_line(run_command)
