"""Hostile input over HTTP is refused or shown as text: never run, never a traceback."""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.practices.forms import STEPS
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState

OWN = "bali-process"
SCRIPT = "<script>alert('x')</script>"
ATTRIBUTE = "\" onmouseover='alert(1)' x=\""
ODD = [
    SCRIPT,
    ATTRIBUTE,
    "{{ 7 * 7 }}{% raw %}",
    "'; DROP TABLE practices; --",
    "../../../etc/passwd\x00.html",
    "\u202e\u2066abc\u200b\ufeff\U000e0001\U0001f468\u200d\U0001f469",
    "\u0600" * 20 + "Z̸̧̢̛͍̞̪̫̹" * 5,
    "a\x00\x1b[31m\r\n\x85\u2028b",
    "%s %(name)s %d {0} ${jndi:ldap://x}",
    "javascript:alert(1)",
]


@pytest.fixture
def overrides() -> dict[str, object]:
    """The application as it runs: forged forms are refused and failures become a page."""
    return {}


@pytest.fixture
def client(new_client: Callable[[], FlaskClient]) -> FlaskClient:
    """A client to which no answer may be a failure."""
    client = new_client()
    opened = client.open

    def open_and_check(*args: object, **kwargs: object) -> TestResponse:
        answer = opened(*args, **kwargs)
        assert answer.status_code < 500, answer.text
        assert "Traceback" not in answer.text
        assert "sqlalchemy" not in answer.text
        return answer

    client.open = open_and_check  # type: ignore[method-assign]
    return client


@pytest.fixture
def secretariat(make_user: Callable[..., User], sign_in: Callable[[User], None]) -> User:
    user = make_user(OWN, Role.SECRETARIAT)
    sign_in(user)
    return user


Post = Callable[..., TestResponse]


@pytest.fixture
def post(client: FlaskClient) -> Post:
    """Send a form as its page would, with what the page hides in it."""

    def post(address: str, fields: dict[str, object], page: str = "") -> TestResponse:
        hidden = re.findall(
            r'<input[^>]*name="(csrf_token|version)"[^>]*value="([^"]*)"',
            client.get(page or address).text,
        )
        assert hidden
        return client.post(address, data=dict(hidden) | fields)

    return post


def fields_of(step: str, text: str, practice: Practice) -> dict[str, object]:
    form = STEPS[step][1]
    names = [n for n in vars(form) if hasattr(getattr(form, n), "field_class")]
    chosen = {"language": "en", "audience": "network", "countries": "Thailand"}
    chosen |= {"body_audience": "", "attribution": "named", "embargo_until": ""}
    chosen |= dict.fromkeys(["scope", "practice_type", "status", "year_from", "year_to"], "")
    free = [n for n in names if n not in chosen and hasattr(practice, n)]
    lists = {"themes", "gcm_objectives", "sdg_targets", "audience_rcps", "version"}
    return {n: chosen.get(n, text) for n in [*free, *chosen] if n in names and n not in lists}


@pytest.mark.parametrize("text", ODD)
def test_what_is_typed_is_shown_as_text_on_every_page(
    client: FlaskClient, secretariat: User, post: Post, session: Session, text: str
) -> None:
    first = fields_of("basics", text, Practice())
    answer = post("/practices/new", first)
    practice = session.scalars(sa.select(Practice)).one_or_none()
    assert practice, answer.text
    address = f"/practices/{practice.id}"
    for step in STEPS:
        saved = post(f"{address}/edit/{step}", fields_of(step, text, practice))
        assert saved.status_code == 302, re.findall(r'field-error".*', saved.text)
    preview = f"{address}/preview"
    said = post(f"{address}/comments", {"section": "summary", "text": text + "!"}, preview)
    assert said.status_code == 302
    moves = [("submit", {}), ("start_review", {}), ("request_changes", {"note": text + "!"})]
    moves += [("resubmit", {}), ("start_review", {}), ("clear_and_publish", {})]
    for move, fields in moves:
        assert post(f"{address}/{move}", fields, preview).status_code == 302, move
    pages = [
        address,
        preview,
        "/",
        "/practices/",
        "/practices/queue?view=done",
        f"/directory/{OWN}",
    ]
    pages += [f"{address}/edit/{step}" for step in STEPS]
    for page in pages:
        assert_harmless(client.get(page).text)
    found = client.get("/search", query_string={"q": text, "scope": "all"})
    assert_harmless(found.text)
    reason = post(f"{address}/withdraw", {"note": text + "because"}, preview)
    assert reason.status_code == 302
    assert_harmless(client.get(address).text)
    session.expire_all()
    assert practice.state == PracticeState.WITHDRAWN
    assert "\x00" not in practice.title


