"""The audit record."""

from collections.abc import Callable

from click.testing import Result
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import SYSTEM, Actor


def test_operators_read_the_newest_events_first(
    session: Session, run_command: Callable[..., Result]
) -> None:
    record(session, SYSTEM, "practice.create", "practice:1")
    record(session, SYSTEM, "practice.publish", "practice:1", audience="network")
    session.commit()
    lines = run_command("audit").output.splitlines()
    assert "practice.publish" in lines[0]
    assert "audience='network'" in lines[0]
    assert "platform" in lines[1]


def test_events_can_be_narrowed_to_a_subject(
    session: Session, run_command: Callable[..., Result]
) -> None:
    record(session, SYSTEM, "practice.create", "practice:1")
    record(session, SYSTEM, "practice.create", "practice:2")
    session.commit()
    output = run_command("audit", "--subject", "practice:2").output
    assert "practice:2" in output
    assert "practice:1" not in output


def test_an_event_is_kept_only_if_the_change_is(session: Session) -> None:
    record(session, Actor(user_id=None), "practice.create", "practice:1")
    session.rollback()
    assert not session.new
