"""A practice as a line of JSON: what is taken over, what is refused, and back again."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from rcp_platform.core import countries, vocabularies
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.text import clean
from rcp_platform.directory.models import Rcp
from rcp_platform.practices import interchange
from rcp_platform.practices.interchange import RecordError, record_of, remarks_on, values_of
from rcp_platform.practices.models import SECTIONS, Practice
from rcp_platform.practices.states import Audience

LEAST = {"id": "x-1", "rcp": "rcm", "title": "Visas", "language": "en", "summary": "Short."}
SAID = {
    "text": "I say so.",
    "attribution": "named",
    "country": "ID",
    "speaker": "Ms Speaker",
    "approved_by": "Ms Speaker",
    "approved_at": "2026-01-31",
}
FULL: dict[str, Any] = LEAST | {
    "text": "A description.\n\n- one\n- two",
    "sections": {name: f"The {name}." for name in SECTIONS if name != "description"},
    "countries": ["TH", "ID"],
    "themes": ["recruitment", "skills"],
    "keywords": ["POEA", "حماية"],
    "gcm_objectives": [6, 23],
    "sdg_targets": ["10.7"],
    "practice_type": "law",
    "status": "ongoing",
    "scope": "national",
    "year_from": 2009,
    "year_to": 2010,
    "beneficiaries": "Workers",
    "lead_organisation": "Ministry",
    "partners": "ILO",
    "corridor": "South Asia to the Gulf",
    "references": "One\nTwo",
    "source": "Report, p. 4",
    "audience": "named",
    "audience_rcps": ["bali-process", "sacm"],
    "body_audience": "members",
    "embargo_until": "2031-01-31",
    "attribution": "rcp",
    "quotations": [
        {"text": "It worked.", "language": "en", "attribution": "anonymous"},
        {"text": "Ça marche.", "language": "fr", "attribution": "state", "country": "TH"},
        {
            "text": "I say so.",
            "language": "en",
            "attribution": "named",
            "country": "ID",
            "speaker": "Ms Speaker",
            "approved_by": "Ms Speaker",
            "approved_at": "2026-01-31T00:00:00+00:00",
        },
    ],
}


@pytest.fixture
def three_processes(make_rcp: Callable[..., Rcp]) -> None:
    for slug in ["rcm", "bali-process", "sacm"]:
        make_rcp(slug)


def stored(session: Session, record: dict[str, Any], existing: Practice | None = None) -> Practice:
    values = values_of(record)
    return interchange.store(session, existing, values, actor=SYSTEM, publish=False)[0]


def test_five_fields_are_enough(session: Session, three_processes: None) -> None:
    practice = stored(session, LEAST)
    assert (practice.external_id, practice.rcp_slug) == ("x-1", "rcm")
    assert (practice.title, practice.summary) == ("Visas", "Short.")
    assert practice.audience == Audience.NETWORK


@pytest.mark.parametrize("other", [{"text": "T"}, {"sections": {"impact": "I"}}])
def test_text_or_sections_stand_for_the_summary(other: dict[str, Any]) -> None:
    values = values_of(LEAST | {"summary": ""} | other)
    assert (values["description"], values["impact"]) in {("T", ""), ("", "I")}


@pytest.mark.parametrize("record", [LEAST | {"audience": "network"}, FULL])
def test_out_and_in_again_is_the_same(
    session: Session, three_processes: None, record: dict[str, Any]
) -> None:
    practice = stored(session, record)
    session.commit()
    assert record_of(practice) == record
    version = practice.version
    values = values_of(record_of(practice))
    _same, outcome = interchange.store(session, practice, values, actor=SYSTEM, publish=False)
    session.commit()
    assert (outcome, practice.version) == ("unchanged", version)


def test_every_field_is_taken_over(session: Session, three_processes: None) -> None:
    assert FULL.keys() == interchange.FIELDS
    practice = stored(session, LEAST)
    session.commit()
    for name in FULL.keys() - LEAST.keys() - {"audience_rcps"}:
        named = {"audience_rcps": FULL["audience_rcps"]} if name == "audience" else {}
        record = LEAST | {name: FULL[name]} | named
        if name == "year_to":
            record |= {"year_from": 2000}
        assert record_of(stored(session, record, practice))[name] == FULL[name]
        without = record_of(stored(session, LEAST, practice))
        assert without.get(name) == ("network" if name == "audience" else None)


_texts = st.text(max_size=60)
_words = st.text(min_size=1, max_size=100).filter(lambda t: 0 < len(clean(t)) <= 100)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    themes = st.one_of(st.sampled_from(sorted(vocabularies.THEMES)), _words)
    some = {"title": st.text(min_size=1, max_size=80).filter(clean), "summary": _words}
    optional = {
        "text": _texts,
        "sections": st.one_of(
            st.dictionaries(st.one_of(st.sampled_from(SECTIONS), _texts), _texts, max_size=3),
            st.lists(st.fixed_dictionaries({"heading": _texts, "text": _texts}), max_size=3),
        ),
        "countries": st.lists(st.sampled_from(sorted(countries.names("en"))), max_size=4),
        "themes": st.lists(themes, max_size=9),
        "keywords": st.lists(_words, max_size=9),
        "gcm_objectives": st.lists(st.integers(1, 23), max_size=4),
        "year_from": st.integers(1900, 2100),
        "corridor": _texts,
        "references": _texts,
    }
    return LEAST | draw(st.fixed_dictionaries(some, optional=optional))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(record=records())
def test_any_record_that_is_taken_over_comes_back_the_same(
    session: Session, three_processes: None, record: dict[str, Any]
) -> None:
    values = values_of(record)
    try:
        practice = interchange.store(session, None, values, actor=SYSTEM, publish=True)[0]
        session.flush()
        again = values_of(record_of(practice))
        outcome = interchange.store(session, practice, again, actor=SYSTEM, publish=True)[1]
        assert outcome == "unchanged"
    finally:
        session.rollback()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        *[({name: None}, f"{name} is needed") for name in ("id", "rcp", "title", "language")],
        ({"title": " \x00\n"}, "title is needed"),
        ({"summary": ""}, "one of summary, text or sections is needed"),
        ({"summary": "", "text": " ", "sections": {"impact": ""}}, "one of summary"),
        ({"id": 7}, "id must be text"),
        ({"title": ["a"]}, "title must be text"),
        ({"summary": {"a": 1}}, "summary must be text"),
        ({"id": "x" * 201}, "id is longer than 200"),
        ({"title": "x" * 501}, "title is longer than 500"),
        ({"text": "x" * 200_001}, "text is longer than 200,000"),
        ({"partners": "x" * 501}, "partners is longer than 500"),
        ({"language": "english"}, "language “english” is not"),
        ({"language": "xx"}, "language “xx” is not"),
        ({"countries": "TH"}, "countries must be a list"),
        ({"countries": ["Thailand"]}, "countries: “THAILAND” is not"),
        ({"countries": ["ZZ"]}, "countries: “ZZ” is not"),
        ({"themes": [1]}, "themes must be a list of texts"),
        ({"keywords": ["x" * 101]}, "keywords may hold 50 texts of 100"),
        ({"keywords": [str(n) for n in range(51)]}, "keywords may hold 50 texts"),
        (
            {"keywords": [f"k{n}" for n in range(30)], "themes": [f"t{n}" for n in range(30)]},
            "keywords and other themes may be 50 texts together",
        ),
        *[
            ({"gcm_objectives": [bad]}, "is not a known value")
            for bad in (0, 24, "6", True, 6.0, None, [6], {})
        ],
        ({"gcm_objectives": {"6": 1}}, "gcm_objectives must be a list"),
        ({"sdg_targets": ["10.77"]}, "sdg_targets: “10.77” is not"),
        *[
            ({"year_from": bad}, "year_from must be a year")
            for bad in ("2009", 2009.0, 1899, 2101, True, 10**30, float("nan"), [2009])
        ],
        ({"year_from": 2010, "year_to": 2009}, "year_to is before year_from"),
        ({"practice_type": "spell"}, "practice_type “spell” is not one of: law"),
        ({"status": "Ongoing"}, "status “Ongoing” is not one of"),
        ({"scope": 1}, "scope must be text"),
        ({"audience": "everyone"}, "audience “everyone” is not one of: public"),
        ({"audience": "named"}, "audience_rcps goes with"),
        ({"audience": "named", "audience_rcps": ["rcm"]}, "only the practice's own RCP"),
        ({"audience": "members", "audience_rcps": ["sacm"]}, "audience_rcps goes with"),
        ({"quotations": "It worked."}, "quotations must be a list"),
        ({"quotations": ["It worked."]}, "quotations must be a list of objects"),
        ({"quotations": [{"text": " "}]}, "text is needed"),
        ({"quotations": [{"text": "x" * 2001}]}, "text is longer than 2,000"),
        ({"quotations": [{"text": "T", "language": "klingon"}]}, "not an ISO 639-1 code"),
        ({"quotations": [{"text": "T", "attribution": "all"}]}, "attribution “all” is not one of"),
        ({"quotations": [{"text": "T", "country": "TH"}]}, "country goes with"),
        ({"quotations": [SAID | {"country": "ZZ"}]}, "“ZZ” is not an ISO 3166-1"),
        ({"quotations": [{"text": "T", "attribution": "state"}]}, "needs a country"),
        ({"quotations": [{"text": "T", "speaker": "Ms S"}]}, "and only with it"),
        *(
            ({"quotations": [SAID | {name: ""}]}, "go together with the attribution “named”")
            for name in ("speaker", "approved_by", "approved_at")
        ),
        *(
            ({"quotations": [SAID | {"approved_at": bad}]}, "approved_at must be a day")
            for bad in ("soon", "9999-12-31", "2026-01-31T10:00:00", "0001-01-01T00:00:00+14:00")
        ),
        ({"quotations": [SAID] * 51}, "quotations may hold 50"),
        ({"sections": "Impact"}, "sections must be"),
        ({"sections": ["Impact"]}, "sections must be"),
        ({"sections": {"impact": 1}}, "every section needs"),
        ({"sections": [{"heading": "Impact"}]}, "every section needs"),
        ({"sections": {"impact": "x" * 150_000, "other": "x" * 200_001}}, "is longer than 200,000"),
    ],
)
def test_a_bad_value_is_refused_with_its_reason(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(RecordError, match=r"(?s).*") as refusal:
        values_of(LEAST | fields)
    assert reason in str(refusal.value)


@pytest.mark.parametrize("record", [None, 1, "text", [], [LEAST], True])
def test_only_an_object_is_a_record(record: object) -> None:
    with pytest.raises(RecordError, match="not a JSON object"):
        values_of(record)


def test_sections_may_be_a_list_and_unknown_headings_are_kept() -> None:
    sections = [
        {"heading": "impact", "text": "Fees fell."},
        {"heading": "Press", "text": "A paper wrote of it."},
        {"heading": "impact", "text": "And stayed low."},
        {"heading": "", "text": "No heading."},
        {"text": "Nor here."},
    ]
    values = values_of(LEAST | {"text": "First.", "sections": sections})
    assert values["impact"] == "Fees fell.\n\nAnd stayed low."
    assert values["description"].split("\n\n") == [
        *["First.", "Press", "A paper wrote of it.", "No heading.", "Nor here."]
    ]


def test_themes_are_known_by_slug_or_label_and_others_become_keywords() -> None:
    record = LEAST | {
        "themes": ["recruitment", "Skills and Vocational Training", "Seafarers"],
        "keywords": ["POEA", "Seafarers"],
    }
    values = values_of(record)
    assert values["themes"] == ["recruitment", "skills"]
    assert values["keywords"] == ["POEA", "Seafarers"]
    assert remarks_on(record) == ["not in the list of themes, kept as keywords: Seafarers"]


def test_what_is_not_taken_over_is_named() -> None:
    assert remarks_on(LEAST | {"colour": 1, "Summary": ""}) == [
        "unknown fields are ignored: Summary, colour"
    ]


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "\x1b", "\x7f"])
def test_what_no_database_or_terminal_can_hold_is_left_out(bad: str) -> None:
    values = values_of(LEAST | {"id": f"a{bad}b", "title": f"{bad}Vi{bad}sas", "keywords": [bad]})
    assert (values["external_id"], values["title"], values["keywords"]) == ("ab", "Visas", [])


def test_every_state_may_take_part() -> None:
    everyone = sorted(countries.names("en"))
    assert values_of(LEAST | {"countries": everyone})["countries"] == everyone
