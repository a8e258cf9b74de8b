"""What is in the outbox leaves, step by step, and how it is tried again."""

import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.outbox import SENDER, Inbox, mails, only, put

from rcp_platform.core.db import now
from rcp_platform.notifications import delivery, services
from rcp_platform.notifications.carriers import Folder
from rcp_platform.notifications.delivery import PAUSES, deliver
from rcp_platform.notifications.models import MailState, OutgoingMail, new_message_id
from rcp_platform.notifications.smtp import SmtpServer


def send(outbox: sa.Engine, url: str, **options: Any) -> Counter[MailState]:
    return deliver(outbox, SmtpServer(url, "test.example"), SENDER, **options)


# --- one by one --------------------------------------------------------------


def test_mail_arrives_once_over_one_connection(
    outbox: sa.Engine, inbox: Inbox, smtp_url: str
) -> None:
    ids = put(outbox, 3)
    assert send(outbox, smtp_url) == {MailState.SENT: 3}
    assert send(outbox, smtp_url) == {}
    assert inbox.ids == Counter(ids)
    assert inbox.connections == 1
    assert {mail.state for mail in mails(outbox).values()} == {MailState.SENT}


def test_mail_waits_for_its_time(outbox: sa.Engine, inbox: Inbox, smtp_url: str) -> None:
    put(outbox, not_before=now() + timedelta(hours=1))
    assert send(outbox, smtp_url) == {}
    assert inbox.taken == []


def test_a_run_sends_so_many_at_most(outbox: sa.Engine, inbox: Inbox, smtp_url: str) -> None:
    put(outbox, 3)
    assert send(outbox, smtp_url, most=2) == {MailState.SENT: 2}


def test_where_the_server_cannot_be_reached_one_mail_is_tried_and_the_rest_wait(
    outbox: sa.Engine, smtp_url: str
) -> None:
    put(outbox, 3)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert send(outbox, f"smtp://127.0.0.1:{port}") == {MailState.WAITING: 1}
    assert sorted(mail.attempts for mail in mails(outbox).values()) == [0, 0, 1]


def test_pauses_grow_until_the_mail_has_failed(
    outbox: sa.Engine, inbox: Inbox, smtp_url: str
) -> None:
    put(outbox)
    inbox.answers["person0@gov.example"] = "450 Busy"
    pauses = []
    while send(outbox, smtp_url)[MailState.WAITING]:
        mail = only(outbox)
        pauses.append(round((mail.not_before - now()).total_seconds()))
        _let_time_pass(outbox)
    assert pauses == sorted(pauses)
    assert len(pauses) == len(PAUSES)
    assert only(outbox).state == MailState.FAILED
    assert only(outbox).last_error == "450 Busy"


def test_an_address_that_does_not_exist_fails_at_once_and_others_go_on(
    outbox: sa.Engine, inbox: Inbox, smtp_url: str
) -> None:
    put(outbox, 3)
    inbox.answers["person1@gov.example"] = "550 No such person"
    assert send(outbox, smtp_url) == {MailState.SENT: 2, MailState.FAILED: 1}


def test_a_server_that_wants_none_of_our_mail_fails_none_for_good(
    outbox: sa.Engine, inbox: Inbox, smtp_url: str
) -> None:
    put(outbox, 2)
    inbox.answers["MAIL"] = "550 Not from you"
    assert send(outbox, smtp_url) == {MailState.WAITING: 1}


@pytest.mark.parametrize(
    ("answer", "state"), [("452 Full", MailState.WAITING), ("554 Spam", MailState.FAILED)]
)
def test_a_message_the_server_refuses_has_surely_not_left(
    outbox: sa.Engine, inbox: Inbox, smtp_url: str, answer: str, state: MailState
) -> None:
    put(outbox)
    inbox.answers["DATA"] = answer
    assert send(outbox, smtp_url) == {state: 1}


def test_a_mail_that_cannot_be_written_as_a_message_fails_and_others_go_on(
    outbox: sa.Engine, inbox: Inbox, smtp_url: str
) -> None:
    put(outbox, headers={"References": "a\r\nBcc: b"})
    put(outbox)
    assert send(outbox, smtp_url) == {MailState.FAILED: 1, MailState.SENT: 1}


