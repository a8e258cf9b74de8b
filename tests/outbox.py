"""An outbox to fill, and a real mail server on this machine to send it to."""

from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.notifications.models import OutgoingMail, new_message_id

SENDER = "RCP Exchange <no-reply@exchange.example>"


class Inbox:
    """A mail server that notes what it takes, answers as it is told, and may kill its client."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.connections = 0
        self.answers: dict[str, str] = {}
        self.takes_letters = True
        #: Called with each step of a client.
        self.on_event: Callable[[str], None] = lambda _name: None

    @property
    def ids(self) -> Counter[str]:
        """How often each message id was taken."""
        return Counter(
            str(message_from_bytes(content, policy=default)["Message-ID"]).strip("<>")
            for _to, content in self.taken
        )

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Any, hostname: str, lines: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return [line for line in lines if self.takes_letters or "SMTPUTF8" not in line]

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.on_event("MAIL")
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        self.on_event("RCPT")
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            self.taken.append((envelope.rcpt_tos[0], envelope.content))
        self.on_event("DATA")
        return answer


def put(engine: sa.Engine, number: int = 1, **facts: Any) -> list[str]:
    """Put mail into the outbox and return the message ids."""
    common = {
        "locale": "en",
        "kind": "x",
        "topic": "tasks",
        "subject": "S",
        "text": "T",
        "html": "H",
    }
    with Session(engine) as session, session.begin():
        mails = [
            OutgoingMail(
                message_id=new_message_id("exchange.example"),
                **{"address": f"person{n}@gov.example"} | common | facts,
            )
            for n in range(number)
        ]
        session.add_all(mails)
        return [mail.message_id for mail in mails]


def mails(engine: sa.Engine) -> dict[str, OutgoingMail]:
    with Session(engine, expire_on_commit=False) as session:
        return {mail.message_id: mail for mail in session.scalars(sa.select(OutgoingMail))}


def only(engine: sa.Engine) -> OutgoingMail:
    (mail,) = mails(engine).values()
    return mail
