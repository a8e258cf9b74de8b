"""Invitations and time: refused at once, swept later, reminded once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite
from tests.inviting import GUEST, HOST, World, form_of, invited, mails, steps, told

from rcp_platform.accounts.models import User
from rcp_platform.core.db import now
from rcp_platform.meetings.invitations import answers, deadlines, sending
from rcp_platform.meetings.invitations.answers import Nominee
from rcp_platform.meetings.invitations.forms import WordsForm
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.refusals import Refused, Why
from rcp_platform.meetings.states import DeclinedBecause, InvitationState, MeetingState

S = InvitationState
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set what the services read as the time."""

    def clock(at: datetime) -> None:
        for module in ("timing", "answers", "sending", "steps"):
            name = f"rcp_platform.meetings.invitations.{module}.now"
            monkeypatch.setattr(name, lambda: at)

    return clock


def accept(session: Session, one: Invitation, world: World) -> None:
    answers.accept(session, one, Nominee("Director"), actor=world.guest.actor)


@pytest.mark.parametrize(("after", "is_taken"), [(-SECOND, True), (0 * DAY, False), (DAY, False)])
def test_a_first_answer_is_taken_until_the_last_moment_and_not_at_it(
    session: Session, world: World, clock: Any, after: timedelta, is_taken: bool
) -> None:
    one = invited(session, world)
    clock(one.reply_by + after)
    if is_taken:
        accept(session, one, world)
        assert one.state == S.ACCEPTED
        return
    with pytest.raises(Refused) as refused:
        accept(session, one, world)
    assert (refused.value.why, one.state) == (Why.LATE, S.SENT)


def test_the_page_says_that_it_is_too_late(
    session: Session, world: World, browser: Callable[[User], FlaskClient]
) -> None:
    one = invited(session, world)
    one.reply_by = now() - SECOND
    session.commit()
    guest = browser(session.get_one(User, world.guest.id))
    path = f"/invitations/{one.id}"
    assert f"{path}/accept" not in guest.get(path).text
    answer = guest.post(f"{path}/accept", data=form_of(one, name="Director"))
    assert "The time to answer is over." in guest.get(answer.location).text
    session.expire_all()
    assert session.get_one(Invitation, one.id).state == S.SENT


@pytest.mark.parametrize(
    ("state", "moment", "is_taken"),
    [
        (S.ACCEPTED, "after reply_by", True),
        (S.DELEGATED, "after reply_by", True),
        (S.TENTATIVE, "after reply_by", False),
        (S.COUNTER_PROPOSED, "after reply_by", False),
        (S.ACCEPTED, "at the start", False),
        (S.ACCEPTED, "before the start", True),
    ],
)
def test_whoever_comes_may_say_otherwise_until_the_meeting_starts(
    session: Session,
    world: World,
    clock: Any,
    state: InvitationState,
    moment: str,
    is_taken: bool,
) -> None:
    one = invite(session, world.meeting, GUEST, state=state)
    start = world.meeting.starts_at
    moments = {
        "after reply_by": one.reply_by + HOUR,
        "before the start": start - SECOND,
        "at the start": start,
    }
    clock(moments[moment])
    actor = world.guest.actor
    if is_taken:
        answers.decline(session, one, DeclinedBecause.DATE, actor=actor)
        assert one.state == S.DECLINED
        return
    with pytest.raises(Refused):
        answers.decline(session, one, DeclinedBecause.DATE, actor=actor)


def test_a_letter_that_came_in_time_is_recorded_later_but_not_after_the_start(
    session: Session, world: World, clock: Any
) -> None:
    one = invite(session, world.meeting, GUEST, state=S.EXPIRED)
    said = {"note": "By letter of 3 May.", "actor": world.chair.actor}
    clock(world.meeting.starts_at)
    with pytest.raises(Refused):
        answers.record_accept(session, one, Nominee("Director"), **said)
    clock(one.reply_by + HOUR)
    answers.record_accept(session, one, Nominee("Director"), **said)
    assert one.state == S.ACCEPTED


