"""Why a practice concerns the reader's Process: the topic, the route, the region in common."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.core.access import VISITOR, Role
from rcp_platform.directory.models import Rcp
from rcp_platform.discovery.lenses import Lens, lenses_on
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import PracticeState

MakeRcp = Callable[..., Rcp]
MakeUser = Callable[..., User]
Make = Callable[..., Practice]


def test_topic_route_and_region_in_common_are_named(
    session: Session, make_rcp: MakeRcp, make_user: MakeUser, make_practice: Make
) -> None:
    make_rcp("host", states=["TH", "ID", "AU"], regions=["asia", "oceania"])
    make_rcp("home", states=["ID", "TH", "AE"], regions=["oceania"])
    make_practice("home", themes=["skills", "health"])
    one = make_practice("host", themes=["recruitment", "skills"])
    reader = make_user("home", Role.CHAIR)
    assert lenses_on(session, [one], reader.actor)[one.id] == Lens(("skills",), 2, "oceania")


def test_what_has_nothing_in_common_has_an_empty_lens(
    session: Session, make_rcp: MakeRcp, make_user: MakeUser, make_practice: Make
) -> None:
    make_rcp("host", states=["BR"], regions=["americas"])
    make_rcp("home", states=["TH"], regions=["asia"])
    one = make_practice("host", themes=["skills"])
    reader = make_user("home")
    assert lenses_on(session, [one], reader.actor)[one.id] == Lens()


def test_a_theme_of_an_own_draft_is_not_a_topic_in_common(
    session: Session, make_user: MakeUser, make_practice: Make
) -> None:
    make_practice("home", themes=["skills"], state=PracticeState.DRAFT)
    one = make_practice("host", themes=["skills"])
    reader = make_user("home")
    assert lenses_on(session, [one], reader.actor)[one.id].themes == ()


def test_the_readers_own_practices_and_a_visitors_have_empty_lenses(
    session: Session, make_user: MakeUser, make_practice: Make
) -> None:
    own = make_practice("home", themes=["skills"])
    reader = make_user("home")
    assert lenses_on(session, [own], reader.actor)[own.id] == Lens()
    assert lenses_on(session, [own], VISITOR)[own.id] == Lens()


def test_the_page_says_what_is_in_common(
    client: FlaskClient,
    sign_in: Callable[[User], None],
    make_rcp: MakeRcp,
    make_user: MakeUser,
    make_practice: Make,
) -> None:
    make_rcp("host", states=["TH"], regions=["asia"])
    make_rcp("home", states=["TH"], regions=["asia"])
    make_practice("home", "Own entry", themes=["skills"])
    make_practice("host", "Recruitment fees", themes=["skills"])
    sign_in(make_user("home", Role.CHAIR))
    page = client.get("/search?q=recruitment fees").text
    assert "your Process works on this too: Skills" in page
    assert "its Process shares 1 State with yours" in page
    assert "same region: Asia" in page
