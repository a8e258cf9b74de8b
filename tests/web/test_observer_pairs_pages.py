"""The pages on who observes whom: the table, the drawing, a pair, profiles, and the API."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.observing import ask, observe
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.observers.grants.graph import HEIGHT, WIDTH, drawing_of
from rcp_platform.observers.grants.pairs import pairs
from rcp_platform.observers.states import GrantState, ObserverKind, RequestState

ONE, OTHER, THIRD = "apc", "bali-process", "rcm"
A_DAY = timedelta(days=1)
LONG_AGO = {"starts_at": now() - 100 * A_DAY}
SUSPENDED = {**LONG_AGO, "state": GrantState.SUSPENDED}
ENDED = {**LONG_AGO, "state": GrantState.ENDED}
PAST = {**LONG_AGO, "valid_until": now() - A_DAY}
THEMATIC = {**LONG_AGO, "kind": ObserverKind.THEMATIC, "themes": ["gender"]}
AD_HOC = {**LONG_AGO, "kind": ObserverKind.AD_HOC}
ASKED = RequestState.SUBMITTED


@pytest.fixture(autouse=True)
def processes(make_rcp: Callable[..., Rcp]) -> None:
    for slug in (ONE, OTHER, THIRD):
        make_rcp(slug)


@pytest.fixture
def member(make_user: Callable[..., User], sign_in: Callable[[User], None]) -> User:
    user = make_user(THIRD, Role.MEMBER)
    sign_in(user)
    return user


PAGES = ["/observers/", "/observers/graph", f"/observers/{ONE}/{OTHER}"]


@pytest.mark.parametrize("page", [*PAGES, "/api/v1/observers"])
def test_who_observes_whom_is_for_people_with_a_seat(
    client: FlaskClient,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    page: str,
) -> None:
    assert client.get(page).status_code == (401 if page.startswith("/api") else 302)
    sign_in(make_user())
    assert client.get(page).status_code == 403
    sign_in(make_user(THIRD, Role.MEMBER))
    assert client.get(page).status_code == 200


def cells(page: str) -> dict[tuple[str, str], str]:
    """What the matrix says, by the names of row and column."""
    table = page[page.index('class="table matrix"') :]
    head, *rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    hosts = [plain(cell) for cell in re.findall(r"<th.*?</th>", head, re.DOTALL)][1:]
    found = {}
    for row in rows:
        name, *said = (plain(c) for c in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL))
        found |= {(name, host): words for host, words in zip(hosts, said, strict=True)}
    return found


def plain(html: str) -> str:
    seen = re.sub(r'<span class="visually-hidden">.*?</span>', "", html, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", "", seen).strip()


def test_the_matrix_says_in_words_what_each_has_in_each(
    session: Session, client: FlaskClient, member: User
) -> None:
    observe(session, ONE, OTHER)
    observe(session, OTHER, ONE)
    observe(session, ONE, THIRD, **THEMATIC)
    observe(session, THIRD, OTHER, **SUSPENDED)
    observe(session, OTHER, THIRD, **AD_HOC)
    ask(session, THIRD, ONE, state=ASKED)
    session.commit()
    said = {key: words for key, words in cells(client.get("/observers/").text).items() if words}
    assert said == {
        ("Apc", "Bali-Process"): "Mutual",
        ("Bali-Process", "Apc"): "Mutual",
        ("Apc", "Rcm"): "On themes",
        ("Rcm", "Bali-Process"): "Suspended",
        ("Bali-Process", "Rcm"): "At meetings",
        ("Rcm", "Apc"): "·",
    }


def test_an_open_request_shows_on_no_page_to_others(
    session: Session,
    browser: Callable[[User], FlaskClient],
    make_user: Callable[..., User],
) -> None:
    people = {
        (rcp, role): browser(make_user(rcp, role))
        for rcp, role in [
            (ONE, Role.FOCAL_POINT),
            (OTHER, Role.CHAIR),
            (OTHER, Role.MEMBER),
            (THIRD, Role.SECRETARIAT),
        ]
    }
    pages = [*PAGES, f"/observers/{OTHER}/{ONE}", f"/directory/{ONE}", f"/directory/{OTHER}"]

    def seen(client: FlaskClient) -> list[str]:
        hide = r'name="csrf_token" value="[^"]*"'
        return [re.sub(hide, "", client.get(page).text) for page in pages]

    before = {who: seen(client) for who, client in people.items()}
    request = ask(session, ONE, OTHER, state=ASKED)
    session.commit()
    for (rcp, role), client in people.items():
        knows = (rcp, role) in {(ONE, Role.FOCAL_POINT), (OTHER, Role.CHAIR)}
        after = seen(client)
        assert (after != before[rcp, role]) == knows, (rcp, role)
        assert (f"/observers/requests/{request.id}" in "".join(after)) == knows


def test_the_drawing_shows_each_process_once_and_what_is_lasting(
    session: Session, client: FlaskClient, member: User
) -> None:
    observe(session, ONE, OTHER)
    observe(session, OTHER, ONE)
    observe(session, THIRD, OTHER)
    observe(session, OTHER, THIRD, **AD_HOC)
    session.commit()
    drawing = drawing_of(pairs(session, member.actor))
    assert [node.rcp.slug for node in drawing.nodes] == [ONE, OTHER, THIRD]
    assert [bool(line.arrow) for line in drawing.lines] == [False, False, True]
    for node in drawing.nodes:
        assert 0 < node.x < WIDTH
        assert 0 < node.text_y < HEIGHT
    page = client.get("/observers/graph").text
    assert page.count("<circle") == 3
    assert page.count("<polygon") == 1
    for sentence in ("Apc observes Bali-Process", "Rcm observes Bali-Process"):
        assert sentence in page
    assert "Bali-Process observes Rcm" not in page


@pytest.mark.parametrize("count", [0, 1])
def test_with_few_processes_there_is_still_a_page(
    session: Session, client: FlaskClient, member: User, count: int
) -> None:
    for slug in [ONE, OTHER][count:]:
        session.delete(session.get_one(Rcp, slug))
    session.commit()
    for page in PAGES[:2]:
        assert "No Process observes another one yet" in client.get(page).text


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_cost_the_same_however_many_observe(
    session: Session, client: FlaskClient, member: User, make_rcp: Callable[..., Rcp], page: str
) -> None:
    def cost() -> int:
        session.commit()
        with counted() as statements:
            client.get(page)
        return len(statements)

    observe(session, ONE, OTHER)
    cost()
    few = cost()
    for number in range(12):
        make_rcp(f"extra-{number}")
        observe(session, f"extra-{number}", OTHER)
        observe(session, OTHER, f"extra-{number}", **SUSPENDED)
        ask(session, f"extra-{number}", ONE, state=ASKED)
        observe(session, ONE, OTHER, **ENDED)
    assert cost() == few
    assert few <= 10


def test_a_profile_says_whom_it_observes_and_who_observes_it(
    session: Session,
    client: FlaskClient,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    observe(session, ONE, OTHER)
    observe(session, THIRD, OTHER, **SUSPENDED)
    session.commit()
    assert "Observer status" not in client.get(f"/directory/{OTHER}").text
    sign_in(make_user(THIRD, Role.MEMBER))
    panel = client.get(f"/directory/{OTHER}").text.partition("Observer status")[2]
    panel = panel.partition("</section>")[0]
    assert "Observed by" in panel
    assert f'href="/observers/{OTHER}/{ONE}"' in panel
    assert f"/observers/{OTHER}/{THIRD}" not in panel
    assert f"/observers/{THIRD}/{OTHER}" in panel


def test_the_api_lists_what_is_in_force(
    session: Session, client: FlaskClient, member: User
) -> None:
    until = now() + A_DAY
    observe(session, ONE, OTHER, **THEMATIC, valid_until=until)
    for facts in (SUSPENDED, PAST, ENDED, {"starts_at": until}):
        observe(session, THIRD, OTHER, **{"kind": ObserverKind.AD_HOC, **facts})
    session.commit()
    answer = client.get("/api/v1/observers").json
    assert answer is not None
    (grant,) = answer["grants"]
    assert (grant["observer"], grant["host"], grant["kind"]) == (ONE, OTHER, "thematic")
    assert (grant["themes"], grant["until"]) == (["gender"], until.isoformat())


def test_one_pair_needs_two_processes_that_there_are(client: FlaskClient, member: User) -> None:
    for page in (f"/observers/{ONE}/{ONE}", f"/observers/{ONE}/nowhere"):
        assert client.get(page).status_code == 404
