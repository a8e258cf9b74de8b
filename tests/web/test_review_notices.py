"""Each move tells the other side by mail: whom, what, and nothing that is not for them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import now
from rcp_platform.notifications.models import OutgoingMail
from rcp_platform.practices import publication
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState

OWN, OTHER = "bali-process", "rcm"
S = PracticeState

Browser = Callable[[User], FlaskClient]


@pytest.fixture
def people(make_user: Callable[..., User], session: Session) -> dict[str, User]:
    """Two of each side, and those who are not concerned, or no longer."""
    everyone = {
        "focal 1": make_user(OWN, Role.FOCAL_POINT),
        "focal 2": make_user(OWN, Role.FOCAL_POINT),
        "chair": make_user(OWN, Role.CHAIR),
        "secretariat 1": make_user(OWN, Role.SECRETARIAT),
        "secretariat 2": make_user(OWN, Role.SECRETARIAT),
        "member": make_user(OWN, Role.MEMBER),
        "focal elsewhere": make_user(OTHER, Role.FOCAL_POINT),
        "focal who left": make_user(OWN, Role.FOCAL_POINT),
        "secretariat who left": make_user(OWN, Role.SECRETARIAT),
        "focal who is to come": make_user(OWN, Role.FOCAL_POINT),
    }
    today = now().date()
    for name in ("focal who left", "secretariat who left"):
        [seat] = everyone[name].memberships
        seat.starts_on, seat.ends_on = today - timedelta(days=9), today - timedelta(days=1)
    everyone["focal who is to come"].memberships[0].starts_on = today + timedelta(days=1)
    # Both sides at once: one mail for each decision all the same.
    everyone["focal 2"].memberships.append(Membership(rcp_slug=OWN, role=Role.CHAIR))
    session.commit()
    return everyone


@pytest.fixture
def mails(session: Session, people: dict[str, User]) -> Callable[[], list[tuple[str, str]]]:
    """Who was written to since the last time, and the whole text."""
    seen = 0
    names = {user.email: name for name, user in people.items()}

    def mails() -> list[tuple[str, str]]:
        nonlocal seen
        session.rollback()
        rows = session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)).all()
        new, seen = rows[seen:], len(rows)
        return [(names[row.address], f"{row.subject}\n{row.text}") for row in new]

    return mails


FOCAL_POINTS = ["focal 1", "focal 2"]


def test_what_is_submitted_is_told_to_the_secretariat_and_then_to_the_reviewer(
    browser: Browser,
    people: dict[str, User],
    make_practice: Callable[..., Practice],
    mails: Callable[[], list[tuple[str, str]]],
) -> None:
    practice = make_practice(OWN, "Joint patrols", state=S.DRAFT)
    address = f"/practices/{practice.id}"
    browser(people["focal 1"]).post(f"{address}/submit")
    told = mails()
    assert [name for name, _text in told] == ["secretariat 1", "secretariat 2"]
    assert all("Submitted: Joint patrols" in text for _name, text in told)
    assert all(f"{address}/preview" in text for _name, text in told)

    secretariat = browser(people["secretariat 1"])
    secretariat.post(f"{address}/reviewer", data={"reviewer": str(people["chair"].id)})
    assert [name for name, _text in mails()] == ["chair"]
    secretariat.post(f"{address}/start_review")
    assert mails() == [], "that somebody reads it needs no mail"
    secretariat.post(f"{address}/request_changes", data={"note": "Name the ministry."})
    told = mails()
    assert [name for name, _text in told] == FOCAL_POINTS
    assert all("Name the ministry." in text for _name, text in told)
    browser(people["focal 2"]).post(f"{address}/resubmit")
    assert [name for name, _text in mails()] == ["chair"]


@pytest.mark.parametrize(
    ("before", "move", "subject"),
    [
        (S.IN_REVIEW, "request_changes", "Changes asked for: Joint patrols"),
        (S.IN_REVIEW, "clear", "Cleared: Joint patrols"),
        (S.CLEARED, "publish", "Published: Joint patrols"),
        (S.IN_REVIEW, "clear_and_publish", "Published: Joint patrols"),
        (S.IN_REVIEW, "decline", "Declined: Joint patrols"),
        (S.PUBLISHED, "withdraw", "Withdrawn: Joint patrols"),
    ],
)
@pytest.mark.parametrize("who", ["secretariat 1", "focal with both seats"])
def test_a_decision_is_told_to_the_focal_points_once_but_not_to_who_took_it(
    browser: Browser,
    session: Session,
    people: dict[str, User],
    make_practice: Callable[..., Practice],
    mails: Callable[[], list[tuple[str, str]]],
    before: PracticeState,
    move: str,
    subject: str,
    who: str,
) -> None:
    actor, told_to = people["secretariat 1"], FOCAL_POINTS
    if who == "focal with both seats":
        actor, told_to = people["focal 1"], ["focal 2"]
        actor.memberships.append(Membership(rcp_slug=OWN, role=Role.SECRETARIAT))
        session.commit()
    practice = make_practice(OWN, "Joint patrols", state=before)
    answer = browser(actor).post(f"/practices/{practice.id}/{move}", data={"note": "A reason."})
    assert answer.status_code == 302
    told = mails()
    assert [name for name, _text in told] == told_to
    assert all(text.startswith(subject) for _name, text in told)
    if move not in {"clear", "publish", "clear_and_publish"}:
        assert all("A reason." in text for _name, text in told)


@pytest.mark.parametrize("move", ["publish", "withdraw", "request_changes", "submit"])
def test_what_is_refused_is_told_to_nobody(
    browser: Browser,
    people: dict[str, User],
    make_practice: Callable[..., Practice],
    mails: Callable[[], list[tuple[str, str]]],
    move: str,
) -> None:
    practice = make_practice(OWN, state=S.DECLINED)
    answer = browser(people["secretariat 1"]).post(f"/practices/{practice.id}/{move}")
    assert answer.status_code == 409
    assert mails() == []


def test_a_mail_names_the_original_only_to_those_who_may_see_it(
    browser: Browser,
    session: Session,
    people: dict[str, User],
    make_practice: Callable[..., Practice],
    mails: Callable[[], list[tuple[str, str]]],
) -> None:
    original = make_practice(OTHER, "For members of RCM", audience=Audience.MEMBERS)
    for name in ("secretariat 1", "focal 2"):
        people[name].memberships.append(Membership(rcp_slug=OTHER, role=Role.MEMBER))
    session.commit()
    practice = make_practice(OWN, state=S.IN_REVIEW)
    browser(people["secretariat 1"]).post(
        f"/practices/{practice.id}/mark_duplicate", data={"practice": str(original.id)}
    )
    told = dict(mails())
    assert list(told) == FOCAL_POINTS
    assert "For members of RCM" in told["focal 2"]
    assert f"/practices/{original.id}" in told["focal 2"]
    assert "For members of RCM" not in told["focal 1"]
    assert f"/practices/{original.id}" not in told["focal 1"]


def test_what_the_platform_does_by_itself_is_told_to_nobody(
    session: Session,
    people: dict[str, User],
    make_practice: Callable[..., Practice],
    mails: Callable[[], list[tuple[str, str]]],
) -> None:
    publication.publish(session, make_practice(OWN, state=S.DRAFT), actor=SYSTEM)
    session.commit()
    assert mails() == []


def test_a_title_stays_in_one_line_and_is_text_in_the_mail(
    browser: Browser,
    session: Session,
    people: dict[str, User],
    make_practice: Callable[..., Practice],
) -> None:
    practice = make_practice(OWN, "Two\nlines <b>&amp;</b>", state=S.DRAFT)
    browser(people["focal 1"]).post(f"/practices/{practice.id}/submit")
    mail = session.scalars(sa.select(OutgoingMail)).first()
    assert mail
    assert mail.subject == "Submitted: Two lines <b>&amp;</b>"
    assert "<b>&amp;</b>" not in mail.html
