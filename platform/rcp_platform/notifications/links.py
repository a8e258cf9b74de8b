"""Addresses that mail leads to: on the public site, and signed where they do something."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from rcp_platform.config import Settings

#: The purpose of links that stop mail: a user's id and a topic.
UNSUBSCRIBE = "unsubscribe"


def signed(purpose: str, data: Any) -> str:
    """Return data (as JSON has it) as a text fit for a URL that only this site can have written.

    What is signed for one purpose is worth nothing for another. The data can be read by anyone.
    """
    return str(_serializer(purpose).dumps(data))


def read(purpose: str, token: str, max_age: int | None = None) -> Any | None:
    """Return what this site signed for the purpose, at most ``max_age`` seconds ago.

    None for any other text.
    """
    try:
        return _serializer(purpose).loads(token, max_age=max_age)
    except BadData:
        return None


def site_host() -> str:
    """Return the name of the host on which the public site is."""
    settings: Settings = current_app.extensions["settings"]
    return urlsplit(settings.public_url).hostname or "localhost"


def address_of(endpoint: str, **values: Any) -> str:
    """Return the full address of a page on the public site, whatever host a request came to."""
    settings: Settings = current_app.extensions["settings"]
    site = urlsplit(settings.public_url)
    pages = current_app.url_map.bind(
        site.netloc, script_name=site.path or "/", url_scheme=site.scheme
    )
    return pages.build(endpoint, values, force_external=True)


def unsubscribe_address(user_id: int, topic: str) -> str:
    """Return the address at which a person stops mail on a topic, without signing in."""
    token = signed(UNSUBSCRIBE, [user_id, topic])
    return address_of("notifications.unsubscribe", token=token)


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"link: {purpose}")
