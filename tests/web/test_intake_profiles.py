"""Profiles in documents are compared with the directory."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from tests.ingest.annexes import NAMES, annex
from tests.statements import counted

from rcp_ingest import Found, Profile
from rcp_ingest.recognisers import profiles
from rcp_ingest.recognisers.context import Context
from rcp_platform.directory.models import Rcp
from rcp_platform.intake.profiles import Difference, compared, find_rcps

MakeRcp = Callable[..., Rcp]


@pytest.fixture(scope="module")
def found() -> tuple[Profile, ...]:
    return profiles.read(annex(), Context(NAMES)).profiles


@pytest.fixture
def lakes(make_rcp: MakeRcp) -> Rcp:
    return make_rcp(
        "lakes",
        name="Lakes Dialogue on Migration",
        short_name="Lakes Dialogue",
        aliases=["LDM"],
        year_established=2001,
        states=["UG", "KE"],
        secretariat="None. An office in Nairobi helps.",
        areas_of_discussion=["labour migration", "ferries"],
        goals=["Share timetables.", "Train border guards."],
        priorities=["one ticket for all lakes."],
    )


def test_a_profile_that_says_the_same_has_no_differences(
    found: tuple[Profile, ...], lakes: Rcp
) -> None:
    assert compared(found[0], lakes) == []


def test_each_fact_that_differs_is_told_from_both_sides(
    session: Session, found: tuple[Profile, ...], lakes: Rcp
) -> None:
    lakes.year_established = 1999
    lakes.states = lakes.states[:1]
    lakes.goals = ["Share timetables."]
    session.commit()
    assert compared(found[0], lakes) == [
        Difference("year_established", 2001, 1999),
        Difference("states", ["KE"], []),
        Difference("goals", ["Share timetables.", "Train border guards."], ["Share timetables."]),
    ]


def test_what_a_profile_does_not_say_is_no_difference(lakes: Rcp) -> None:
    assert compared(Profile({}), lakes) == []


def test_another_name_is_a_difference_and_a_known_one_is_not(
    session: Session, found: tuple[Profile, ...], lakes: Rcp
) -> None:
    lakes.aliases = []
    session.commit()
    assert compared(found[0], lakes) == [Difference("short_name", "LDM", "Lakes Dialogue")]


def test_the_entry_is_found_by_any_of_its_names(
    session: Session, found: tuple[Profile, ...], lakes: Rcp, make_rcp: MakeRcp
) -> None:
    make_rcp("harbour", name="Harbour Process", short_name="Harbours")
    assert find_rcps(session, [found[0]])[0] == lakes
    assert find_rcps(session, [found[1]])[0] is None
    entry = find_rcps(session, [found[2]])[0]
    assert entry is not None
    assert entry.slug == "harbour"


def test_a_name_that_two_bear_finds_neither(
    session: Session, found: tuple[Profile, ...], lakes: Rcp, make_rcp: MakeRcp
) -> None:
    make_rcp("other", name="Lakes Dialogue on Migration", short_name="LDM")
    assert find_rcps(session, [found[0]])[0] is None


def test_many_profiles_ask_the_database_as_often_as_one(session, make_rcp) -> None:
    for number in range(6):
        make_rcp(f"process-{number}", short_name=f"P{number}")
    named = [Profile({"short_name": Found(f"P{number}", 1.0)}) for number in range(6)]

    def asked(profiles: list[Profile]) -> int:
        session.expire_all()
        with counted() as statements:
            for profile, rcp in zip(profiles, find_rcps(session, profiles), strict=True):
                assert rcp is not None
                compared(profile, rcp)
        return len(statements)

    assert asked(named) == asked(named[:1])
