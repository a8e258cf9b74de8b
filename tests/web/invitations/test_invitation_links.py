"""Answer an invitation by the link in its mail: once, in time, and only whom it is for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite
from tests.inviting import (
    COMES,
    EXPERT,
    GUEST,
    HOST,
    TITLE,
    World,
    invited,
    last_link,
    mails,
    steps,
    told,
)

from rcp_platform.accounts.models import User
from rcp_platform.accounts.tokens import digest_of
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.meetings.invitations import sending, taking_back
from rcp_platform.meetings.invitations.answering import links
from rcp_platform.meetings.invitations.models import Invitation, InvitationLink
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.states import InvitationState, MeetingState
from rcp_platform.notifications.links import read, signed
from rcp_platform.observers.models import ObserverGrant

S = InvitationState


def test_only_the_digest_of_a_secret_of_256_bits_is_kept(session: Session, world: World) -> None:
    invited(session, world)
    token = last_link(session).rsplit("/", 1)[1]
    secret = read(links.PURPOSE, token)
    assert len(secret) >= 43, "256 bits in Base64"
    [row] = session.scalars(sa.select(InvitationLink)).all()
    assert row.digest == digest_of(secret)
    assert row.email == "secretariat@bali.example"
    assert row.expires_at == session.get_one(Invitation, row.invitation_id).reply_by


def test_opening_a_link_changes_nothing(
    client: FlaskClient, session: Session, world: World, state_of: Any
) -> None:
    invitation = invited(session, world)
    link, version = last_link(session), invitation.version
    for _time in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert client.get(f"{link}/accept").status_code == 405
    assert (state_of(invitation), invitation.version) == (S.SENT, version)
    assert len(mails(session)) == 1, "the invitation, and nothing after it"


def test_a_process_accepts_by_the_link_and_both_sides_are_told(
    client: FlaskClient, session: Session, world: World, state_of: Any
) -> None:
    invitation = invited(session, world)
    link = last_link(session)
    page = client.get(link).text
    assert TITLE in page
    assert "Recruitment fees" in page
    missing = client.post(f"{link}/accept", data={"name": " "})
    assert missing.status_code == 422
    assert "Say who comes." in missing.text
    answer = client.post(f"{link}/accept", data=COMES | {"note": "With pleasure."})
    assert answer.status_code == 200
    assert "Thank you." in answer.text
    assert state_of(invitation) == S.ACCEPTED
    assert invitation.nominee_name == COMES["name"]
    assert invitation.answered_by_id is None
    assert steps(session, invitation)[-1] == "accept"
    assert told(session, "invitation_answered") == ["chair@add.example", "secretariat@add.example"]
    assert told(session, "invitation_noted") == ["secretariat@bali.example"]


def test_accepting_by_a_link_brings_all_that_accepting_brings(
    client: FlaskClient, session: Session, world: World
) -> None:
    invitation = invited(session, world, kind="present", opens_grant=True)
    link = last_link(session)
    assert client.post(f"{link}/accept", data=COMES).status_code == 200
    [presentation] = session.scalars(sa.select(Presentation)).all()
    assert presentation.invitation_id == invitation.id
    [grant] = session.scalars(sa.select(ObserverGrant)).all()
    assert (grant.observer_slug, grant.host_slug) == (GUEST, HOST)


@pytest.mark.parametrize(
    ("name", "said", "state"),
    [
        ("delegate", COMES, S.DELEGATED),
        ("hold", {}, S.TENTATIVE),
        ("counter_propose", {"note": "A week later?"}, S.COUNTER_PROPOSED),
        ("decline", {"because": "date", "note": "Elections."}, S.DECLINED),
    ],
)
def test_every_answer_can_be_given_by_a_link_and_uses_it_up(
    client: FlaskClient,
    session: Session,
    world: World,
    state_of: Any,
    name: str,
    said: dict[str, str],
    state: InvitationState,
) -> None:
    invitation = invited(session, world)
    link = last_link(session)
    assert client.post(f"{link}/{name}", data=said).status_code == 200
    assert state_of(invitation) == state
    again = client.post(f"{link}/accept", data=COMES)
    assert again.status_code == 410
    assert "has been answered" in again.text
    assert state_of(invitation) == state
    replayed = client.get(link)
    assert replayed.status_code == 410
    assert "To change the answer, sign in" in replayed.text
    assert TITLE not in replayed.text, "a link that is used tells nothing"


@pytest.mark.parametrize(
    ("name", "said", "sentence"),
    [
        ("delegate", {}, "Say who comes."),
        ("counter_propose", {"note": " "}, "Say what you propose instead."),
        ("decline", {"note": "No."}, "Choose a reason."),
        ("decline", {"because": "dislike"}, "Reason"),
        ("accept", COMES | {"email": "no address"}, "This is not an e-mail address."),
        ("accept", {"name": "x" * 201}, "Shorten this"),
    ],
)
def test_what_an_answer_lacks_is_asked_for_and_the_link_stays(
    client: FlaskClient,
    session: Session,
    world: World,
    state_of: Any,
    name: str,
    said: dict[str, str],
    sentence: str,
) -> None:
    invitation = invited(session, world)
    link = last_link(session)
    answer = client.post(f"{link}/{name}", data=said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert state_of(invitation) == S.SENT
    assert client.get(link).status_code == 200


def test_of_two_presses_at_once_one_wins_and_the_other_is_told(
    client: FlaskClient, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = invited(session, world)
    link = last_link(session)
    use = links.use

    def use_second(session: Session, row: InvitationLink) -> None:
        """Both have read the link; the other one is faster by a moment."""
        statement = sa.update(InvitationLink).values(used_at=now())
        session.execute(statement, execution_options={"synchronize_session": False})
        use(session, row)

    monkeypatch.setattr(links, "use", use_second)
    answer = client.post(f"{link}/accept", data=COMES)
    assert answer.status_code == 410
    assert "has been answered" in answer.text
    session.expire_all()
    assert session.get_one(Invitation, invitation.id).state == S.SENT, "only the first counts"


def test_an_answer_ends_the_links_of_everybody_addressed(
    client: FlaskClient, session: Session, world: World, make_user: Any
) -> None:
    make_user(GUEST, Role.CHAIR, email="chair@bali.example")
    invited(session, world)
    sent = mails(session, "invitation")
    assert sorted(mail.address for mail in sent) == ["chair@bali.example", world.guest.email]
    first, second = (
        f"/invitations{mail.text.split('/invitations', 1)[1].split()[0]}" for mail in sent
    )
    assert first != second
    assert client.post(f"{first}/accept", data=COMES).status_code == 200
    late = client.post(f"{second}/decline", data={"because": "date"})
    assert late.status_code == 410
    assert "has been answered" in late.text


# --- tampering and age -----------------------------------------------------


def test_a_link_with_any_part_changed_is_unknown_and_tells_nothing(
    client: FlaskClient, session: Session, world: World
) -> None:
    invited(session, world)
    link = last_link(session)
    base, token = link.rsplit("/", 1)
    payload, timestamp, signature = token.split(".")
    secret = read(links.PURPOSE, token)
    tampered = [
        f"{payload[:-2]}xx.{timestamp}.{signature}",
        f"{payload}.{timestamp[:-1]}x.{signature}",
        f"{payload}.{timestamp}.{signature[:-2]}xx",
        f"{payload}.{timestamp}",
        payload,
        secret,
        token[::-1],
        signed("unsubscribe", secret),
        signed(links.PURPOSE, [secret]),
        signed(links.PURPOSE, None),
        signed(links.PURPOSE, "another secret"),
    ]
    for changed in tampered:
        for answer in (
            client.get(f"{base}/{changed}"),
            client.post(f"{base}/{changed}/accept", data=COMES),
            client.post(f"{base}/{changed}/code"),
            client.post(f"{base}/{changed}/confirm", data={"code": "123456"}),
        ):
            assert answer.status_code == 404, changed
            assert "This link does not work" in answer.text
            assert TITLE not in answer.text


def test_a_link_dies_at_its_moment(
    client: FlaskClient, session: Session, world: World, state_of: Any
) -> None:
    invitation = invited(session, world)
    link = last_link(session)
    invitation.reply_by = now() - timedelta(seconds=1)
    session.commit()
    late = client.post(f"{link}/accept", data=COMES)
    assert late.status_code == 410
    assert "The time to answer is over" in late.text
    assert TITLE not in late.text
    assert state_of(invitation) == S.SENT


def test_a_link_dies_when_the_meeting_starts_earlier_than_was_said(
    client: FlaskClient, session: Session, world: World
) -> None:
    invited(session, world)
    link = last_link(session)
    meeting = session.get_one(Meeting, world.meeting.id)
    meeting.starts_at = now() - timedelta(minutes=1)
    session.commit()
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("what", ["invitation", "meeting"])
def test_a_link_dies_with_its_invitation_and_its_meeting(
    client: FlaskClient, session: Session, world: World, what: str
) -> None:
    invitation = invited(session, world)
    link = last_link(session)
    if what == "invitation":
        taking_back.cancel(session, invitation, "Postponed.", actor=world.chair.actor)
    else:
        session.execute(sa.update(Meeting).values(state=MeetingState.CANCELLED))
    session.commit()
    for answer in (client.get(link), client.post(f"{link}/accept", data=COMES)):
        assert answer.status_code == 410
        assert "no longer stands" in answer.text
        assert TITLE not in answer.text


@pytest.mark.parametrize("how", ["revised", "resent", "reminded"])
def test_a_newer_mail_replaces_the_link_of_an_older_one(
    client: FlaskClient, session: Session, world: World, how: str
) -> None:
    invitation = invited(session, world)
    old = last_link(session)
    invitation = session.get_one(Invitation, invitation.id)
    invitation.sent_at = now() - timedelta(days=2)
    if how == "revised":
        values = {"topic": "Recruitment costs"}
        taking_back.revise(session, invitation, values, actor=world.chair.actor)
    elif how == "resent":
        sending.resend(session, invitation, actor=world.chair.actor)
    else:
        sending.remind(session, [invitation], actor=world.chair.actor)
    session.commit()
    dead = client.post(f"{old}/accept", data=COMES)
    assert dead.status_code == 410
    assert "There is a newer link" in dead.text
    new = last_link(session)
    assert new != old
    assert client.post(f"{new}/accept", data=COMES).status_code == 200


def test_the_link_of_somebody_who_has_left_is_worth_nothing(
    client: FlaskClient, session: Session, world: World
) -> None:
    invited(session, world)
    link = last_link(session)
    [seat] = session.get_one(User, world.guest.id).memberships
    seat.starts_on = seat.ends_on = now().date() - timedelta(days=1)
    session.commit()
    assert client.get(link).status_code == 410


def test_of_two_threads_that_use_a_link_one_wins_in_every_database(outbox: sa.Engine) -> None:
    with Session(outbox) as session, session.begin():
        session.add_all(Rcp(slug=slug, name=slug, short_name=slug) for slug in (HOST, GUEST))
        session.flush()
        one = invite(session, gather(session, HOST), GUEST)
        expires_at = now() + timedelta(days=1)
        row = InvitationLink(
            digest="d" * 64, invitation_id=one.id, email=EXPERT, expires_at=expires_at
        )
        session.add(row)
    both_have_read = Barrier(2)

    def press() -> bool:
        with Session(outbox) as session:
            link = session.scalars(sa.select(InvitationLink)).one()
            both_have_read.wait(timeout=30)
            try:
                links.use(session, link)
            except links.LinkUsed:
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda _press: press(), range(2))) == [False, True]
