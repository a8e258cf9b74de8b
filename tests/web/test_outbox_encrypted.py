"""Mail goes to other machines over encrypted connections with valid certificates, or not at all."""

import smtplib
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from tests.outbox import SENDER, Inbox, only, put

from rcp_platform.core.db import Base
from rcp_platform.notifications.delivery import deliver
from rcp_platform.notifications.models import MailState
from rcp_platform.notifications.smtp import SmtpServer

#: Not among the names of this machine, so that the connection counts as one to another.
ELSEWHERE = "mail.exchange.example"
_CONNECT = smtplib.SMTP.connect

pytestmark = pytest.mark.skipif(which("openssl") is None, reason="makes certificates with openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for the server that nobody vouches for, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    file, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", f"/CN={ELSEWHERE}", "-addext", f"subjectAltName=DNS:{ELSEWHERE}"]
    key_kind = ["-newkey", "ed25519", "-nodes", "-keyout", str(key)]
    subprocess.run(
        ["openssl", "req", "-x509", "-days", "2", "-out", str(file), *key_kind, *subject],
        check=True,
        capture_output=True,
    )
    return file, key


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/outbox.sqlite")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def serve(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., int]]:
    """Start a mail server on this machine, reached as if it were elsewhere; return its port."""
    resolve = socket.getaddrinfo
    monkeypatch.setattr("smtplib.SMTP.connect", _CONNECT)
    monkeypatch.setattr(
        "socket.getaddrinfo",
        lambda host, *args, **kw: resolve("127.0.0.1" if host == ELSEWHERE else host, *args, **kw),
    )
    with ExitStack() as stack:

        def start(**options: Any) -> int:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port: int = free.getsockname()[1]
            controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
            controller.start()
            stack.callback(controller.stop)
            return port

        yield start


@pytest.fixture
def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def trust(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


def outcome(engine: sa.Engine, url: str) -> MailState:
    put(engine)
    (state,) = deliver(engine, SmtpServer(url, "test.example"), SENDER)
    return state


@pytest.mark.usefixtures("trust")
def test_a_connection_turns_to_encryption(
    engine: sa.Engine, serve: Callable[..., int], tls: ssl.SSLContext, inbox: Inbox
) -> None:
    port = serve(tls_context=tls, require_starttls=True)
    assert outcome(engine, f"smtp://{ELSEWHERE}:{port}") == MailState.SENT
    assert len(inbox.taken) == 1


@pytest.mark.usefixtures("trust")
def test_a_connection_is_encrypted_from_the_start(
    engine: sa.Engine, serve: Callable[..., int], tls: ssl.SSLContext
) -> None:
    port = serve(ssl_context=tls)
    assert outcome(engine, f"smtps://{ELSEWHERE}:{port}") == MailState.SENT


def test_a_certificate_nobody_vouches_for_is_not_accepted(
    engine: sa.Engine, serve: Callable[..., int], tls: ssl.SSLContext, inbox: Inbox
) -> None:
    port = serve(tls_context=tls)
    assert outcome(engine, f"smtp://{ELSEWHERE}:{port}") == MailState.WAITING
    assert "CERTIFICATE_VERIFY_FAILED" in str(only(engine).last_error)
    assert inbox.taken == []


def test_a_server_elsewhere_that_offers_no_encryption_gets_nothing(
    engine: sa.Engine, serve: Callable[..., int], inbox: Inbox
) -> None:
    assert outcome(engine, f"smtp://{ELSEWHERE}:{serve()}") == MailState.WAITING
    assert "STARTTLS" in str(only(engine).last_error)
    assert inbox.taken == []


@pytest.mark.usefixtures("trust")
@pytest.mark.parametrize(
    ("password", "state"), [("p%40ss%2Fword", MailState.SENT), ("wrong", MailState.WAITING)]
)
def test_the_server_asks_who_we_are(
    engine: sa.Engine,
    serve: Callable[..., int],
    tls: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
    password: str,
    state: MailState,
) -> None:
    # The server of these tests does not answer any more once a password was wrong.
    monkeypatch.setattr("rcp_platform.notifications.smtp._TIMEOUT_SECONDS", 2)

    def is_right(_server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"rcp", b"p@ss/word"))

    port = serve(tls_context=tls, require_starttls=True, authenticator=is_right, auth_required=True)
    assert outcome(engine, f"smtp://rcp:{password}@{ELSEWHERE}:{port}") == state
    assert "wrong" not in str(only(engine).last_error)
