"""What every template may use."""

import hashlib
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from babel import Locale, localedata
from flask import Flask, redirect, request
from flask_babel import format_date, format_datetime
from werkzeug.wrappers import Response

from rcp_platform.core import countries, vocabularies
from rcp_platform.core.languages import direction
from rcp_platform.core.text import blocks
from rcp_platform.core.vocabularies import LANGUAGES


def day(moment: datetime) -> str:
    """Return a date in the reader's language."""
    return str(format_date(moment, format="long"))


def moment(at: datetime) -> str:
    """Return a date and time with its zone in the reader's language."""
    return f"{format_datetime(at.astimezone(UTC), format='d MMMM y, HH:mm', rebase=False)} (UTC)"


def safe_next(target: str | None, fallback: str) -> Response:
    """Redirect to a path on this site, or to the fallback if it points anywhere else."""
    return redirect(target if target and _is_path_here(target) else fallback)


def _is_path_here(target: str) -> bool:
    """Browsers drop control characters and read "\\" as "/": both would lead elsewhere."""
    return target.startswith("/") and target[1:2] not in {"/", "\\"} and target.isprintable()


def language_name(code: str) -> str:
    """Return a language's name in itself, or its code if nobody knows it."""
    name = LANGUAGES.get(code)
    if name is None and code in Locale("en").languages:
        name = Locale.parse(code).get_display_name(code) if localedata.exists(code) else None
    return name or str(Locale("en").languages.get(code, code))


def current_path() -> str:
    """Return the path and query of the page being shown, to come back to."""
    return request.full_path.rstrip("?")


@cache
def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""


@cache
def _version() -> str:
    """What is installed is looked up once: it takes two milliseconds."""
    return version("rcp-exchange")


def init_app(app: Flask) -> None:
    """Give the templates their filters and globals, and static files their fingerprints."""
    static = Path(str(app.static_folder))

    @app.url_defaults
    def name_content(endpoint: str, values: dict[str, Any]) -> None:
        """Browsers keep a static file for a year: a changed one has another address."""
        if endpoint == "static":
            values["v"] = _fingerprint(static / values["filename"])

    app.jinja_env.filters.update(blocks=blocks, day=day, moment=moment)
    app.jinja_env.globals.update(
        country_name=countries.name_of,
        current_path=current_path,
        direction=direction,
        language_name=language_name,
        languages=LANGUAGES,
        vocabularies=vocabularies,
    )
    app.context_processor(lambda: {"site_version": _version()})
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
