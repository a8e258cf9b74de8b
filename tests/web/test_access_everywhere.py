"""What a person may not read leaves no trace: not on a page, in a number, in the API or a terminal.

Each person looks everywhere twice: in a world with what that person may read, and in the same
world after everything that person may not read has been added. Both must look the same.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState

OWN, NAMED, OTHER = "bali-process", "rcm", "sacm"
RCPS = (OWN, NAMED, OTHER)

#: (RCP, role, first day and last day of the seat, counted from today)
SEATS: dict[str, list[tuple[str, Role, int, int | None]]] = {
    "visitor": [],
    "signed in without a seat": [],
    "administrator without a seat": [],
    **{f"own {role.value}": [(OWN, role, 0, None)] for role in Role},
    "named member": [(NAMED, Role.MEMBER, 0, None)],
    "named secretariat": [(NAMED, Role.SECRETARIAT, 0, None)],
    **{f"other {role.value}": [(OTHER, role, 0, None)] for role in Role},
    "sits in named and other": [(NAMED, Role.CHAIR, 0, None), (OTHER, Role.MEMBER, 0, None)],
    "seat in own ended yesterday": [(OWN, Role.SECRETARIAT, -30, -1)],
    "seat in own starts tomorrow": [(OWN, Role.SECRETARIAT, 1, None)],
    "was in own, is in other": [(OWN, Role.CHAIR, -30, -1), (OTHER, Role.CHAIR, 0, None)],
}
EVERYONE = set(SEATS)
OWN_PEOPLE = {f"own {role.value}" for role in Role}
OWN_EDITORS = OWN_PEOPLE - {"own member"}
NAMED_PEOPLE = {"named member", "named secretariat", "sits in named and other"}
MEMBERS = {
    *OWN_PEOPLE,
    *NAMED_PEOPLE,
    *{f"other {role.value}" for role in Role},
    "was in own, is in other",
}

#: Practices of OWN, each with a word of its own, and who may read it.
KINDS: dict[str, tuple[PracticeState, Audience, set[str]]] = {
    "zanzibarite": (PracticeState.PUBLISHED, Audience.PUBLIC, EVERYONE),
    "networkite": (PracticeState.PUBLISHED, Audience.NETWORK, MEMBERS),
    "observerite": (PracticeState.PUBLISHED, Audience.OBSERVERS, OWN_PEOPLE),
    "memberite": (PracticeState.PUBLISHED, Audience.MEMBERS, OWN_PEOPLE),
    "namedite": (PracticeState.PUBLISHED, Audience.NAMED, OWN_PEOPLE | NAMED_PEOPLE),
    "draftite": (PracticeState.DRAFT, Audience.PUBLIC, OWN_EDITORS),
    "submittedite": (PracticeState.SUBMITTED, Audience.PUBLIC, OWN_EDITORS),
    "withdrawnite": (PracticeState.WITHDRAWN, Audience.PUBLIC, OWN_EDITORS),
}
FINDABLE = {word for word, (state, *_rest) in KINDS.items() if state == PracticeState.PUBLISHED}
QUESTION = f"recruitment fees {' '.join(sorted(KINDS))}"
SEARCHES = [
    "",
    "&scope=all",
    "&scope=own",
    "&scope=all&rcp=bali-process&theme=recruitment&year=2009",
]

Look = Callable[[], dict[str, Any]]
Add = Callable[[set[str]], dict[str, Practice]]


@pytest.fixture(params=SEATS)
def person(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def world(make_rcp: Callable[..., object], make_practice: Callable[..., Practice]) -> Practice:
    """Three Processes that want to know of fees, and a public practice of each; returns one."""
    for slug in RCPS:
        make_rcp(slug, priorities=["Recruitment fees paid by workers"])
    return [visible_practice(make_practice, slug) for slug in RCPS][-1]


def visible_practice(make_practice: Callable[..., Practice], slug: str) -> Practice:
    # What is hidden is nearer to the last one than the others are: it would push them out.
    summary = "Recruitment fees of workers." if slug == RCPS[-1] else "Recruitment, in other words."
    facts = {"summary": summary, "countries": ["TH"], "year_from": 2008}
    return make_practice(slug, f"Recruitment fees in {slug}", audience=Audience.PUBLIC, **facts)


@pytest.fixture
def add(make_practice: Callable[..., Practice]) -> Add:
    def add(words: set[str]) -> dict[str, Practice]:
        return {
            word: make_practice(
                OWN,
                f"Recruitment fees {word}",
                summary=f"Recruitment fees of workers: {word} found.",
                state=KINDS[word][0],
                audience=KINDS[word][1],
                audience_rcps=[NAMED] if KINDS[word][1] == Audience.NAMED else [],
                themes=["recruitment"],
                countries=["ID"],
                year_from=2009,
                gcm_objectives=[6],
                submitted_at=now() if KINDS[word][0] == PracticeState.SUBMITTED else None,
            )
            for word in sorted(words)
        }

    return add


@pytest.fixture
def email(
    person: str, world: Practice, make_user: Callable[..., User], session: Session
) -> str | None:
    if person == "visitor":
        return None
    user = make_user(email="person@gov.example", is_administrator=person.startswith("admin"))
    today = now().date()
    user.memberships = [
        Membership(
            rcp_slug=rcp,
            role=role,
            starts_on=today + timedelta(days=first),
            ends_on=None if last is None else today + timedelta(days=last),
        )
        for rcp, role, first, last in SEATS[person]
    ]
    session.commit()
    return user.email


@pytest.fixture
def signed_in_client(
    client: FlaskClient, email: str | None, sign_in: Callable[[User], None], session: Session
) -> Iterator[FlaskClient]:
    if email:
        sign_in(session.query(User).one())
    yield client
    session.rollback()


@pytest.fixture
def look_everywhere(
    signed_in_client: FlaskClient,
    world: Practice,
    email: str | None,
    run_command: Callable[..., Result],
) -> Look:
    def look() -> dict[str, Any]:
        pages = ["/", "/practices/", f"/directory/{OWN}", f"/practices/{world.id}"]
        pages += [f"/search?q={QUESTION}{rest}" for rest in SEARCHES]
        seen: dict[str, Any] = {page: text_of(signed_in_client, page) for page in pages}
        for rest in SEARCHES:
            api = f"/api/v1/search?limit=100&q={QUESTION}{rest}"
            seen[api] = without_scores(signed_in_client.get(api).json)
        command = ["search", QUESTION, "--scope", "all", "--limit", "100", "--json"]
        output = run_command(*command, *(["--as", email] if email else [])).stdout
        return seen | {"command": without_scores(json.loads(output))}

    return look


def text_of(client: FlaskClient, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200, page
    return re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text)


def without_scores(answer: Any) -> Any:
    """How rare a word is counts in a score, and an unreadable practice counts in that."""
    for hit in answer["hits"]:
        del hit["score"]
    return answer


def allowed(person: str) -> set[str]:
    return {word for word, (_state, _audience, readers) in KINDS.items() if person in readers}


def test_what_may_be_read_is_found_and_the_rest_changes_nothing_anywhere(
    person: str, add: Add, look_everywhere: Look
) -> None:
    add(allowed(person))
    before = look_everywhere()
    assert_all_is_found(before, allowed(person) & FINDABLE)
    add(KINDS.keys() - allowed(person))
    after = look_everywhere()
    for place, seen in before.items():
        assert after[place] == seen, place


def assert_all_is_found(seen: dict[str, Any], readable: set[str]) -> None:
    api = seen[f"/api/v1/search?limit=100&q={QUESTION}&scope=all"]
    found = {hit["title"].rpartition(" ")[2] for hit in api["hits"]}
    assert found == readable | set(RCPS)
    assert api["total"] == len(RCPS) + len(readable)
    assert api["facets"]["theme"] == {"recruitment": len(readable)}
    by_api, by_command = ([hit["id"] for hit in a["hits"]] for a in (api, seen["command"]))
    assert by_api == by_command
    number = len(RCPS) + len(readable)
    assert f"{number} practices that you may read" in seen["/practices/"]
    for word in readable:
        for page in (f"/search?q={QUESTION}&scope=all", "/practices/", f"/directory/{OWN}"):
            assert f"Recruitment fees {word}" in seen[page]


@pytest.mark.parametrize("person", ["other chair"], indirect=True)
def test_what_others_share_is_related_and_matched(
    person: str, add: Add, look_everywhere: Look, world: Practice
) -> None:
    add({"networkite", "memberite"})
    seen = look_everywhere()
    assert "networkite" in seen[f"/practices/{world.id}"], "related"
    home = seen["/"].partition("Newest practices")[0]
    assert "networkite" in home, "matched to a priority"


def test_a_practice_opens_for_its_readers_and_does_not_exist_for_others(
    person: str, add: Add, signed_in_client: FlaskClient
) -> None:
    missing = text_of_missing(signed_in_client, 999_999)
    for word, practice in add(set(KINDS)).items():
        if person in KINDS[word][2]:
            assert word in text_of(signed_in_client, f"/practices/{practice.id}")
        elif practice.state == PracticeState.WITHDRAWN:
            notice = text_of(signed_in_client, f"/practices/{practice.id}")
            assert "Withdrawn by its Process on" in notice
            assert word not in notice
        else:
            assert text_of_missing(signed_in_client, practice.id) == missing, word


def text_of_missing(client: FlaskClient, practice_id: int) -> str:
    answer = client.get(f"/practices/{practice_id}")
    assert answer.status_code == 404
    return as_if_id_0(answer.text, practice_id)


def as_if_id_0(text: str, practice_id: int) -> str:
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
    return re.sub(rf"practices(/|%2F){practice_id}\b", "practices/0", text)


REQUESTS = [
    ("GET", "preview"),
    *[("GET", f"edit/{step}") for step in ("basics", "audience", "nonsense")],
    ("POST", "edit/audience"),
    *[("POST", verb) for verb in ("submit", "publish", "withdraw", "delete")],
]


@pytest.mark.parametrize(
    "person", ["visitor", "other secretariat", "seat in own ended yesterday"], indirect=True
)
def test_work_on_what_cannot_be_seen_is_answered_as_if_it_did_not_exist(
    signed_in_client: FlaskClient, person: str, add: Add, session: Session
) -> None:
    def answer(practice_id: int, method: str, address: str) -> tuple[int, str]:
        form = {"audience": "public", "version": "1", "reason": "because"}
        sent = signed_in_client.open(
            f"/practices/{practice_id}/{address}", method=method, data=form
        )
        return sent.status_code, as_if_id_0(sent.text, practice_id)

    hidden = add({"memberite", "draftite", "submittedite"})
    before = {word: (p.state, p.audience, p.version) for word, p in hidden.items()}
    for method, address in REQUESTS:
        missing = answer(999_999, method, address)
        assert missing[0] == (302 if person == "visitor" else 404)
        for practice in hidden.values():
            assert answer(practice.id, method, address) == missing, address
    session.expire_all()
    assert before == {word: (p.state, p.audience, p.version) for word, p in hidden.items()}
