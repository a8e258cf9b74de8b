"""Signing in and out, and one's own account."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, lazy_gettext
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.accounts import queries, services, sessions
from rcp_platform.accounts.forms import (
    ChangePasswordForm,
    LanguageForm,
    NewPasswordForm,
    SignInForm,
)
from rcp_platform.accounts.models import User
from rcp_platform.accounts.roles import ROLE_NAMES
from rcp_platform.core.db import now
from rcp_platform.core.languages import COOKIE, reader_language
from rcp_platform.core.rendering import safe_next
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.extensions import db

bp = Blueprint("accounts", __name__)

_A_YEAR = 365 * 24 * 3600
#: One sentence for every reason, so that it tells nothing about which accounts exist.
_REFUSED = lazy_gettext(
    "This e-mail address and password do not belong together, or there were too many "
    "attempts. Check both; after five wrong attempts, wait up to 15 minutes."
)
_WRONG_PASSWORD = lazy_gettext(
    "This is not your current password, or there were too many attempts. Check it; "
    "after five wrong attempts, wait up to 15 minutes."
)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response | tuple[str, int]:
    """Ask for e-mail and password, and go where the person wanted to go."""
    form = SignInForm()
    target = request.args.get("next")
    if request.method != "POST":
        is_known = current_actor().user_id is not None
        return safe_next(target, _home()) if is_known else _sign_in_page(form)
    if not form.validate():
        return _sign_in_page(form), 422
    user = services.authenticate(db.session, form.email.data or "", form.password.data or "")
    db.session.commit()
    if user is None:
        form.form_errors.append(_REFUSED)
        return _sign_in_page(form), 422
    sessions.begin(user)
    return safe_next(target, _home())


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    """Sign out; also where the session has already ended."""
    sessions.end()
    flash(_("You are signed out."), "success")
    return redirect(_home())


@bp.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> str | Response | tuple[str, int]:
    """Let a person set the first or a new password.

    Only sending the form uses the link up: mail scanners open links before people do.
    """
    link = queries.usable_link(db.session, token)
    if link is None:
        return _link_expired()
    form = NewPasswordForm(link.user.email)
    if request.method != "POST":
        return _welcome_page(link.user, form)
    if not form.validate():
        return _welcome_page(link.user, form), 422
    try:
        user = services.redeem_one_time_link(db.session, token, form.password.data or "")
    except services.LinkExpired:
        return _link_expired()
    db.session.commit()
    sessions.begin(user)
    flash(_("Your password is set and you are signed in."), "success")
    return redirect(_home())


@bp.get("/account")
@signed_in
def account() -> str:
    """Show one's own seats and settings."""
    return _account_page(_own_account())


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> str | Response | tuple[str, int]:
    """Replace the password and sign out everywhere else."""
    user = _own_account()
    if request.method != "POST":
        # Where a choice of language made beside the form's errors comes back to.
        return redirect(url_for(".account"))
    form = ChangePasswordForm(user.email)
    if not form.validate():
        return _account_page(user, form), 422
    is_changed = services.change_password(
        db.session, user, form.current.data or "", form.password.data or "", actor=current_actor()
    )
    db.session.commit()
    if not is_changed:
        form.current.errors = [_WRONG_PASSWORD]
        return _account_page(user, form), 422
    sessions.begin(user)
    flash(_("Your password is changed. Other devices are signed out."), "success")
    return redirect(url_for(".account"))


@bp.post("/account/language")
@signed_in
def account_language() -> Response:
    """Keep the language chosen on the account page."""
    code = LanguageForm().language.data
    answer = _choose_language(code, url_for(".account"))
    with force_locale(code):
        flash(_("The language is saved."), "success")
    return answer


@bp.post("/language/<code>")
@public
def language(code: str) -> Response:
    """Show the pages in another language from now on."""
    return _choose_language(code, _home())


@bp.post("/account/tokens/revoke")
@signed_in
def revoke_tokens() -> Response:
    """Make one's API tokens useless."""
    services.revoke_api_tokens(db.session, _own_account(), actor=current_actor())
    db.session.commit()
    flash(_("All your API tokens are revoked."), "success")
    return redirect(url_for(".account"))


def _choose_language(code: str, fallback: str) -> Response:
    if code not in LANGUAGES:
        raise NotFound
    if current_actor().user_id is not None:
        services.choose_language(db.session, _own_account(), code, actor=current_actor())
        db.session.commit()
    answer = safe_next(request.form.get("next"), fallback)
    answer.set_cookie(
        COOKIE,
        code,
        max_age=_A_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer


def _own_account() -> User:
    return db.session.get_one(User, current_actor().user_id)


def _home() -> str:
    return url_for("home.index")


def _sign_in_page(form: SignInForm) -> str:
    return render_template("accounts/sign_in.html", form=form)


def _welcome_page(user: User, form: NewPasswordForm) -> str:
    return render_template("accounts/welcome.html", user=user, form=form)


def _link_expired() -> tuple[str, int]:
    return render_template("accounts/link_expired.html"), 410


def _account_page(user: User, password_form: ChangePasswordForm | None = None) -> str:
    today = now().date()
    return render_template(
        "accounts/account.html",
        user=user,
        # Held, then to come, then past.
        seats=sorted(
            user.memberships, key=lambda s: (not s.is_held_on(today), s.starts_on <= today)
        ),
        rcp_names=queries.rcp_names(db.session, [seat.rcp_slug for seat in user.memberships]),
        role_names=ROLE_NAMES,
        today=today,
        token_count=queries.token_count(db.session, user),
        password_form=password_form or ChangePasswordForm(user.email),
        language_form=LanguageForm(language=reader_language()),
    )
