"""States, observers and partners survive being edited as text."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from rcp_platform.core import countries
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.directory import queries
from rcp_platform.directory.facts import PartyFact, StateFact
from rcp_platform.directory.models import PartyKind, Rcp
from rcp_platform.directory.parties import (
    Problem,
    UnclearLines,
    one_line,
    parse_parties,
    parse_states,
    parties_text,
    states_text,
)

STATE, RCP, ORGANISATION = PartyKind.STATE, PartyKind.RCP, PartyKind.ORGANISATION
#: What lines are made of, so that chance builds the awkward ones often.
AWKWARD = ["–", "—", "--", "-", '"', '""', ":", "state", "rcp", "igc", "Congo", "Kinshasa", "ST"]

notes = st.one_of(
    st.text(max_size=20), st.lists(st.sampled_from(AWKWARD), max_size=5).map(" ".join)
).map(one_line)
states = st.builds(StateFact, st.sampled_from(sorted(countries.names("en"))), notes)
names_of_organisations = notes.filter(bool)


@pytest.fixture
def known(session: Session, make_rcp: Callable[..., Rcp]) -> queries.Names:
    make_rcp("igc", name="Consultations on Asylum", short_name="IGC", aliases=["The Sixteen"])
    make_rcp("bali-process", name="Bali Process", short_name="Bali Process")
    make_rcp("chad", name="Chad", short_name="Congo – Kinshasa")
    make_rcp("one", name="One", short_name="Twins")
    make_rcp("two", name="Two", short_name="Twins")
    return queries.names(session)


def party_facts() -> st.SearchStrategy[PartyFact]:
    return st.one_of(
        st.builds(PartyFact, st.just(STATE), st.sampled_from(sorted(countries.names("en"))), notes),
        st.builds(
            PartyFact,
            st.just(RCP),
            st.sampled_from(["igc", "bali-process", "chad", "one", "two"]),
            notes,
        ),
        st.builds(PartyFact, st.just(ORGANISATION), names_of_organisations, notes),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(stated=st.lists(party_facts(), unique_by=lambda party: (party.kind, party.who), max_size=4))
def test_observers_and_partners_are_read_back_as_they_were(
    known: queries.Names, stated: list[PartyFact]
) -> None:
    assert parse_parties(parties_text(stated, known), known) == tuple(stated)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("language", LANGUAGES)
@example(stated=[StateFact("US", ":")])
@given(stated=st.lists(states, unique_by=lambda state: state.code, max_size=4))
def test_states_are_read_back_as_they_were_in_every_language(
    app: Flask, language: str, stated: list[StateFact]
) -> None:
    with force_locale(language):
        assert parse_states(states_text(stated)) == tuple(stated)


@pytest.mark.parametrize(
    ("line", "party"),
    [
        ("Thailand", PartyFact(STATE, "TH")),
        ("Thaïlande – Co-Chair", PartyFact(STATE, "TH", "Co-Chair")),
        ("Russian Federation -- Donor", PartyFact(STATE, "RU", "Donor")),
        ("Papouasie-Nouvelle-Guinée - hôte", PartyFact(STATE, "PG", "hôte")),
        ("Папуа — Новая Гвинея — note", PartyFact(STATE, "PG", "note")),
        ("igc", PartyFact(RCP, "igc")),
        ("The  sixteen", PartyFact(RCP, "igc")),
        ("Consultations on Asylum – Secretariat", PartyFact(RCP, "igc", "Secretariat")),
        (
            "World Bank – Partner – since 2005",
            PartyFact(ORGANISATION, "World Bank", "Partner – since 2005"),
        ),
        ("Network - South", PartyFact(ORGANISATION, "Network - South")),
        ('"Thailand"', PartyFact(ORGANISATION, "Thailand")),
        ("Twins", PartyFact(ORGANISATION, "Twins")),
        ("rcp:two", PartyFact(RCP, "two")),
        ("rcp:nobody", PartyFact(ORGANISATION, "rcp:nobody")),
        ("EC", PartyFact(ORGANISATION, "EC")),
    ],
)
def test_a_line_is_a_state_else_a_process_else_an_organisation(
    known: queries.Names, line: str, party: PartyFact
) -> None:
    assert parse_parties(line, known) == (party,)


def test_a_line_may_name_several_states_that_share_a_note(app: Flask) -> None:
    assert parse_states("Thailand, Indonesia – Co-Chairs\nKorea, Republic of") == (
        StateFact("TH", "Co-Chairs"),
        StateFact("ID", "Co-Chairs"),
        StateFact("KR"),
    )


def test_whoever_is_named_twice_is_kept_once_with_the_first_note(known: queries.Names) -> None:
    assert parse_states("Fiji – Chair\n\nPalau\nFidji") == (
        StateFact("FJ", "Chair"),
        StateFact("PW"),
    )
    assert parse_parties("IGC – Secretariat\nigc", known) == (PartyFact(RCP, "igc", "Secretariat"),)


def test_every_unclear_line_is_named_with_the_nearest_state(app: Flask) -> None:
    with pytest.raises(UnclearLines) as refused:
        parse_states("Fiji\nThialand – Chair\n\nFederation of Planets")
    assert refused.value.problems == [
        Problem(2, "Thialand", "Thailand"),
        Problem(4, "Federation of Planets", None),
    ]


def test_what_no_column_holds_is_refused(known: queries.Names) -> None:
    for line in ("x" * 201, "World Bank – " + "x" * 201):
        with pytest.raises(UnclearLines) as refused:
            parse_parties(line, known)
        assert refused.value.problems[0].is_too_long


def test_only_the_first_ten_unclear_lines_are_named(app: Flask) -> None:
    with pytest.raises(UnclearLines) as refused:
        parse_states("nowhere\n" * 5000)
    assert len(refused.value.problems) == 10
