"""Access declarations for views. A view without one is refused."""

from collections.abc import Callable
from functools import cache, partial, wraps
from typing import Any

from flask import Flask, abort, current_app, request
from flask_login import current_user, login_required
from werkzeug.routing import IntegerConverter, Map, Rule, UnicodeConverter

from rcp_platform.core.access import VISITOR, Actor

_DECLARED = "_access"
_FLASK_OWN = {"static"}
#: Where a request keeps who sent it: what they observe is asked once.
_ACTOR = "rcp_exchange.actor"

View = Callable[..., Any]


class IdConverter(IntegerConverter):
    """A row's id in an address; larger numbers than the database holds are not found."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=2**31 - 1)


class SlugConverter(UnicodeConverter):
    """An RCP's slug in an address."""

    regex = "[a-z0-9][a-z0-9-]{0,59}"


class LazyRule(Rule):
    """An address that is compiled for building when a page first links to it.

    To compile all of them takes a twentieth of a start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(partial(super()._compile_builder, append_unknown))
        return lambda rule, /, **values: compiled()(rule, **values)


def init_app(app: Flask) -> None:
    """Add the address converters and refuse views that declare no access."""
    app.url_rule_class = LazyRule
    app.url_map.converters.update(id=IdConverter, slug=SlugConverter)
    app.before_request(refuse_undeclared)


def current_actor() -> Actor:
    """Return whoever sent the request, as they were when it was first asked.

    The only reader of Flask-Login's ``current_user``.
    """
    if not current_user.is_authenticated:
        return VISITOR
    actor: Actor | None = request.environ.get(_ACTOR)
    if actor is None or not actor.is_user(current_user.id):
        actor = request.environ[_ACTOR] = current_user.actor
    return actor


def public(view: View) -> View:
    """Declare that anyone may see the page."""
    setattr(view, _DECLARED, "public")
    return view


def signed_in(view: View) -> View:
    """Declare that the page needs a signed-in user; finer rules are in the service."""
    wrapped: View = login_required(view)
    setattr(wrapped, _DECLARED, "signed_in")
    return wrapped


def administrators(view: View) -> View:
    """Declare that the page is for platform administrators."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if not current_actor().is_administrator:
            abort(403)
        return view(*args, **kwargs)

    return_value: View = login_required(wrapped)
    setattr(return_value, _DECLARED, "administrators")
    return return_value


def undeclared_endpoints(app: Flask) -> list[str]:
    """Return the endpoints whose view declares no access."""
    return sorted(
        name
        for name, view in app.view_functions.items()
        if name not in _FLASK_OWN and not hasattr(view, _DECLARED)
    )


def refuse_undeclared() -> None:
    """Fail closed: answer 403 for a view that forgot to declare who may see it."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint in _FLASK_OWN:
        return
    if not hasattr(view, _DECLARED):
        abort(403)
