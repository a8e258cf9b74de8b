"""Accounts and API tokens from the terminal."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import Result
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rcp_platform.accounts import passwords, queries
from rcp_platform.accounts.models import ApiToken, Membership, OneTimeLink, User
from rcp_platform.accounts.tokens import digest_of
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import Role, Seat
from rcp_platform.core.db import now

Run = Callable[..., Result]
PASSWORD = "harbour lantern seven"
EMAIL = "chair@bali.example"
SEAT = ("--rcp", "bali-process", "--role", "chair")


@pytest.fixture(autouse=True)
def rcps(make_rcp: Callable[..., object]) -> None:
    make_rcp("bali-process", short_name="Bali Process")
    make_rcp("abu-dhabi-dialogue", short_name="Abu Dhabi Dialogue")


def found(session: Session, email: str = EMAIL) -> User:
    session.rollback()
    session.expire_all()
    user = queries.user_by_email(session, email)
    assert user is not None
    return user


def users(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(User)) or 0


def link_in(output: str) -> str:
    address = re.search(r"^http://127\.0\.0\.1:8000(/welcome/\S+)$", output, re.MULTILINE)
    assert address, output
    return address[1]


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("focal-point", Role.FOCAL_POINT),
        ("chair", Role.CHAIR),
        ("secretariat", Role.SECRETARIAT),
        ("member", Role.MEMBER),
    ],
)
def test_a_person_is_added_with_a_seat(
    run_command: Run, session: Session, written: str, role: Role
) -> None:
    result = run_command("user", "add", EMAIL, "--rcp", "bali-process", "--role", written)
    assert result.exit_code == 0, result.output
    assert found(session).actor.seats == {Seat("bali-process", role)}
    assert not found(session).is_administrator


def test_the_name_is_the_function_unless_given(run_command: Run, session: Session) -> None:
    run_command("user", "add", EMAIL, *SEAT)
    run_command("user", "add", "b@bali.example", *SEAT, "--name", " Desk officer ")
    assert found(session).display_name == "Chair, Bali Process"
    assert found(session, "b@bali.example").display_name == "Desk officer"


def test_the_seat_has_dates_and_whom_it_is_for(run_command: Run, session: Session) -> None:
    period = ("--from", "2024-01-31", "--until", "2099-12-31")
    result = run_command(
        "user", "add", EMAIL, *SEAT, *period, "--country", "id", "--organisation", "Kemlu"
    )
    assert result.exit_code == 0, result.output
    seat = found(session).memberships[0]
    assert (seat.starts_on.isoformat(), str(seat.ends_on)) == ("2024-01-31", "2099-12-31")
    assert (seat.country, seat.organisation) == ("ID", "Kemlu")


def test_without_a_password_a_link_is_printed_that_sets_one(
    run_command: Run, client: FlaskClient, session: Session
) -> None:
    output = run_command("user", "add", EMAIL, *SEAT).stdout
    data = {"password": PASSWORD, "repeated": PASSWORD}
    assert client.post(link_in(output), data=data).status_code == 302
    assert passwords.matches(found(session).password_hash, PASSWORD)


def test_the_password_is_read_from_standard_input_and_never_shown(
    run_command: Run, session: Session
) -> None:
    result = run_command("user", "add", EMAIL, *SEAT, "--password-stdin", input=PASSWORD + "\n")
    assert result.exit_code == 0, result.output
    assert passwords.matches(found(session).password_hash, PASSWORD)
    assert PASSWORD not in result.output
    assert "/welcome/" not in result.output


@pytest.mark.parametrize("password", ["", "short\n", EMAIL + "\n", "aaaaaaaaaaaaaaaa\n"])
def test_a_refused_password_adds_nobody(run_command: Run, session: Session, password: str) -> None:
    result = run_command("user", "add", EMAIL, *SEAT, "--password-stdin", input=password)
    assert result.exit_code != 0
    assert "The password is refused." in result.output
    assert users(session) == 0


def test_an_existing_person_gets_a_further_seat_and_keeps_the_password(
    run_command: Run, session: Session
) -> None:
    run_command("user", "add", EMAIL, *SEAT, "--password-stdin", input=PASSWORD)
    result = run_command(
        "user", "add", EMAIL.upper(), "--rcp", "abu-dhabi-dialogue", "--role", "member"
    )
    assert result.exit_code == 0, result.output
    assert "already has an account" in result.output
    assert "/welcome/" not in result.output
    assert found(session).actor.rcps == {"bali-process", "abu-dhabi-dialogue"}
    assert passwords.matches(found(session).password_hash, PASSWORD)
    assert users(session) == 1


def test_the_same_seat_twice_is_an_error_that_changes_nothing(
    run_command: Run, session: Session
) -> None:
    run_command("user", "add", EMAIL, *SEAT)
    result = run_command("user", "add", EMAIL, *SEAT, "--administrator")
    assert result.exit_code != 0
    assert "already" in result.output
    assert len(found(session).memberships) == 1
    assert not found(session).is_administrator


def test_an_administrator_needs_no_seat(run_command: Run, session: Session) -> None:
    result = run_command("user", "add", EMAIL, "--administrator")
    assert result.exit_code == 0, result.output
    assert found(session).is_administrator
    assert found(session).memberships == []


def test_an_existing_person_becomes_administrator(run_command: Run, session: Session) -> None:
    run_command("user", "add", EMAIL, *SEAT)
    run_command("user", "add", EMAIL, "--administrator")
    assert found(session).is_administrator


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody", *SEAT], "is not an e-mail address"),
        (["a b@x.example", *SEAT], "is not an e-mail address"),
        ([EMAIL], "--administrator"),
        ([EMAIL, "--rcp", "bali-process"], "go together"),
        ([EMAIL, "--role", "chair", "--administrator"], "go together"),
        ([EMAIL, "--rcp", "bali-proces", "--role", "chair"], "Did you mean bali-process?"),
        ([EMAIL, "--rcp", "zzz", "--role", "chair"], "rcp-exchange rcp add"),
        ([EMAIL, "--rcp", "bali-process", "--role", "king"], "focal-point"),
        ([EMAIL, *SEAT, "--country", "XX"], "ISO 3166-1"),
        ([EMAIL, *SEAT, "--country", "Indonesia"], "ISO 3166-1"),
        ([EMAIL, *SEAT, "--from", "31/12/2024"], "--from"),
        ([EMAIL, *SEAT, "--from", "2024-12-31", "--until", "2024-12-30"], "before it begins"),
        ([EMAIL, *SEAT, "--until", "2001-01-01"], "before it begins"),
        ([EMAIL, "--administrator", "--until", "2099-01-01"], "needs --rcp and --role"),
        ([EMAIL, *SEAT, "--name", "x" * 201], "longer than 200"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_adds_nobody(
    run_command: Run, session: Session, arguments: list[str], sentence: str
) -> None:
    result = run_command("user", "add", *arguments)
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code in {1, 2}
    assert sentence in result.output
    assert users(session) == 0


def test_the_list_shows_everyone_with_their_seats(run_command: Run) -> None:
    run_command("user", "add", EMAIL, *SEAT, "--from", "2024-01-31", "--country", "ID")
    run_command("user", "add", "admin@x.example", "--administrator")
    lines = run_command("user", "list").output.splitlines()
    assert lines == [
        "admin@x.example · Administrator · administrator · no password yet",
        "chair@bali.example · Chair, Bali Process · no password yet",
        "    Chair of bali-process for ID, from 2024-01-31",
    ]


def test_ending_a_seat_takes_effect_at_once(run_command: Run, session: Session) -> None:
    run_command("user", "add", EMAIL, *SEAT, "--from", "2024-01-31")
    run_command("user", "add", EMAIL, "--rcp", "abu-dhabi-dialogue", "--role", "member")
    result = run_command("user", "end-seat", EMAIL, "--rcp", "bali-process")
    assert result.exit_code == 0, result.output
    assert found(session).actor.rcps == {"abu-dhabi-dialogue"}


def test_a_seat_given_today_can_be_ended_today(run_command: Run, session: Session) -> None:
    run_command("user", "add", EMAIL, *SEAT)
    run_command("user", "end-seat", EMAIL, "--rcp", "bali-process")
    assert found(session).actor.rcps == frozenset()


def test_a_seat_can_be_ended_on_a_later_day(run_command: Run, session: Session) -> None:
    run_command("user", "add", EMAIL, *SEAT)
    last_day = now().date() + timedelta(days=30)
    run_command("user", "end-seat", EMAIL, "--rcp", "bali-process", "--until", str(last_day))
    assert [seat.ends_on for seat in found(session).memberships] == [last_day]
    assert found(session).actor.rcps == {"bali-process"}


def test_ending_a_seat_leaves_past_seats_as_they_were(run_command: Run, session: Session) -> None:
    past = ("--from", "2020-01-01", "--until", "2020-12-31")
    run_command("user", "add", EMAIL, *SEAT, *past)
    result = run_command("user", "end-seat", EMAIL, "--rcp", "bali-process")
    assert result.exit_code != 0
    assert "holds no seat" in result.output
    assert str(session.scalars(select(Membership.ends_on)).one()) == "2020-12-31"


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "end-seat", "nobody@x.example", "--rcp", "bali-process"),
        ("user", "link", "nobody@x.example"),
        ("token", "nobody@x.example"),
        ("token", "--revoke", "nobody@x.example"),
        ("token", "%s' OR 1=1"),
    ],
)
def test_an_unknown_person_is_an_error_that_says_where_to_look(
    run_command: Run, arguments: tuple[str, ...]
) -> None:
    result = run_command(*arguments)
    assert result.exit_code == 1
    assert "rcp-exchange user list" in result.output


def test_a_new_link_replaces_the_first(
    run_command: Run, client: FlaskClient, session: Session
) -> None:
    first = link_in(run_command("user", "add", EMAIL, *SEAT).stdout)
    second = link_in(run_command("user", "link", EMAIL).stdout)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
    assert session.scalar(select(func.count()).select_from(OneTimeLink)) == 1


def test_a_token_is_printed_alone_on_standard_output_and_works(
    run_command: Run, session: Session
) -> None:
    run_command("user", "add", EMAIL, *SEAT)
    result = run_command("token", EMAIL)
    assert result.exit_code == 0, result.output
    printed = result.stdout.strip()
    assert re.fullmatch(r"rcp_[\w-]{40,}", printed)
    assert "not shown again" in result.stderr
    owner = queries.token_owner(session, printed)
    assert owner is not None
    assert owner.email == EMAIL


def test_tokens_are_revoked_together(run_command: Run, session: Session) -> None:
    run_command("user", "add", EMAIL, *SEAT)
    tokens = [run_command("token", EMAIL).stdout.strip() for _ in range(2)]
    result = run_command("token", "--revoke", EMAIL)
    assert "Revoked 2 API tokens" in result.output
    assert not session.scalars(select(ApiToken)).all()
    assert [queries.token_owner(session, token) for token in tokens] == [None, None]


def test_what_the_terminal_does_is_recorded_without_secrets(
    run_command: Run, session: Session
) -> None:
    add = run_command("user", "add", EMAIL, *SEAT, "--administrator")
    token = run_command("token", EMAIL).stdout.strip()
    run_command("user", "add", EMAIL, "--administrator", "--password-stdin", input=PASSWORD)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == [
        "user.add",
        "user.make_administrator",
        "user.add_seat",
        "user.issue_link",
        "user.issue_token",
        "user.set_password",
    ]
    secret_link = link_in(add.stdout).removeprefix("/welcome/")
    written = " ".join(f"{event.subject} {event.details}" for event in events)
    for secret in (PASSWORD, secret_link, token, digest_of(token), digest_of(secret_link)):
        assert secret not in written
