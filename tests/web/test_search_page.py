"""The search page: scopes, filters, words for weak results, and a cost that does not grow."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.directory.models import Rcp
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState

Make = Callable[..., Practice]
SignIn = Callable[[User], None]


@pytest.fixture
def member(make_user: Callable[..., User], sign_in: SignIn) -> User:
    user = make_user("rcm", Role.CHAIR)
    sign_in(user)
    return user


def found(page: str) -> list[str]:
    return re.findall(r'<h2 class="title"><a [^>]*>([^<]*)</a>', page)


def test_a_member_looks_beyond_their_own_process_unless_they_say_otherwise(
    client: FlaskClient, member: User, make_practice: Make
) -> None:
    make_practice("rcm", "Recruitment fees at home")
    make_practice("sacm", "Recruitment fees abroad")
    assert found(client.get("/search?q=recruitment fees").text) == ["Recruitment fees abroad"]
    own = client.get("/search?q=recruitment fees&scope=own").text
    assert found(own) == ["Recruitment fees at home"]
    every = client.get("/search?q=recruitment fees&scope=all").text
    assert sorted(found(every)) == ["Recruitment fees abroad", "Recruitment fees at home"]


def test_a_visitor_is_offered_no_scope(client: FlaskClient, make_practice: Make) -> None:
    make_practice("rcm", "Recruitment fees", audience=Audience.PUBLIC)
    page = client.get("/search?q=recruitment fees").text
    assert found(page) == ["Recruitment fees"]
    assert 'type="radio"' not in page


def test_filters_narrow_and_are_taken_off_one_by_one(
    client: FlaskClient, member: User, make_practice: Make
) -> None:
    make_practice("sacm", "Recruitment fees one", themes=["recruitment"], countries=["AR"])
    make_practice("sacm", "Recruitment fees two", themes=["skills"], countries=["AR"])
    make_practice("mtm", "Recruitment fees three", themes=["skills"], countries=["EG"])
    page = client.get("/search?q=recruitment fees&theme=skills&country=AR").text
    assert found(page) == ["Recruitment fees two"]
    links = re.findall(r'<a href="([^"]*)"><span class="visually-hidden">Remove filter', page)
    assert len(links) == 2
    wider = [sorted(found(client.get(unescape(link)).text)) for link in links]
    assert sorted(wider) == [
        ["Recruitment fees one", "Recruitment fees two"],
        ["Recruitment fees three", "Recruitment fees two"],
    ]
    # The counts of a filter are those of the choice it widens.
    theme = page[page.index('id="theme-') :]
    assert re.search(r'value="recruitment".*?class="count">.*?1</span>', theme, re.S)


def test_the_passage_shows_the_matching_words_marked(
    client: FlaskClient, member: User, make_practice: Make
) -> None:
    make_practice("sacm", "Fees", impact="Workers <pay> recruitment fees no more & that is new.")
    page = client.get("/search?q=recruitment fees").text
    assert "<mark>recruitment</mark> <mark>fees</mark>" in page
    assert "Workers &lt;pay&gt;" in page
    assert "no more &amp; that" in page


def test_a_misspelt_word_is_said_to_be_taken_as_another(
    client: FlaskClient, member: User, make_practice: Make
) -> None:
    make_practice("sacm", "Recruitment fees")
    page = client.get("/search?q=recruitmnet").text
    assert found(page) == ["Recruitment fees"]
    assert "Also searched for: <bdi>recruitment</bdi>" in page
    assert "Also searched for" not in client.get("/search?q=recruitment").text


def test_nothing_found_is_said_with_advice(
    client: FlaskClient, member: User, make_practice: Make
) -> None:
    make_practice("sacm", "Recruitment fees")
    page = client.get("/search?q=zebra&theme=skills").text
    assert "Nothing close was found" in page
    assert "Remove all filters" in page
    assert found(page) == []


def test_loosely_related_results_are_called_so(
    client: FlaskClient, member: User, make_practice: Make
) -> None:
    text = "Recruitment fees, skills, pensions, visas, borders, patrols and health care abroad."
    make_practice("sacm", "Everything else", summary=text)
    page = client.get("/search?q=health cooperation of municipal hospital administrations").text
    assert "These practices are only loosely related." in page
    assert "Weak match." in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=" + "x" * 1001, "Shorten your question to 1000 characters."),
        ("q=a&colour=blue", "There is no parameter “colour”."),
        ("q=a&theme=<b>", "“<b>” is not a value of theme."),
        ("q=a&scope=galaxy", "The scope is one of"),
    ],
)
def test_what_means_nothing_is_refused_with_a_sentence_on_the_page(
    client: FlaskClient, query: str, sentence: str
) -> None:
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 400
    assert sentence in unescape(answer.text)
    assert "<b>” is" not in answer.text


def test_long_results_come_in_pages_that_keep_the_search(
    client: FlaskClient, member: User, make_practice: Make
) -> None:
    for number in range(23):
        make_practice("sacm", f"Recruitment fees {number}", themes=["skills"])
    address, titles = "/search?q=recruitment fees&theme=skills", list[str]()
    for _page in range(3):
        page = client.get(address).text
        assert "23 practices from other regions" in page
        titles += found(page)
        link = re.search(r'rel="next" href="([^"]*)"', page)
        address = unescape(link[1]) if link else ""
    assert address == ""
    assert len(set(titles)) == len(titles) == 23
    assert found(client.get("/search?q=recruitment fees&page=99").text) == []
    assert found(client.get("/search?q=recruitment fees&page=nonsense").text) == titles[:10]


@pytest.mark.parametrize(
    "address", ["/", "/search?q=recruitment fees", "/practices/", "/practices/1", "/directory/rcm"]
)
@pytest.mark.parametrize("person", ["visitor", "secretariat"])
def test_the_number_of_queries_does_not_grow_with_the_practices(
    client: FlaskClient,
    session: Session,
    make_rcp: Callable[..., Rcp],
    make_user: Callable[..., User],
    make_practice: Make,
    sign_in: SignIn,
    address: str,
    person: str,
) -> None:
    for slug in ("rcm", "sacm", "mtm", "igc"):
        make_rcp(slug, priorities=["Recruitment fees", "Skills"])
    if person == "secretariat":
        sign_in(make_user("rcm", Role.SECRETARIAT))

    def more(count: int) -> None:
        for n in range(count):
            rcp = ("rcm", "sacm", "mtm", "igc")[n % 4]
            named = {"audience": Audience.NAMED, "audience_rcps": ["rcm", "sacm"]}
            facts = named if n % 3 else {"audience": Audience.PUBLIC}
            make_practice(rcp, f"Recruitment fees and skills {n}", themes=["skills"], **facts)
            make_practice(rcp, f"Draft {n}", state=PracticeState.DRAFT)

    more(5)
    client.get(address)
    with counted() as few:
        assert client.get(address).status_code == 200
    more(25)
    client.get(address)
    with counted() as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few), [s for s in many if many.count(s) > few.count(s)]