def test_a_connection_cut_while_the_message_is_given_leaves_it_uncertain(
    outbox: sa.Engine, inbox: Inbox, smtp_url: str
) -> None:
    put(outbox, 2)

    class Cut(SmtpServer):
        def hand_over(self, message: Any) -> None:
            assert self._connection is not None
            assert self._connection.sock is not None
            self._connection.sock.shutdown(socket.SHUT_WR)
            super().hand_over(message)

    assert deliver(outbox, Cut(smtp_url, "x.example"), SENDER) == {MailState.UNCERTAIN: 2}


@pytest.mark.parametrize(
    ("takes_letters", "state"), [(True, MailState.SENT), (False, MailState.FAILED)]
)
def test_letters_before_the_at_sign_need_a_server_that_takes_them(
    outbox: sa.Engine, inbox: Inbox, smtp_url: str, takes_letters: bool, state: MailState
) -> None:
    put(outbox, address="josé@gov.example")
    inbox.takes_letters = takes_letters
    assert send(outbox, smtp_url) == {state: 1}
    assert [to for to, _content in inbox.taken] == ["josé@gov.example"] * takes_letters


def test_a_folder_keeps_each_message_as_a_file(outbox: sa.Engine, tmp_path: Path) -> None:
    ids = put(outbox, 2)
    assert deliver(outbox, Folder(tmp_path / "out"), SENDER) == {MailState.SENT: 2}
    files = {
        file.name: message_from_bytes(file.read_bytes()) for file in (tmp_path / "out").iterdir()
    }
    assert set(files) == {f"{id_}.eml" for id_ in ids}
    assert files[f"{ids[0]}.eml"]["Message-ID"] == f"<{ids[0]}>"


def test_the_same_notice_put_in_by_two_at_once_is_there_once(outbox: sa.Engine) -> None:
    def put_in(session: Session) -> bool:
        facts = {"user_id": None, "address": "a@x.example", "locale": "en", "kind": "x"}
        texts = {"topic": "tasks", "subject": "S", "text": "T", "html": "H"}
        row = OutgoingMail(
            message_id=new_message_id("x.example"), dedupe_key="asked:1", **facts | texts
        )
        return services._is_first(session, row, "asked:1")

    def put_in_too() -> bool:
        with Session(outbox) as second, second.begin():
            return put_in(second)

    with ThreadPoolExecutor() as threads, Session(outbox) as first:
        assert put_in(first)
        other = threads.submit(put_in_too)
        first.commit()
        assert not other.result()
    assert only(outbox)


# --- processes that are gone -------------------------------------------------


def _leave(outbox: sa.Engine, state: MailState, ago: timedelta) -> None:
    with outbox.begin() as connection:
        connection.execute(
            sa.update(OutgoingMail).values(
                state=state, claimed_by="gone", claimed_at=now() - ago, attempts=1
            )
        )


def _let_time_pass(outbox: sa.Engine) -> None:
    with outbox.begin() as connection:
        connection.execute(sa.update(OutgoingMail).values(not_before=now()))


def test_what_nothing_had_left_of_waits_again(
    outbox: sa.Engine, inbox: Inbox, smtp_url: str
) -> None:
    put(outbox)
    _leave(outbox, MailState.CLAIMED, timedelta(hours=1))
    assert send(outbox, smtp_url) == {MailState.SENT: 1}


def test_what_may_have_left_is_held(outbox: sa.Engine, inbox: Inbox, smtp_url: str) -> None:
    put(outbox)
    _leave(outbox, MailState.HANDING_OVER, timedelta(hours=1))
    assert send(outbox, smtp_url) == {}
    assert only(outbox).state == MailState.UNCERTAIN
    assert inbox.taken == []


@pytest.mark.parametrize("state", [MailState.CLAIMED, MailState.HANDING_OVER])
def test_what_somebody_was_just_at_is_left_alone(
    outbox: sa.Engine, smtp_url: str, state: MailState
) -> None:
    put(outbox)
    _leave(outbox, state, timedelta(minutes=1))
    assert send(outbox, smtp_url) == {}
    assert only(outbox).state == state


def test_whoever_was_given_up_does_not_send_any_more(
    outbox: sa.Engine, inbox: Inbox, smtp_url: str
) -> None:
    put(outbox)
    slow = delivery._claimed(outbox)
    assert slow is not None
    assert send(outbox, smtp_url, gone_after=timedelta(0)) == {MailState.SENT: 1}
    carrier = SmtpServer(smtp_url, "slow.example")
    delivery._send(outbox, slow, carrier, SENDER)
    carrier.close()
    assert len(inbox.taken) == 1
