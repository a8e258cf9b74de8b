"""Where mail goes is said in the settings, and a mistake there stops the start."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rcp_platform.config import Settings, SettingsError, load
from rcp_platform.notifications.carriers import Folder
from rcp_platform.notifications.delivery import carrier_of
from rcp_platform.notifications.smtp import SmtpServer

Read = Callable[..., Settings]

SERVER = "smtp://rcp:secret@mail.example.org:587"


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    monkeypatch.setenv("RCP_INSTANCE_PATH", str(tmp_path))

    def read_settings(**settings: str) -> Settings:
        return load({"RCP_SECRET_KEY": "k" * 40} | {f"RCP_{n}": v for n, v in settings.items()})

    return read_settings


@pytest.mark.parametrize(
    ("url", "kind"), [("", Folder), (SERVER, SmtpServer), ("smtps://[::1]", SmtpServer)]
)
def test_mail_goes_to_the_server_that_is_set_else_to_a_folder(
    read: Read, url: str, kind: type
) -> None:
    settings = read(SMTP_URL=url, MAIL_FROM="exchange@example.org")
    assert isinstance(carrier_of(settings), kind)


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://rcp:secret@mail.example.org", "smtp://"]
)
def test_an_address_that_is_no_mail_server_is_refused_without_showing_it(
    read: Read, url: str
) -> None:
    with pytest.raises(SettingsError, match="smtp://user:password@") as refused:
        read(SMTP_URL=url, MAIL_FROM="exchange@example.org")
    assert "secret" not in refused.value.message


@pytest.mark.parametrize("sender", ["", "exchange", "a@x.example, b@x.example", "RCP <x>"])
def test_a_server_needs_a_sender_that_mail_can_come_from(read: Read, sender: str) -> None:
    with pytest.raises(SettingsError, match="RCP_MAIL_FROM"):
        read(SMTP_URL=SERVER, MAIL_FROM=sender)


def test_the_sender_is_at_the_public_site_unless_it_is_set(read: Read) -> None:
    site = "https://exchange.example.org"
    assert read(PUBLIC_URL=site).sender == "RCP Exchange <no-reply@exchange.example.org>"
    assert read(SMTP_URL=SERVER, PUBLIC_URL=site).smtp_url == SERVER
    assert read(MAIL_FROM="Us <us@x.example>").sender == "Us <us@x.example>"
