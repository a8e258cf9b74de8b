"""Every move of a practice by its button: who presses, what is asked, what is written down."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import AccessDenied, Role
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.practices import publication
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState
from rcp_platform.practices.timeline import PracticeEvent
from rcp_platform.practices.versions.models import PracticeVersion

OWN, OTHER = "bali-process", "rcm"
S = PracticeState


@pytest.fixture
def focal_point(browser: Callable[[User], FlaskClient], make_user: Callable[..., User]):
    return browser(make_user(OWN, Role.FOCAL_POINT, email="focal@gov.example"))


@pytest.fixture
def secretariat(browser: Callable[[User], FlaskClient], make_user: Callable[..., User]):
    return browser(make_user(OWN, Role.SECRETARIAT, email="secretariat@gov.example"))


@pytest.fixture
def fresh(session: Session) -> Callable[[Practice], Practice]:
    """A practice as the database holds it now."""

    def fresh(practice: Practice) -> Practice:
        session.rollback()
        session.expire_all()
        return session.get_one(Practice, practice.id)

    return fresh


def happened_to(session: Session, practice: Practice) -> list[tuple[str, str]]:
    statement = sa.select(PracticeEvent).filter_by(practice_id=practice.id)
    return [(e.name, e.note) for e in session.scalars(statement.order_by(PracticeEvent.id))]


def audited(session: Session, practice: Practice) -> list[str]:
    statement = sa.select(AuditEvent.action).where(AuditEvent.subject == str(practice))
    return list(session.scalars(statement.order_by(AuditEvent.id)))


#: (state before, move, what its form says, state after)
MOVES = [
    (S.DRAFT, "submit", {}, S.SUBMITTED),
    (S.SUBMITTED, "take_back", {}, S.DRAFT),
    (S.RESUBMITTED, "take_back", {}, S.DRAFT),
    (S.SUBMITTED, "start_review", {}, S.IN_REVIEW),
    (S.IN_REVIEW, "request_changes", {"note": "Give a source."}, S.CHANGES_REQUESTED),
    (S.CLEARED, "request_changes", {"note": "Give a source."}, S.CHANGES_REQUESTED),
    (S.CHANGES_REQUESTED, "resubmit", {}, S.RESUBMITTED),
    (S.IN_REVIEW, "clear", {}, S.CLEARED),
    (S.CLEARED, "publish", {}, S.PUBLISHED),
    (S.IN_REVIEW, "clear_and_publish", {}, S.PUBLISHED),
    (S.SUBMITTED, "decline", {"note": "Not a practice."}, S.DECLINED),
    (S.DECLINED, "reopen", {}, S.DRAFT),
    (S.UPDATE_DUE, "confirm", {}, S.PUBLISHED),
    (S.PUBLISHED, "archive", {"note": "It has ended."}, S.ARCHIVED),
    (S.ARCHIVED, "restore", {}, S.PUBLISHED),
    (S.PUBLISHED, "withdraw", {"note": "Wrong figures."}, S.WITHDRAWN),
]


@pytest.mark.parametrize(("before", "move", "said", "after"), MOVES)
def test_a_move_is_made_once_and_written_down(
    secretariat: FlaskClient,
    session: Session,
    make_practice: Callable[..., Practice],
    fresh: Callable[[Practice], Practice],
    before: PracticeState,
    move: str,
    said: dict[str, str],
    after: PracticeState,
) -> None:
    practice = make_practice(OWN, state=before, state_since=now() - timedelta(days=9))
    address = f"/practices/{practice.id}"
    assert f'action="{address}/{move}"' in secretariat.get(f"{address}/preview").text
    answer = secretariat.post(f"{address}/{move}", data=said)
    assert answer.status_code == 302, answer.text
    assert answer.location in {address, f"{address}/preview"}

    moved = fresh(practice)
    assert moved.state == after
    assert moved.state_since > now() - timedelta(minutes=1)
    steps = ["clear", "publish"] if move == "clear_and_publish" else [move]
    note = said.get("note", "")
    assert happened_to(session, practice) == [(step, note) for step in steps]
    assert audited(session, practice) == [f"practice.{step}" for step in steps]

    again = secretariat.post(f"{address}/{move}", data=said)
    if move == "confirm":
        assert again.status_code == 302, "what is published can be confirmed at any time"
    else:
        assert again.status_code == 409
        assert "This has already been dealt with" in again.text
        assert happened_to(session, practice) == [(step, note) for step in steps]


@pytest.mark.parametrize(
    ("before", "move", "sentence"),
    [
        (S.IN_REVIEW, "request_changes", "Say in a sentence what should be changed."),
        (S.IN_REVIEW, "decline", "Say in a sentence why."),
        (S.PUBLISHED, "archive", "Say in a sentence why."),
        (S.PUBLISHED, "withdraw", "Say in a sentence why it is withdrawn."),
        (S.IN_REVIEW, "mark_duplicate", "Enter the address or number of the other practice."),
        (S.PUBLISHED, "supersede", "Enter the address or number of the other practice."),
    ],
)
@pytest.mark.parametrize("typed", ["", " \x00\t ", "x" * 2001])
def test_a_reason_that_is_missing_or_too_long_is_asked_for_and_kept(
    secretariat: FlaskClient,
    make_practice: Callable[..., Practice],
    fresh: Callable[[Practice], Practice],
    before: PracticeState,
    move: str,
    sentence: str,
    typed: str,
) -> None:
    practice = make_practice(OWN, state=before)
    answer = secretariat.post(
        f"/practices/{practice.id}/{move}", data={"note": typed, "practice": typed}
    )
    assert answer.status_code == 422
    assert (sentence if typed.strip("\0\t ") == "" else "Shorten th") in unescape(answer.text)
    assert f'<details id="{move}" open>' in answer.text
    if typed.startswith("x"):
        fields = 2 if move == "mark_duplicate" else 1
        assert answer.text.count(typed) == fields, "kept where it was typed"
    assert fresh(practice).state == before


def test_a_practice_is_marked_as_a_duplicate_by_number_or_address(
    secretariat: FlaskClient,
    focal_point: FlaskClient,
    session: Session,
    make_practice: Callable[..., Practice],
    fresh: Callable[[Practice], Practice],
) -> None:
    original = make_practice(OTHER, "Told first", audience=Audience.NETWORK)
    for written in [
        f" {original.id} ",
        f"/practices/{original.id}",
        f"https://exchange.example/practices/{original.id}/preview?x=1#top",
    ]:
        practice = make_practice(OWN, state=S.IN_REVIEW)
        address = f"/practices/{practice.id}"
        done = secretariat.post(
            f"{address}/mark_duplicate", data={"practice": written, "note": "The same"}
        )
        assert done.location == f"{address}/preview"
        assert (fresh(practice).state, fresh(practice).duplicate_of_id) == (
            S.DUPLICATE,
            original.id,
        )
        assert happened_to(session, practice) == [("mark_duplicate", "The same")]
        assert "Told first" in focal_point.get(f"{address}/preview").text
        assert focal_point.post(f"{address}/reopen").status_code == 302
        assert fresh(practice).duplicate_of_id is None


def test_what_a_reviewer_may_not_see_cannot_be_named_as_the_original(
    secretariat: FlaskClient,
    make_practice: Callable[..., Practice],
    fresh: Callable[[Practice], Practice],
) -> None:
    practice = make_practice(OWN, state=S.IN_REVIEW)
    published = make_practice(OWN)
    hidden = [
        make_practice(OTHER, "Hidden title", state=S.DRAFT).id,
        make_practice(OTHER, "Hidden title", audience=Audience.MEMBERS).id,
        make_practice(OWN, "Declined", state=S.DECLINED).id,
        make_practice(OWN, "Withdrawn", state=S.WITHDRAWN).id,
        make_practice(OWN, "Version", state=S.DRAFT, revises_id=published.id).id,
        practice.id,
        *(999_999, 2**31, "0", "-1", "x", "/practices/", "١٢"),
    ]
    for number in hidden:
        answer = secretariat.post(
            f"/practices/{practice.id}/mark_duplicate", data={"practice": str(number)}
        )
        assert answer.status_code == 422, number
        assert "There is no practice here that you may choose." in answer.text
        assert "Hidden title" not in answer.text
    assert fresh(practice).state == S.IN_REVIEW


def test_a_practice_points_to_a_successor_of_its_own_process(
    secretariat: FlaskClient,
    make_practice: Callable[..., Practice],
    fresh: Callable[[Practice], Practice],
) -> None:
    practice, successor = make_practice(OWN, "Old"), make_practice(OWN, "Successor")
    elsewhere, old = make_practice(OTHER), make_practice(OWN, state=S.ARCHIVED)
    address = f"/practices/{practice.id}"
    for wrong in [elsewhere, old]:
        refused = secretariat.post(f"{address}/supersede", data={"practice": str(wrong.id)})
        assert refused.status_code == 422
        assert "Choose a published practice of the same Process." in refused.text
    done = secretariat.post(f"{address}/supersede", data={"practice": str(successor.id)})
    assert done.location == address
    assert fresh(practice).superseded_by_id == successor.id
    assert "Successor" in secretariat.get(address).text
    back = secretariat.post(
        f"/practices/{successor.id}/supersede", data={"practice": str(practice.id)}
    )
    assert back.status_code == 422, "two practices never point to each other"


def test_only_the_secretariat_clears_and_publishes_in_one_step(
    focal_point: FlaskClient,
    session: Session,
    make_practice: Callable[..., Practice],
    fresh: Callable[[Practice], Practice],
) -> None:
    reviewer = session.scalars(sa.select(User)).one()
    practice = make_practice(OWN, state=S.IN_REVIEW, reviewer_id=reviewer.id)
    address = f"/practices/{practice.id}"
    page = focal_point.get(f"{address}/preview").text
    assert f"{address}/clear" in page
    assert f"{address}/clear_and_publish" not in page
    assert focal_point.post(f"{address}/clear_and_publish").status_code == 403
    assert fresh(practice).state == S.IN_REVIEW


def test_what_is_incomplete_is_neither_submitted_nor_published_in_any_way(
    secretariat: FlaskClient,
    make_practice: Callable[..., Practice],
    fresh: Callable[[Practice], Practice],
) -> None:
    ways = [(S.DRAFT, "submit"), (S.CLEARED, "publish"), (S.IN_REVIEW, "clear_and_publish")]
    for state, move in [*ways, (S.CHANGES_REQUESTED, "resubmit")]:
        practice = make_practice(OWN, state=state, summary="")
        answer = secretariat.post(f"/practices/{practice.id}/{move}", follow_redirects=True)
        assert "Some fields are still needed." in answer.text
        assert fresh(practice).state == state


def test_a_new_version_takes_the_place_of_the_published_one(
    secretariat: FlaskClient,
    focal_point: FlaskClient,
    session: Session,
    make_practice: Callable[..., Practice],
    fresh: Callable[[Practice], Practice],
) -> None:
    practice = make_practice(OWN, "First title", state=S.UPDATE_DUE)
    begun = focal_point.post(f"/practices/{practice.id}/revise").location
    again = focal_point.post(f"/practices/{practice.id}/revise").location
    assert begun == again, "there is one new version at a time"
    version_id = int(begun.split("/")[2])
    address = f"/practices/{version_id}"
    basics = dict.fromkeys(["scope", "practice_type", "status"], "") | {"language": "en"}
    focal_point.post(begun, data=basics | {"title": "Second", "summary": "S", "version": "1"})
    focal_point.post(f"{address}/submit")
    assert focal_point.post(f"/practices/{practice.id}/revise").location == f"{address}/preview"
    secretariat.post(f"{address}/start_review")
    secretariat.post(f"{address}/clear")
    unsaid = secretariat.post(f"{address}/publish")
    assert unsaid.status_code == 422
    assert "Say in a sentence what changed." in unsaid.text
    done = secretariat.post(f"{address}/publish", data={"note": "Newer figures"})
    assert done.location == f"/practices/{practice.id}"
    assert (fresh(practice).title, fresh(practice).state) == ("Second", S.PUBLISHED)
    assert secretariat.get(address).status_code == 404
    steps = [name for name, _note in happened_to(session, practice)]
    assert steps == ["revise", "submit", "start_review", "clear", "publish"], "its timeline too"
    kept = session.scalars(sa.select(PracticeVersion.note).filter_by(practice_id=practice.id))
    assert kept.all() == ["Newer figures"]


def test_whoever_begins_a_version_second_at_the_same_moment_is_told(
    focal_point: FlaskClient,
    session: Session,
    make_practice: Callable[..., Practice],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    practice = make_practice(OWN)
    assert focal_point.post(f"/practices/{practice.id}/revise").status_code == 302
    # As it looked to the second a moment ago.
    monkeypatch.setattr(publication.queries, "version_in_work", lambda *_: None)
    assert focal_point.post(f"/practices/{practice.id}/revise").status_code == 409
    versions = sa.select(sa.func.count()).where(Practice.revises_id == practice.id)
    assert session.scalar(versions) == 1


def test_a_version_of_what_was_withdrawn_meanwhile_is_not_published(
    secretariat: FlaskClient, make_practice: Callable[..., Practice]
) -> None:
    gone = make_practice(OWN, state=S.WITHDRAWN)
    version = make_practice(OWN, state=S.CLEARED, revises_id=gone.id)
    address = f"/practices/{version.id}"
    assert f"{address}/publish" not in secretariat.get(f"{address}/preview").text
    assert secretariat.post(f"{address}/publish", data={"note": "New"}).status_code == 409


@pytest.mark.parametrize("role", [Role.MEMBER, None])
@pytest.mark.parametrize("name", ["revise", "confirm", "withdraw", "archive", "comments"])
def test_members_change_nothing(
    browser: Callable[[User], FlaskClient],
    make_user: Callable[..., User],
    make_practice: Callable[..., Practice],
    fresh: Callable[[Practice], Practice],
    role: Role | None,
    name: str,
) -> None:
    practice = make_practice(OWN, audience=Audience.PUBLIC)
    client = browser(make_user(OWN, role) if role else make_user())
    before = fresh(practice).version
    answer = client.post(f"/practices/{practice.id}/{name}", data={"note": "x", "text": "x"})
    assert answer.status_code == 403
    assert client.get(f"/practices/{practice.id}/preview").status_code == 403
    assert fresh(practice).version == before


def test_services_refuse_what_pages_do_not_offer(
    session: Session, make_user: Callable[..., User], make_practice: Callable[..., Practice]
) -> None:
    secretariat = make_user(OWN, Role.SECRETARIAT).actor
    reviewed, published = make_practice(OWN, state=S.IN_REVIEW), make_practice(OWN)
    hidden = make_practice(OTHER, state=S.DRAFT)
    with pytest.raises(AccessDenied):
        publication.mark_duplicate(session, reviewed, hidden, actor=secretariat)
    with pytest.raises(NotPossible):
        publication.mark_duplicate(session, reviewed, reviewed, actor=secretariat)
    with pytest.raises(NotPossible):
        publication.supersede(session, published, published, actor=secretariat)
    with pytest.raises(NotPossible):
        publication.supersede(session, published, reviewed, actor=secretariat)
    with pytest.raises(NotPossible):
        publication.clear_and_publish(session, published, actor=secretariat)
    with pytest.raises(NotPossible):
        publication.name_reviewer(session, reviewed, make_user(OTHER), actor=secretariat)
    assert not session.dirty


def test_moves_that_only_the_platform_makes_have_no_address(
    secretariat: FlaskClient, make_practice: Callable[..., Practice]
) -> None:
    practice = make_practice(OWN)
    for name in ["renew", "fall_due", "publish_at_once", "lift_embargo", "delete_all", "__init__"]:
        assert secretariat.post(f"/practices/{practice.id}/{name}").status_code == 404
