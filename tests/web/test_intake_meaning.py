"""What the meaning of a text proposes for a draft: never what its reader may not see."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from rcp_ingest.records import Found, Place, PracticeRecord, Reading, Shape
from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.core.vocabularies import GCM_OBJECTIVES, THEMES
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.similar import similar_to
from rcp_platform.intake.meaning import (
    near_duplicates,
    proposed_objectives,
    proposed_themes,
    with_meaning,
)
from rcp_platform.intake.objectives import FULL_TITLES
from rcp_platform.intake.theme_terms import THEME_TERMS
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState
from rcp_search import Embedder, HashingEmbedder
from rcp_search.models.prepared import embedder_in

TITLE = "Recruitment fees paid by workers"
SUMMARY = "Nobody pays for a job abroad any longer."
TEXT = f"{TITLE}\n\n{SUMMARY}"


@pytest.fixture
def writer(make_user: Callable[..., User]) -> User:
    return make_user("rcm", Role.FOCAL_POINT)


def test_an_entry_that_tells_the_same_is_found(
    session: Session, writer: User, make_practice: Callable[..., Practice]
) -> None:
    same = make_practice("sacm", TITLE, summary=SUMMARY)
    make_practice("sacm", "Remittances by telephone", summary="Cheaper transfers.")
    ((found, likeness),) = near_duplicates(session, TEXT, "en", writer.actor)
    assert found == same.id
    assert likeness > 0.9


def test_an_entry_on_the_same_subject_alone_is_not_found(
    session: Session, writer: User, make_practice: Callable[..., Practice]
) -> None:
    make_practice("sacm", f"{TITLE}: a law", summary="Agencies need licences since a law of 2015.")
    assert similar_to(session, current_engine(), TITLE, SUMMARY, actor=writer.actor).found
    assert near_duplicates(session, TEXT, "en", writer.actor) == []


def test_what_the_reader_may_not_see_is_not_hinted_at(
    session: Session, writer: User, make_practice: Callable[..., Practice]
) -> None:
    make_practice("sacm", TITLE, summary=SUMMARY, audience=Audience.MEMBERS)
    make_practice("sacm", TITLE, summary=SUMMARY, state=PracticeState.DRAFT)
    make_practice("sacm", "Another", description=TEXT, body_audience=Audience.MEMBERS)
    assert near_duplicates(session, TEXT, "en", writer.actor) == []


def test_a_draft_of_ones_own_process_is_found_by_its_title(
    session: Session, writer: User, make_practice: Callable[..., Practice]
) -> None:
    draft = make_practice("rcm", TITLE, state=PracticeState.DRAFT)
    assert [key for key, _likeness in near_duplicates(session, TEXT, "en", writer.actor)] == [
        draft.id
    ]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 50_000, "\x00"])
def test_any_text_is_compared(session: Session, writer: User, text: str) -> None:
    assert near_duplicates(session, text, "", writer.actor) == []


def test_every_theme_and_objective_can_be_proposed() -> None:
    assert set(THEME_TERMS) == set(THEMES)
    assert set(FULL_TITLES) == set(GCM_OBJECTIVES)


def test_a_text_that_says_nothing_gets_no_proposal(app: Flask) -> None:
    assert proposed_themes(["", "?"], [None, None], HashingEmbedder()) == [[], []]
    assert proposed_themes([], [], HashingEmbedder()) == []


TEXTS = {
    "remittances": (
        "en",
        "Families receive what their relatives earn abroad within a minute and for half the "
        "price since banks must show the whole fee of a transfer.",
    ),
    "skills": (
        "fr",
        "Un portail compare un diplôme étranger aux exigences de chaque métier, et un certificat "
        "commun de compétences vaut dans les deux pays.",
    ),
    "consular-protection": (
        "es",
        "Los consulados de cuatro Estados atienden a quien lo necesite, sea de la "
        "nacionalidad que sea, y visitan a las personas detenidas.",
    ),
    "return-readmission": (
        "ru",
        "Возвращающимся на родину помогают добровольно вернуться: консультант встречает их "
        "до выезда и сопровождает процедуру реадмиссии.",
    ),
}


@pytest.fixture(scope="module")
def model(model_folder: Path) -> Embedder:
    return embedder_in(model_folder)


@pytest.mark.model
def test_themes_that_a_text_does_not_name_are_proposed_in_any_language(
    app: Flask, model: Embedder
) -> None:
    languages, texts = zip(*TEXTS.values(), strict=True)
    proposed = proposed_themes(texts, languages, model)
    assert [found[0][0] if found else "" for found in proposed] == list(TEXTS)
    assert all(0.5 <= likely <= 0.9 for found in proposed for _theme, likely in found)


@pytest.mark.model
def test_a_practice_without_themes_gets_those_that_it_is_about(app: Flask, model: Embedder) -> None:
    place = Place(3, 0, 10)
    told = PracticeRecord({"summary": Found(TEXTS["remittances"][1], 0.9, (place,))})
    stated = PracticeRecord({**told.fields, "themes": Found(["data"], 1.0)})
    reading = with_meaning(Reading(Shape.SECTIONS, practices=(told, stated)), model)
    first, second = reading.practices
    assert first.value("themes") == ["remittances"]
    assert first.fields["themes"].places == (place,)
    assert first.value("gcm_objectives") == [20]
    assert second.fields["themes"] == Found(["data"], 1.0)


@pytest.mark.model
def test_objectives_that_a_text_does_not_name_are_proposed(model: Embedder) -> None:
    (found,) = proposed_objectives([TEXTS["remittances"][1]], ["en"], model)
    assert found[0][0] == 20


@pytest.mark.model
def test_little_is_proposed_for_a_text_on_nothing_in_particular(
    app: Flask, model: Embedder
) -> None:
    texts = ["Coffee was served at eleven and the group picture was taken in the garden."]
    assert len(proposed_themes(texts, ["en"], model)[0]) <= 1
