"""Mail is a row in the transaction that asks for it, in the language of whom it is for."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from email_validator import EmailNotValidError
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.core.db import now
from rcp_platform.extensions import db
from rcp_platform.notifications import services
from rcp_platform.notifications.message import bytes_of, message_of
from rcp_platform.notifications.models import Frequency, MailState, OutgoingMail
from rcp_platform.notifications.services import Attachment, send

SENDER = "RCP Exchange <no-reply@exchange.example>"
TEMPLATES = {
    "practices/email/asked.txt": "A review of {{ title }}\nDear {{ recipient.display_name }},\n\n"
    "{{ _('Sign in') }}: {{ address_of('accounts.sign_in') }}\n\n- one\n- two <b>\n",
}


@pytest.fixture(autouse=True)
def templates(app: Flask) -> dict[str, str]:
    """Templates of mail, which a test may add to."""
    app.jinja_env.bytecode_cache = None
    own, added = app.jinja_env.loader, dict(TEMPLATES)
    assert own is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader(added), own])
    return added


@pytest.fixture
def person(make_user: Callable[..., User]) -> User:
    return make_user("bali-process", email="person@gov.example", display_name="Focal point")


def ask(session: Session, to: User | str, **options: object) -> OutgoingMail:
    mail = send(session, to, "practices/asked", topic="tasks", title="Patrols", **options)  # type: ignore[arg-type]
    assert mail is not None
    return mail


def test_the_first_line_is_the_subject_and_the_rest_the_text(
    session: Session, person: User
) -> None:
    mail = ask(session, person)
    assert mail.subject == "A review of Patrols"
    assert mail.text.startswith("Dear Focal point,\n\nSign in: http://127.0.0.1:8000/sign-in\n")
    assert mail.address == "person@gov.example"


def test_the_html_part_shows_the_text_with_links_and_escaped(
    session: Session, person: User
) -> None:
    html = ask(session, person).html
    assert 'href="http://127.0.0.1:8000/sign-in"' in html
    assert "two &lt;b&gt;</li>" in html


def test_a_template_of_its_own_takes_the_place_of_the_html_part(
    templates: dict[str, str], session: Session, person: User
) -> None:
    templates["practices/email/asked.html"] = (
        '{% extends "notifications/email/base.html" %}'
        "{% block content %}<b>{{ title }}</b>{% endblock %}"
    )
    assert "<b>Patrols</b>" in ask(session, person).html


@pytest.mark.parametrize(("language", "word"), [("fr", "Se connecter"), (None, "Sign in")])
def test_mail_is_in_the_language_of_whom_it_is_for(
    session: Session, person: User, language: str | None, word: str
) -> None:
    person.language = language
    assert f"{word}: http" in ask(session, person).text


def test_mail_in_arabic_reads_from_right_to_left(session: Session, person: User) -> None:
    person.language = "ar"
    assert '<html lang="ar" dir="rtl">' in ask(session, person).html


def test_addresses_are_those_of_the_public_site_whatever_host_was_asked(
    app: Flask, session: Session, person: User
) -> None:
    with app.test_request_context(base_url="http://evil.example"):
        assert "evil.example" not in ask(session, person).text


def test_nothing_is_in_the_outbox_when_the_transaction_is_undone(
    session: Session, person: User
) -> None:
    ask(session, person)
    session.rollback()
    assert session.query(OutgoingMail).count() == 0


def test_the_same_notice_is_put_in_once(session: Session, person: User) -> None:
    ask(session, person, dedupe_key="asked:1")
    session.commit()
    assert send(session, person, "practices/asked", topic="tasks", dedupe_key="asked:1") is None
    ask(session, person, dedupe_key="asked:2")
    session.commit()
    assert session.query(OutgoingMail).count() == 2


def test_a_notice_that_was_there_leaves_the_transaction_as_it_was(
    session: Session, person: User
) -> None:
    ask(session, person, dedupe_key="asked:1")
    session.commit()
    person.display_name = "Chair"
    send(session, person, "practices/asked", topic="tasks", dedupe_key="asked:1")
    session.commit()
    assert session.get_one(User, person.id).display_name == "Chair"


def test_an_undeclared_topic_is_a_mistake(session: Session, person: User) -> None:
    with pytest.raises(KeyError):
        send(session, person, "practices/asked", topic="misspelt")


def test_whoever_wants_none_of_a_topic_gets_none(session: Session, person: User) -> None:
    services.set_frequency(session, person, "tasks", Frequency.NEVER, actor=person.actor)
    assert send(session, person, "practices/asked", topic="tasks") is None
    assert send(session, person, "practices/asked", topic="account") is not None


def test_what_waits_of_a_stopped_topic_is_not_sent(session: Session, person: User) -> None:
    stopped = send(session, person, "practices/asked", topic="follows:search-1")
    kept = ask(session, person)
    assert stopped is not None
    services.set_frequency(session, person, "follows", Frequency.NEVER, actor=person.actor)
    session.refresh(stopped)
    session.refresh(kept)
    assert (stopped.state, kept.state) == (MailState.CANCELLED, MailState.WAITING)


# --- the message -------------------------------------------------------------


def test_a_message_has_what_mail_programs_need(session: Session, person: User) -> None:
    mail = ask(session, person)
    session.commit()
    message = message_of(mail, SENDER)
    assert message["From"] == SENDER
    assert message["To"] == "person@gov.example"
    assert message["Message-ID"] == f"<{mail.message_id}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert message["Date"]
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_every_try_has_the_same_message_id(session: Session, person: User) -> None:
    mail = ask(session, person)
    first, second = message_of(mail, SENDER), message_of(mail, SENDER)
    assert first["Message-ID"] == second["Message-ID"]


def test_the_address_that_stops_a_topic_is_readable_on_the_wire(
    app: Flask, session: Session, person: User
) -> None:
    mail = send(session, person, "practices/asked", topic="follows:search-1234567890")
    assert mail is not None
    stop = mail.headers["List-Unsubscribe"]
    wire = bytes_of(message_of(mail, SENDER)).decode("ascii")
    assert f"List-Unsubscribe: {stop}\r\n" in wire


def test_mail_programs_may_stop_it_by_themselves_over_https_only(
    app: Flask, session: Session, person: User
) -> None:
    assert "List-Unsubscribe-Post" not in ask(session, person).headers
    settings = app.extensions["settings"]
    object.__setattr__(settings, "public_url", "https://exchange.example/rcp")
    mail = ask(session, person)
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["List-Unsubscribe"].startswith("<https://exchange.example/rcp/mail/")


@pytest.mark.parametrize("to", ["account", "someone@else.example"])
def test_what_cannot_be_stopped_offers_no_way_to(session: Session, person: User, to: str) -> None:
    mail = send(
        session,
        person if to == "account" else to,
        "practices/asked",
        topic="account" if to == "account" else "tasks",
        recipient=person,
    )
    assert mail is not None
    assert "List-Unsubscribe" not in mail.headers
    assert "/mail/unsubscribe/" not in mail.text + mail.html


def test_attachments_travel_with_the_mail(session: Session, person: User) -> None:
    invitation = Attachment("meeting.ics", "text/calendar", b"BEGIN:VCALENDAR\xc3\xa9")
    mail = ask(session, person, attachments=[invitation])
    session.commit()
    (attached,) = message_of(mail, SENDER).iter_attachments()
    assert attached.get_filename() == "meeting.ics"
    assert attached.get_payload(decode=True) == b"BEGIN:VCALENDAR\xc3\xa9"


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n", "\u2028", "\x0b", "\x85"])
def test_nothing_that_people_write_becomes_a_header(
    session: Session, person: User, line_end: str
) -> None:
    evil = f"Patrols{line_end}Bcc: everyone@evil.example{line_end}{line_end}body"
    mail = send(session, person, "practices/asked", topic="tasks", title=evil)
    assert mail is not None
    wire = bytes_of(message_of(mail, SENDER))
    head, _blank, _body = wire.partition(b"\r\n\r\n")
    assert b"\nBcc" not in head
    assert b"\rBcc" not in head
    assert message_of(mail, SENDER)["Bcc"] is None


@pytest.mark.parametrize(
    "address", ["a@x.example\nBcc: b@x.example", "a@x.example, b@x.example", "a b@x.example", ""]
)
def test_an_address_is_one_address_or_no_message(
    session: Session, address: str, person: User
) -> None:
    mail = ask(session, person)
    mail.address = address
    with pytest.raises(EmailNotValidError):
        message_of(mail, SENDER)


def test_extra_headers_cannot_carry_others(session: Session, person: User) -> None:
    mail = ask(session, person, headers={"References": "<a@x>\r\nBcc: b@x.example"})
    with pytest.raises(ValueError, match="linefeed"):
        message_of(mail, SENDER)


def test_letters_of_every_language_travel_in_seven_bits(session: Session, person: User) -> None:
    mail = send(session, person, "practices/asked", topic="tasks", title="Практика ممارسة " * 20)
    assert mail is not None
    wire = bytes_of(message_of(mail, SENDER))
    assert wire.isascii()
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998
    assert "Практика ممارسة" in message_of(mail, SENDER)["Subject"]


def test_a_domain_in_other_letters_is_written_in_ascii(session: Session, person: User) -> None:
    mail = ask(session, person)
    mail.address = "person@bücher.example"
    assert b"To: person@xn--bcher-kva.example\r\n" in bytes_of(message_of(mail, SENDER))


# --- what is kept ------------------------------------------------------------


def test_what_left_long_ago_is_emptied_and_the_rest_is_kept(
    session: Session, person: User, run_command: Callable[..., object]
) -> None:
    old, waiting = ask(session, person, dedupe_key="asked:1"), ask(session, person)
    old.created_at = waiting.created_at = now() - timedelta(days=31)
    session.commit()
    session.connection().exec_driver_sql(
        "UPDATE outgoing_mail SET state = 'sent', sent_at = created_at WHERE dedupe_key = 'asked:1'"
    )
    session.commit()
    run_command("jobs", "run", "mail.forget")
    session.expire_all()
    assert (old.text, old.html) == ("", "")
    assert old.dedupe_key == "asked:1"
    assert waiting.text


def test_mail_of_a_deleted_account_goes_with_it(session: Session, person: User) -> None:
    ask(session, person)
    session.commit()
    session.connection().exec_driver_sql("DELETE FROM memberships")
    session.connection().exec_driver_sql("DELETE FROM users")
    assert db.session.query(OutgoingMail).count() == 0
