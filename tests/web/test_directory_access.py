"""Anyone reads the directory; only a Process's own secretariat edits its profile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import Membership, User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied, Actor, Role
from rcp_platform.directory import services
from rcp_platform.directory.facts import facts_of
from rcp_platform.directory.models import Rcp
from rcp_platform.directory.policy import may_edit

OTHERS = [
    "a visitor",
    "a member",
    "a focal point",
    "a chair",
    "another Process's secretariat",
    "an administrator without a seat",
    "a former secretariat",
]


@pytest.fixture
def person(make_user: Callable[..., User], session: Session) -> Callable[[str], User | None]:
    def find(who: str) -> User | None:
        match who:
            case "a visitor":
                return None
            case "a member":
                return make_user("bali-process", Role.MEMBER)
            case "a focal point":
                return make_user("bali-process", Role.FOCAL_POINT)
            case "a chair":
                return make_user("bali-process", Role.CHAIR)
            case "the secretariat":
                return make_user("bali-process", Role.SECRETARIAT)
            case "another Process's secretariat":
                return make_user("rcm", Role.SECRETARIAT)
            case "an administrator without a seat":
                return make_user(is_administrator=True)
            case "a former secretariat":
                user = make_user("bali-process", Role.SECRETARIAT)
                _end(user.memberships[0])
                session.commit()
                return user
        raise AssertionError(who)

    return find


def _end(membership: Membership) -> None:
    membership.starts_on -= timedelta(days=30)
    membership.ends_on = membership.starts_on + timedelta(days=1)


@pytest.mark.parametrize("who", [*OTHERS, "the secretariat"])
def test_anyone_reads_the_list_and_the_profiles(
    client: FlaskClient,
    sign_in: Callable[[User], None],
    make_rcp: Callable[..., Rcp],
    person: Callable[[str], User | None],
    who: str,
) -> None:
    make_rcp("bali-process", short_name="Bali Process")
    if user := person(who):
        sign_in(user)
    assert "Bali Process" in client.get("/directory/").text
    page = client.get("/directory/bali-process")
    assert page.status_code == 200
    assert ("/directory/bali-process/edit" in page.text) == (who == "the secretariat")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", OTHERS)
def test_nobody_but_its_own_secretariat_opens_or_sends_the_form(
    client: FlaskClient,
    session: Session,
    sign_in: Callable[[User], None],
    make_rcp: Callable[..., Rcp],
    person: Callable[[str], User | None],
    who: str,
    method: str,
) -> None:
    rcp = make_rcp("bali-process", name="Before")
    user = person(who)
    if user:
        sign_in(user)
    answer = client.open(
        "/directory/bali-process/edit",
        method=method.upper(),
        data={"name": "After", "short_name": "After", "version": "1", "type": "regional"},
    )
    if user:
        assert answer.status_code == 403
    else:
        assert answer.status_code == 302
        assert "sign-in" in answer.location
    session.refresh(rcp)
    assert rcp.name == "Before"
    assert session.scalars(select(AuditEvent)).all() == []


@pytest.mark.parametrize("who", [*OTHERS, "the secretariat"])
def test_the_rule_and_the_service_agree(
    session: Session,
    make_rcp: Callable[..., Rcp],
    person: Callable[[str], User | None],
    who: str,
) -> None:
    rcp = make_rcp("bali-process")
    user = person(who)
    actor = user.actor if user else VISITOR
    allowed = who == "the secretariat"
    assert may_edit(actor, rcp) == allowed
    if allowed:
        assert services.update_profile(session, rcp, facts_of(rcp), actor=actor) is False
    else:
        with pytest.raises(AccessDenied):
            services.update_profile(session, rcp, facts_of(rcp), actor=actor)


@pytest.mark.parametrize("who", [*OTHERS, "the secretariat"])
def test_only_the_platform_itself_adds_a_process(
    session: Session,
    make_rcp: Callable[..., Rcp],
    person: Callable[[str], User | None],
    who: str,
) -> None:
    make_rcp("bali-process")
    user = person(who)
    actor: Actor = user.actor if user else VISITOR
    with pytest.raises(AccessDenied):
        services.add_rcp(session, "new", "New", actor=actor)
    assert services.add_rcp(session, "new", "New", actor=SYSTEM).slug == "new"


@pytest.mark.parametrize(
    "slug",
    ["nowhere", "Bali-Process", "..%2f..%2fetc%2fpasswd", "%00", "a" * 5000, "' OR 1=1 --", "ب"],
)
def test_a_process_that_does_not_exist_is_not_found(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/directory/{slug}").status_code == 404
