"""What is withheld from a reader stands on no surface: pages, results, files, mail, programs.

For any audience of the summary and of the body, any attribution and embargo, and anyone who
looks: a word that the reader may not know is in nothing that the reader can get.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from tests.attaching import attach_link
from tests.file_texts import text_of_pdf, text_of_word
from tests.observing import observe

from rcp_platform.accounts.models import User
from rcp_platform.core.access import VISITOR, Role
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.observers.states import GrantState, ObserverKind
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice, PracticeReader
from rcp_platform.practices.quotations.models import Quotation
from rcp_platform.practices.reading import shown_facts
from rcp_platform.practices.states import NARROWER, Attribution, Audience
from rcp_platform.practices.versions import services as versions

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
OWN, NAMED, OTHER = "ownslug", "named", "other"
#: Processes that observe it, or did, each with what they have there.
OBSERVERS: dict[str, dict[str, Any]] = {
    "observing": {},
    "suspended": {"state": GrantState.SUSPENDED},
    "ended": {"state": GrantState.ENDED},
    "past": {"starts_at": LONG_AGO, "valid_until": LONG_AGO + timedelta(days=1)},
    "themed": {"kind": ObserverKind.THEMATIC, "themes": ["recruitment"]},
    "elsewhere": {"kind": ObserverKind.THEMATIC, "themes": ["gender"]},
}
READING = {"observing", "themed"}

#: A word for each thing that may be withheld.
SUMMARY = ("titleword", "summaryword")
BODY = ("impactword", "lessonword", "saidword", "formerword")
SOURCE = ("leadword", "partnerword", "speakerword", "sourceword", "referenceword")
STATES = ("corridorword", "Paraguay")
PROCESS = ("ownslug", "Ownshort", "Ownname", "own-idword")
NEVER = ("approverword",)
#: In an attachment that is for the own Process only.
INSIDE = "attachedword"

QUESTION = "recruitment titleword summaryword impactword lessonword saidword attachedword"


@dataclass(frozen=True)
class Wished:
    """How a practice is to be read, and by whom it is looked at."""

    audience: Audience
    body: Audience | None
    attribution: Attribution
    is_embargoed: bool
    person: str


@st.composite
def wishes(draw: st.DrawFn) -> Wished:
    audience = draw(st.sampled_from(Audience))
    return Wished(
        audience,
        draw(st.sampled_from([None, *NARROWER[audience]])),
        draw(st.sampled_from(Attribution)),
        draw(st.sampled_from([False, False, False, True])),
        draw(st.sampled_from(["visitor", NAMED, OTHER, *OBSERVERS])),
    )


@pytest.fixture
def people(
    session: Session, make_rcp: Callable[..., Rcp], make_user: Callable[..., User]
) -> dict[str, User | None]:
    make_rcp(OWN, short_name="Ownshort", name="Ownname of consultations")
    others = (NAMED, OTHER, *OBSERVERS)
    for slug in others:
        make_rcp(slug, priorities=["Recruitment"])
    for slug, facts in OBSERVERS.items():
        observe(session, slug, OWN, **facts)
    return {"visitor": None} | {slug: make_user(slug, Role.CHAIR) for slug in others}


@pytest.fixture
def practice(
    people: dict[str, User | None], session: Session, make_practice: Callable[..., Practice]
) -> Practice:
    # Something of others that is like it: it could show up beside it.
    make_practice(OTHER, "Recruitment elsewhere", audience=Audience.PUBLIC)
    practice = make_practice(
        OWN,
        "Recruitment titleword",
        external_id="own-idword",
        summary="Recruitment summaryword.",
        impact="The impactword of recruitment.",
        lessons="A formerword that is gone now.",
        countries=["PY"],
        corridor="corridorword",
        lead_organisation="leadword",
        partners="partnerword",
        source="sourceword",
        references="referenceword",
        themes=["recruitment"],
        audience=Audience.PUBLIC,
    )
    practice.quotations = [
        Quotation(
            text="saidword",
            language="en",
            attribution=Attribution.NAMED,
            speaker="speakerword",
            approved_by="approverword",
            approved_at=now(),
        )
    ]
    versions.keep(session, practice)
    practice.lessons = "A lessonword."
    versions.keep(session, practice, "lessonword")
    attach_link(session, practice, "https://iom.int/", INSIDE, Audience.MEMBERS)
    return practice


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wished=wishes())
def test_no_surface_tells_what_the_reader_may_not_know(
    session: Session,
    practice: Practice,
    people: dict[str, User | None],
    new_client: Callable[[], FlaskClient],
    run_command: Callable[..., Any],
    wished: Wished,
) -> None:
    set_as(practice, wished)
    session.commit()
    hidden = withheld(practice, people[wished.person])
    client = new_client()
    if user := people[wished.person]:
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = user.get_id(), True
    practice_id = practice.id
    for place, text in looked_at(client, practice_id):
        for word in hidden:
            assert word not in text, (place, word, wished)


def set_as(practice: Practice, wished: Wished) -> None:
    practice.audience, practice.body_audience = wished.audience, wished.body
    practice.attribution = wished.attribution
    practice.embargo_until = now().date() if wished.is_embargoed else None
    is_for_named = Audience.NAMED in {wished.audience, wished.body}
    practice.readers = [PracticeReader(rcp_slug=NAMED)] if is_for_named else []


def withheld(practice: Practice, user: User | None) -> set[str]:
    """The words that a reader may not know, said again from the rules."""
    actor = user.actor if user else VISITOR
    told = shown_facts(practice)
    hidden = {*NEVER, INSIDE}
    if not policy.may_see(actor, practice):
        hidden |= {*SUMMARY, *STATES, *SOURCE, "own-idword"}
    if not policy.may_read_body(actor, practice):
        hidden |= {*BODY, "sourceword", "referenceword"}
    if not told.organisations:
        hidden |= set(SOURCE)
    if not told.states:
        hidden |= set(STATES)
    if not told.rcp:
        hidden |= {"own-idword"}
    return hidden


def looked_at(client: FlaskClient, practice_id: int) -> Iterator[tuple[str, str]]:
    for place in (
        "/",
        "/practices/",
        f"/practices/?rcp={OWN}",
        f"/directory/{OWN}",
        f"/practices/{practice_id}",
        f"/practices/{practice_id}/versions",
        f"/practices/{practice_id}/versions/1",
        f"/practices/{practice_id}/versions/1/compare/2",
        f"/practices/{practice_id}/preview",
        "/practices/1",
        f"/search?scope=all&q={QUESTION}",
        f"/search?scope=all&q={QUESTION}&rcp={OWN}",
        f"/api/v1/search?scope=all&q={QUESTION}",
        f"/following/add/{practice_id}",
    ):
        yield place, shown(client, place)
    for kind in ("pdf", "docx", "md", "json", "bib", "ris", "txt"):
        for version in ("", "?version=1"):
            place = f"/practices/{practice_id}/practice.{kind}{version}"
            yield place, shown(client, place)
    yield "hub", shown(client, f"/practices/{practice_id}/hub.docx")


def shown(client: FlaskClient, place: str) -> str:
    """What a person can read of an answer, without the question that was sent."""
    answer = client.get(place)
    if answer.content_type.startswith("application/pdf"):
        return text_of_pdf(answer.data)
    if "wordprocessingml" in answer.content_type:
        return text_of_word(answer.data)
    return answer.text.replace(QUESTION, "").replace(QUESTION.replace(" ", "+"), "")


def test_the_process_of_an_unnamed_practice_stands_beside_it_nowhere(
    session: Session,
    practice: Practice,
    people: dict[str, User | None],
    client: FlaskClient,
    sign_in: Callable[[User], None],
) -> None:
    practice.attribution = Attribution.ANONYMOUS
    session.commit()
    user = people[OTHER]
    assert user is not None
    sign_in(user)
    for place in (f"/practices/{practice.id}", f"/practices/{practice.id}/practice.json"):
        text = shown(client, place)
        assert "titleword" in text
        for word in PROCESS:
            assert word not in text, (place, word)
    found = client.get(f"/api/v1/search?scope=all&q={QUESTION}").json
    assert {hit["rcp"] for hit in found["hits"] if hit["id"] == practice.id} == {""}
    assert OWN not in found["facets"]["rcp"]
    assert "titleword" not in client.get(f"/practices/?rcp={OWN}").text
    assert "titleword" not in client.get(f"/directory/{OWN}").text


@pytest.mark.parametrize("person", OBSERVERS)
def test_observers_read_the_body_that_is_open_to_them_as_long_as_they_observe(
    session: Session,
    practice: Practice,
    people: dict[str, User | None],
    client: FlaskClient,
    sign_in: Callable[[User], None],
    person: str,
) -> None:
    practice.body_audience = Audience.OBSERVERS
    session.commit()
    user = people[person]
    assert user is not None
    sign_in(user)
    pages = "".join(text for _place, text in looked_at(client, practice.id))
    for word in BODY:
        assert (word in pages) == (person in READING), word


def test_everybody_in_it_reads_everything(
    session: Session,
    practice: Practice,
    make_user: Callable[..., User],
    client: FlaskClient,
    sign_in: Callable[[User], None],
) -> None:
    """The words are there to be found: the tests above would notice them."""
    practice.attribution, practice.body_audience = Attribution.ANONYMOUS, Audience.MEMBERS
    session.commit()
    sign_in(make_user(OWN, Role.MEMBER))
    pages = "".join(
        text for place, text in looked_at(client, practice.id) if "preview" not in place
    )
    for word in (*SUMMARY, *BODY, *STATES, *PROCESS, "leadword", "sourceword", INSIDE):
        assert word in pages, word
    assert session.scalar(sa.select(sa.func.count()).select_from(Quotation)) == 1
