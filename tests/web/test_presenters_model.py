"""In the sample world and with the real model, a point of an agenda meets who could present it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy.orm import Session
from tests.gatherings import gather

from rcp_platform.accounts.queries import user_by_email
from rcp_platform.config import Settings
from rcp_platform.discovery.engine import current_engine
from rcp_platform.meetings.agenda.presenters.services import suggestions
from rcp_platform.meetings.models import AgendaItem
from rcp_search import Embedder
from rcp_search.models.prepared import embedder_in

pytestmark = pytest.mark.model


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, database_url=f"sqlite:///{settings.instance}/exchange.sqlite")


@pytest.fixture
def app_embedder(model_folder: Path) -> Embedder:
    """The real model instead of the one for tests."""
    return embedder_in(model_folder)


@pytest.fixture
def suggested(
    session: Session, run_command: Callable[..., Result]
) -> Callable[[str], list[tuple[str, str]]]:
    """What the chair of the Abu Dhabi Dialogue is shown for a point of its next meeting."""
    assert run_command("sample-data").exit_code == 0
    chair = user_by_email(session, "chair@abu-dhabi-dialogue.example")
    assert chair is not None
    meeting = gather(session, "abu-dhabi-dialogue", title="Senior officials")

    def suggested(title: str) -> list[tuple[str, str]]:
        item = AgendaItem(meeting=meeting, position=0, title=title)
        session.add(item)
        session.flush()
        found = suggestions(session, current_engine(), item, actor=chair.actor)
        return [(one.practice.rcp_slug, one.practice.title) for one in found]

    return suggested


def test_bali_could_present_its_guidance_at_the_abu_dhabi_dialogue(
    suggested: Callable[[str], list[tuple[str, str]]],
) -> None:
    rcp, title = suggested("Ethical recruitment and fair supply chains")[0]
    assert rcp == "bali-process"
    assert title.startswith("Ethical recruitment and supply-chain transparency: guidance")
    for point in ("Coffee break", "Tour of the museum"):
        assert suggested(point) == [], "nothing is suggested for a point that nothing speaks to"
