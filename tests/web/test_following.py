"""Bookmarks, saved searches and follows are one's own: kept, listed, changed, and bounded."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.statements import counted
from werkzeug.datastructures import MultiDict

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import Role
from rcp_platform.following import services
from rcp_platform.following.models import Bookmark, Follow, SavedSearch
from rcp_platform.notifications.models import Frequency, MailPreference
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Attribution, Audience, PracticeState

Make = Callable[..., Any]
SignIn = Callable[[User], None]
PAGES = ["/following/", "/following/bookmarks", "/following/searches", "/following/follows"]
PAGES += ["/following/collections/", "/following/collections/new"]


@pytest.fixture
def member(make_user: Make, sign_in: SignIn) -> User:
    user: User = make_user("rcm", Role.CHAIR)
    sign_in(user)
    return user


@pytest.fixture
def practice(make_practice: Make) -> Practice:
    made: Practice = make_practice("sacm", "Recruitment fees", themes=["recruitment"])
    return made


def rows(session: Session, table: type[Any]) -> list[Any]:
    session.expire_all()
    return list(session.scalars(sa.select(table)))


def page(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.text


def save(client: FlaskClient, **fields: Any) -> str:
    form = {"q": "recruitment fees", "scope": "all", "name": "Fees", "frequency": "daily"}
    response = client.post("/following/searches", data=form | fields, follow_redirects=True)
    assert response.status_code == 200
    return response.text


def follow(client: FlaskClient, kind: str, value: object, frequency: str = "daily") -> int:
    form = {"kind": kind, "value": str(value), "frequency": frequency}
    return client.post("/following/follows", data=form).status_code


@pytest.mark.parametrize("url", PAGES)
def test_visitors_are_asked_to_sign_in(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("url", PAGES)
def test_every_page_is_there_before_anything_is_kept(
    client: FlaskClient, member: User, url: str
) -> None:
    assert "<h1>" in page(client, url)


# --- bookmarks --------------------------------------------------------------


def test_a_practice_is_bookmarked_with_a_note_and_forgotten_again(
    client: FlaskClient, member: User, practice: Practice, session: Session
) -> None:
    url = f"/following/bookmarks/{practice.id}"
    assert client.post(url).status_code == 302
    assert client.post(url, data={"note": "For the <next> meeting"}).status_code == 302
    (bookmark,) = rows(session, Bookmark)
    assert bookmark.note == "For the <next> meeting"
    listed = page(client, "/following/bookmarks")
    assert "For the &lt;next&gt; meeting" in listed
    assert "Recruitment fees" in listed
    for _time in range(2):
        assert client.post(f"{url}/remove").status_code == 302
    assert rows(session, Bookmark) == []


@pytest.mark.parametrize("change", ["narrowed", "withdrawn"])
def test_a_bookmark_that_may_no_longer_be_read_has_no_title(
    change: str, client: FlaskClient, member: User, practice: Practice, session: Session
) -> None:
    client.post(f"/following/bookmarks/{practice.id}")
    follow(client, "practice", practice.id)
    if change == "narrowed":
        practice.audience = Audience.MEMBERS
        session.commit()
    else:
        session.execute(
            sa.update(Practice).values(state=PracticeState.WITHDRAWN, withdrawn_at=sa.func.now())
        )
        session.commit()
    for url in ("/following/", "/following/bookmarks", "/following/follows"):
        shown = page(client, url)
        assert "a practice you may no longer read" in shown
        assert "Recruitment fees" not in shown


def test_an_archived_practice_stays_bookmarked_by_its_title(
    client: FlaskClient, member: User, make_practice: Make
) -> None:
    archived = make_practice("sacm", "Kept for the record", state=PracticeState.ARCHIVED)
    assert client.post(f"/following/bookmarks/{archived.id}").status_code == 302
    assert "Kept for the record" in page(client, "/following/bookmarks")


@pytest.mark.parametrize(
    "facts",
    [{"audience": Audience.MEMBERS}, {"state": PracticeState.DRAFT}],
    ids=["members", "draft"],
)
def test_what_one_may_not_open_cannot_be_kept(
    facts: dict[str, Any],
    client: FlaskClient,
    member: User,
    make_practice: Make,
    session: Session,
) -> None:
    hidden = make_practice("sacm", "Hidden", **facts)
    assert client.get(f"/following/add/{hidden.id}").status_code == 404
    assert client.post(f"/following/bookmarks/{hidden.id}").status_code == 404
    assert follow(client, "practice", hidden.id) == 404
    assert rows(session, Bookmark) == rows(session, Follow) == []


# --- saved searches ---------------------------------------------------------


def test_a_search_is_saved_as_it_was_asked_and_asked_again(
    client: FlaskClient, member: User, practice: Practice, session: Session
) -> None:
    save(client, theme=["recruitment", "health"], rcp="sacm")
    (search,) = rows(session, SavedSearch)
    assert (search.name, search.text, search.scope) == ("Fees", "recruitment fees", "all")
    assert search.filters == {"theme": ["health", "recruitment"], "rcp": ["sacm"]}
    listed = page(client, "/following/searches")
    assert "Once a day" in listed
    assert "3 filters" in listed
    address = "/search?q=recruitment+fees&amp;scope=all&amp;rcp=sacm"
    assert address in listed
    assert "Recruitment fees" in page(client, "/search?q=recruitment+fees&scope=all&rcp=sacm")


def test_a_saved_search_is_edited_rested_and_deleted(
    client: FlaskClient, member: User, session: Session
) -> None:
    save(client, theme=["recruitment", "health"])
    (search,) = rows(session, SavedSearch)
    search.vector, search.model = b"1234", "a model"
    session.commit()
    url = f"/following/searches/{search.id}"
    edited = page(client, url)
    assert 'value="theme=health"' in edited
    form = {
        "name": "Costs",
        "text": "costs of recruitment",
        "scope": "other",
        "filters": ["theme=health", "theme=invented"],
        "frequency": "never",
    }
    assert client.post(url, data=form).status_code == 422
    form["filters"] = ["theme=health"]
    assert client.post(url, data=form).status_code == 302
    (search,) = rows(session, SavedSearch)
    assert (search.name, search.text, search.scope) == ("Costs", "costs of recruitment", "other")
    assert search.filters == {"theme": ["health"]}
    assert search.vector is None
    assert "Never" in page(client, "/following/searches")
    assert client.post(f"{url}/pause", data={"pause": "yes"}).status_code == 302
    assert "resting" in page(client, "/following/searches")
    assert client.post(f"{url}/pause", data={"pause": "no"}).status_code == 302
    assert "resting" not in page(client, "/following/searches")
    assert client.post(f"{url}/delete").status_code == 302
    assert rows(session, SavedSearch) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "n" * 201},
        {"q": ""},
        {"q": "q" * 1001},
        {"scope": "everywhere"},
        {"frequency": "hourly"},
        {"theme": "invented"},
        {"year": [str(year) for year in range(1990, 2003)]},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_bad_input_is_refused_with_a_sentence(
    fields: dict[str, Any], client: FlaskClient, member: User, session: Session
) -> None:
    assert 'class="notice is-error"' in save(client, **fields)
    assert rows(session, SavedSearch) == []


def test_bad_edits_are_shown_in_the_form(
    client: FlaskClient, member: User, session: Session
) -> None:
    save(client)
    (search,) = rows(session, SavedSearch)
    form = {"name": "", "text": "", "scope": "all", "frequency": "daily"}
    response = client.post(f"/following/searches/{search.id}", data=form)
    assert response.status_code == 422
    assert "Give the search a name." in response.text


# --- follows ----------------------------------------------------------------


def test_an_rcp_a_theme_and_a_practice_are_followed_and_no_more(
    client: FlaskClient, member: User, practice: Practice, session: Session
) -> None:
    for kind, value in (("rcp", "sacm"), ("theme", "recruitment"), ("practice", practice.id)):
        assert follow(client, kind, value) == 302
        assert follow(client, kind, value, "weekly") == 302
    followed = rows(session, Follow)
    assert len(followed) == 3
    listed = page(client, "/following/follows")
    for name in ("Sacm", "Recruitment", "Recruitment fees"):
        assert f">{name}</bdi>" in listed
    url = f"/following/follows/{followed[0].id}"
    assert client.post(f"{url}/frequency", data={"frequency": "never"}).status_code == 302
    preference = session.get_one(MailPreference, (member.id, followed[0].topic))
    assert preference.frequency == Frequency.NEVER
    for one in followed:
        assert client.post(f"/following/follows/{one.id}/stop").status_code == 302
    assert rows(session, Follow) == []


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("rcp", "unknown", 404),
        ("theme", "unknown", 404),
        ("practice", "0", 404),
        ("practice", "12345678901234567890", 404),
        ("practice", "x", 404),
        ("person", "1", 302),
    ],
)
def test_only_what_is_there_can_be_followed(
    kind: str, value: str, code: int, client: FlaskClient, member: User, session: Session
) -> None:
    assert follow(client, kind, value) == code
    assert rows(session, Follow) == []


# --- whose it is ------------------------------------------------------------


def test_nobody_reaches_what_others_keep(
    client: FlaskClient,
    member: User,
    practice: Practice,
    make_user: Make,
    sign_in: SignIn,
    session: Session,
) -> None:
    client.post(f"/following/bookmarks/{practice.id}", data={"note": "Mine alone"})
    save(client, name="Mine alone")
    follow(client, "rcp", "sacm")
    search, followed = rows(session, SavedSearch)[0].id, rows(session, Follow)[0].id
    sign_in(make_user("rcm", Role.SECRETARIAT, is_administrator=True))
    for url in PAGES:
        assert "Mine alone" not in page(client, url)
    assert client.get(f"/following/searches/{search}").status_code == 404
    for deed in ("pause", "delete"):
        assert client.post(f"/following/searches/{search}/{deed}").status_code == 404
    form = {"frequency": "never"}
    assert client.post(f"/following/follows/{followed}/frequency", data=form).status_code == 404
    assert client.post(f"/following/follows/{followed}/stop").status_code == 404
    client.post(f"/following/bookmarks/{practice.id}/remove")
    assert [len(rows(session, table)) for table in (Bookmark, SavedSearch, Follow)] == [1, 1, 1]


def test_everything_goes_with_the_account(
    client: FlaskClient, member: User, practice: Practice, session: Session
) -> None:
    client.post(f"/following/bookmarks/{practice.id}")
    save(client)
    follow(client, "rcp", "sacm")
    for table in ("memberships", "audit_events"):
        session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608
    session.execute(sa.delete(User).where(User.id == member.id))
    session.commit()
    assert [rows(session, table) for table in (Bookmark, SavedSearch, Follow)] == [[], [], []]


def test_the_audit_record_tells_nothing_of_what_is_kept(
    client: FlaskClient, member: User, practice: Practice, session: Session
) -> None:
    client.post(f"/following/bookmarks/{practice.id}")
    save(client)
    follow(client, "rcp", "sacm")
    written = [(one.action, one.details.values()) for one in rows(session, AuditEvent)]
    assert {action for action, _details in written} == {"mail.set_frequency"}
    assert not any("Fees" in str(details) or "sacm" in str(details) for _, details in written)


@pytest.mark.parametrize("what", ["MOST_BOOKMARKS", "MOST_SEARCHES", "MOST_FOLLOWS"])
def test_there_is_a_plain_sentence_when_there_is_no_room(
    what: str,
    client: FlaskClient,
    member: User,
    make_practice: Make,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, what, 1)
    answers = []
    for number in range(2):
        practice = make_practice("sacm", f"Practice {number}")
        urls = {
            "MOST_BOOKMARKS": (f"/following/bookmarks/{practice.id}", {}),
            "MOST_SEARCHES": (
                "/following/searches",
                {"q": "fees", "name": f"{number}", "frequency": "daily"},
            ),
            "MOST_FOLLOWS": (
                "/following/follows",
                {"kind": "practice", "value": f"{practice.id}", "frequency": "daily"},
            ),
        }
        url, form = urls[what]
        answers.append(client.post(url, data=form, follow_redirects=True).text)
    assert "the most there can be" not in answers[0]
    assert "the most there can be" in answers[1]


def test_posts_need_the_token_of_the_form(
    app: Flask, client: FlaskClient, member: User, practice: Practice, session: Session
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for url in (f"/following/bookmarks/{practice.id}", "/following/searches", "/following/follows"):
        assert client.post(url).status_code == 400
    assert rows(session, Bookmark) == []


# --- parts of other pages ---------------------------------------------------


def test_a_practice_offers_to_be_kept_and_says_what_is_kept(
    client: FlaskClient, member: User, practice: Practice
) -> None:
    url = f"/following/add/{practice.id}"
    before = page(client, url)
    assert f'action="/following/bookmarks/{practice.id}"' in before
    assert 'name="value" value="recruitment"' in before
    assert 'name="value" value="sacm"' in before
    client.post(f"/following/bookmarks/{practice.id}")
    follow(client, "rcp", "sacm")
    after = page(client, url)
    assert f"/following/bookmarks/{practice.id}/remove" in after
    assert 'name="value" value="sacm"' not in after


def test_a_process_that_is_not_told_is_not_offered(
    client: FlaskClient, member: User, make_practice: Make
) -> None:
    client.post("/following/follows", data={"kind": "rcp", "value": "x", "frequency": "daily"})
    hidden = make_practice("sacm", "Unsaid", attribution=Attribution.ANONYMOUS)
    follow(client, "rcp", "sacm")
    assert "sacm" not in page(client, f"/following/add/{hidden.id}").casefold()


def test_visitors_are_offered_nothing(app: Flask, practice: Practice) -> None:
    with app.test_request_context():
        buttons = '{% include "following/_buttons.html" %}'
        assert render_template_string(buttons, practice=practice).strip() == ""
        saving = '{% include "following/_save_search.html" %}'
        drawn = render_template_string(saving, q="fees", scope="all", arguments={"q": ["fees"]})
        assert drawn.strip() == ""


def test_the_form_on_the_search_page_saves_what_is_shown(
    app: Flask, client: FlaskClient, member: User, session: Session
) -> None:
    shown = {"q": ["recruitment “fees”"], "scope": ["all"], "theme": ["health", "gender"]}
    with app.test_request_context("/search?page=2"):
        drawn = render_template_string(
            '{% include "following/_save_search.html" %}',
            current_user=member,
            q=shown["q"][0],
            scope="other",
            arguments=shown,
        )
    fields = re.findall(r'<input [^>]*name="([^"]*)" value="([^"]*)"', drawn)
    form = MultiDict([*fields, ("frequency", "weekly")])
    answer = client.post("/following/searches", data=form)
    assert answer.location.endswith("/search?page=2")
    (search,) = rows(session, SavedSearch)
    assert (search.name, search.text) == ("recruitment “fees”", "recruitment “fees”")
    assert (search.scope, search.filters) == ("all", {"theme": ["gender", "health"]})


@pytest.mark.parametrize("url", PAGES[:5])
def test_a_page_costs_as_many_queries_for_many_things_as_for_one(
    url: str, client: FlaskClient, member: User, make_practice: Make
) -> None:
    def queries() -> int:
        with counted() as statements:
            page(client, url)
        return len(statements)

    def keep(number: int) -> None:
        made = make_practice(f"rcp-{number}", f"Practice {number}", themes=["recruitment"])
        client.post(f"/following/bookmarks/{made.id}")
        client.post("/following/collections/new", data={"title": "A list", "sharing": "private"})
        save(client, name=f"Search {number}")
        follow(client, "practice", made.id)
        follow(client, "rcp", f"rcp-{number}")

    keep(1)
    one = queries()
    for number in range(2, 6):
        keep(number)
    assert queries() == one
