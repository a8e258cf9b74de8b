"""What a version or the practice of today withholds from a reader is on no page of any version."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import now
from rcp_platform.practices import publication
from rcp_platform.practices.models import Practice, PracticeReader
from rcp_platform.practices.quotations.models import Quotation
from rcp_platform.practices.states import NARROWER, Attribution, Audience, PracticeState
from rcp_platform.practices.versions.models import PracticeVersion
from rcp_platform.practices.versions.services import content_of, keep

OWN, NAMED, OTHER = "bali-process", "rcm", "sacm"
PEOPLE: dict[str, tuple[str, Role] | None] = {
    "visitor": None,
    "own secretariat": (OWN, Role.SECRETARIAT),
    "own member": (OWN, Role.MEMBER),
    "named member": (NAMED, Role.MEMBER),
    "other chair": (OTHER, Role.CHAIR),
}
OWN_PEOPLE = {"own secretariat", "own member"}
MEMBERS = set(PEOPLE) - {"visitor"}
READERS = {
    Audience.PUBLIC: set(PEOPLE),
    Audience.NETWORK: MEMBERS,
    Audience.OBSERVERS: OWN_PEOPLE,
    Audience.MEMBERS: OWN_PEOPLE,
    Audience.NAMED: OWN_PEOPLE | {"named member"},
}
#: What each attribution tells readers outside.
TELLS = {
    Attribution.NAMED: {"process", "state", "organisation"},
    Attribution.STATE: {"state"},
    Attribution.RCP: {"process"},
    Attribution.ANONYMOUS: set(),
}


@dataclass(frozen=True)
class Rules:
    """The rules of one version."""

    audience: Audience
    body: Audience | None
    attribution: Attribution
    #: Days from today; None for no embargo.
    embargo: int | None

    def readers(self, *, lapses: bool) -> set[str]:
        over = self.embargo is None or (lapses and self.embargo < 0)
        return READERS[self.audience] if over else OWN_PEOPLE

    def body_readers(self, *, lapses: bool) -> set[str]:
        return self.readers(lapses=lapses) & READERS[self.body or self.audience]


@st.composite
def rules(draw: Any) -> Rules:
    audience = draw(st.sampled_from(Audience))
    body = draw(st.sampled_from([None, *NARROWER[audience]]))
    embargo = draw(st.sampled_from([None, None, -3, 5]))
    return Rules(audience, body, draw(st.sampled_from(Attribution)), embargo)


def facts_of(version: str, rules: Rules) -> dict[str, Any]:
    """A version whose every part has a word of its own."""
    return {
        "title": f"Title{version}",
        "summary": f"Summary{version}.",
        "impact": f"Impact{version}.",
        "countries": ["BT"] if version == "old" else ["NP"],
        "lead_organisation": f"Organisation{version}",
        "partners": f"Partner{version}",
        "source": f"Source{version}",
        "references": f"Reference{version}",
        "audience": rules.audience,
        "body_audience": rules.body,
        "attribution": rules.attribution,
        "embargo_until": None
        if rules.embargo is None
        else now().date() + timedelta(days=rules.embargo),
    }


def quotation_of(version: str) -> Quotation:
    return Quotation(
        text=f"Quotation{version}",
        language="en",
        attribution=Attribution.NAMED,
        speaker=f"Speaker{version}",
        country="LA" if version == "old" else "KH",
        approved_by="Somebody",
        approved_at=now(),
    )


STATES = {"old": {"Bhutan", "Lao"}, "new": {"Nepal", "Cambodia"}}
BODY = ("Impact", "Quotation", "Speaker", "Source", "Reference")


def words_told(page: str) -> set[str]:
    """The words of both versions that a page has."""
    parts = ("Title", "Summary", *BODY, "Organisation", "Partner", "Note")
    words = {f"{part}{version}" for part in parts for version in STATES}
    return {word for word in words | {"Bali"} | set().union(*STATES.values()) if word in page}


def allowed_of(version: str, person: str, of_both: tuple[Rules, ...]) -> set[str]:
    """What a page may tell of a version, by the rules of all that it is read under."""
    told = set.intersection(*(TELLS[rules.attribution] for rules in of_both))
    told = TELLS[Attribution.NAMED] if person in OWN_PEOPLE else told
    lapse = [True] * (len(of_both) - 1) + [False]
    has_body = all(
        person in rules.body_readers(lapses=lapses)
        for rules, lapses in zip(of_both, lapse, strict=True)
    )
    allowed = {f"Title{version}", f"Summary{version}"}
    allowed |= {"Bali"} if "process" in told else set()
    allowed |= STATES[version] if "state" in told else set()
    allowed |= {f"Organisation{version}", f"Partner{version}"} if "organisation" in told else set()
    if has_body:
        allowed |= {f"Impact{version}", f"Quotation{version}", f"Note{version}"}
        if "organisation" in told:
            allowed |= {f"Source{version}", f"Reference{version}", f"Speaker{version}"}
    return allowed


@pytest.fixture
def practice(make_practice: Callable[..., Practice], make_rcp: Callable[..., Any]) -> Practice:
    make_rcp(NAMED)
    make_rcp(OTHER)
    return make_practice(OWN)


@pytest.fixture
def clients(
    practice: Practice,
    make_user: Callable[..., User],
    browser: Callable[[User], FlaskClient],
    client: FlaskClient,
) -> dict[str, FlaskClient]:
    return {
        person: browser(make_user(*seat)) if seat else client for person, seat in PEOPLE.items()
    }


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(
    then=Rules(Audience.PUBLIC, None, Attribution.NAMED, -3),
    today=Rules(Audience.PUBLIC, None, Attribution.NAMED, None),
    person="visitor",
)
@given(then=rules(), today=rules(), person=st.sampled_from(sorted(PEOPLE)))
def test_what_either_withholds_is_on_no_page(
    then: Rules,
    today: Rules,
    person: str,
    practice: Practice,
    clients: dict[str, FlaskClient],
    session: Session,
) -> None:
    write(session, practice, then, today)
    get = clients[person].get
    base = f"/practices/{practice.id}/versions"
    sees_now = person in today.readers(lapses=False)
    sees_then = sees_now and person in then.readers(lapses=True)
    pages = {path: get(base + path) for path in ("", "/1", "/2", "/1/compare/2", "/2/compare/1")}
    for path, page in pages.items():
        expected = sees_now if path in {"", "/2"} else sees_then
        assert (page.status_code == 200) is expected, path
    if not sees_now:
        return
    new = allowed_of("new", person, (today, today))
    index = words_told(text_of(pages[""]))
    if sees_then:
        old = allowed_of("old", person, (then, today))
        assert words_told(text_of(pages["/1"])) <= old
        # What is not said any more names nobody, not even by a State that it told then.
        assert "Speakerold" not in pages["/1"].text
        assert {f"Title{'old'}", "Summaryold"} <= words_told(text_of(pages["/1"]))
        assert ("Impactold" in pages["/1"].text) is ("Impactold" in old)
        both = old | allowed_of("new", person, (then, today))
        for path in ("/1/compare/2", "/2/compare/1"):
            assert words_told(text_of(pages[path])) <= both
        assert index <= {"Titlenew", *({"Noteold"} & old), *({"Notenew"} & new)}
    else:
        assert index <= {"Titlenew", "Notenew"}
        assert "old" not in text_of(pages["/2"])
    assert words_told(text_of(pages["/2"])) <= new
    assert ("Speakernew" in pages["/2"].text) is ("Speakernew" in new)


def text_of(page: Any) -> str:
    """The main part of a page, without its navigation and tags of the frame."""
    return unescape(page.text.partition("<main")[2].partition("</main>")[0])


def write(session: Session, practice: Practice, then: Rules, today: Rules) -> None:
    """Make the practice and its two versions anew."""
    session.execute(sa.delete(PracticeVersion))
    for version, rules in (("old", then), ("new", today)):
        for name, value in facts_of(version, rules).items():
            setattr(practice, name, value)
        named = Audience.NAMED in {rules.audience, rules.body}
        practice.readers = [PracticeReader(rcp_slug=NAMED)] if named else []
        session.flush()
        practice.quotations = [quotation_of(version)]
        session.flush()
        keep(session, practice, f"Note{version}")
    session.commit()


@pytest.mark.parametrize("person", PEOPLE)
def test_the_versions_of_what_is_withdrawn_are_for_its_editors(
    person: str, practice: Practice, clients: dict[str, FlaskClient], session: Session
) -> None:
    open_to_all = Rules(Audience.PUBLIC, None, Attribution.NAMED, None)
    write(session, practice, open_to_all, open_to_all)
    publication.withdraw(session, practice, "Replaced", actor=SYSTEM)
    session.commit()
    for path in ("", "/1", "/2", "/1/compare/2"):
        page = clients[person].get(f"/practices/{practice.id}/versions{path}")
        assert page.status_code == (200 if person == "own secretariat" else 404), path


@pytest.mark.parametrize("person", ["visitor", "named member"])
def test_a_version_that_may_not_be_read_answers_as_if_there_were_none(
    person: str, practice: Practice, clients: dict[str, FlaskClient], session: Session
) -> None:
    closed = Rules(Audience.MEMBERS, None, Attribution.NAMED, None)
    write(session, practice, closed, Rules(Audience.PUBLIC, None, Attribution.NAMED, None))
    get = clients[person].get
    base = f"/practices/{practice.id}/versions"
    hidden, missing = get(f"{base}/1"), get(f"{base}/7")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.text.replace("versions/1", "versions/7").replace("%2F1", "%2F7") == (
        missing.text.replace("%2F1", "%2F7")
    )
    assert get(f"{base}/1/compare/2").status_code == get(f"{base}/7/compare/2").status_code == 404
    assert "Earlier versions" not in get(f"/practices/{practice.id}").text


@pytest.mark.parametrize("person", sorted(set(PEOPLE) - {"own secretariat"}))
def test_what_is_in_work_is_compared_for_editors_only(
    person: str, practice: Practice, clients: dict[str, FlaskClient], session: Session
) -> None:
    version = publication.revise(session, practice, actor=SYSTEM)
    version.title = "Changed"
    session.commit()
    address = f"/practices/{version.id}/changes"
    assert clients[person].get(address).status_code == (302 if person == "visitor" else 404)
    page = clients["own secretariat"].get(address)
    assert page.status_code == 200
    assert "Changed" in page.text
    assert clients["own secretariat"].get(f"/practices/{practice.id}/changes").status_code == 404


def test_a_draft_has_no_versions(
    make_practice: Callable[..., Practice], clients: dict[str, FlaskClient]
) -> None:
    draft = make_practice(OWN, state=PracticeState.DRAFT)
    page = clients["own secretariat"].get(f"/practices/{draft.id}/versions")
    assert page.status_code == 404


def test_an_earlier_speaker_is_not_named_once_the_name_is_taken_back(
    practice: Practice, clients: dict[str, FlaskClient], session: Session
) -> None:
    practice.audience = Audience.PUBLIC
    practice.quotations = [quotation_of("old")]
    keep(session, practice)
    session.commit()
    page = f"/practices/{practice.id}/versions/1"
    assert "Speakerold" in clients["visitor"].get(page).text
    said = practice.quotations[0]
    said.attribution, said.speaker = Attribution.STATE, ""
    keep(session, practice)
    session.commit()
    for person in PEOPLE:
        told = clients[person].get(page).text
        assert "Speakerold" not in told
        assert "A delegate of Laos" in told
    assert content_of(practice)["quotations"][0]["speaker"] == ""
