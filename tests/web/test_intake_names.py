"""Documents are searched for what the exchange knows by name, in six languages."""

from collections.abc import Callable

from sqlalchemy.orm import Session
from tests.statements import counted

from rcp_ingest.names import names_from
from rcp_platform.core import vocabularies
from rcp_platform.core.access import SYSTEM
from rcp_platform.directory.models import Rcp
from rcp_platform.intake.names import names
from rcp_platform.intake.theme_terms import THEME_TERMS
from rcp_platform.thesaurus.seed import seed
from rcp_search.terms.glossary import PACKAGED, read_glossary


def test_every_state_has_a_name_in_every_language(session: Session) -> None:
    kenya = names(session).states["KE"]
    assert {language for language, _name in kenya} >= set(vocabularies.LANGUAGES)
    assert ("ru", "Кения") in kenya


def test_short_further_names_of_states_are_acronyms(session: Session) -> None:
    known = names(session).states
    assert ("", "UAE") in known["AE"]
    assert ("", "Burma") in known["MM"]


def test_vocabularies_are_known_in_every_language(session: Session) -> None:
    known = names(session)
    assert ("en", "Reintegration") in known.themes["reintegration"]
    assert ("ru", "Реинтеграция") in known.themes["reintegration"]
    assert set(known.gcm_objectives) == {str(number) for number in range(1, 24)}
    assert set(known.sdg_targets) == set(vocabularies.SDG_TARGETS)


def test_processes_are_known_by_all_their_names(
    session: Session, make_rcp: Callable[..., Rcp]
) -> None:
    make_rcp("northern", name="Northern Dialogue", short_name="NorD", aliases=["Dialogue du Nord"])
    assert names(session).rcps["northern"] == (
        ("", "Northern Dialogue"),
        ("", "NorD"),
        ("", "Dialogue du Nord"),
    )


def test_terms_of_the_thesaurus_name_themes_and_processes(
    session: Session, make_rcp: Callable[..., Rcp]
) -> None:
    make_rcp("bali-process")
    seed(session, read_glossary(PACKAGED), actor=SYSTEM)
    known = names(session)
    assert ("en", "human trafficking") in known.themes["trafficking"]
    assert any(language == "ar" for language, _name in known.rcps["bali-process"])


def test_terms_of_themes_are_terms_of_the_packaged_glossary() -> None:
    packaged = {concept.id for concept in read_glossary(PACKAGED)}
    assert set(THEME_TERMS) == set(vocabularies.THEMES)
    assert {term for terms in THEME_TERMS.values() for term in terms} <= packaged


def test_an_edit_of_the_directory_is_known_at_once(
    session: Session, make_rcp: Callable[..., Rcp]
) -> None:
    rcp = make_rcp("northern")
    names(session)
    rcp.aliases = ["Nordic Talks"]
    session.flush()
    assert ("", "Nordic Talks") in names(session).rcps["northern"]


def test_names_that_have_not_changed_are_not_read_again(
    session: Session, make_rcp: Callable[..., Rcp]
) -> None:
    make_rcp("northern")
    first = names(session)
    with counted() as statements:
        again = names(session)
    assert again is first
    assert len(statements) == 2


def test_they_travel_as_plain_values(session: Session, make_rcp: Callable[..., Rcp]) -> None:
    make_rcp("northern")
    assert names_from(names(session).as_json()) == names(session)
