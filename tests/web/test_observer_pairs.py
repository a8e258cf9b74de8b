"""How two Processes stand to each other: derived from both legs, and open requests kept quiet."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session
from tests.observing import ask, observe
from tests.seats import seated

from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.directory.services import load_directory
from rcp_platform.observers.grants.pairs import pairs
from rcp_platform.observers.models import ObserverGrant
from rcp_platform.observers.states import OPEN, GrantState, ObserverKind, PairView, RequestState
from rcp_platform.samples.cli import SAMPLES

ONE, OTHER, THIRD = "apc", "bali-process", "rcm"
THERE, BACK = (ONE, OTHER), (OTHER, ONE)
A_DAY = timedelta(days=1)
LONG_AGO = {"starts_at": now() - 100 * A_DAY}
SUSPENDED = {**LONG_AGO, "state": GrantState.SUSPENDED}
NONE, REQUESTED, ONE_WAY = PairView.NONE, PairView.REQUESTED, PairView.ONE_WAY
PENDING, MUTUAL, DEGRADED = PairView.RECIPROCITY_PENDING, PairView.MUTUAL, PairView.DEGRADED


def over(state: GrantState, days_ago: int) -> dict[str, Any]:
    return {**LONG_AGO, "state": state, "over_since": now() - days_ago * A_DAY}


def since(days_ago: int) -> dict[str, Any]:
    return {"starts_at": now() - days_ago * A_DAY}


THEMATIC = {**LONG_AGO, "kind": ObserverKind.THEMATIC, "themes": ["gender"]}
AD_HOC = {**LONG_AGO, "kind": ObserverKind.AD_HOC}
PAST = {**LONG_AGO, "valid_until": now() - A_DAY}
ASKED = RequestState.SUBMITTED

#: What there is from one to the other, what there is back, the open requests: the view.
CASES: list[tuple[list[dict[str, Any]], list[dict[str, Any]], list[tuple[str, str]], PairView]] = [
    ([], [], [], NONE),
    ([], [], [THERE], REQUESTED),
    ([], [], [BACK], REQUESTED),
    ([LONG_AGO], [], [], ONE_WAY),
    ([], [LONG_AGO], [], ONE_WAY),
    ([THEMATIC], [], [], ONE_WAY),
    ([LONG_AGO], [], [BACK], PENDING),
    ([], [LONG_AGO], [THERE], PENDING),
    ([THEMATIC], [], [THERE], ONE_WAY),
    ([LONG_AGO], [LONG_AGO], [], MUTUAL),
    ([LONG_AGO], [THEMATIC], [], MUTUAL),
    ([{**LONG_AGO, "state": GrantState.REVIEW_DUE}], [LONG_AGO], [], MUTUAL),
    *[([LONG_AGO], [over(state, 9)], [], DEGRADED) for state in set(GrantState) - {
        GrantState.ACTIVE, GrantState.REVIEW_DUE, GrantState.SUSPENDED}],
    ([LONG_AGO], [SUSPENDED], [], DEGRADED),
    ([SUSPENDED], [LONG_AGO], [], DEGRADED),
    ([SUSPENDED], [SUSPENDED], [], DEGRADED),
    ([LONG_AGO], [PAST], [], DEGRADED),
    ([LONG_AGO], [over(GrantState.ENDED, 9)], [BACK], PENDING),
    # They were never observers of each other at the same time.
    ([since(5)], [over(GrantState.ENDED, 9)], [], ONE_WAY),
    ([since(5), over(GrantState.ENDED, 9)], [over(GrantState.ENDED, 9)], [], ONE_WAY),
    ([over(GrantState.ENDED, 9)], [over(GrantState.ENDED, 9)], [], NONE),
    ([SUSPENDED], [], [], NONE),
    ([SUSPENDED], [], [BACK], REQUESTED),
    ([PAST], [], [], NONE),
    ([{"starts_at": now() + A_DAY}], [LONG_AGO], [], ONE_WAY),
    # Status for single meetings makes nobody a mutual observer.
    ([AD_HOC], [], [], NONE),
    ([AD_HOC], [LONG_AGO], [], ONE_WAY),
    ([AD_HOC, LONG_AGO], [LONG_AGO], [], MUTUAL),
    ([LONG_AGO], [{**AD_HOC, **over(GrantState.ENDED, 9)}], [], ONE_WAY),
]  # fmt: skip


@pytest.fixture(autouse=True)
def processes(make_rcp: Callable[..., Rcp]) -> None:
    for slug in (ONE, OTHER, THIRD):
        make_rcp(slug)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_the_view_of_a_pair_follows_from_both_legs(session: Session, case: int) -> None:
    there, back, requests, view = CASES[case]
    for (observer, host), grants in ((THERE, there), (BACK, back)):
        for facts in grants:
            observe(session, observer, host, **facts)
    for applicant, host in requests:
        ask(session, applicant, host, state=ASKED)
    found = pairs(session, SYSTEM)
    assert found.pair(ONE, OTHER).view == found.pair(OTHER, ONE).view == view
    assert found.pair(ONE, THIRD).view == NONE


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_open_request_is_known_to_the_editors_of_its_two_sides_only(
    session: Session, state: RequestState
) -> None:
    observe(session, OTHER, ONE)
    ask(session, ONE, OTHER, state=state)
    for rcp in (ONE, OTHER, THIRD):
        for role in Role:
            knows = rcp != THIRD and role != Role.MEMBER and state != RequestState.DRAFT
            for among in (None, [ONE, OTHER]):
                view = pairs(session, seated(rcp, role), among=among).pair(ONE, OTHER).view
                assert view == (PENDING if knows else ONE_WAY), (rcp, role)


def test_the_widest_status_that_holds_is_the_one_that_counts(session: Session) -> None:
    observe(session, ONE, OTHER, **{**THEMATIC, "state": GrantState.SUSPENDED})
    observe(session, ONE, OTHER, **AD_HOC)
    thematic = observe(session, ONE, OTHER, **THEMATIC)
    leg = pairs(session, SYSTEM).leg(ONE, OTHER)
    assert leg.grant is thematic
    standing = observe(session, ONE, OTHER, **LONG_AGO)
    assert pairs(session, SYSTEM).leg(ONE, OTHER).grant is standing
    standing.state = GrantState.SUSPENDED
    leg = pairs(session, SYSTEM).leg(ONE, OTHER)
    assert (leg.grant, leg.holds) == (thematic, True)


# --- what profiles state ------------------------------------------------------

#: Observer and host, as in the annex of the study of 2010.
STATED = {
    ("apc", "bali-process"),
    ("igc", "bali-process"),
    ("igc", "budapest-process"),
    ("igc", "mtm"),
}


def test_the_first_links_are_those_of_the_annex_without_rights_and_recorded_once(
    session: Session, run_command: Callable[..., Any]
) -> None:
    for slug in (ONE, OTHER, THIRD):
        session.delete(session.get_one(Rcp, slug))
    records = json.loads((SAMPLES / "directory.json").read_text(encoding="utf-8"))
    load_directory(session, records, actor=SYSTEM)
    session.commit()
    for said in ("4 observer statuses recorded", "0 observer statuses recorded"):
        assert said in run_command("observers", "record-stated", catch_exceptions=False).output
    grants = session.query(ObserverGrant).all()
    assert {(g.observer_slug, g.host_slug) for g in grants} == STATED
    assert len(grants) == len(STATED)
    for grant in grants:
        assert (grant.rights, grant.valid_until) == (frozenset(), None)
        assert grant.source.startswith("Hansen, R. (2010)")
