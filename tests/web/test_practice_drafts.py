"""A practice is written step by step, resumed, checked, and sent on."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core import countries
from rcp_platform.core.access import Role
from rcp_platform.practices.forms import STEPS
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState

OWN = "bali-process"
BASICS = {
    "title": "Ethical recruitment",
    "summary": "Who recruits, pays.",
    "language": "en",
    **dict.fromkeys(["scope", "practice_type", "status"], ""),
}


@pytest.fixture
def focal_point(make_user: Callable[..., User], sign_in: Callable[[User], None]) -> User:
    user = make_user(OWN, Role.FOCAL_POINT)
    sign_in(user)
    return user


@pytest.fixture
def start(client: FlaskClient, focal_point: User) -> Callable[..., str]:
    """Start a draft; returns its address."""

    def start(**fields: object) -> str:
        answer = client.post("/practices/new", data=BASICS | fields)
        assert answer.status_code == 302, answer.text
        return answer.location.removesuffix("/edit/story")

    return start


@pytest.fixture
def only(session: Session) -> Iterator[Callable[[], Practice]]:
    """The one practice there is, as the database holds it now."""

    def only() -> Practice:
        session.rollback()
        session.expire_all()
        return session.scalars(sa.select(Practice)).one()

    yield only
    session.rollback()


def version_on(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found, page
    return found[1]


def test_the_first_step_saves_a_draft_and_leads_to_the_next(
    client: FlaskClient, start: Callable[..., str], only: Callable[[], Practice]
) -> None:
    address = start(countries="Thailand\nIndonesia", year_from="2009", year_to="")
    practice = only()
    assert address == f"/practices/{practice.id}"
    assert (practice.rcp_slug, practice.state) == (OWN, PracticeState.DRAFT)
    assert (practice.title, practice.summary) == (BASICS["title"], BASICS["summary"])
    assert (practice.countries, practice.year_from, practice.year_to) == (["TH", "ID"], 2009, None)


def test_a_draft_is_resumed_where_it_was_left(
    client: FlaskClient, start: Callable[..., str], only: Callable[[], Practice]
) -> None:
    address = start(countries="Thailand")
    page = client.get(f"{address}/edit/story")
    data = {"version": version_on(page.text), "impact": "Fees fell by half.", "leave": "1"}
    assert client.post(f"{address}/edit/story", data=data).location == f"{address}/preview"

    assert "Fees fell by half." in client.get(f"{address}/edit/story").text
    basics = client.get(f"{address}/edit/basics").text
    assert BASICS["title"] in basics
    assert "Thailand" in basics
    assert address in client.get("/practices/").text


def test_the_steps_follow_one_another_to_the_preview(
    client: FlaskClient, start: Callable[..., str], only: Callable[[], Practice]
) -> None:
    address = start()
    for step, following in zip(list(STEPS)[1:], [*list(STEPS)[2:], None], strict=True):
        page = client.get(f"{address}/edit/{step}")
        assert page.status_code == 200
        fields = {"version": version_on(page.text), "audience": "network"}
        answer = client.post(f"{address}/edit/{step}", data=fields)
        expected = f"edit/{following}" if following else "preview"
        assert answer.location == f"{address}/{expected}"


def test_every_field_of_every_step_is_kept(
    client: FlaskClient,
    start: Callable[..., str],
    only: Callable[[], Practice],
    make_rcp: Callable[..., object],
) -> None:
    make_rcp("rcm")
    address = start(scope="regional", corridor="South Asia to the Gulf", practice_type="guideline")
    written = {
        "story": dict.fromkeys(["challenge", "objectives", "approach", "impact", "lessons"], "S"),
        "reuse": dict.fromkeys(
            ["enablers", "barriers", "replication", "legal_basis", "costs", "description"], "R"
        ),
        "topics": {
            "themes": ["recruitment", "skills"],
            "gcm_objectives": ["6", "23"],
            "sdg_targets": ["10.7"],
            "beneficiaries": "Workers",
            "keywords": "POEA, fees",
        },
        "sources": {
            "lead_organisation": "Ministry",
            "partners": "ILO",
            "source": "Report, p. 4",
            "references": "One\nTwo",
        },
        "audience": {"audience": "named", "audience_rcps": ["rcm"]},
    }
    for step, fields in written.items():
        version = version_on(client.get(f"{address}/edit/{step}").text)
        answer = client.post(f"{address}/edit/{step}", data=fields | {"version": version})
        assert answer.status_code == 302, answer.text
    practice = only()
    for name in ["challenge", "objectives", "approach", "impact", "lessons"]:
        assert getattr(practice, name) == "S"
    for name in ["enablers", "barriers", "replication", "legal_basis", "costs", "description"]:
        assert getattr(practice, name) == "R"
    assert (practice.scope, practice.corridor) == ("regional", "South Asia to the Gulf")
    assert practice.themes == ["recruitment", "skills"]
    assert practice.gcm_objectives == [6, 23]
    assert practice.sdg_targets == ["10.7"]
    assert practice.keywords == ["POEA", "fees"]
    assert practice.references == "One\nTwo"
    assert (practice.audience, practice.audience_rcps) == (Audience.NAMED, ["rcm"])
    for step in written:
        before = practice.version
        page = client.get(f"{address}/edit/{step}").text
        fields = written[step] | {"version": version_on(page)}
        client.post(f"{address}/edit/{step}", data=fields)
        assert only().version == before, "saving the same again changes nothing"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Enter a title."),
        ({"title": " \x00\t "}, "Enter a title."),
        ({"title": "t" * 301}, "Shorten the title to 300 characters."),
        ({"countries": "Thailand\nAtlantis"}, "“Atlantis” is not a State"),
        ({"countries": "Thailnd"}, "Did you mean Thailand?"),
        ({"year_from": "2015", "year_to": "2014"}, "The last year is before the first year."),
        ({"year_from": "soon"}, "Not a valid integer value."),
        ({"year_from": "99999999999999999999"}, "Enter a year such as 2015."),
        ({"language": "<xx>"}, "Not a valid choice."),
        ({"scope": "<galactic>"}, "Not a valid choice."),
    ],
)
def test_an_error_is_named_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, focal_point: User, fields: dict[str, str], sentence: str
) -> None:
    typed = BASICS | {"corridor": "Long corridor typed by hand"} | fields
    answer = client.post("/practices/new", data=typed)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    assert "Long corridor typed by hand" in answer.text
    assert BASICS["summary"] in answer.text
    forged = {"language", "scope"}
    assert all(v.strip(" \0\t") in answer.text for k, v in fields.items() if k not in forged)
    assert session.scalar(sa.select(sa.func.count(Practice.id))) == 0


def test_an_error_in_a_later_step_changes_nothing(
    client: FlaskClient, start: Callable[..., str], only: Callable[[], Practice]
) -> None:
    address = start()
    version = version_on(client.get(f"{address}/edit/story").text)
    fields = {"version": version, "impact": "Kept", "lessons": "x" * 20_001}
    answer = client.post(f"{address}/edit/story", data=fields)
    assert answer.status_code == 422
    assert "Kept" in answer.text
    assert only().impact == ""


@pytest.mark.parametrize("version", ["0", "", "999", "x"])
def test_the_second_of_two_editors_is_told_and_keeps_the_text(
    client: FlaskClient, start: Callable[..., str], only: Callable[[], Practice], version: str
) -> None:
    address = start()
    answer = client.post(
        f"{address}/edit/story", data={"version": version, "impact": "My own account"}
    )
    assert answer.status_code == 409
    assert "Someone else changed this practice" in answer.text
    assert "My own account" in answer.text
    assert only().impact == ""

    again = {"version": version_on(answer.text), "impact": "My own account"}
    assert client.post(f"{address}/edit/story", data=again).status_code == 302
    assert only().impact == "My own account"


def test_what_two_editors_wrote_in_different_steps_is_not_overwritten(
    client: FlaskClient, start: Callable[..., str], only: Callable[[], Practice]
) -> None:
    address = start()
    page = version_on(client.get(f"{address}/edit/story").text)
    other = version_on(client.get(f"{address}/edit/reuse").text)
    client.post(f"{address}/edit/story", data={"version": page, "impact": "First"})
    second = client.post(f"{address}/edit/reuse", data={"version": other, "costs": "Second"})
    assert second.status_code == 409
    assert (only().impact, only().costs) == ("First", "")


def test_an_incomplete_draft_is_not_submitted_and_the_page_says_what_is_missing(
    client: FlaskClient, start: Callable[..., str], only: Callable[[], Practice]
) -> None:
    address = start(summary="")
    answer = client.post(f"{address}/submit", follow_redirects=True)
    assert "Some fields are still needed." in answer.text
    assert "Before it can be sent on" in answer.text
    assert f'href="{address}/edit/basics#summary"' in answer.text
    assert only().state == PracticeState.DRAFT


def test_a_process_writes_submits_and_its_secretariat_publishes(
    client: FlaskClient,
    start: Callable[..., str],
    only: Callable[[], Practice],
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    address = start()
    assert client.post(f"{address}/publish").status_code == 403
    assert client.post(f"{address}/submit").location == f"{address}/preview"
    assert only().state == PracticeState.SUBMITTED
    assert client.post(f"{address}/submit").status_code == 409
    assert client.get(f"{address}/edit/basics").status_code == 403, "only the secretariat now"

    sign_in(make_user(OWN, Role.SECRETARIAT))
    assert f"{address}/preview" in client.get("/").text, "it waits on the home page"
    assert client.post(f"{address}/publish").status_code == 409, "nobody has read it"
    for move, state in [("start_review", "in_review"), ("clear", "cleared")]:
        assert client.post(f"{address}/{move}").location == f"{address}/preview"
        assert only().state == state
    assert client.post(f"{address}/publish").location == address
    assert only().state == PracticeState.PUBLISHED
    assert client.post(f"{address}/publish").status_code == 409
    assert f"{address}/preview" not in client.get("/").text


def test_only_a_draft_is_deleted(
    client: FlaskClient,
    start: Callable[..., str],
    session: Session,
    make_practice: Callable[..., Practice],
) -> None:
    address = start()
    assert client.post(f"{address}/delete").location == "/practices/"
    assert client.get(address).status_code == 404
    first = make_practice(OWN)
    points_to = {
        PracticeState.DUPLICATE: {"duplicate_of_id": first.id},
        PracticeState.SUPERSEDED: {"superseded_by_id": first.id},
    }
    others = set(PracticeState) - {PracticeState.DRAFT}
    for state in others:
        practice = make_practice(OWN, state=state, **points_to.get(state, {}))
        assert client.post(f"/practices/{practice.id}/delete").status_code == 409
    session.expire_all()
    assert session.scalar(sa.select(sa.func.count(Practice.id))) == len(others) + 1


def test_a_draft_that_others_are_duplicates_of_is_not_deleted(
    client: FlaskClient, start: Callable[..., str], make_practice: Callable[..., Practice]
) -> None:
    address = start()
    original_id = int(address.rpartition("/")[2])
    make_practice(OWN, state=PracticeState.DUPLICATE, duplicate_of_id=original_id)
    assert "Delete this draft" not in client.get(f"{address}/preview").text
    assert client.post(f"{address}/delete").status_code == 409


def test_withdrawing_needs_a_reason_and_shows_it_to_the_editors(
    client: FlaskClient,
    focal_point: User,
    make_practice: Callable[..., Practice],
    session: Session,
) -> None:
    address = f"/practices/{make_practice(OWN).id}"
    refused = client.post(f"{address}/withdraw", data={"note": "  "})
    assert refused.status_code == 422
    assert "Say in a sentence why it is withdrawn." in refused.text
    done = client.post(
        f"{address}/withdraw", data={"note": "Figures were wrong"}, follow_redirects=True
    )
    assert "Figures were wrong" in done.text
    assert client.post(f"{address}/withdraw", data={"note": "Again"}).status_code == 409


def test_who_sits_in_two_processes_says_for_which_one(
    client: FlaskClient,
    make_user: Callable[..., User],
    make_rcp: Callable[..., object],
    sign_in: Callable[[User], None],
    session: Session,
    only: Callable[[], Practice],
) -> None:
    make_rcp("rcm")
    make_rcp("sacm")
    user = make_user(OWN, Role.CHAIR)
    user.memberships.append(Membership(rcp_slug="rcm", role=Role.FOCAL_POINT))
    user.memberships.append(Membership(rcp_slug="sacm", role=Role.MEMBER))
    session.commit()
    sign_in(user)
    page = client.get("/practices/new").text
    assert 'value="rcm"' in page
    assert 'value="sacm"' not in page, "a member does not post"
    for forged in ["sacm", "unknown", ""]:
        refused = client.post("/practices/new", data=BASICS | {"rcp": forged})
        assert refused.status_code == 422
    client.post("/practices/new", data=BASICS | {"rcp": "rcm"})
    assert only().rcp_slug == "rcm"


def test_with_one_process_the_form_cannot_name_another(
    client: FlaskClient,
    start: Callable[..., str],
    only: Callable[[], Practice],
    make_rcp: Callable[..., object],
) -> None:
    make_rcp("rcm")
    start(rcp="rcm")
    assert only().rcp_slug == OWN


@pytest.mark.parametrize("role", [None, Role.MEMBER])
def test_posting_needs_a_seat_that_edits(
    client: FlaskClient,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    role: Role | None,
) -> None:
    sign_in(make_user(OWN, role) if role else make_user())
    assert client.get("/practices/new").status_code == 403
    assert client.post("/practices/new", data=BASICS).status_code == 403


def test_a_text_in_another_language_than_the_six_keeps_it(
    client: FlaskClient,
    focal_point: User,
    make_practice: Callable[..., Practice],
    only: Callable[[], Practice],
) -> None:
    make_practice(OWN, "Faire Anwerbung", language="de", state=PracticeState.DRAFT)
    address = f"/practices/{only().id}/edit/basics"
    page = client.get(address).text
    assert '<option selected value="de">Deutsch</option>' in page
    client.post(address, data=BASICS | {"language": "de", "version": version_on(page)})
    assert (only().title, only().language) == (BASICS["title"], "de")


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "pt", "ru"])
def test_states_are_shown_and_read_in_the_editors_language(
    client: FlaskClient,
    focal_point: User,
    make_practice: Callable[..., Practice],
    only: Callable[[], Practice],
    language: str,
) -> None:
    everyone = sorted(countries.names("en"))
    make_practice(OWN, countries=everyone, state=PracticeState.DRAFT)
    address = f"/practices/{only().id}/edit/basics"
    client.set_cookie("language", language)
    page = client.get(address).text
    shown = re.search(r'<textarea[^>]*name="countries"[^>]*>(.*?)</textarea>', page, re.S)
    assert shown
    form = BASICS | {"countries": unescape(shown[1]), "version": version_on(page)}
    assert client.post(address, data=form).status_code == 302
    assert only().countries == everyone


def test_keywords_are_separated_by_commas_or_lines_and_none_is_empty(
    client: FlaskClient, start: Callable[..., str], only: Callable[[], Practice]
) -> None:
    address = f"{start()}/edit/topics"
    form = {"keywords": " POEA,, fees ,\r\n\r\nfees\r\nworkers, ", "version": "1"}
    assert client.post(address, data=form).status_code == 302
    assert only().keywords == ["POEA", "fees", "workers"]
