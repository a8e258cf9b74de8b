"""Mail from templates: ``templates/<domain>/email/<message>.txt``.

The first line is the subject, the rest the text. Where there is a ``<message>.html`` beside it
(it extends ``notifications/email/base.html``) that is the HTML part; otherwise the text is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import force_locale
from jinja2 import Template

from rcp_platform.core.languages import direction, locale_of
from rcp_platform.notifications.links import address_of


@dataclass(frozen=True)
class Written:
    """A mail in one language."""

    subject: str
    text: str
    html: str


def written(kind: str, language: str, context: Mapping[str, Any]) -> Written:
    """Return a mail, such as ``practices/review_asked``, in a language (ISO 639-1).

    Templates have ``address_of(endpoint, …)`` for full addresses, and what the context holds.
    """
    domain, _slash, message = kind.partition("/")
    name = f"{domain}/email/{message}"
    given = {
        **context,
        "address_of": address_of,
        # What pages have would take the host from the request.
        "url_for": address_of,
        "locale_code": language,
        "text_direction": direction(language),
    }
    with force_locale(locale_of(language)):
        subject, _newline, body = _template(f"{name}.txt").render(given).partition("\n")
        given |= {"subject": " ".join(subject.split()), "body": body.strip()}
        return Written(
            subject=given["subject"],
            text=_template("notifications/email/base.txt").render(given),
            html=_template(f"{name}.html", "notifications/email/text.html").render(given),
        )


def _template(*names: str) -> Template:
    """Return the first of these that there is; no context processors: mail has no reader yet."""
    return current_app.jinja_env.select_template(names)
