"""The search knows the terms of the database, and what administrators make of them."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from rcp_platform.audit.models import AuditEvent
from rcp_platform.cli import instance
from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied
from rcp_platform.extensions import db
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience
from rcp_platform.thesaurus import bridge, queries, services
from rcp_platform.thesaurus.facts import TermFacts
from rcp_platform.thesaurus.models import TermCounter, TermState
from rcp_platform.thesaurus.seed import seed
from rcp_search.terms.glossary import PACKAGED, Concept, read_glossary

CONCEPTS = [
    Concept(
        "return",
        {"en": ("return", "return migration"), "fr": ("retour",)},
        related=("removal", "voluntary-return"),
        note="Generic.",
    ),
    Concept("removal", {"en": ("removal",)}),
    Concept("voluntary-return", {"en": ("voluntary return",)}, broader=("return",)),
]


def number(session: Session) -> int:
    return session.scalars(sa.select(bridge.NUMBER)).one()


def test_an_empty_table_is_filled_and_recorded_once(session: Session) -> None:
    assert seed(session, CONCEPTS, actor=SYSTEM) == 3
    assert seed(session, CONCEPTS, actor=SYSTEM) == 0
    session.commit()
    assert queries.stated(session)["return"] == TermFacts(
        labels={"en": ("return", "return migration"), "fr": ("retour",)},
        note="Generic.",
        related=frozenset({"removal"}),
    ), "a narrower term is not a related one as well"
    assert queries.stated(session)["voluntary-return"].broader == {"return"}
    events = session.scalars(sa.select(AuditEvent.action)).all()
    assert events == ["term.seed"]


def test_edits_are_never_overwritten(session: Session) -> None:
    seed(session, CONCEPTS, actor=SYSTEM)
    edited = TermFacts(labels={"en": ("coming home",)})
    services.state(session, {"return": edited}, actor=SYSTEM)
    for slug in ("removal", "voluntary-return"):
        services.retire(session, queries.get(session, slug), actor=SYSTEM)
    session.commit()
    assert seed(session, [*CONCEPTS, Concept("visa", {"en": ("visa",)})], actor=SYSTEM) == 0
    assert queries.stated(session)["return"] == edited
    assert queries.get(session, "removal").state == TermState.RETIRED
    assert not queries.exists(session, "visa")


def test_a_visitor_fills_nothing(session: Session) -> None:
    with pytest.raises(AccessDenied):
        seed(session, CONCEPTS, actor=VISITOR)


def test_the_packaged_glossary_makes_terms_that_pass_every_check(session: Session) -> None:
    concepts = list(read_glossary(PACKAGED))
    assert seed(session, concepts, actor=SYSTEM) == len(concepts)
    stated = queries.stated(session)
    outcome = services.state(session, stated, actor=SYSTEM)
    assert (outcome.added, outcome.changed, outcome.unchanged) == ([], {}, len(concepts))
    forms_of_return = {"repatriation", "removal", "readmission", "deportation", "return"}
    graph = queries.graph(session)
    for slug in forms_of_return:
        near = graph.above(slug) | graph.around(slug) | graph.above("return")
        near |= {other for other in graph.slugs if slug in graph.above(other)}
        assert near, "each has neighbours"
        for other in forms_of_return - {slug}:
            own, others = (set(stated[one].labels["en"]) for one in (slug, other))
            assert not own & others, "they differ on purpose"


def test_the_search_gets_the_terms_in_use_with_their_links(session: Session) -> None:
    seed(session, CONCEPTS, actor=SYSTEM)
    services.state(
        session,
        {"visa": TermFacts(labels={"en": ("visa",)}, hidden={"en": ("viza",)})},
        actor=SYSTEM,
    )
    concepts = bridge.thesaurus_of(session).concepts
    assert concepts["return"] == Concept(
        "return",
        {"en": ("return", "return migration"), "fr": ("retour",)},
        related=("removal",),
        note="Generic.",
    )
    assert concepts["removal"].related == ("return",)
    assert concepts["voluntary-return"].broader == ("return",)
    assert concepts["visa"].labels == {"en": ("visa", "viza")}, "found by it, though never shown"
    services.retire(session, queries.get(session, "return"), actor=SYSTEM)
    concepts = bridge.thesaurus_of(session).concepts
    assert "return" not in concepts
    assert concepts["removal"].related == ()
    assert concepts["voluntary-return"].broader == ()


def test_a_process_reads_the_terms_again_when_they_have_changed_and_only_then(
    session: Session,
) -> None:
    seed(session, CONCEPTS, actor=SYSTEM)
    known = bridge.Bridge()
    first = known.as_of(session, number(session))
    assert known.as_of(session, number(session)) is first
    services.state(session, {"visa": TermFacts(labels={"en": ("visa",)})}, actor=SYSTEM)
    assert "visa" in known.as_of(session, number(session)).concepts
    session.rollback()
    assert session.scalars(sa.select(TermCounter.number)).one() == number(session)


# --- the search page ---------------------------------------------------------------

MRC = TermFacts(
    labels={
        "en": ("migrant resource centre", "MRC"),
        "fr": ("centre de ressources pour migrants",),
        "ar": ("مركز موارد المهاجرين",),
    },
    note="A place that informs.",
)
DESK = TermFacts(
    labels={"en": ("help desk",), "ar": ("مكتب مساعدة",)},
    hidden={"en": ("helpdeks",)},
    note="Smaller than a centre.",
    related=frozenset({"migrant-resource-centre"}),
)


@pytest.fixture
def terms(session: Session) -> None:
    services.state(session, {"migrant-resource-centre": MRC, "help-desk": DESK}, actor=SYSTEM)
    session.commit()


@pytest.fixture
def centre(make_practice: Callable[..., Practice]) -> Practice:
    return make_practice(
        "rabat-process",
        "Un lieu ouvert",
        summary="Le centre de ressources pour migrants informe avant le départ.",
        language="fr",
        audience=Audience.PUBLIC,
    )


def test_a_term_added_now_is_searched_for_in_every_language_at_once(
    client: FlaskClient, session: Session, centre: Practice
) -> None:
    found = f"/practices/{centre.id}"
    assert found not in client.get("/search?q=MRC").text
    services.state(session, {"migrant-resource-centre": MRC}, actor=SYSTEM)
    session.commit()
    assert found in client.get("/search?q=MRC").text
    services.retire(session, queries.get(session, "migrant-resource-centre"), actor=SYSTEM)
    session.commit()
    assert found not in client.get("/search?q=MRC").text


@pytest.mark.usefixtures("terms", "centre")
@pytest.mark.parametrize("question", ["MRC", "opening a migrant resource centre", "MRC zebra"])
def test_the_terms_of_a_question_are_offered_with_those_near_them(
    client: FlaskClient, question: str
) -> None:
    page = client.get(f"/search?scope=all&q={question}").text
    offered = page[page.index('class="terms-met"') :].split("</nav>")[0]
    assert "/search?q=migrant+resource+centre&amp;scope=all" in offered
    assert "/search?q=help+desk&amp;scope=all" in offered
    assert 'title="Smaller than a centre."' in offered
    assert "helpdeks" not in offered


@pytest.mark.usefixtures("terms")
def test_terms_are_offered_in_the_readers_language(client: FlaskClient) -> None:
    page = client.get("/search?q=MRC", headers={"Accept-Language": "ar"}).text
    assert 'lang="ar" dir="rtl" title="Smaller than a centre.">مكتب مساعدة' in page


@pytest.mark.usefixtures("terms")
def test_a_retired_term_is_not_offered(client: FlaskClient, session: Session) -> None:
    services.retire(session, queries.get(session, "help-desk"), actor=SYSTEM)
    session.commit()
    assert "help desk" not in client.get("/search?q=MRC").text


@pytest.mark.usefixtures("terms", "centre")
def test_a_question_that_names_no_term_offers_none_and_asks_for_none(
    client: FlaskClient, session: Session
) -> None:
    client.get("/search?q=zebra")
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(str(args[2])))
    assert "terms-met" not in client.get("/search?q=zebra").text
    assert not [statement for statement in asked if "FROM term_l" in statement]
    asked.clear()
    client.get("/search?q=MRC")
    assert len([statement for statement in asked if "FROM term" in statement]) <= 4


def test_preparing_an_instance_fills_the_terms_once(
    app: Flask, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    instance._seed_terms()
    assert "terms in six languages are there" in capsys.readouterr().out
    services.retire(session, queries.get(session, "return"), actor=SYSTEM)
    session.commit()
    instance._seed_terms()
    assert capsys.readouterr().out == ""
    assert queries.get(session, "return").state == TermState.RETIRED
