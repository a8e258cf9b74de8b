"""Who will read it and what they are told: chosen in the form, shown before it is sent on."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.practices.models import Practice
from rcp_platform.practices.quotations.models import Quotation
from rcp_platform.practices.review.outside import outside_reading, told_anyway
from rcp_platform.practices.states import NARROWER, Attribution, Audience, PracticeState

OWN, NAMED, OTHER = "bali-process", "rcm", "sacm"

Save = Callable[..., TestResponse]
Fresh = Callable[[], Practice]


@pytest.fixture
def draft(make_practice: Callable[..., Practice], make_rcp: Callable[..., Rcp]) -> Practice:
    for slug in (OWN, NAMED, OTHER):
        make_rcp(slug)
    return make_practice(OWN, state=PracticeState.DRAFT)


@pytest.fixture
def focal_point(
    browser: Callable[[User], FlaskClient], make_user: Callable[..., User], draft: Practice
) -> FlaskClient:
    return browser(make_user(OWN, Role.FOCAL_POINT))


@pytest.fixture
def fresh(session: Session, draft: Practice) -> Fresh:
    def fresh() -> Practice:
        session.rollback()
        session.expire_all()
        return draft

    return fresh


@pytest.fixture
def save(focal_point: FlaskClient, fresh: Fresh) -> Save:
    """Save the step with what is different from the usual."""

    def save(**fields: object) -> TestResponse:
        practice = fresh()
        usual = {"audience": "network", "body_audience": "", "attribution": "named"}
        form = usual | {"embargo_until": "", "version": str(practice.version)} | fields
        return focal_point.post(f"/practices/{practice.id}/edit/audience", data=form)

    return save


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("body", Audience)
def test_the_full_text_is_for_the_same_readers_or_for_fewer(
    save: Save, fresh: Fresh, audience: Audience, body: Audience
) -> None:
    answer = save(audience=audience.value, body_audience=body.value, audience_rcps=[NAMED])
    if body == audience and body != Audience.PUBLIC:
        assert answer.status_code == 302
        assert fresh().body_audience is None, "the same is kept as the same"
    elif body in NARROWER[audience]:
        assert answer.status_code == 302
        assert (fresh().audience, fresh().body_audience) == (audience, body)
    else:
        assert answer.status_code == 422
        assert "The full text cannot be for more readers" in answer.text or body == Audience.PUBLIC
        assert (fresh().audience, fresh().body_audience) == (Audience.NETWORK, None)


@pytest.mark.parametrize("field", ["audience", "body_audience"])
def test_naming_processes_needs_a_name_in_either_place(
    save: Save, fresh: Fresh, field: str
) -> None:
    named = {"audience": "public", field: "named"}
    refused = save(**named)
    assert refused.status_code == 422
    assert "Select at least one Process that may read it." in refused.text
    assert save(**named, audience_rcps=[NAMED, OTHER]).status_code == 302
    assert fresh().audience_rcps == [NAMED, OTHER]
    assert save(audience="network", audience_rcps=[NAMED]).status_code == 302
    assert fresh().audience_rcps == [], "names without a place are not kept"


@pytest.mark.parametrize(
    ("days", "is_taken"), [(-1, False), (0, False), (1, True), (730, True), (731, False)]
)
def test_an_embargo_ends_on_a_day_to_come_within_two_years(
    save: Save, fresh: Fresh, days: int, is_taken: bool
) -> None:
    day = now().date() + timedelta(days=days)
    answer = save(embargo_until=day.isoformat())
    assert answer.status_code == (302 if is_taken else 422)
    if not is_taken:
        assert "Choose a day after today and within two years" in answer.text
        assert day.isoformat() in answer.text, "nothing typed is lost"
    assert fresh().embargo_until == (day if is_taken else None)
    if is_taken:
        assert save(embargo_until="").status_code == 302
        assert fresh().embargo_until is None


@pytest.mark.parametrize(
    "forged",
    [
        {"audience": "everyone"},
        {"audience": ""},
        {"body_audience": "public"},
        {"body_audience": "everyone"},
        {"attribution": "somebody"},
        {"attribution": ""},
        {"embargo_until": "soon"},
        {"embargo_until": "99999-01-01"},
        {"audience": "named", "audience_rcps": ["atlantis"]},
        {"audience": "named", "audience_rcps": [OWN]},
    ],
)
def test_what_is_no_choice_is_refused(save: Save, fresh: Fresh, forged: dict[str, object]) -> None:
    before = fresh().version
    assert save(**forged).status_code == 422
    assert fresh().version == before


@pytest.mark.parametrize("attribution", Attribution)
def test_the_form_explains_the_attribution_and_keeps_it(
    save: Save, fresh: Fresh, focal_point: FlaskClient, attribution: Attribution
) -> None:
    assert save(attribution=attribution.value).status_code == 302
    assert fresh().attribution == attribution
    page = focal_point.get(f"/practices/{fresh().id}/edit/audience").text
    assert "Chatham House rule" in page
    assert re.search(rf'value="{attribution.value}" checked', page)


# --- how it looks from outside ---------------------------------------------


@pytest.mark.parametrize("attribution", Attribution)
@pytest.mark.parametrize("state", [PracticeState.DRAFT, PracticeState.PUBLISHED])
def test_readers_outside_see_what_the_preview_shows_of_them(
    make_rcp: Callable[..., Rcp],
    make_practice: Callable[..., Practice],
    attribution: Attribution,
    state: PracticeState,
) -> None:
    make_rcp(NAMED)
    practice = make_practice(
        OWN,
        state=state,
        audience=Audience.NETWORK,
        body_audience=Audience.NAMED,
        audience_rcps=[NAMED],
        attribution=attribution,
        countries=["TH"],
        impact="Fees fell.",
        embargo_until=date.today(),
    )
    reading = outside_reading(practice)
    assert reading
    assert reading.is_body_withheld
    assert reading.sections == {}
    assert (reading.rcp is None) == (attribution in {"state", "anonymous"})
    assert (reading.countries == ()) == (attribution in {"rcp", "anonymous"})
    assert practice.state == state


def test_a_preview_says_for_whom_the_body_stays_closed_and_shows_none_of_it_there(
    focal_point: FlaskClient, save: Save, fresh: Fresh, session: Session
) -> None:
    practice = fresh()
    practice.impact = "Fees fell by half."
    session.commit()
    save(audience="network", body_audience="members", attribution="anonymous")
    page = focal_point.get(f"/practices/{practice.id}/preview").text
    own, outside = page.split('id="outside"')
    assert "Fees fell by half." in own
    assert "Fees fell by half." not in outside
    assert "The full text stays closed to them." in outside
    assert "Own Process only" in outside
    assert "A Process of the network" in outside


@pytest.mark.parametrize(
    ("audience", "is_read"),
    [("members", False), ("observers", True), ("named", True), ("network", True)],
)
def test_a_preview_says_whether_any_other_process_will_read_it(
    focal_point: FlaskClient, save: Save, fresh: Fresh, audience: str, is_read: bool
) -> None:
    assert save(audience=audience, audience_rcps=[NAMED]).status_code == 302
    page = focal_point.get(f"/practices/{fresh().id}/preview").text
    assert ("No other Process will read it." in page) != is_read
    assert ("As a member of another Process reads it" in page) == is_read


# --- names that the texts still tell ---------------------------------------


NAMES = {"name": "Bali Process on People Smuggling", "short_name": "Bali Process"}


@pytest.fixture
def said(
    make_rcp: Callable[..., Rcp], make_practice: Callable[..., Practice]
) -> Callable[..., list[str]]:
    make_rcp(OWN, **NAMES, aliases=["ADD"], states=["TH", "ID", "RU"])

    def said(attribution: str, text: str, **facts: object) -> list[str]:
        facts = {"lead_organisation": "Ministry of Labour", "partners": "ILO; Caritas", **facts}
        practice = make_practice(
            OWN, "Fees", summary=text, attribution=Attribution(attribution), **facts
        )
        return told_anyway(practice)

    return said


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("As the Bali Process agreed", "Bali Process"),
        ("as the bali process agreed", "Bali Process"),
        ("the ADD said", "ADD"),
        ("held in Thailand.", "Thailand"),
        ("Indonesian workers", "Indonesia"),
        ("trabajadores de Tailandia", "Tailandia"),
        ("работники в Таиланде", "Таиланд"),
        ("граждане России", "Россия"),
        ("العمال في تايلاند", "تايلاند"),
        ("والعمال بتايلاند", "تايلاند"),
        ("with the ministry of labour", "Ministry of Labour"),
        ("with Caritas", "Caritas"),
        ("with ILO", "ILO"),
    ],
)
def test_a_name_that_is_withheld_and_still_told_is_listed(
    said: Callable[..., list[str]], text: str, name: str
) -> None:
    assert said("anonymous", text) == [name]
    assert said("named", text) == []


@pytest.mark.parametrize("text", ["they add up", "a silo", "Baliprocess", "ministries", ""])
def test_words_that_only_look_like_a_name_are_not_listed(
    said: Callable[..., list[str]], text: str
) -> None:
    assert said("anonymous", text) == []


def test_only_what_the_attribution_withholds_is_listed(said: Callable[..., list[str]]) -> None:
    text = "The Bali Process, Thailand and Caritas"
    assert said("state", text) == ["Bali Process", "Caritas"]
    assert said("rcp", text) == ["Thailand", "Caritas"]
    assert said("anonymous", text) == ["Bali Process", "Thailand", "Caritas"]


@pytest.mark.parametrize("place", ["title", "impact", "beneficiaries", "keywords", "quotation"])
def test_every_place_that_readers_see_is_looked_at(
    make_rcp: Callable[..., Rcp],
    make_practice: Callable[..., Practice],
    session: Session,
    place: str,
) -> None:
    make_rcp(OWN, **NAMES, states=[])
    facts: dict[str, object] = {"attribution": Attribution.ANONYMOUS}
    if place in {"impact", "beneficiaries"}:
        facts[place] = "Staff of the Bali Process"
    if place == "keywords":
        facts["keywords"] = ["Bali Process"]
    practice = make_practice(OWN, "Bali Process" if place == "title" else "Fees", **facts)
    if place == "quotation":
        practice.quotations = [Quotation(text="In the Bali Process we say", language="en")]
        session.commit()
    assert told_anyway(practice) == ["Bali Process"]


def test_the_preview_warns_of_names_that_are_still_told(
    focal_point: FlaskClient, save: Save, fresh: Fresh, session: Session
) -> None:
    practice = fresh()
    practice.summary = "Workers in Thailand"
    session.commit()
    address = f"/practices/{practice.id}/preview"
    warning = "the texts still name it"
    assert warning not in focal_point.get(address).text
    save(attribution="anonymous")
    page = unescape(focal_point.get(address).text)
    assert warning in page
    assert "<li><bdi>Thailand</bdi></li>" in page
