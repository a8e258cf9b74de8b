"""Practices are found in every language they may be read in, and in no other."""

from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.statements import counted
from tests.translating import published, put_into, renew

from rcp_platform.core.access import VISITOR, Actor, Role, Seat
from rcp_platform.discovery import rows
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.search import Scope, SearchAnswer, SearchRequest, search
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

OWN = "bali-process"
TEXTS = {
    "title": "Frais plafonnés",
    "summary": "Les frais networkisés.",
    "impact": "Un travailleur sur dix zanzibarisait.",
}
MEMBER = Actor(user_id=1, seats=frozenset({Seat(OWN, Role.MEMBER)}))
Make = Callable[..., Practice]
Search = Callable[..., SearchAnswer]


@pytest.fixture
def publish(make_practice: Make, session: Session) -> Make:
    """Publish a practice with a French translation."""

    def publish(*, approved: bool = True, **facts: object) -> Practice:
        practice = published(make_practice, session, **facts)
        put_into(session, practice, texts=TEXTS, approved=approved)
        return practice

    return publish


@pytest.fixture
def find(session: Session, app: object) -> Search:
    def find(text: str, actor: Actor = VISITOR, **filters: frozenset[str]) -> SearchAnswer:
        request = SearchRequest(text, Scope.ALL, filters)
        return search(session, current_engine(), request, actor=actor)

    return find


def sections(answer: SearchAnswer) -> list[str]:
    return [one.hit.passage.section for one in answer.found if one.hit.words]


def test_an_approved_translation_is_found_with_its_language_and_filtered_by_it(
    publish: Make, find: Search
) -> None:
    publish()
    answer = find("zanzibarisait")
    assert sections(answer) == ["fr:impact"]
    passage = answer.found[0].hit.passage
    assert (passage.language, passage.title) == ("fr", "Frais plafonnés")
    assert sections(find("networkisés")) == ["fr:summary"]
    assert answer.facets["language"] == {"en": 1, "fr": 1}
    assert len(find("zanzibarisait", language=frozenset({"fr"})).found) == 1


def test_a_draft_is_found_by_nobody_until_it_is_approved_and_not_after_it_is_a_draft_again(
    publish: Make, find: Search, session: Session
) -> None:
    practice = publish(approved=False)
    assert sections(find("zanzibarisait", MEMBER)) == []
    put_into(session, practice, texts=TEXTS)
    assert sections(find("zanzibarisait")) == ["fr:impact"]
    put_into(session, practice, texts=TEXTS, approved=False)
    assert sections(find("zanzibarisait", MEMBER)) == []
    assert "fr" not in find("zanzibarisait").facets["language"]


def test_a_translation_that_is_out_of_date_is_still_found(
    publish: Make, find: Search, session: Session
) -> None:
    renew(session, publish(), title="Fairer fees")
    assert sections(find("zanzibarisait")) == ["fr:impact"]


def test_what_the_practice_says_no_more_is_not_found_in_its_translation(
    publish: Make, find: Search, session: Session
) -> None:
    renew(session, publish(), impact="")
    assert sections(find("zanzibarisait", MEMBER)) == []


def test_a_translated_body_is_for_the_readers_of_the_body(publish: Make, find: Search) -> None:
    publish(body_audience=Audience.MEMBERS)
    assert sections(find("zanzibarisait")) == []
    assert sections(find("networkisés")) == ["fr:summary"]
    assert sections(find("zanzibarisait", MEMBER)) == ["fr:impact"]


def test_a_translation_of_a_version_for_fewer_is_found_by_these_alone(
    publish: Make, find: Search, session: Session, client: FlaskClient
) -> None:
    practice = publish(audience=Audience.MEMBERS)
    renew(session, practice, audience=Audience.PUBLIC)
    for question in ("zanzibarisait", "networkisés", "Frais plafonnés"):
        assert sections(find(question)) == []
    assert "fr" not in find("fees").facets["language"]
    assert sections(find("zanzibarisait", MEMBER)) == ["fr:impact"]
    page = client.get("/search?q=fair+fees&scope=all", headers={"Accept-Language": "fr"}).text
    assert "Frais plafonn" not in page


def test_results_have_the_title_in_the_readers_language_and_the_passage_as_found(
    publish: Make, client: FlaskClient
) -> None:
    practice = publish()
    french = client.get("/search?q=fair+fees", headers={"Accept-Language": "fr"}).text
    link = unescape(french).partition(f'<a href="/practices/{practice.id}')[2].partition("</a>")[0]
    assert link.endswith('lang="fr" dir="ltr">Frais plafonnés')
    assert '<blockquote class="matched"><span lang="en" dir="ltr">' in french
    english = unescape(client.get("/search?q=zanzibarisait").text)
    assert ">Fair fees</a>" in english
    assert '<blockquote class="matched"><span lang="fr" dir="ltr">' in english
    assert "<cite>Results and impact</cite>" in english


def test_a_change_of_a_translation_does_not_disturb_whoever_edits(
    publish: Make, session: Session
) -> None:
    practice = publish()
    before = practice.version
    put_into(session, practice, texts=TEXTS)
    session.expire_all()
    assert practice.version == before


def test_many_translations_are_read_in_as_many_statements_as_one(
    publish: Make, session: Session, client: FlaskClient
) -> None:
    ids = [publish().id]
    counts = []
    for _round in range(2):
        with counted() as statements:
            assert len(rows.published(session, ids)) == len(ids)
        counts.append(len(statements))
        client.get("/search?q=fees", headers={"Accept-Language": "fr"})
        with counted() as statements:
            client.get("/search?q=fees", headers={"Accept-Language": "fr"})
        counts.append(len(statements))
        added = [publish() for _number in range(3)]
        renew(session, added[-1])
        ids += [practice.id for practice in added]
        session.expire_all()
    assert counts[:2] == counts[2:]
