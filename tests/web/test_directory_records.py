"""Directory records load in any order, again and again, and never over somebody's own words."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from sqlalchemy.orm import Session

import rcp_platform.samples
from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, AccessDenied, Role
from rcp_platform.directory import services
from rcp_platform.directory.facts import (
    PartyFact,
    PriorityFact,
    ProfileFacts,
    StateFact,
    facts_of,
)
from rcp_platform.directory.models import PartyKind, Rcp
from rcp_platform.directory.records import RecordError

BALI: dict[str, Any] = {
    "slug": "bali-process",
    "name": "Bali Process on People Smuggling",
    "short_name": "Bali Process",
    "aliases": ["Proceso de Bali"],
    "year_established": 2002,
    "type": "regional",
    "regions": ["asia"],
    "secretariat": "A steering group",
    "contact": "focal-point@bali.example",
    "states": [{"code": "AU", "note": "Co-Chair"}, {"code": "TR", "named_as": "Turkey"}],
    "observers": [
        {"kind": "rcp", "slug": "igc", "note": "By its Secretariat"},
        {"kind": "state", "code": "FR"},
    ],
    "partners": [{"kind": "organisation", "name": "World Bank"}],
    "areas_of_discussion": ["Return"],
    "goals": ["Share information"],
    "priorities": [{"title": "Lasting solutions", "detail": "For refugees."}],
    "as_of": "2009-10",
    "source": "Hansen (2010), annex",
}
IGC: dict[str, Any] = {"slug": "igc", "name": "IGC"}


def events(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))


def test_a_record_becomes_a_profile_even_when_it_names_a_later_one(session: Session) -> None:
    bali, igc = services.load_directory(session, [BALI, IGC], actor=SYSTEM, is_sample=True)
    session.expire_all()
    assert facts_of(bali) == ProfileFacts(
        name="Bali Process on People Smuggling",
        short_name="Bali Process",
        aliases=("Proceso de Bali",),
        year_established=2002,
        regions=("asia",),
        secretariat="A steering group",
        contact="focal-point@bali.example",
        states=(StateFact("AU", "Co-Chair"), StateFact("TR")),
        observers=(
            PartyFact(PartyKind.RCP, "igc", "By its Secretariat"),
            PartyFact(PartyKind.STATE, "FR"),
        ),
        partners=(PartyFact(PartyKind.ORGANISATION, "World Bank"),),
        areas_of_discussion=("Return",),
        goals=("Share information",),
        priorities=(PriorityFact("Lasting solutions", "For refugees."),),
        as_of="2009-10",
        source="Hansen (2010), annex",
    )
    assert bali.is_sample
    assert igc.short_name == "IGC"


def test_loading_again_changes_nothing(session: Session) -> None:
    services.load_directory(session, [BALI, IGC], actor=SYSTEM, is_sample=True)
    session.commit()
    before = events(session)
    rows = [(p.id, p.title) for p in session.get_one(Rcp, "bali-process").priorities]
    version = session.get_one(Rcp, "bali-process").version
    services.load_directory(session, [BALI, IGC], actor=SYSTEM, is_sample=True)
    session.commit()
    again = session.get_one(Rcp, "bali-process")
    assert events(session) == before
    assert [(p.id, p.title) for p in again.priorities] == rows
    assert again.version == version


def test_a_corrected_record_corrects_the_profile(session: Session) -> None:
    services.load_directory(session, [BALI, IGC], actor=SYSTEM)
    corrected = BALI | {"states": [{"code": "ID"}, {"code": "AU"}], "observers": []}
    rcp = services.load_record(session, corrected, actor=SYSTEM)
    session.commit()
    session.expire_all()
    assert facts_of(rcp).states == (StateFact("ID"), StateFact("AU"))
    assert facts_of(rcp).observers == ()
    assert facts_of(rcp).partners == (PartyFact(PartyKind.ORGANISATION, "World Bank"),)
    assert events(session) == ["rcp.add", "rcp.add", "rcp.update", "rcp.update"]


def test_a_sample_never_replaces_what_a_secretariat_has_written(
    session: Session, make_user: Callable[..., User]
) -> None:
    bali, _ = services.load_directory(session, [BALI, IGC], actor=SYSTEM, is_sample=True)
    secretariat = make_user("bali-process", Role.SECRETARIAT).actor
    own = replace(facts_of(bali), goals=("Our own words",))
    services.update_profile(session, bali, own, actor=secretariat)
    session.commit()
    services.load_directory(session, [BALI, IGC], actor=SYSTEM, is_sample=True)
    assert facts_of(bali).goals == ("Our own words",)
    services.load_directory(session, [BALI, IGC], actor=SYSTEM)
    assert facts_of(bali).goals == ("Share information",)


def test_only_the_platform_itself_loads_new_processes(
    session: Session, make_user: Callable[..., User]
) -> None:
    secretariat = make_user("rcm", Role.SECRETARIAT).actor
    with pytest.raises(AccessDenied):
        services.load_directory(session, [IGC], actor=secretariat)
    services.load_record(session, IGC, actor=SYSTEM)
    with pytest.raises(AccessDenied):
        services.load_record(session, IGC | {"name": "Taken over"}, actor=secretariat)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"slug": "Bali Process"}, "slug"),
        ({"slug": None}, "slug"),
        ({"slug": "a" * 61}, "slug"),
        ({"name": ""}, "no name"),
        ({"name": "x" * 201}, "longer than 200"),
        ({"name": "x" * 100, "short_name": ""}, "short_name"),
        ({"name": ["x"]}, "not text"),
        ({"aliases": "one"}, "not a list"),
        ({"goals": [1]}, "not a list of texts"),
        ({"year_established": "2002"}, "not a year"),
        ({"year_established": 3000}, "not a year"),
        ({"year_established": True}, "not a year"),
        ({"type": "secret"}, "secret"),
        ({"regions": ["atlantis"]}, "atlantis"),
        ({"states": [{"code": "Turkey"}]}, "Turkey"),
        ({"states": [{"code": "TR"}, {"code": "TR"}]}, "twice"),
        ({"states": ["TR"]}, "not a list of objects"),
        ({"observers": [{"kind": "friend", "name": "x"}]}, "friend"),
        ({"observers": [{"kind": "organisation"}]}, "no name"),
        ({"observers": [{"kind": "rcp", "slug": "nowhere"}]}, "nowhere"),
        ({"partners": [{"kind": "state", "code": "XX"}]}, "XX"),
        ({"priorities": [{"detail": "x"}]}, "no title"),
        ({"priorities": [{"title": "x"}] * 9}, "more than 8"),
        ({"source": "x" * 401}, "longer than 400"),
    ],
)
def test_a_record_that_cannot_be_used_is_refused_with_a_sentence(
    session: Session, wrong: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RecordError, match=reason):
        services.load_directory(session, [IGC, BALI | wrong], actor=SYSTEM)


def test_the_sample_directory_loads(session: Session) -> None:
    file = Path(rcp_platform.samples.__file__).parent / "directory.json"
    records = json.loads(file.read_text(encoding="utf-8"))
    loaded = services.load_directory(session, records, actor=SYSTEM, is_sample=True)
    assert len(loaded) == 14
    assert all(rcp.is_sample and rcp.states and rcp.priorities for rcp in loaded)


def test_an_operator_adds_a_process(run_command: Callable[..., Result], session: Session) -> None:
    result = run_command(
        *("rcp", "add", "prague-process", "--name", "Prague Process", "--short-name", "Prague"),
        *("--type", "thematic", "--region", "europe", "--region", "asia", "--year", "2009"),
    )
    assert result.exit_code == 0, result.output
    rcp = session.get_one(Rcp, "prague-process")
    assert (rcp.name, rcp.short_name, rcp.type) == ("Prague Process", "Prague", "thematic")
    assert (rcp.regions, rcp.year_established) == (["europe", "asia"], 2009)
    assert not rcp.is_sample
    assert "--role secretariat" in result.output
    listed = run_command("rcp", "list").output
    assert "prague-process · Prague Process · thematic · europe, asia · 0 States" in listed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["Prague", "--name", "x"], "cannot be a slug"),
        (["prague_process", "--name", "x"], "cannot be a slug"),
        (["прага", "--name", "x"], "cannot be a slug"),
        (["prague--process", "--name", "x"], "cannot be a slug"),
        (["../etc", "--name", "x"], "cannot be a slug"),
        (["a" * 61, "--name", "x"], "cannot be a slug"),
        (["taken", "--name", "x"], "is taken by “Already there”"),
        (["prague", "--name", "x" * 100], "too long to be a short name"),
        (["prague", "--name", "x" * 201, "--short-name", "x"], "1 to 200 characters"),
        (["prague", "--name", " \x07 "], "1 to 200 characters"),
        (["prague"], "--name"),
        (["prague", "--name", "x", "--region", "atlantis"], "atlantis"),
        (["prague", "--name", "x", "--year", "1066"], "1066"),
    ],
)
def test_an_operators_mistake_is_answered_with_a_sentence(
    run_command: Callable[..., Result],
    session: Session,
    make_rcp: Callable[..., Rcp],
    arguments: list[str],
    sentence: str,
) -> None:
    make_rcp("taken", name="Already there")
    result = run_command("rcp", "add", *arguments)
    assert result.exit_code != 0
    assert sentence in result.output
    assert "Traceback" not in result.output
    assert session.scalars(sa.select(Rcp.slug)).all() == ["taken"]


def test_an_empty_directory_tells_the_operator_what_to_do(
    run_command: Callable[..., Result],
) -> None:
    assert "rcp add" in run_command("rcp", "list").output
