"""The material of a presentation: asked for, sent, cleared, and read by nobody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.presenting import agree, present, send, take

from rcp_platform.accounts.models import User
from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM, Actor
from rcp_platform.meetings.models import MeetingDocument
from rcp_platform.meetings.presentations import services
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.states import (
    MeetingAudience,
    PresentationState,
)

S = PresentationState


@pytest.mark.parametrize("days", [-1, 31])
def test_material_is_asked_for_by_a_day_before_the_meeting(
    host: FlaskClient,
    session: Session,
    chair: User,
    fresh: Callable[[Presentation], Presentation],
    days: int,
) -> None:
    presentation = agree(session)
    due = (presentation.meeting.local_start + timedelta(days=days - 30 if days > 0 else -32)).date()
    answer = take(host, presentation, "ask_material", due=due.isoformat())
    assert answer.status_code == 422
    assert "Choose a day from today" in answer.text
    assert f'value="{due.isoformat()}"' in answer.text, "kept where it was typed"
    with pytest.raises(ValueError, match="past"):
        services.ask_material(session, presentation, due, actor=SYSTEM)
    assert fresh(presentation).state == S.TOPIC_AGREED


def test_other_material_takes_the_place_of_what_was_cleared_and_is_cleared_anew(
    guest: FlaskClient,
    session: Session,
    settings: Settings,
    host: FlaskClient,
    fresh: Callable[[Presentation], Presentation],
) -> None:
    presentation = present(session, settings.files_folder, S.CLEARED)
    send(guest, presentation, b"Other figures.", "new.txt")
    presentation = fresh(presentation)
    assert (presentation.state, presentation.audience) == (S.SUBMITTED, None)
    assert session.scalars(sa.select(MeetingDocument)).all() == []
    take(guest, presentation, "clear", audience="members")
    document = session.scalars(sa.select(MeetingDocument)).one()
    assert (document.name, document.audience) == ("new.txt", MeetingAudience.MEMBERS)


def test_material_is_cleared_for_no_more_than_may_know_of_the_meeting(
    guest: FlaskClient,
    session: Session,
    settings: Settings,
    host: FlaskClient,
    fresh: Callable[[Presentation], Presentation],
) -> None:
    presentation = present(session, settings.files_folder, S.SUBMITTED, nominee_email="s@x.example")
    assert presentation.meeting.audience == MeetingAudience.OBSERVERS
    page = guest.get(f"/presentations/{presentation.id}").text
    assert 'value="observers"' in page
    assert 'value="network"' not in page
    assert take(guest, presentation, "clear", audience="network").status_code == 422
    assert take(guest, presentation, "clear").status_code == 422
    with pytest.raises(ValueError, match="wider"):
        services.clear(
            session, presentation, MeetingAudience.NETWORK, actor=Actor(email="s@x.example")
        )
    assert fresh(presentation).state == S.SUBMITTED


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7 not text", "holds something else besides"),
        (b"x" * (2**20 + 1), "larger than 1 MB"),
    ],
)
def test_a_file_that_is_not_taken_is_told_in_a_sentence(
    guest: FlaskClient,
    session: Session,
    app,
    host: FlaskClient,
    fresh: Callable[[Presentation], Presentation],
    content: bytes,
    sentence: str,
) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], max_upload_mb=1)
    presentation = agree(session)
    answer = send(guest, presentation, content)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    assert fresh(presentation).state == S.TOPIC_AGREED
