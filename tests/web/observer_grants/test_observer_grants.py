"""Observer status: how it is opened, changed and ended, by whom, and what is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from tests.gatherings import gather
from tests.observing import ask, observe
from tests.seats import seated

from rcp_platform.accounts.models import User
from rcp_platform.accounts.observing import observations_of
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied, Actor, Right, Role, Seat
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.notifications.models import OutgoingMail
from rcp_platform.observers.events import steps_of
from rcp_platform.observers.grants import queries, services
from rcp_platform.observers.models import ObserverGrant
from rcp_platform.observers.states import GrantState, ObserverKind

OBSERVER, HOST, OTHER = "apc", "bali-process", "rcm"
ACTIVE, DUE, SUSPENDED = GrantState.ACTIVE, GrantState.REVIEW_DUE, GrantState.SUSPENDED
ENDED, EXPIRED = GrantState.ENDED, GrantState.EXPIRED


HOST_LEAD = seated(HOST, Role.CHAIR)
PEOPLE = {
    "visitor": VISITOR,
    "signed in without a seat": Actor(user_id=1),
    "administrator without a seat": Actor(user_id=1, is_administrator=True),
    **{f"host {role.value}": seated(HOST, role) for role in Role},
    **{f"observer {role.value}": seated(OBSERVER, role) for role in Role},
    **{f"other {role.value}": seated(OTHER, role) for role in Role},
    "chair of both": Actor(
        1, seats=frozenset({Seat(HOST, Role.CHAIR), Seat(OBSERVER, Role.CHAIR)})
    ),
    "system": SYSTEM,
}
HOSTS = {"host chair", "host secretariat", "chair of both", "system"}


def outcome_of(work: Callable[[], object]) -> str:
    try:
        work()
    except AccessDenied:
        return "denied"
    except NotPossible:
        return "not possible"
    return "taken"


@pytest.fixture(autouse=True)
def processes(make_rcp: Callable[..., Rcp], make_user: Callable[..., User]) -> None:
    for slug in (OBSERVER, HOST, OTHER):
        make_rcp(slug)
    assert make_user().id == 1, "whom the people of these tests sign in as"


@pytest.fixture
def open_for(session: Session) -> Callable[..., ObserverGrant]:
    def open_for(actor: Actor = HOST_LEAD, **facts: object) -> ObserverGrant:
        given = {
            "kind": ObserverKind.STANDING,
            "rights": ["speak", "see_practices"],
            "themes": [],
            "meetings": [],
            "starts_at": now(),
            "valid_until": now() + timedelta(days=700),
            "on_behalf_of": "Bali",
            **facts,
        }
        request = given.pop("request", None) or ask(session, OBSERVER, HOST, state="granted")
        return services.open_for(session, request, actor=actor, **given)  # type: ignore[arg-type]

    return open_for


def names_of(session: Session, grant: ObserverGrant) -> list[str]:
    return [step.name for step in steps_of(session, grant, with_deliberation=True)][::-1]


# --- opened ------------------------------------------------------------------


@pytest.mark.parametrize("person", PEOPLE)
def test_only_whoever_leads_the_host_and_not_the_applicant_opens_a_status(
    open_for: Callable[..., ObserverGrant], person: str
) -> None:
    expected = "taken" if person in HOSTS - {"chair of both"} else "denied"
    assert outcome_of(lambda: open_for(PEOPLE[person])) == expected


@pytest.mark.parametrize("person", PEOPLE)
def test_only_whoever_leads_the_host_records_sets_rights_and_opens_for_meetings(
    session: Session, person: str
) -> None:
    actor = PEOPLE[person]
    expected = "taken" if person in HOSTS else "denied"
    meeting = gather(session, HOST)
    facts = {"source": "A letter", "actor": actor}
    deeds = [
        lambda: services.record_existing(
            session, OTHER, HOST, [], starts_at=now(), on_behalf_of="Bali", **facts
        ),
        lambda: services.open_for_meeting(
            session, OBSERVER, HOST, meeting.id, until=meeting.ends_at, rights=["speak"], **facts
        ),
        lambda: services.set_rights(session, observe(session, OBSERVER, HOST), [], actor=actor),
    ]
    assert [outcome_of(deed) for deed in deeds] == [expected] * 3


def test_there_is_one_standing_status_of_a_pair_at_a_time(
    session: Session, open_for: Callable[..., ObserverGrant]
) -> None:
    first = open_for()
    for state in (ACTIVE, DUE, SUSPENDED):
        first.state = state
        assert outcome_of(open_for) == "not possible"
    first.valid_until, first.starts_at = now(), now() - timedelta(days=1)
    session.flush()
    second = open_for()
    assert (first.state, second.state) == (EXPIRED, ACTIVE)
    assert first.over_since == first.valid_until


def test_of_two_who_open_a_standing_status_at_once_the_second_is_told(
    open_for: Callable[..., ObserverGrant], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_for()
    monkeypatch.setattr(queries, "standing_of", lambda *_pair: None)
    with pytest.raises(NotPossible, match="meanwhile"):
        open_for()


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": ObserverKind.THEMATIC},
        {"kind": ObserverKind.AD_HOC},
        {"kind": ObserverKind.AD_HOC, "meetings": [999]},
        {"valid_until": datetime(2020, 1, 1, tzinfo=UTC)},
        {"rights": ["rule"]},
    ],
)
def test_what_limits_nothing_or_is_over_at_once_is_no_status(
    open_for: Callable[..., ObserverGrant], facts: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"."):
        open_for(**facts)


def test_an_ad_hoc_status_is_for_meetings_of_the_host_only(
    session: Session, open_for: Callable[..., ObserverGrant]
) -> None:
    ours, theirs = gather(session, HOST), gather(session, OTHER)
    with pytest.raises(ValueError, match="those of the host"):
        open_for(kind=ObserverKind.AD_HOC, meetings=[ours.id, theirs.id])
    grant = open_for(kind=ObserverKind.AD_HOC, meetings=[ours.id], rights=["attend_technical"])
    (held,) = observations_of(session, [grant.observer_slug])
    assert (held.right, held.meeting_id) == (Right.ATTEND_TECHNICAL, ours.id)


def test_accepting_for_the_same_meeting_again_opens_nothing_new(session: Session) -> None:
    meeting = gather(session, HOST)

    def accept(until: datetime) -> ObserverGrant:
        return services.open_for_meeting(
            session, OBSERVER, HOST, meeting.id, until=until, rights=["speak"], actor=SYSTEM,
            source="Invitation",
        )  # fmt: skip

    first = accept(meeting.ends_at)
    assert accept(meeting.ends_at) is first
    assert accept(meeting.ends_at + timedelta(days=1)) is first
    assert names_of(session, first) == ["open", "prolong"]
    services.end_for_meeting(session, OBSERVER, HOST, meeting.id, actor=SYSTEM)
    services.end_for_meeting(session, OBSERVER, HOST, meeting.id, actor=SYSTEM)
    assert (first.state, names_of(session, first)[-1]) == (ENDED, "end")


def test_a_declined_invitation_leaves_what_was_granted_on_request(
    session: Session, open_for: Callable[..., ObserverGrant]
) -> None:
    meeting = gather(session, HOST)
    grant = open_for(kind=ObserverKind.AD_HOC, meetings=[meeting.id])
    services.end_for_meeting(session, OBSERVER, HOST, meeting.id, actor=SYSTEM)
    assert grant.state == ACTIVE


# --- changed and ended --------------------------------------------------------


def test_every_step_is_stamped_and_audited_and_told_to_the_other_side(
    session: Session, make_user: Callable[..., User]
) -> None:
    host_lead, observer_lead = make_user(HOST, Role.CHAIR), make_user(OBSERVER, Role.SECRETARIAT)
    for role in (Role.FOCAL_POINT, Role.MEMBER):
        make_user(OBSERVER, role), make_user(HOST, role)
    grant = observe(session, OBSERVER, HOST)
    services.set_rights(session, grant, ["speak"], actor=host_lead.actor)
    services.suspend(session, grant, "A pause.", None, actor=host_lead.actor)
    services.reinstate(session, grant, actor=host_lead.actor)
    services.renew(session, grant, now() + timedelta(days=9), actor=host_lead.actor)
    services.relinquish(session, grant, "We thank you.", actor=observer_lead.actor)
    steps = steps_of(session, grant, with_deliberation=True)[::-1]
    assert [(s.name, s.on_behalf_of, s.note) for s in steps] == [
        ("set_rights", "Bali-Process", "speak"),
        ("suspend", "Bali-Process", "A pause."),
        ("reinstate", "Bali-Process", ""),
        ("renew", "Bali-Process", ""),
        ("relinquish", "Apc", "We thank you."),
    ]
    assert [(s.before, s.after) for s in steps[1:3]] == [
        ("active", "suspended"),
        ("suspended", "active"),
    ]
    mails = session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)).all()
    assert [(m.kind.removeprefix("observers/grant_"), m.user_id) for m in mails] == [
        *[(name, observer_lead.id) for name in ("set_rights", "suspend", "reinstate", "renew")],
        ("relinquish", host_lead.id),
    ]
    assert "A pause." in mails[1].text
    audited = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "observers.grant.rights")
    ).one()
    assert audited.details == {"before": "see_practices", "after": "speak"}


def test_two_deciding_at_once_one_wins_and_the_other_is_told(session: Session) -> None:
    grant = observe(session, OBSERVER, HOST)
    session.commit()
    with db.sessionmaker() as other:
        theirs = other.get_one(ObserverGrant, grant.id)
        for changed in (theirs, grant):
            assert changed.version == 1
        services.set_rights(other, theirs, ["speak"], actor=SYSTEM)
        other.commit()
    with pytest.raises(StaleDataError):
        services.end(session, grant, "Ended.", actor=SYSTEM)
