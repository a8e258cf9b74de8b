"""Settings: read once from the environment (``RCP_…``) and ``settings.toml`` in the instance.

The environment wins. There is no default secret: without one the platform does not start.
"""

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from email.utils import getaddresses
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from rcp_platform import paths

DEFAULT_MODEL = "all-MiniLM-L6-v2"

#: The settings that are numbers: what they may be, and of what.
_NUMBERS = {
    "feedback_days": (range(10_000), "days"),
    "max_upload_mb": (range(1, 501), "megabytes"),
    "update_due_months": (range(1, 121), "months"),
}


class SettingsError(click.ClickException):
    """A setting is missing or wrong; the message says which and what to set."""


class Vectors(StrEnum):
    """Where vectors are searched."""

    PROCESS = "process"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True)
class Settings:
    """Everything an operator may set."""

    instance: Path
    secret_key: str
    #: Empty means a SQLite file in the instance folder.
    database_url: str = ""
    #: The default model, or any sentence-transformers name or folder.
    model: str = DEFAULT_MODEL
    #: What the model reads before every query and every passage; None means what it asks for.
    query_prefix: str | None = None
    passage_prefix: str | None = None
    #: Where people reach the site; https turns on secure cookies.
    public_url: str = "http://127.0.0.1:8000"
    #: Days for which the searches of people who allow it are kept; 0 keeps none.
    feedback_days: int = 180
    #: In the memory of each process, or, where they are too many, in the database.
    vectors: Vectors = Vectors.PROCESS
    #: The largest file that may be attached, in megabytes of 1024 x 1024 bytes.
    max_upload_mb: int = 20
    #: How long a practice holds without being confirmed by its RCP.
    update_due_months: int = 12
    #: The mail server, such as ``smtp://user:password@host:587``; empty writes mail to a folder.
    smtp_url: str = ""
    #: The sender of mail; empty means ``no-reply`` at the host of ``public_url``.
    mail_from: str = ""
    #: Where several machines share the queue of their workers; empty means a file in the instance.
    redis_url: str = ""

    @property
    def sender(self) -> str:
        """From whom mail comes, as the ``From`` header says it."""
        return self.mail_from or f"RCP Exchange <no-reply@{urlsplit(self.public_url).hostname}>"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.database_url or f"sqlite:///{self.instance / 'exchange.sqlite'}"

    @property
    def files_folder(self) -> Path:
        """Where files that people send are kept."""
        return self.instance / "files"

    @property
    def models_folder(self) -> Path:
        """Where prepared models are kept."""
        return self.instance / "models"


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this instance, or raise :exc:`SettingsError`."""
    instance = paths.instance_path()
    values = _from_file(instance / "settings.toml")
    for field in fields(Settings):
        if field.name != "instance" and (value := environ.get(f"RCP_{field.name.upper()}")):
            values[field.name] = value
    if len(values.get("secret_key", "")) < 32:
        raise SettingsError(
            "No secret key is set. Run “rcp-exchange init” to prepare this instance, or set "
            "RCP_SECRET_KEY to at least 32 random characters."
        )
    numbers: dict[str, Any] = {
        name: _number(name, allowed, unit, values.pop(name))
        for name, (allowed, unit) in _NUMBERS.items()
        if name in values
    }
    vectors = _vectors(values.pop("vectors", Vectors.PROCESS))
    settings = Settings(instance=instance, **{**values, **numbers, "vectors": vectors})
    _check_mail(settings)
    if vectors == Vectors.POSTGRESQL and not settings.database.startswith("postgresql"):
        raise SettingsError(
            "vectors (RCP_VECTORS) is “postgresql”, but the database is not. Set RCP_DATABASE_URL "
            "to a PostgreSQL database, or RCP_VECTORS to “process”."
        )
    return settings


def _check_mail(settings: Settings) -> None:
    if not settings.smtp_url:
        return
    from email_validator import validate_email

    server = urlsplit(settings.smtp_url)
    if server.scheme not in {"smtp", "smtps"} or not server.hostname:
        # Without the address itself: it may hold a password.
        raise SettingsError(
            "smtp_url (RCP_SMTP_URL) must be like smtp://user:password@mail.example.org:587, or "
            "smtps://… where the whole connection is encrypted."
        )
    try:
        ((_name, address),) = getaddresses([settings.sender])
        validate_email(address, check_deliverability=False, test_environment=True)
    except ValueError as error:
        raise SettingsError(
            "mail_from (RCP_MAIL_FROM) must be an address that mail can come from, like "
            f"“RCP Exchange <exchange@example.org>”, not “{settings.sender[:80]}”."
        ) from error


def _vectors(written: str) -> Vectors:
    if written not in set(Vectors):
        raise SettingsError(
            f"vectors (RCP_VECTORS) must be “process” or “postgresql”, not “{written[:40]}”."
        )
    return Vectors(written)


def _number(name: str, allowed: range, unit: str, written: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", written) or int(written) not in allowed:
        raise SettingsError(
            f"{name} (RCP_{name.upper()}) must be a number of {unit} from {allowed[0]} to "
            f"{allowed[-1]}, not “{written[:40]}”."
        )
    return int(written)


def _from_file(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
    known = {field.name for field in fields(Settings)} - {"instance"}
    if unknown := sorted(values.keys() - known):
        raise SettingsError(
            f"{file} has unknown settings: {', '.join(unknown)}. "
            f"Known are: {', '.join(sorted(known))}."
        )
    if wrong := sorted(name for name, value in values.items() if not isinstance(value, str)):
        raise SettingsError(f"{file}: {', '.join(wrong)} must be text in quotes.")
    return values


def write_first_settings(instance: Path) -> bool:
    """Write ``settings.toml`` with a new secret unless there is one. Returns whether it did."""
    file = instance / "settings.toml"
    if file.exists():
        return False
    instance.mkdir(parents=True, exist_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(f'# Keep this file private.\nsecret_key = "{secrets.token_urlsafe(48)}"\n')
    return True
