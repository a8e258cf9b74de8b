"""A mail server as a carrier of mail."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from rcp_platform.notifications.carriers import Refused, Unreachable
from rcp_platform.notifications.message import bytes_of, recipient_of, sender_of

_TIMEOUT_SECONDS = 30
_SUBMISSION = 587
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


class SmtpServer:
    """A mail server, over one connection for as long as that holds."""

    def __init__(self, url: str, greeting: str) -> None:
        """Name the server as ``smtp://user:password@host:587`` or ``smtps://…``.

        The greeting is the host name by which we introduce ourselves.
        """
        self._url = urlsplit(url)
        self._greeting = greeting
        self._connection: smtplib.SMTP | None = None

    def announce(self, message: EmailMessage) -> None:
        """Connect where we are not connected, and give the envelope."""
        recipient = recipient_of(message)
        try:
            connection = self._connected()
            options = _options(connection, recipient)
            # The server may not want this sender, or so much mail: no fault of the message.
            _expect_success(connection.mail(sender_of(message), options))
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Unreachable(_reason(error)) from error
        try:
            _expect_success(connection.rcpt(recipient))
        except smtplib.SMTPResponseException as error:
            raise _refused(error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Unreachable(_reason(error)) from error

    def hand_over(self, message: EmailMessage) -> None:
        """Give the message; only the server's own answer tells that it was not taken."""
        assert self._connection is not None  # noqa: S101  connected when it was announced
        try:
            answer = self._connection.data(bytes_of(message))
        except smtplib.SMTPDataError as error:
            raise _refused(error) from error
        except (OSError, smtplib.SMTPException):
            self.close()
            raise
        try:
            _expect_success(answer)
        except smtplib.SMTPResponseException as error:
            raise _refused(error) from error

    def has_taken(self, message_id: str) -> None:
        """Nobody can ask a mail server."""

    def close(self) -> None:
        """Say goodbye if the connection still stands."""
        if self._connection is not None:
            try:
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None

    def _connected(self) -> smtplib.SMTP:
        """Return a connection in which nothing is begun; one that was cut is made anew."""
        if self._connection is not None:
            try:
                _expect_success(self._connection.rset())
            except (OSError, smtplib.SMTPException):
                self.close()
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port or 0
        is_encrypted = self._url.scheme == "smtps"
        connection = self._begun(host, port, is_encrypted)
        try:
            if not is_encrypted and host not in _THIS_MACHINE:
                # Raises where the server offers no encryption, or has no valid certificate.
                connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
            if self._url.username:
                connection.login(unquote(self._url.username), unquote(self._url.password or ""))
        except (OSError, smtplib.SMTPException):
            connection.close()
            raise
        return connection

    def _begun(self, host: str, port: int, is_encrypted: bool) -> smtplib.SMTP:
        if is_encrypted:
            return smtplib.SMTP_SSL(
                host,
                port,
                self._greeting,
                timeout=_TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(host, port or _SUBMISSION, self._greeting, _TIMEOUT_SECONDS)


def _options(connection: smtplib.SMTP, recipient: str) -> list[str]:
    if recipient.isascii():
        return []
    if not connection.has_extn("smtputf8"):
        raise Refused("The mail server takes no addresses with such letters.", for_good=True)
    return ["SMTPUTF8"]


def _expect_success(answer: tuple[int, bytes]) -> None:
    if not 200 <= answer[0] < 300:
        raise smtplib.SMTPResponseException(*answer)


def _refused(error: smtplib.SMTPResponseException) -> Refused:
    return Refused(_reason(error), for_good=error.smtp_code >= 500)


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        return f"{error.smtp_code} {text}"
    return str(error) or type(error).__name__
