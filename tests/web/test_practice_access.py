"""Who reads a practice: one rule, said in Python and in SQL, and both agree."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core.access import (
    SYSTEM,
    VISITOR,
    Actor,
    Observation,
    Right,
    Role,
    Seat,
)
from rcp_platform.core.db import now
from rcp_platform.core.labels import labels_of
from rcp_platform.directory.models import Rcp
from rcp_platform.discovery import documents
from rcp_platform.practices import policy, queries, reading
from rcp_platform.practices.models import Practice, PracticeReader
from rcp_platform.practices.states import (
    NARROWER,
    SEARCHABLE,
    WAS_PUBLISHED,
    Attribution,
    Audience,
    PracticeState,
)
from rcp_search import HashingEmbedder, Index, Query, Searcher, passages_of

RCPS = ["bali-process", "rcm", "sacm"]
OWN, NAMED, OTHER = RCPS

THEMES = ["recruitment", "trafficking"]

#: Who reads a published practice of OWN that is on no theme, by audience, written by hand.
MEMBERS_OF_OWN = {f"own {role.value}" for role in Role} | {"sits in own and other"}
MEMBERS_OF_NAMED = {f"named {role.value}" for role in Role}
OBSERVERS_OF_OWN = {"other, observes own", "other, observes own on themes and on all"}
OTHER_OBSERVERS = {
    "other, observes own on themes",
    "other, observes own at a meeting",
    "other, attends meetings of own",
    "other, observes named",
}
NETWORK = (
    MEMBERS_OF_OWN
    | MEMBERS_OF_NAMED
    | {f"other {role.value}" for role in Role}
    | {"was in own, is in other", *OBSERVERS_OF_OWN, *OTHER_OBSERVERS}
)
EDITORS_OF_OWN = {"own focal_point", "own chair", "own secretariat"}


def seats(*held: tuple[str, Role]) -> Actor:
    return Actor(user_id=1, seats=frozenset(Seat(*seat) for seat in held))


def observer(*observations: Observation) -> Actor:
    return Actor(
        user_id=1,
        seats=frozenset({Seat(OTHER, Role.MEMBER)}),
        observations=frozenset(observations),
    )


def sees(rcp: str = OWN, **limits: Any) -> Observation:
    return Observation(rcp, Right.SEE_PRACTICES, **limits)


def member(*memberships: tuple[str, int, int | None]) -> Actor:
    """A member by what the database holds: (RCP, starts in days, ends in days)."""
    today = now().date()
    return User(
        id=1,
        is_administrator=False,
        memberships=[
            Membership(
                rcp_slug=rcp,
                role=Role.SECRETARIAT,
                starts_on=today + timedelta(days=starts),
                ends_on=None if ends is None else today + timedelta(days=ends),
            )
            for rcp, starts, ends in memberships
        ],
    ).actor


PEOPLE: dict[str, Actor] = {
    "visitor": VISITOR,
    "signed in without a seat": Actor(user_id=1),
    "administrator without a seat": Actor(user_id=1, is_administrator=True),
    **{f"own {role.value}": seats((OWN, role)) for role in Role},
    **{f"named {role.value}": seats((NAMED, role)) for role in Role},
    **{f"other {role.value}": seats((OTHER, role)) for role in Role},
    "sits in own and other": seats((OWN, Role.MEMBER), (OTHER, Role.SECRETARIAT)),
    "seat in own ended yesterday": member((OWN, -30, -1)),
    "seat in own starts tomorrow": member((OWN, 1, None)),
    "was in own, is in other": member((OWN, -30, -1), (OTHER, 0, 0)),
    "other, observes own": observer(sees()),
    "other, observes own on themes": observer(*(sees(theme=theme) for theme in THEMES)),
    "other, observes own on themes and on all": observer(sees(), sees(theme=THEMES[0])),
    "other, observes own at a meeting": observer(
        sees(meeting_id=1), sees(theme=THEMES[0], meeting_id=1)
    ),
    "other, attends meetings of own": observer(Observation(OWN, Right.RECEIVE_DOCUMENTS)),
    "other, observes named": observer(sees(NAMED)),
    "system": SYSTEM,
}
READERS = {
    Audience.PUBLIC: set(PEOPLE),
    Audience.NETWORK: NETWORK | {"system"},
    Audience.OBSERVERS: MEMBERS_OF_OWN | OBSERVERS_OF_OWN | {"system"},
    Audience.MEMBERS: MEMBERS_OF_OWN | {"system"},
    Audience.NAMED: MEMBERS_OF_OWN | MEMBERS_OF_NAMED | {"system"},
}


@pytest.fixture
def every_practice(make_practice: Callable[..., Practice]) -> list[Practice]:
    """One practice of OWN in each state for each audience."""
    first = make_practice(OWN, "published for network")
    points_to = {
        PracticeState.DUPLICATE: {"duplicate_of_id": first.id},
        PracticeState.SUPERSEDED: {"superseded_by_id": first.id},
    }
    return [first] + [
        make_practice(
            OWN,
            f"{state.value} for {audience.value}",
            state=state,
            audience=audience,
            audience_rcps=[NAMED] if audience == Audience.NAMED else [],
            **points_to.get(state, {}),
        )
        for state, audience in product(PracticeState, Audience)
    ]


@pytest.fixture(autouse=True)
def processes(make_rcp: Callable[..., Rcp]) -> None:
    for slug in RCPS:
        make_rcp(slug)


def test_each_audience_is_read_by_exactly_these_people(every_practice: list[Practice]) -> None:
    for practice, person in product(every_practice, PEOPLE):
        if practice.state in WAS_PUBLISHED:
            expected = person in READERS[practice.audience]
        else:
            expected = person in EDITORS_OF_OWN | {"system"}
        assert policy.may_see(PEOPLE[person], practice) == expected, (person, practice.title)


@pytest.mark.parametrize("audience", Audience)
def test_whoever_observes_on_themes_reads_what_is_on_one_of_them_and_open_to_observers(
    session: Session, make_practice: Callable[..., Practice], audience: Audience
) -> None:
    actor = PEOPLE["other, observes own on themes"]
    at_meeting = PEOPLE["other, observes own at a meeting"]
    for themes in ([], ["gender"], ["recruit"], ["trafficking"], ["gender", "recruitment"]):
        practice = make_practice(OWN, audience=audience, themes=themes, audience_rcps=[NAMED])
        is_on_one = audience == Audience.OBSERVERS and not {*themes}.isdisjoint(THEMES)
        expected = audience in {Audience.PUBLIC, Audience.NETWORK} or is_on_one
        assert policy.may_see(actor, practice) == expected, themes
        listed = session.scalars(sa.select(Practice.id).where(queries.visible_to(actor)))
        assert (practice.id in set(listed)) == expected, themes
        assert policy.may_see(at_meeting, practice) == (expected and not is_on_one), themes


@pytest.mark.parametrize(("audience", "body"), [(a, b) for a in Audience for b in NARROWER[a]])
def test_a_narrower_body_is_read_by_its_own_audience_only(
    make_practice: Callable[..., Practice], audience: Audience, body: Audience
) -> None:
    practice = make_practice(OWN, audience=audience, body_audience=body, audience_rcps=[NAMED])
    for person, actor in PEOPLE.items():
        assert policy.may_see(actor, practice) == (person in READERS[audience]), person
        assert policy.may_read_body(actor, practice) == (person in READERS[body]), person


@pytest.mark.parametrize("body", Audience)
@pytest.mark.parametrize("audience", Audience)
def test_a_body_is_never_open_to_more_than_the_summary(
    make_practice: Callable[..., Practice], audience: Audience, body: Audience
) -> None:
    practice = make_practice(OWN, audience=audience, body_audience=body, audience_rcps=[NAMED])
    assert policy.body_labels_on(practice) <= policy.labels_on(practice)


def test_until_an_embargo_ends_only_its_own_process_reads_it(
    session: Session, make_practice: Callable[..., Practice]
) -> None:
    practice = make_practice(OWN, audience=Audience.PUBLIC, embargo_until=now().date())
    for person, actor in PEOPLE.items():
        expected = person in MEMBERS_OF_OWN | {"system"}
        assert policy.may_see(actor, practice) == expected, person
        listed = session.scalars(sa.select(Practice.id).where(queries.visible_to(actor)))
        assert (practice.id in set(listed)) == expected, person


def test_the_database_lists_exactly_what_the_rule_allows(
    session: Session, every_practice: list[Practice]
) -> None:
    for person, actor in PEOPLE.items():
        listed = set(session.scalars(sa.select(Practice.id).where(queries.visible_to(actor))))
        assert listed == {p.id for p in every_practice if policy.may_see(actor, p)}, person


def test_not_seeing_is_the_same_as_not_existing(
    session: Session, every_practice: list[Practice]
) -> None:
    for practice, actor in product(every_practice, PEOPLE.values()):
        if policy.may_see(actor, practice):
            assert queries.get_visible(session, practice.id, actor) is practice
        else:
            with pytest.raises(NoResultFound):
                queries.get_visible(session, practice.id, actor)


def test_names_left_over_from_another_audience_open_nothing(
    session: Session, make_practice: Callable[..., Practice]
) -> None:
    """Rows of named Processes count only while the audience is “named”."""
    practice = make_practice(OWN, audience=Audience.MEMBERS, audience_rcps=[NAMED])
    reader = PEOPLE["named secretariat"]
    assert not policy.may_see(reader, practice)
    assert list(session.scalars(sa.select(Practice).where(queries.visible_to(reader)))) == []


def test_being_named_does_not_show_a_draft(make_practice: Callable[..., Practice]) -> None:
    draft = make_practice(
        OWN, state=PracticeState.DRAFT, audience=Audience.NAMED, audience_rcps=[NAMED]
    )
    assert not policy.may_see(PEOPLE["named secretariat"], draft)


@st.composite
def practices(draw: st.DrawFn) -> Practice:
    audience = draw(st.sampled_from(Audience))
    own = draw(st.sampled_from(RCPS))
    named = draw(st.sets(st.sampled_from(RCPS), min_size=1)) if audience == Audience.NAMED else ()
    states = set(PracticeState) - {PracticeState.DUPLICATE, PracticeState.SUPERSEDED}
    state = draw(st.sampled_from([*sorted(states), *[PracticeState.PUBLISHED] * 5]))
    narrower = NARROWER[audience]
    return Practice(
        external_id=draw(st.uuids()).hex,
        body_audience=draw(st.sampled_from([None, *narrower])),
        embargo_until=draw(st.sampled_from([None, None, now().date()])),
        attribution=draw(st.sampled_from(Attribution)),
        description="They meet each month.",
        rcp_slug=own,
        state=state,
        title="Border patrols",
        summary=f"Joint patrols at sea, {audience.value} of {own}.",
        language=draw(st.sampled_from(["en", "fr"])),
        themes=draw(st.lists(st.sampled_from([*THEMES, "gender"]), max_size=2, unique=True)),
        audience=audience,
        readers=[PracticeReader(rcp_slug=slug) for slug in sorted(named)],
        published_at=now() if state in WAS_PUBLISHED else None,
        withdrawn_at=now() if state == "withdrawn" else None,
    )


held = st.frozensets(st.builds(Seat, st.sampled_from(RCPS), st.sampled_from(Role)), max_size=4)
observed = st.frozensets(
    st.builds(
        Observation,
        st.sampled_from(RCPS),
        st.sampled_from([Right.SEE_PRACTICES, Right.SEE_PRACTICES, Right.RECEIVE_DOCUMENTS]),
        st.sampled_from([None, *THEMES]),
        st.sampled_from([None, None, 7]),
    ),
    max_size=3,
)
actors = st.one_of(
    st.sampled_from(list(PEOPLE.values())),
    # Whoever has no seat observes nothing.
    st.builds(
        lambda seats, observations: Actor(1, seats=seats, observations=observations),
        held.filter(bool),
        observed,
    ),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=st.lists(practices(), min_size=1, max_size=8), actor=actors)
def test_rule_database_and_index_agree_for_any_practices_and_anyone(
    session: Session, world: list[Practice], actor: Actor
) -> None:
    session.add_all(world)
    session.flush()
    try:
        allowed = {p.id for p in world if policy.may_see(actor, p)}
        listed = set(session.scalars(sa.select(Practice.id).where(queries.visible_to(actor))))
        assert listed == allowed
        if actor.is_system:
            return
        found = searcher_over(world).search(Query("joint patrols", labels_of(actor), limit=100))
        readable = {p.id for p in world if p.state in SEARCHABLE} & allowed
        assert {hit.key for hit in found.hits} == readable
        assert found.total == len(readable)
        assert sum(found.facets.get("language", {}).values()) == len(readable)
        met = searcher_over(world).search(Query("meet each month", labels_of(actor), limit=100))
        with_body = {p.id for p in world if policy.may_read_body(actor, p)}
        of_body = {hit.key for hit in met.hits if hit.passage.section == "description"}
        assert of_body <= with_body
        told = {rcp for facet in [found.facets.get("rcp", {})] for rcp, n in facet.items() if n}
        assert told <= {p.rcp_slug for p in world if reading.shown_facts(p).rcp}
    finally:
        session.rollback()


def searcher_over(world: list[Practice]) -> Searcher:
    embedder = HashingEmbedder()
    index = Index(embedder.name, embedder.dimension)
    for practice in world:
        if practice.state in SEARCHABLE:
            rcp = Rcp(slug=practice.rcp_slug, regions=["asia"])
            document = documents.document_of(practice, rcp)
            passages = passages_of(document)
            index.upsert(document, passages, embedder.embed_passages([p.text for p in passages]))
    return Searcher(embedder, index)
