"""Stopping mail from a link in it, and choosing how often one wants it."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from rcp_platform.accounts.models import User
from rcp_platform.core.forms import Form
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.extensions import csrf, db
from rcp_platform.notifications import (
    jobs,  # noqa: F401  declares what is done again and again
    links,
    queries,
    services,
)
from rcp_platform.notifications.forms import preferences_form
from rcp_platform.notifications.models import Frequency
from rcp_platform.notifications.topics import TOPICS, Topic, topic_of

bp = Blueprint("notifications", __name__, url_prefix="/mail")


@bp.get("/unsubscribe/<token>")
@public
def unsubscribe(token: str) -> str:
    """Say what would stop: programs that look for harmful links open them before people do."""
    user, _topic, known = _of_link(token)
    return render_template(
        "notifications/unsubscribe.html", token=token, user=user, topic=known, is_done=False
    )


@bp.post("/unsubscribe/<token>")
@public
def stop(token: str) -> str:
    """Stop mail on a topic without signing in: the person's button, or a mail program (RFC 8058).

    The signature stands in for the form's own token.
    """
    user, topic, known = _of_link(token)
    services.set_frequency(db.session, user, topic, Frequency.NEVER, actor=user.actor)
    db.session.commit()
    return render_template(
        "notifications/unsubscribe.html", token=token, user=user, topic=known, is_done=True
    )


csrf.exempt(stop)


@bp.post("/preferences")
@signed_in
def save_preferences() -> Response:
    """Keep how often one wants mail on each topic."""
    form = preferences_form()
    if not form.validate():
        abort(400)
    user = _own_account()
    before = mail_frequencies()
    for topic, frequency in form.data.items():
        if topic in before and frequency != before[topic]:
            services.set_frequency(
                db.session, user, topic, Frequency(frequency), actor=current_actor()
            )
    db.session.commit()
    flash(_("Your choices about mail are saved."), "success")
    return redirect(url_for("accounts.account") + "#mail")


def mail_form() -> Form:
    """Return the part of the account page that is about mail."""
    return preferences_form(mail_frequencies())


def mail_frequencies() -> dict[str, Frequency]:
    """Return how often whoever is signed in wants mail on each topic that may be stopped."""
    names = [name for name, topic in TOPICS.items() if topic.may_be_stopped]
    said = queries.preferences_of(db.session, _own_account().id, names)
    return {name: said.get(name, TOPICS[name].frequencies[0]) for name in names}


def _of_link(token: str) -> tuple[User, str, Topic]:
    data = links.read(links.UNSUBSCRIBE, token)
    if data is None:
        abort(404)
    user_id, topic = data
    user = db.session.get(User, user_id)
    if user is None:
        abort(404)
    return user, topic, topic_of(topic)


def _own_account() -> User:
    return db.session.get_one(User, current_actor().user_id)
