"""Settings: read once from the environment (``RCP_…``) and ``settings.toml`` in the instance.

The environment wins. There is no default secret: without one the platform does not start.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import click

from rcp_platform import paths

DEFAULT_MODEL = "all-MiniLM-L6-v2"


class SettingsError(click.ClickException):
    """A setting is missing or wrong; the message says which and what to set."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator may set."""

    instance: Path
    secret_key: str
    #: Empty means a SQLite file in the instance folder.
    database_url: str = ""
    #: The default model, or any sentence-transformers name or folder.
    model: str = DEFAULT_MODEL
    #: Where people reach the site; https turns on secure cookies.
    public_url: str = "http://127.0.0.1:8000"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.database_url or f"sqlite:///{self.instance / 'exchange.sqlite'}"

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
    return Settings(instance=instance, **values)


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
