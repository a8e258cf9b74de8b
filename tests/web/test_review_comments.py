"""Comments on sections: both sides write while a practice is in work; readers see none."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import AccessDenied, Role
from rcp_platform.core.workflow import NotPossible
from rcp_platform.practices import publication
from rcp_platform.practices.models import Practice
from rcp_platform.practices.review import services
from rcp_platform.practices.review.models import COMMENTED, Comment
from rcp_platform.practices.states import IN_WORK, Audience, PracticeState

OWN, OTHER = "bali-process", "rcm"
S = PracticeState
POINTS = {S.DUPLICATE: "duplicate_of_id", S.SUPERSEDED: "superseded_by_id"}

Browser = Callable[[User], FlaskClient]


@pytest.fixture
def focal_point(make_user: Callable[..., User]) -> User:
    return make_user(OWN, Role.FOCAL_POINT, display_name="Focal point of Bali")


@pytest.fixture
def secretariat(make_user: Callable[..., User]) -> User:
    return make_user(OWN, Role.SECRETARIAT, display_name="Secretariat of Bali")


def test_both_sides_talk_about_every_section_and_settle_what_was_said(
    browser: Browser,
    session: Session,
    focal_point: User,
    secretariat: User,
    make_practice: Callable[..., Practice],
) -> None:
    practice = make_practice(OWN, state=S.IN_REVIEW, impact="Fees fell.")
    address = f"/practices/{practice.id}"
    reviewing, writing = browser(secretariat), browser(focal_point)
    for section in COMMENTED:
        said = {"section": section, "text": f"On {section or 'all'}:\nwhy?"}
        done = reviewing.post(f"{address}/comments", data=said)
        assert done.location == f"{address}/preview#comments-{section or 'whole'}"
    page = writing.get(f"{address}/preview").text
    for section in COMMENTED:
        assert f"On {section or 'all'}:" in page
    assert f"{len(COMMENTED)} open comments" in page
    assert "Secretariat of Bali" in page

    first = session.scalars(sa.select(Comment).order_by(Comment.id)).first()
    assert first
    settle = f"{address}/comments/{first.id}"
    assert writing.post(f"{settle}/resolve").location == f"{address}/preview#comments-whole"
    assert writing.post(f"{settle}/resolve").status_code == 409
    session.expire_all()
    assert (first.is_open, first.resolved_by_id) == (False, focal_point.id)
    assert f"{len(COMMENTED) - 1} open comments" in reviewing.get(f"{address}/preview").text
    assert reviewing.post(f"{settle}/reopen").status_code == 302
    assert reviewing.post(f"{settle}/reopen").status_code == 409
    session.expire_all()
    assert (first.is_open, first.resolved_by_id) == (True, None)
    deeds = session.scalars(sa.select(AuditEvent.action).where(AuditEvent.subject == str(practice)))
    expected = {"practice.comment", "practice.resolve_comment", "practice.reopen_comment"}
    assert set(deeds) == expected


def test_open_comments_stand_beside_their_field_in_the_form(
    browser: Browser,
    session: Session,
    focal_point: User,
    secretariat: User,
    make_practice: Callable[..., Practice],
) -> None:
    practice = make_practice(OWN, state=S.CHANGES_REQUESTED)
    said = services.comment(session, practice, "impact", "How many?", actor=secretariat.actor)
    session.commit()
    address = f"/practices/{practice.id}/edit"
    assert "How many?" in browser(focal_point).get(f"{address}/story").text
    assert "How many?" not in browser(focal_point).get(f"{address}/basics").text
    services.resolve(session, practice, said, actor=focal_point.actor)
    session.commit()
    assert "How many?" not in browser(focal_point).get(f"{address}/story").text


@pytest.mark.parametrize(
    ("section", "text", "sentence"),
    [
        ("summary", "  ", "Write what you would like to say."),
        ("summary", "x" * 2001, "Shorten this text to 2000 characters."),
    ],
)
def test_a_comment_that_says_nothing_or_too_much_is_sent_back_with_its_text(
    browser: Browser,
    session: Session,
    focal_point: User,
    make_practice: Callable[..., Practice],
    section: str,
    text: str,
    sentence: str,
) -> None:
    practice = make_practice(OWN, state=S.DRAFT)
    answer = browser(focal_point).post(
        f"/practices/{practice.id}/comments", data={"section": section, "text": text}
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not text.strip() or answer.text.count(text) == 1, "kept where it was typed"
    assert session.scalars(sa.select(Comment)).all() == []


@pytest.mark.parametrize("section", ["countries", "themes", "state", "../x", "\x00", "x" * 99])
def test_what_is_no_section_cannot_be_commented_on(
    browser: Browser,
    session: Session,
    focal_point: User,
    make_practice: Callable[..., Practice],
    section: str,
) -> None:
    practice = make_practice(OWN, state=S.DRAFT)
    forged = {"section": section, "text": "Forged"}
    answer = browser(focal_point).post(f"/practices/{practice.id}/comments", data=forged)
    if answer.status_code == 302:
        assert section == "\x00", "what is cleaned away is about the whole practice"
        return
    assert answer.status_code == 422
    assert session.scalars(sa.select(Comment)).all() == []
    with pytest.raises(ValueError, match="cannot be commented on"):
        services.comment(session, practice, section, "Forged", actor=focal_point.actor)


@pytest.mark.parametrize("state", sorted(set(PracticeState) - IN_WORK))
def test_nobody_comments_on_what_is_not_in_work(
    session: Session,
    focal_point: User,
    make_practice: Callable[..., Practice],
    state: PracticeState,
) -> None:
    pointing = {POINTS[state]: make_practice(OWN).id} if state in POINTS else {}
    practice = make_practice(OWN, state=state, **pointing)
    with pytest.raises(NotPossible):
        services.comment(session, practice, "", "Too late", actor=focal_point.actor)


@pytest.mark.parametrize("role", [Role.MEMBER, None])
def test_who_does_not_work_on_a_practice_does_not_comment_on_it(
    session: Session,
    make_user: Callable[..., User],
    make_practice: Callable[..., Practice],
    role: Role | None,
) -> None:
    practice = make_practice(OWN, state=S.DRAFT)
    actor = (make_user(OWN, role) if role else make_user(OTHER, Role.SECRETARIAT)).actor
    said = Comment(practice_id=practice.id, text="Said")
    for attempt in (
        lambda: services.comment(session, practice, "", "x", actor=actor),
        lambda: services.resolve(session, practice, said, actor=actor),
        lambda: services.reopen(session, practice, said, actor=actor),
    ):
        with pytest.raises(AccessDenied):
            attempt()


def test_a_comment_is_settled_only_at_its_own_practice(
    browser: Browser,
    session: Session,
    focal_point: User,
    make_practice: Callable[..., Practice],
) -> None:
    practice, other = make_practice(OWN, state=S.DRAFT), make_practice(OWN, state=S.DRAFT)
    said = services.comment(session, practice, "", "Here", actor=focal_point.actor)
    session.commit()
    wrong = f"/practices/{other.id}/comments/{said.id}/resolve"
    assert browser(focal_point).post(wrong).status_code == 404


def test_readers_never_see_comments_nor_that_there_are_any(
    browser: Browser,
    session: Session,
    focal_point: User,
    secretariat: User,
    make_user: Callable[..., User],
    make_practice: Callable[..., Practice],
) -> None:
    practice = make_practice(OWN, state=S.IN_REVIEW, audience=Audience.PUBLIC)
    services.comment(session, practice, "", "Between ourselves", actor=focal_point.actor)
    publication.clear_and_publish(session, practice, actor=secretariat.actor)
    session.commit()
    for reader in [make_user(OWN), make_user(OTHER, Role.SECRETARIAT)]:
        client = browser(reader)
        for page in [
            f"/practices/{practice.id}",
            "/practices/",
            "/",
            "/search?q=between ourselves",
        ]:
            assert "Between ourselves" not in client.get(page).text
            assert "comment" not in client.get(page).text.lower()
    assert "Between ourselves" in browser(focal_point).get(f"/practices/{practice.id}/preview").text


def test_comments_follow_a_version_that_takes_its_place_and_go_with_a_deleted_draft(
    browser: Browser,
    session: Session,
    focal_point: User,
    secretariat: User,
    make_practice: Callable[..., Practice],
) -> None:
    practice = make_practice(OWN)
    version = publication.revise(session, practice, actor=focal_point.actor)
    services.comment(session, version, "summary", "Newer?", actor=focal_point.actor)
    publication.submit(session, version, actor=focal_point.actor)
    publication.move(session, version, "start_review", actor=secretariat.actor)
    publication.clear_and_publish(session, version, "Newer", actor=secretariat.actor)
    session.commit()
    [kept] = session.scalars(sa.select(Comment))
    assert (kept.practice_id, kept.text) == (practice.id, "Newer?")

    draft = make_practice(OWN, state=S.DRAFT)
    services.comment(session, draft, "", "On a draft", actor=focal_point.actor)
    session.commit()
    assert browser(focal_point).post(f"/practices/{draft.id}/delete").status_code == 302
    session.expire_all()
    assert session.scalars(sa.select(Comment.text)).all() == ["Newer?"]
