"""The calendar."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.core.text import is_slug
from rcp_platform.core.vocabularies import MEETING_LEVELS, THEMES
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.directory import queries as directory
from rcp_platform.extensions import db
from rcp_platform.meetings import fields, queries
from rcp_platform.meetings.calendar import feeds, months
from rcp_platform.meetings.calendar.events import event_of
from rcp_platform.meetings.calendar.ics import calendar_of
from rcp_platform.meetings.queries import Filters
from rcp_platform.observers.policy import leads

bp = Blueprint("calendar", __name__, url_prefix="/calendar")

_CALENDAR = "text/calendar; charset=utf-8"
#: More do not fit into a month; the list has them all.
_MOST_IN_MONTH = 300


@bp.get("/")
@public
def month() -> str:
    """Show a month."""
    actor = current_actor()
    today = now().date()
    shown = months.month_of(request.args.get("month", ""), today)
    locale = get_locale()
    weeks = months.weeks_in(shown, locale.first_week_day)
    cards = queries.between(db.session, actor, weeks[0][0], weeks[-1][-1], _MOST_IN_MONTH + 1)
    names = locale.days["format"]["abbreviated"]
    return render_template(
        "meetings/calendar/month.html",
        heading=_month_name(shown),
        month=shown,
        weeks=months.weeks_of(shown, weeks, cards[:_MOST_IN_MONTH]),
        weekdays=[names[day.weekday()] for day in weeks[0]],
        today=today,
        before=months.beside(shown, -1),
        after=months.beside(shown, 1),
        has_meetings=bool(cards),
        has_more=len(cards) > _MOST_IN_MONTH,
        fields=fields,
        may_enter=_may_enter(actor),
    )


@bp.get("/list")
@public
def listing() -> str:
    """List what is to come, or what has been."""
    actor = current_actor()
    filters = _filters(actor)
    return render_template(
        "meetings/calendar/list.html",
        page=queries.page_of_meetings(db.session, actor, filters, request.args),
        filters=filters,
        arguments=_arguments(filters),
        rcps=directory.names(db.session).short_names,
        fields=fields,
        may_enter=_may_enter(actor),
        may_ask_for_mine=actor.user_id is not None,
    )


@bp.get("/subscription")
@signed_in
def subscription() -> str:
    """Show whether there is a subscription, and what it is."""
    return _subscription_page()


@bp.post("/subscription")
@signed_in
def subscribe() -> str:
    """Make a subscription, or give it a new address, and show the address once."""
    token = feeds.subscribe(db.session, actor=current_actor())
    db.session.commit()
    return _subscription_page(url_for(".feed", token=token, _external=True))


@bp.post("/subscription/end")
@signed_in
def unsubscribe() -> Response:
    """End a subscription: its address is known to nobody any more."""
    if feeds.unsubscribe(db.session, actor=current_actor()):
        db.session.commit()
        flash(_("The subscription has ended: its address gives nothing any more."), "success")
    return redirect(url_for(".subscription"))


@bp.get("/feed/<token>.ics")
@public
def feed(token: str) -> Response:
    """Give a person's calendar program what that person may see now. The address is the key."""
    user = feeds.subscriber(db.session, token)
    if user is None:
        raise NotFound
    meetings = queries.in_calendar(db.session, user.actor, is_mine="mine" in request.args)
    name = _("Meetings in the RCP Exchange")
    answer = Response(calendar_of(map(event_of, meetings), name), content_type=_CALENDAR)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _subscription_page(address: str = "") -> str:
    feed = feeds.feed_of(db.session, current_actor())
    return render_template("meetings/calendar/subscription.html", feed=feed, address=address)


def _filters(actor: Actor) -> Filters:
    asked: dict[str, Any] = request.args.to_dict()
    rcp = asked.get("rcp", "")
    level, theme = asked.get("level", ""), asked.get("theme", "")
    return Filters(
        is_past=asked.get("when") == "past",
        rcp=rcp if is_slug(rcp) else "",
        level=level if level in MEETING_LEVELS else "",
        theme=theme if theme in THEMES else "",
        is_mine="mine" in asked and actor.user_id is not None,
    )


def _arguments(filters: Filters) -> dict[str, str]:
    """Return the filters as the address of the page has them."""
    return {
        name: value
        for name, value in {
            "when": "past" if filters.is_past else "",
            "rcp": filters.rcp,
            "level": filters.level,
            "theme": filters.theme,
            "mine": "1" if filters.is_mine else "",
        }.items()
        if value
    }


def _may_enter(actor: Actor) -> bool:
    return any(leads(actor, rcp) for rcp in actor.rcps)


def _month_name(month: date) -> str:
    return str(format_date(month, format="LLLL y"))
