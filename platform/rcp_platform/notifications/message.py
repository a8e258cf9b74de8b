"""A mail of the outbox as a message on the wire."""

from base64 import b64decode
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime

from rcp_platform.core.db import now
from rcp_platform.notifications.models import OutgoingMail


class _AsWritten(UnstructuredHeader):
    """A header that is one long word.

    The standard library would encode it, and no mail program reads an address then.
    """

    def fold(self, *, policy: Policy) -> str:
        """Return the line as it goes out."""
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]  # a mixin


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _AsWritten)  # type: ignore[arg-type]  # typeshed
_POLICY = SMTP.clone(header_factory=_HEADERS, cte_type="7bit")


def message_of(mail: OutgoingMail, sender: str) -> EmailMessage:
    """Return the mail as a message from the sender, in 7 bits.

    Raises :exc:`ValueError` for an address or a header that cannot be one.
    """
    message = EmailMessage(_POLICY)
    message["From"] = sender
    message["To"] = _recipient(mail.address)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{mail.message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    for name, media_type, content in mail.attachments:
        main, _slash, sub = media_type.partition("/")
        message.add_attachment(b64decode(content), maintype=main, subtype=sub, filename=name)
    # At the end: while parts are added, such headers move into the first one.
    message["Content-Language"] = mail.locale
    return message


def recipient_of(message: EmailMessage) -> str:
    """Return the address the message goes to."""
    address: str = message["To"].addresses[0].addr_spec
    return address


def sender_of(message: EmailMessage) -> str:
    """Return the address the message comes from."""
    address: str = message["From"].addresses[0].addr_spec
    return address


def bytes_of(message: EmailMessage) -> bytes:
    """Return the message as it is sent; headers are in UTF-8 only where the recipient needs it."""
    return message.as_bytes(policy=_POLICY.clone(utf8=not recipient_of(message).isascii()))


def _recipient(address: str) -> Address:
    """Return the address with its domain in ASCII; letters before the @ stay as they are."""
    from email_validator import validate_email

    found = validate_email(address, check_deliverability=False, test_environment=True)
    return Address(username=found.local_part, domain=found.ascii_domain)
