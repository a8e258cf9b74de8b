"""Who sends a request: by session cookie, or under /api/ by token."""

from secrets import compare_digest

from flask import Flask, Request, jsonify, redirect, request, session, url_for
from flask import Response as FlaskResponse
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from rcp_platform.accounts import queries
from rcp_platform.accounts.models import User
from rcp_platform.core.rendering import current_path
from rcp_platform.extensions import db

_API = "/api/"


def init_app(app: Flask, login_manager: LoginManager) -> None:
    """Make the app recognise people."""
    app.session_interface = PagesOnly()
    login_manager.init_app(app)
    login_manager.login_view = "accounts.sign_in"
    login_manager.session_protection = "basic"
    login_manager.user_loader(_user_of_cookie)
    login_manager.request_loader(_user_of_token)
    login_manager.unauthorized_handler(_ask_to_sign_in)
    app.before_request(_refuse_wrong_token)


class PagesOnly(SecureCookieSessionInterface):
    """Sessions of pages: a static file is the same for everyone, and kept as such."""

    def save_session(self, app: Flask, session: SessionMixin, response: FlaskResponse) -> None:
        """Leave answers with static files without a cookie and without ``Vary: Cookie``."""
        if request.endpoint != "static":
            super().save_session(app, session, response)


def begin(user: User) -> None:
    """Sign the browser in; nothing of an earlier session is kept."""
    session.clear()
    login_user(user)


def end() -> None:
    """Sign the browser out."""
    logout_user()
    session.clear()


def _user_of_cookie(cookie: str) -> User | None:
    if _bearer_token() is not None:
        # What a request states about itself counts more than the cookie the browser adds.
        return None
    user_id, _dot, session_key = cookie.partition(".")
    user = db.session.get(User, int(user_id)) if user_id.isdecimal() else None
    return user if user and compare_digest(user.session_key, session_key) else None


def _user_of_token(_request: Request) -> User | None:
    token = _bearer_token()
    return None if token is None else queries.token_owner(db.session, token)


def _bearer_token() -> str | None:
    """Return the token of a request to the API, perhaps empty; None where none counts."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    counts = request.path.startswith(_API) and scheme.lower() == "bearer"
    return token.strip() if counts else None


def _refuse_wrong_token() -> Response | None:
    """Say so at once: answering as to a visitor would hide the mistake."""
    if _bearer_token() is not None and not current_user.is_authenticated:
        return _ask_for_token(_("This token is not valid. Ask for a new one."))
    return None


def _ask_to_sign_in() -> Response:
    if request.path.startswith(_API):
        return _ask_for_token(_("Sign in, or send a token: “Authorization: Bearer …”."))
    # Only a page can be come back to.
    target = current_path() if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target))


def _ask_for_token(sentence: str) -> Response:
    answer = jsonify(error=sentence)
    answer.status_code = 401
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