class Page(HTMLParser):
    """Reads a page as a browser would and finds what a browser would run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.would_run: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        links = [named.get(name) or "" for name in ("href", "src", "action", "formaction")]
        if tag == "script" and not named.get("src", "").startswith("/static/"):
            self.would_run.append(tag)
        self.would_run += [name for name in named if name.startswith("on")]
        self.would_run += [link for link in links if link.strip().lower().startswith("javascript")]


def assert_harmless(text: str) -> None:
    assert Page(text).would_run == []
    title = re.search(r"<title>(.*?)</title>", text, re.S)
    assert title
    assert "49" not in title[1], "nothing is calculated"


@pytest.mark.parametrize("text", ODD)
def test_odd_questions_and_filters_are_answered(
    client: FlaskClient, make_practice: Callable[..., Practice], text: str
) -> None:
    make_practice(OWN, "Recruitment fees", audience=Audience.PUBLIC)
    names = ["q", "scope", "page", "rcp", "theme", "country", "year", "language", "zz<script>"]
    requests = [("/search", name) for name in names] + [("/api/v1/search", name) for name in names]
    requests += [("/practices/", "page"), ("/directory/", "q"), ("/directory/", "region")]
    for address, name in requests:
        answer = client.get(address, query_string={"q": "fees", name: text})
        assert answer.status_code in {200, 400}
        if answer.mimetype == "text/html":
            assert_harmless(answer.text)


def test_what_has_no_place_in_a_query_is_answered(client: FlaskClient) -> None:
    for query in ["q=%00", "q=%ff%fe", "q=%ed%a0%80", "%00=1", "q=a&q=b", "=", "&&&", "q[]=1"]:
        for address in ("/search", "/api/v1/search", "/practices/", "/"):
            assert client.get(f"{address}?{query}").status_code in {200, 400}


@pytest.mark.parametrize(
    "address",
    [
        *[f"/practices/{bad}" for bad in ("0", "-1", "99999999999999999999", "1.0", "1e3", "x")],
        *[f"/practices/{bad}" for bad in ("1;drop", "1'--", "%00", "01x", "../1")],
        *["/practices/1/edit/..%2f..", "/practices/1/edit/__class__", "/practices/1/edit/"],
        *["/practices/1/", "/static/../../config.py", "/static/%2e%2e/app.py"],
        *["/directory/%00", "/directory/../x", "/directory/" + "x" * 5000],
    ],
)
def test_forged_addresses_are_not_found(
    client: FlaskClient,
    secretariat: User,
    make_practice: Callable[..., Practice],
    address: str,
) -> None:
    make_practice(OWN)
    assert client.get(address).status_code == 404


def test_a_form_that_was_not_ours_is_refused_with_a_page(
    client: FlaskClient,
    secretariat: User,
    make_practice: Callable[..., Practice],
    session: Session,
) -> None:
    practice = make_practice(OWN, state=PracticeState.DRAFT)
    address = f"/practices/{practice.id}"
    verbs = [
        "submit",
        "comments",
        "publish",
        "withdraw",
        "delete",
        "revise",
        "reviewer",
        *[f"edit/{s}" for s in STEPS],
    ]
    for target in ["/practices/new", *(f"{address}/{verb}" for verb in verbs)]:
        for fields in ({}, {"csrf_token": "forged"}, {"csrf_token": b"\xff\xfe"}):
            form = fields | {"title": "Forged", "reason": "x", "version": "1"}
            answer = client.post(target, data=form)
            assert answer.status_code == 400
            assert "This form has expired" in answer.text
            assert "Nothing has been changed." in answer.text
    session.expire_all()
    assert session.scalars(sa.select(Practice)).one().version == 1


@pytest.mark.parametrize("step", STEPS)
def test_forged_choices_are_refused_and_change_nothing(
    client: FlaskClient,
    secretariat: User,
    post: Post,
    make_practice: Callable[..., Practice],
    session: Session,
    step: str,
) -> None:
    practice = make_practice(OWN, state=PracticeState.DRAFT)
    forged: dict[str, object] = {"title": "Forged", "summary": "Forged"}
    forged |= dict.fromkeys(["language", "scope", "practice_type", "status", "audience"], "forged")
    forged |= {"themes": ["forged"], "gcm_objectives": ["99", "x"], "sdg_targets": ["99"]}
    forged |= {"audience_rcps": ["forged", OWN], "state": "published", "rcp_slug": "rcm"}
    forged |= {"id": "99", "is_sample": "1", "published_at": "2020-01-01", "impact": "Forged"}
    post(f"/practices/{practice.id}/edit/{step}", forged)
    session.expire_all()
    practice = session.scalars(sa.select(Practice)).one()
    assert (practice.state, practice.rcp_slug) == (PracticeState.DRAFT, OWN)
    assert (practice.audience, practice.audience_rcps) == (Audience.NETWORK, [])
    assert (practice.themes, practice.gcm_objectives, practice.is_sample) == ([], [], False)
    assert practice.published_at is None
    assert practice.title != "Forged" or step == "basics"


def test_a_megabyte_is_refused_and_nothing_is_lost(
    client: FlaskClient, secretariat: User, post: Post, session: Session
) -> None:
    fields = fields_of("basics", "Fees", Practice()) | {"summary": "x" * 1_000_000}
    answer = post("/practices/new", fields)
    assert answer.status_code == 422
    assert "Shorten the summary to 2000 characters." in unescape(answer.text)
    assert client.post("/practices/new", data=b"x" * 3_000_000).status_code in {400, 413}
    assert client.get("/search", query_string={"q": "x" * 1_000_000}).status_code == 400
    assert client.get("/api/v1/search?q=" + "x" * 1_000_000).status_code == 400
    many = {f"field{n}": "x" for n in range(1100)}
    assert client.post("/practices/new", data=many).status_code in {400, 413}
    assert session.scalars(sa.select(Practice)).all() == []