@pytest.mark.parametrize("state", S)
def test_the_sweep_closes_what_is_unanswered_at_its_moment_and_nothing_else(
    session: Session, world: World, state: InvitationState
) -> None:
    sent_at = None if state in {S.PROPOSED, S.APPROVED} else now() - 30 * DAY
    one = invite(session, world.meeting, GUEST, state=state, sent_at=sent_at)
    deadlines.sweep(session, one.reply_by - SECOND)
    assert one.state == state
    deadlines.sweep(session, one.reply_by)
    is_closed = state in {S.SENT, S.TENTATIVE, S.COUNTER_PROPOSED}
    assert one.state == (S.EXPIRED if is_closed else state)
    hosts = ["chair@add.example", "secretariat@add.example"]
    session.commit()
    assert told(session, "invitation_expired") == (hosts if is_closed else [])
    deadlines.sweep(session, one.reply_by + HOUR)
    session.commit()
    assert told(session, "invitation_expired") == (hosts if is_closed else []), "once"


def test_a_meeting_moved_to_an_earlier_day_takes_the_last_moment_along(
    session: Session, world: World
) -> None:
    one = invite(session, world.meeting, GUEST, sent_at=now() - 30 * DAY)
    world.meeting.starts_at = now() + DAY
    deadlines.sweep(session, now())
    assert one.state == S.SENT
    deadlines.sweep(session, world.meeting.starts_at)
    assert one.state == S.EXPIRED


def test_three_days_before_the_last_moment_there_is_one_reminder(
    session: Session, world: World, clock: Any
) -> None:
    one = invited(session, world)
    begins = one.reply_by - 3 * DAY
    for at in (begins - SECOND, begins, begins + HOUR, begins + DAY, begins + 2 * DAY):
        clock(at)
        deadlines.sweep(session, at)
        session.commit()
        wanted = [] if at < begins else ["secretariat@bali.example"]
        assert told(session, "invitation_reminder") == wanted, at
    assert one.reminders == 1
    assert steps(session, one)[-1] == "remind"


@pytest.mark.parametrize("why", ["accepted", "sent lately", "reminded by hand", "not announced"])
def test_nobody_is_reminded_who_need_not_be(
    session: Session, world: World, clock: Any, why: str
) -> None:
    one = invited(session, world)
    at = one.reply_by - 2 * DAY
    clock(at)
    if why == "accepted":
        accept(session, one, world)
    elif why == "sent lately":
        one.sent_at = at - HOUR
    elif why == "reminded by hand":
        one.sent_at = at - 9 * DAY
        clock(at - HOUR)
        assert sending.remind(session, [one], actor=world.chair.actor)
        clock(at)
    else:
        other = gather(session, HOST, state=MeetingState.CANCELLED)
        one.meeting_id, one.meeting = other.id, other
    session.commit()
    before = len(mails(session, "invitation_reminder"))
    deadlines.sweep(session, at)
    session.commit()
    assert len(mails(session, "invitation_reminder")) == before


@pytest.mark.parametrize(
    ("zone", "day", "wanted"),
    [
        ("Asia/Manila", "2027-03-10", "2027-03-10T16:00:00+00:00"),
        # Clocks go forward that night: the day has 23 hours.
        ("Europe/Paris", "2027-03-28", "2027-03-28T22:00:00+00:00"),
        ("Asia/Kathmandu", "2027-03-10", "2027-03-10T18:15:00+00:00"),
        ("America/Sao_Paulo", "2027-03-10", "2027-03-11T03:00:00+00:00"),
        # The first day of the meeting: until it starts.
        ("Asia/Manila", "2027-04-20", "2027-04-20T01:00:00+00:00"),
    ],
)
def test_a_last_day_ends_at_midnight_where_the_meeting_is(
    app: Any, session: Session, world: World, zone: str, day: str, wanted: str
) -> None:
    starts_at = datetime.fromisoformat("2027-04-20T01:00:00+00:00")
    meeting = gather(session, HOST, zone=zone, starts_at=starts_at)
    with app.test_request_context(method="POST", data={"reply_day": day, "language": "en"}):
        form = WordsForm(meeting)
        assert form.validate(), form.errors
        assert form.values()["reply_by"] == datetime.fromisoformat(wanted)
