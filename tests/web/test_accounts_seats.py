"""Seats: from which day to which day a person acts for an RCP, and who may say so."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp_platform.accounts import services
from rcp_platform.accounts.models import Membership, User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied, Role, Seat
from rcp_platform.core.db import now

RCP = "colombo-process"


@pytest.fixture
def person(make_rcp: Callable[..., object], make_user: Callable[..., User]) -> User:
    make_rcp(RCP)
    return make_user()


def today(days: int = 0) -> date:
    return now().date() + timedelta(days=days)


def holds_seat(user: User) -> bool:
    return user.actor.sits_in(RCP, Role.CHAIR)


@pytest.mark.parametrize(
    ("first", "last", "is_held"),
    [
        (0, None, True),
        (0, 0, True),
        (-9, 0, True),
        (-9, 9, True),
        (-9, -1, False),
        (1, None, False),
        (1, 9, False),
    ],
)
def test_a_seat_counts_from_its_first_to_its_last_day(
    session: Session, person: User, first: int, last: int | None, is_held: bool
) -> None:
    ends_on = None if last is None else today(last)
    services.add_membership(
        session, person, RCP, Role.CHAIR, actor=SYSTEM, starts_on=today(first), ends_on=ends_on
    )
    assert holds_seat(person) == is_held


def test_a_seat_begins_today_and_stays_open_unless_said_otherwise(
    session: Session, person: User
) -> None:
    seat = services.add_membership(session, person, RCP, Role.CHAIR, actor=SYSTEM)
    assert (seat.starts_on, seat.ends_on) == (today(), None)


def test_a_person_may_hold_several_seats(
    session: Session, person: User, make_rcp: Callable[..., object]
) -> None:
    make_rcp("bali-process")
    for rcp, role in [(RCP, Role.CHAIR), (RCP, Role.MEMBER), ("bali-process", Role.CHAIR)]:
        services.add_membership(session, person, rcp, role, actor=SYSTEM)
    assert person.actor.seats == {
        Seat(RCP, Role.CHAIR),
        Seat(RCP, Role.MEMBER),
        Seat("bali-process", Role.CHAIR),
    }


@pytest.mark.parametrize(
    ("first", "last", "is_refused"),
    [(0, None, True), (-20, -10, True), (-20, None, True), (-30, -11, False), (1, None, False)],
)
def test_the_same_seat_is_not_held_twice_on_one_day(
    session: Session, person: User, first: int, last: int | None, is_refused: bool
) -> None:
    services.add_membership(
        session, person, RCP, Role.CHAIR, actor=SYSTEM, starts_on=today(-10), ends_on=today()
    )
    ends_on = None if last is None else today(last)

    def add() -> Membership:
        return services.add_membership(
            session, person, RCP, Role.CHAIR, actor=SYSTEM, starts_on=today(first), ends_on=ends_on
        )

    if is_refused:
        with pytest.raises(services.SeatTaken):
            add()
    else:
        add()
    assert len(person.memberships) == (1 if is_refused else 2)


def test_a_seat_is_held_on_its_last_day_and_not_after(session: Session, person: User) -> None:
    seat = services.add_membership(
        session, person, RCP, Role.CHAIR, actor=SYSTEM, starts_on=today(-30)
    )
    services.end_membership(session, seat, today(), actor=SYSTEM)
    assert holds_seat(person)
    services.end_membership(session, seat, today(-1), actor=SYSTEM)
    assert not holds_seat(person)
    session.commit()
    assert session.scalars(select(Membership.ends_on)).all() == [today(-1)]


def test_a_seat_that_ends_before_it_begins_is_removed(session: Session, person: User) -> None:
    seat = services.add_membership(session, person, RCP, Role.CHAIR, actor=SYSTEM)
    services.end_membership(session, seat, today(-1), actor=SYSTEM)
    session.commit()
    assert not holds_seat(person)
    assert session.scalars(select(Membership)).all() == []


def test_an_account_without_seats_is_allowed_what_a_visitor_is(
    session: Session, person: User
) -> None:
    seat = services.add_membership(session, person, RCP, Role.SECRETARIAT, actor=SYSTEM)
    services.end_membership(session, seat, today(-1), actor=SYSTEM)
    assert person.actor.rcps == VISITOR.rcps == frozenset()
    assert person.actor.edited_rcps == frozenset()


def test_only_administrators_and_the_terminal_change_accounts(
    session: Session, person: User, make_user: Callable[..., User]
) -> None:
    seat = services.add_membership(session, person, RCP, Role.CHAIR, actor=SYSTEM)
    administrator = make_user(is_administrator=True)
    secretariat = make_user(RCP, Role.SECRETARIAT)
    deeds: list[Callable[..., object]] = [
        lambda actor: services.add_user(session, f"{actor.user_id}@x.example", "N", actor=actor),
        lambda actor: services.add_membership(session, person, RCP, Role.MEMBER, actor=actor),
        lambda actor: services.make_administrator(session, person, actor=actor),
        lambda actor: services.issue_one_time_link(session, person, actor=actor),
        lambda actor: services.end_membership(session, seat, today(), actor=actor),
    ]
    for deed in deeds:
        for actor in (VISITOR, person.actor, secretariat.actor):
            with pytest.raises(AccessDenied):
                deed(actor)
    for deed in deeds:
        deed(administrator.actor)


def test_nobody_changes_the_password_language_or_tokens_of_another(
    session: Session, person: User, make_user: Callable[..., User]
) -> None:
    administrator = make_user(is_administrator=True).actor
    for actor in (VISITOR, make_user(RCP, Role.SECRETARIAT).actor, administrator):
        with pytest.raises(AccessDenied):
            services.set_password(session, person, "harbour lantern seven", actor=actor)
        with pytest.raises(AccessDenied):
            services.change_password(session, person, "x", "harbour lantern seven", actor=actor)
        with pytest.raises(AccessDenied):
            services.choose_language(session, person, "fr", actor=actor)
        with pytest.raises(AccessDenied):
            services.issue_api_token(session, person, actor=actor)
    with pytest.raises(AccessDenied):
        services.revoke_api_tokens(session, person, actor=VISITOR)
    services.revoke_api_tokens(session, person, actor=administrator)


def test_what_happens_to_a_seat_is_recorded(session: Session, person: User) -> None:
    seat = services.add_membership(session, person, RCP, Role.CHAIR, actor=SYSTEM)
    services.end_membership(session, seat, today(3), actor=SYSTEM)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.action, event.subject) for event in events] == [
        ("user.add_seat", str(person)),
        ("user.end_seat", str(person)),
    ]
    assert events[1].details == {
        "rcp": RCP,
        "role": "chair",
        "from": today().isoformat(),
        "to": today(3).isoformat(),
    }


@pytest.mark.parametrize("email", ["nobody", "a b@x.example", "a@b", "", "@x.com"])
def test_an_account_needs_an_email_address(session: Session, email: str) -> None:
    with pytest.raises(services.InvalidEmail):
        services.add_user(session, email, "Chair", actor=SYSTEM)


def test_an_address_is_kept_in_lower_case(session: Session) -> None:
    user = services.add_user(session, " Chair@RCM.Example ", "Chair, RCM", actor=SYSTEM)
    assert user.email == "chair@rcm.example"
