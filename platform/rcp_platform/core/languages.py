"""The language of the pages: the person's own, else the cookie's, else the browser's."""

from flask import has_request_context, request
from flask_babel import get_locale
from flask_login import current_user

from rcp_platform.core.vocabularies import LANGUAGES, RIGHT_TO_LEFT

COOKIE = "language"
#: How dates and numbers are written where CLDR's plain language follows another usage.
_FORMATS = {"en": "en_GB", "pt": "pt_PT"}


def reader_language() -> str:
    """Return the ISO 639-1 code of the language to answer in."""
    if not has_request_context():
        return "en"
    chosen = (current_user.is_authenticated and current_user.language) or request.cookies.get(
        COOKIE
    )
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES) or "en"


def reader_locale() -> str:
    """Return the locale that Flask-Babel translates and formats in."""
    return locale_of(reader_language())


def locale_of(code: str) -> str:
    """Return the locale in which texts in a language (ISO 639-1) are written."""
    return _FORMATS.get(code, code)


def direction(code: str) -> str:
    """Return the writing direction of a language, as HTML's ``dir``."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def page_language() -> dict[str, object]:
    """Return what every template needs to know of languages."""
    locale = get_locale()
    code = locale.language if locale else "en"
    return {
        "locale_code": code,
        "text_direction": direction(code),
    }
