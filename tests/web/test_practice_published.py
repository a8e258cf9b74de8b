"""What is published is found at once by others, and what is taken back is gone at once."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.directory.models import Rcp
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

OWN, OTHER = "bali-process", "abu-dhabi-dialogue"

Browser = Callable[[User], FlaskClient]


@pytest.fixture
def secretariat(browser: Browser, make_user: Callable[..., User]) -> FlaskClient:
    return browser(make_user(OWN, Role.SECRETARIAT))


@pytest.fixture
def near(make_practice: Callable[..., Practice], chair: FlaskClient) -> Practice:
    """A practice of the other Process that is close to the one in question."""
    return make_practice(OTHER, "Ethical recruitment of workers", audience=Audience.NETWORK)


@pytest.fixture
def chair(
    browser: Browser, make_user: Callable[..., User], make_rcp: Callable[..., Rcp]
) -> FlaskClient:
    make_rcp(OTHER, priorities=["Ethical recruitment of workers"])
    return browser(make_user(OTHER, Role.CHAIR))


def places(chair: FlaskClient, near: Practice, practice_id: int) -> dict[str, bool]:
    """Where the other Process's chair comes across the practice."""
    link = f'href="/practices/{practice_id}"'
    api = chair.get("/api/v1/search?q=ethical recruitment of workers").json
    return {
        "search": link in chair.get("/search?q=ethical recruitment of workers").text,
        "API": practice_id in [hit["id"] for hit in api["hits"]] and api["total"] > 0,
        "related": link in chair.get(f"/practices/{near.id}").text,
        "home": link in chair.get("/").text,
        "list": link in chair.get("/practices/").text,
        "profile": link in chair.get(f"/directory/{OWN}").text,
        "page": chair.get(f"/practices/{practice_id}").status_code == 200,
    }


EVERYWHERE = {"search", "API", "related", "home", "list", "profile", "page"}


def seen(chair: FlaskClient, near: Practice, practice_id: int) -> set[str]:
    return {place for place, is_there in places(chair, near, practice_id).items() if is_there}


def test_from_the_form_to_the_other_processs_chair_and_back(
    secretariat: FlaskClient, chair: FlaskClient, near: Practice
) -> None:
    basics = dict.fromkeys(["scope", "practice_type", "status"], "") | {"language": "en"}
    basics |= {"title": "Ethical recruitment", "summary": "Ethical recruitment of workers abroad."}
    address = secretariat.post("/practices/new", data=basics).location.removesuffix("/edit/story")
    practice_id = int(address.rpartition("/")[2])
    assert seen(chair, near, practice_id) == set(), "a draft"
    for move in ["submit", "start_review", "clear"]:
        secretariat.post(f"{address}/{move}")
        assert seen(chair, near, practice_id) == set(), move
    secretariat.post(f"{address}/publish")
    assert seen(chair, near, practice_id) == EVERYWHERE
    secretariat.post(f"{address}/archive", data={"note": "No longer followed"})
    assert seen(chair, near, practice_id) == {"page"}, "its address stays"
    secretariat.post(f"{address}/restore")
    assert seen(chair, near, practice_id) == EVERYWHERE
    secretariat.post(f"{address}/withdraw", data={"note": "Outdated"})
    assert seen(chair, near, practice_id) == {"page"}, "a notice stays"
    assert "Ethical recruitment" not in chair.get(address).text


@pytest.fixture
def published(make_practice: Callable[..., Practice]) -> Practice:
    title, summary = "Ethical recruitment", "Ethical recruitment of workers abroad."
    return make_practice(OWN, title, summary=summary)


@pytest.fixture
def renew(secretariat: FlaskClient) -> Callable[..., None]:
    """Publish a new version in which a step of the form says something else."""

    def renew(practice: Practice, step: str, fields: dict[str, object]) -> None:
        first = secretariat.post(f"/practices/{practice.id}/revise").location
        address = first.removesuffix("/edit/basics")
        edited = secretariat.post(f"{address}/edit/{step}", data=fields | {"version": "1"})
        assert edited.status_code == 302, edited.text
        for move in ["submit", "start_review"]:
            secretariat.post(f"{address}/{move}")
        done = secretariat.post(f"{address}/clear_and_publish", data={"note": "Brought up to date"})
        assert done.location == f"/practices/{practice.id}", "the address stays"

    return renew


def test_a_new_version_is_found_in_the_place_of_the_one_before(
    chair: FlaskClient, near: Practice, published: Practice, renew: Callable[..., None]
) -> None:
    assert seen(chair, near, published.id) == EVERYWHERE
    basics = dict.fromkeys(["scope", "practice_type", "status"], "") | {"language": "en"}
    renew(
        published, "basics", basics | {"title": "Zebra crossings", "summary": "Stripes on roads."}
    )
    assert {"search", "API", "related"}.isdisjoint(seen(chair, near, published.id))
    assert "Zebra crossings" in chair.get("/search?q=zebra stripes").text


def test_until_a_new_version_is_published_readers_see_the_one_before(
    secretariat: FlaskClient, chair: FlaskClient, near: Practice, published: Practice
) -> None:
    first = secretariat.post(f"/practices/{published.id}/revise").location
    version_id = int(first.split("/")[2])
    basics = dict.fromkeys(["scope", "practice_type", "status"], "") | {"language": "en"}
    basics |= {"title": "Zebra crossings", "summary": "Stripes on roads.", "version": "1"}
    assert secretariat.post(first, data=basics).status_code == 302
    for move in ["submit", "start_review", "clear"]:
        assert secretariat.post(f"/practices/{version_id}/{move}").status_code == 302
        assert seen(chair, near, published.id) == EVERYWHERE
        assert seen(chair, near, version_id) == set()
        assert "Zebra" not in chair.get(f"/practices/{published.id}").text


@pytest.mark.parametrize("audience", ["members", "observers", "named"])
def test_a_narrowed_audience_is_in_force_everywhere_at_once(
    chair: FlaskClient,
    near: Practice,
    published: Practice,
    make_rcp: Callable[..., Rcp],
    renew: Callable[..., None],
    audience: str,
) -> None:
    make_rcp("rcm")
    assert seen(chair, near, published.id) == EVERYWHERE
    named = {"audience_rcps": ["rcm"]} if audience == "named" else {}
    renew(published, "audience", {"audience": audience} | named)
    assert seen(chair, near, published.id) == set()


def test_a_process_that_is_named_finds_it_at_once(
    chair: FlaskClient,
    near: Practice,
    make_practice: Callable[..., Practice],
    renew: Callable[..., None],
) -> None:
    practice = make_practice(
        OWN, "Ethical recruitment of workers abroad", audience=Audience.MEMBERS
    )
    assert seen(chair, near, practice.id) == set()
    renew(practice, "audience", {"audience": "named", "audience_rcps": [OTHER]})
    assert seen(chair, near, practice.id) == EVERYWHERE


def test_a_seat_that_ends_takes_everything_with_it(
    browser: Browser,
    make_user: Callable[..., User],
    published: Practice,
    run_command: Callable[..., object],
) -> None:
    leaving = make_user("rcm", Role.CHAIR, email="leaving@gov.example")
    client = browser(leaving)
    assert client.get(f"/practices/{published.id}").status_code == 200
    run_command("user", "end-seat", leaving.email, "--rcp", "rcm")
    assert client.get(f"/practices/{published.id}").status_code == 404
    assert client.get("/api/v1/search?q=ethical recruitment").json["total"] == 0
