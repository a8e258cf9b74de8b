"""The JSON API: what it answers, what it refuses and with which sentence."""

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from flask.testing import FlaskClient

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

API = "/api/v1/search"


@pytest.fixture
def practices(make_practice: Callable[..., Practice]) -> list[Practice]:
    return [
        make_practice(
            "bali-process",
            f"Recruitment fees {audience.value}",
            audience=audience,
            impact="Fees paid by workers fell by half.",
            countries=["TH"],
            themes=["recruitment"],
            year_from=2009,
        )
        for audience in (Audience.PUBLIC, Audience.NETWORK, Audience.MEMBERS)
    ]


@pytest.fixture
def bearer(make_user: Callable[..., User], run_command: Callable[..., Result]) -> dict[str, str]:
    user = make_user("rcm", Role.MEMBER)
    return {"Authorization": f"Bearer {run_command('token', user.email).stdout.strip()}"}


def test_a_hit_says_what_where_and_why(client: FlaskClient, practices: list[Practice]) -> None:
    answer = client.get(API, query_string={"q": "fees paid by workers"})
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    (hit,) = answer.json["hits"]
    public = practices[0]
    score = hit.pop("score")
    assert 0 < score <= 1
    assert hit.pop("why").keys() == {"words", "notes"}
    assert hit == {
        "id": public.id,
        "external_id": public.external_id,
        "title": "Recruitment fees public",
        "rcp": "bali-process",
        "language": "en",
        "url": f"http://localhost/practices/{public.id}",
        "weak": False,
        "passage": "Fees paid by workers fell by half.",
        "section": "impact",
    }
    assert answer.json["total"] == 1
    assert answer.json["scope"] == "all"
    assert answer.json["close"] == 1
    assert answer.json["facets"]["country"] == {"TH": 1}


def test_a_token_answers_as_its_owner(
    client: FlaskClient, practices: list[Practice], bearer: dict[str, str]
) -> None:
    answer = client.get(f"{API}?q=recruitment fees", headers=bearer).json
    assert {hit["title"].split()[-1] for hit in answer["hits"]} == {"public", "network"}
    assert answer["scope"] == "other", "as the page does for a member"
    assert answer["total"] == 2


def test_the_api_finds_what_the_page_finds_in_the_same_order(
    client: FlaskClient,
    practices: list[Practice],
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    sign_in(make_user("rcm"))
    for rest in ("", "&scope=all", "&theme=recruitment", "&year=2009&country=TH", "&rcp=rcm"):
        api = client.get(f"{API}?q=recruitment fees{rest}").json
        page = client.get(f"/search?q=recruitment fees{rest}").text
        places = [page.find(f'href="/practices/{hit["id"]}"') for hit in api["hits"]]
        assert places == sorted(places)
        assert -1 not in places
        assert page.count('<h2 class="title">') == len(api["hits"]) == api["total"]


def test_hits_come_a_page_at_a_time(
    client: FlaskClient, make_practice: Callable[..., Practice]
) -> None:
    for number in range(7):
        make_practice("rcm", f"Joint patrols {number}", audience=Audience.PUBLIC)

    def ids(rest: str) -> list[int]:
        answer = client.get(f"{API}?q=joint patrols{rest}").json
        assert answer["total"] == 7
        return [hit["id"] for hit in answer["hits"]]

    every = ids("&limit=100")
    assert [i for at in (0, 3, 6) for i in ids(f"&limit=3&offset={at}")] == every
    assert ids("&offset=1000") == []
    assert len(ids("")) == 7


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "q is needed: say what you are looking for."),
        ("q=", "q is needed: say what you are looking for."),
        ("q=%00%07 ", "q is needed: say what you are looking for."),
        ("q=a&colour=blue", "There is no parameter “colour”."),
        ("q=a&page=2", "There is no parameter “page”."),
        ("q=a&Q=b", "There is no parameter “Q”."),
        ("q=" + "x" * 1001, "Shorten your question to 1000 characters."),
        ("q=a&scope=galaxy", "The scope is one of: other, all, own."),
        *[
            (f"q=a&limit={bad}", "limit is a number from 1 to 100.")
            for bad in ("0", "101", "-1", "ten", "1e2", "٣", "", "9" * 30, "1.0")
        ],
        ("q=a&offset=1001", "offset is a number from 0 to 1000."),
        ("q=a&theme=magic", "“magic” is not a value of theme."),
        ("q=a&theme=recruitment&theme=magic", "“magic” is not a value of theme."),
        ("q=a&region=atlantis", "“atlantis” is not a value of region."),
        ("q=a&country=Thailand", "“Thailand” is not a value of country."),
        ("q=a&gcm_objective=24", "“24” is not a value of gcm_objective."),
        ("q=a&gcm_objective=06", "“06” is not a value of gcm_objective."),
        ("q=a&year=20099", "“20099” is not a value of year."),
        ("q=a&rcp=../../etc", "“../../etc” is not a value of rcp."),
        ("q=a&language=EN", "“EN” is not a value of language."),
    ],
)
def test_what_means_nothing_is_refused_with_a_sentence(
    client: FlaskClient, query: str, sentence: str
) -> None:
    answer = client.get(f"{API}?{query}")
    assert (answer.status_code, answer.json) == (400, {"error": sentence})


@pytest.mark.parametrize("query", ["q=" + "x" * 1000, "q=a&scope=", "q=a&theme=", "q=a&rcp=nobody"])
def test_what_means_something_is_answered(client: FlaskClient, query: str) -> None:
    assert client.get(f"{API}?{query}").status_code == 200


def test_a_visitor_has_no_process_of_their_own(
    client: FlaskClient, practices: list[Practice]
) -> None:
    assert client.get(f"{API}?q=fees&scope=own").json["hits"] == []


@pytest.mark.parametrize("token", ["", "wrong", "\udcff" * 3, "x" * 5000])
def test_a_wrong_token_is_refused_and_not_answered_as_a_visitor(
    client: FlaskClient, practices: list[Practice], token: str
) -> None:
    sent = token.encode("utf-8", "surrogateescape").decode("latin-1")
    answer = client.get(f"{API}?q=fees", headers={"Authorization": f"Bearer {sent}"})
    assert answer.status_code == 401
    assert "not valid" in answer.json["error"]
    assert "hits" not in answer.json


def test_a_revoked_token_is_refused(
    client: FlaskClient, bearer: dict[str, str], run_command: Callable[..., Result]
) -> None:
    assert client.get(f"{API}?q=fees", headers=bearer).status_code == 200
    run_command("token", "--revoke", "person1@gov.example")
    assert client.get(f"{API}?q=fees", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/", 404),
        ("POST", API, 405),
        ("DELETE", API, 405),
    ],
)
def test_errors_under_api_are_json(
    client: FlaskClient, method: str, address: str, status: int
) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == status
    assert answer.content_type == "application/json"
    assert json.loads(answer.text)["error"].endswith(".")
