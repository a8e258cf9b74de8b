"""Members find their anonymous practices by the seat; nobody else is told whose they are."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor, Role, Seat
from rcp_platform.discovery.documents import document_of
from rcp_platform.discovery.engine import SearchEngine, current_engine
from rcp_platform.discovery.search import FACETS, Scope, SearchRequest, related, search
from rcp_platform.practices.models import Practice
from rcp_platform.practices.reading import Card
from rcp_platform.practices.states import Attribution

OWN = Actor(user_id=1, seats=frozenset({Seat("rcm", Role.CHAIR)}))
OUTSIDER = Actor(user_id=2, seats=frozenset({Seat("sacm", Role.CHAIR)}))

Make = Callable[..., Practice]


@pytest.fixture
def engine(app: object) -> SearchEngine:
    return current_engine()


@pytest.fixture
def anonymous(make_practice: Make) -> Practice:
    return make_practice("rcm", countries=["MX"], attribution=Attribution.ANONYMOUS)


def found(session: Session, engine: SearchEngine, scope: Scope, actor: Actor) -> list[int]:
    request = SearchRequest("joint border patrols", scope)
    return [one.practice.id for one in search(session, engine, request, actor=actor).found]


def test_members_find_it_among_their_own_and_not_elsewhere(
    session: Session, engine: SearchEngine, anonymous: Practice
) -> None:
    assert found(session, engine, Scope.OWN, OWN) == [anonymous.id]
    assert found(session, engine, Scope.OTHER, OWN) == []
    assert found(session, engine, Scope.OTHER, OUTSIDER) == [anonymous.id]


@pytest.mark.parametrize(
    ("attribution", "told"),
    [
        (Attribution.NAMED, {"rcp", "region", "country"}),
        (Attribution.STATE, {"country"}),
        (Attribution.RCP, {"rcp", "region"}),
        (Attribution.ANONYMOUS, set()),
    ],
)
def test_facets_hold_what_the_attribution_tells_and_counts_never_the_seat(
    session: Session,
    engine: SearchEngine,
    make_practice: Make,
    attribution: Attribution,
    told: set[str],
) -> None:
    practice = make_practice("rcm", countries=["MX"], attribution=attribution)
    facets = document_of(practice, practice.rcp).facets
    assert {name for name in ("rcp", "region", "country") if facets[name]} == told
    for actor in (OWN, OUTSIDER):
        answer = search(
            session, engine, SearchRequest("joint border patrols", Scope.ALL), actor=actor
        )
        assert set(answer.facets) == set(FACETS)
        assert {name for name in told | {"rcp"} if answer.facets[name]} == told


def test_what_is_listed_beside_a_practice_does_not_tell_whose_an_anonymous_one_is(
    session: Session, engine: SearchEngine, make_practice: Make, anonymous: Practice
) -> None:
    named, elsewhere = make_practice("rcm"), make_practice("igc")

    def beside(practice: Practice, actor: Actor) -> set[int]:
        listed = related(session, engine, Card.of(practice, actor), 10, actor=actor)
        return {one.practice.id for one in listed}

    assert beside(named, OUTSIDER) == {anonymous.id, elsewhere.id}
    assert beside(anonymous, OUTSIDER) == {named.id, elsewhere.id}
    assert beside(named, OWN) == {elsewhere.id}
    assert beside(anonymous, OWN) == {elsewhere.id}
