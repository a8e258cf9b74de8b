"""An RCP that owns something of everything, and a second instance to take it to."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.orm import Session
from tests.attaching import attach_file, attach_link
from tests.gatherings import gather, invite
from tests.observing import ask, observe

from rcp_platform import create_app
from rcp_platform.accounts.models import Membership, User
from rcp_platform.cli import group
from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import Base
from rcp_platform.directory.models import PartyKind, Priority, Rcp, RcpParty, RcpState, Relation
from rcp_platform.extensions import db
from rcp_platform.files import services as files
from rcp_platform.intake.models import (
    IntakeBatch,
    IntakeDocument,
    IntakeDraft,
    IntakeMapping,
    IntakeQuotation,
)
from rcp_platform.letters.models import LetterText
from rcp_platform.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingDocument,
    MeetingEvent,
    MeetingSeries,
)
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.observers.models import (
    GrantMeeting,
    ObserverEvent,
    ObserverObjection,
    ObserverRules,
    ObserverSettings,
    RequestMeeting,
)
from rcp_platform.observers.states import RequestState
from rcp_platform.practices import publication, services
from rcp_platform.practices.models import Practice
from rcp_platform.practices.review.models import Comment
from rcp_platform.practices.states import Audience, PracticeState
from rcp_platform.practices.staying_true.models import UpdateReminder
from rcp_platform.practices.translations.models import Translation
from rcp_platform.practices.uptake.models import Phase, Uptake
from rcp_search import HashingEmbedder

OWN, OTHER, THIRD = "own-rcp", "other-rcp", "third-rcp"
LONG_AGO = datetime(2021, 3, 4, 5, 6, 7, 89, tzinfo=UTC)


def fill(session: Session, folder: Path) -> None:
    """Give an RCP a row in every table in which an RCP can own one, and others some beside."""
    for slug, name in ((OWN, "Own"), (OTHER, "Other"), (THIRD, "Third")):
        session.add(Rcp(slug=slug, name=f"{name} Process", short_name=name, regions=["asia"]))
    session.flush()
    people = {slug: _seat(session, slug) for slug in (OWN, OTHER)}
    _directory(session)
    practices = _practices(session, folder, people)
    # Ids of the two sides must differ, or a forgotten reference would not be noticed.
    session.add(Practice(rcp_slug=OTHER, external_id="theirs", title="Theirs", language="en"))
    meeting = _meetings(session, folder, people, practices)
    _observers(session, folder, people, meeting)
    _intake(session, folder, people, practices)
    session.commit()


def _seat(session: Session, slug: str) -> User:
    user = User(email=f"focal@{slug}.example", display_name=f"Focal point, {slug}", language="fr")
    user.memberships = [Membership(rcp_slug=slug, role=Role.FOCAL_POINT)]
    session.add(user)
    session.flush()
    return user


def _directory(session: Session) -> None:
    session.add_all(
        [
            RcpState(rcp_slug=OWN, code="TH", position=0),
            RcpState(rcp_slug=OWN, code="ID", position=1, note="Co-chair"),
            RcpState(rcp_slug=OTHER, code="MX", position=0),
            Priority(rcp_slug=OTHER, position=0, title="Theirs"),
            Priority(rcp_slug=OWN, position=0, title="Recruitment", detail="Fees"),
            RcpParty(
                rcp_slug=OWN,
                relation=Relation.OBSERVER,
                kind=PartyKind.RCP,
                position=0,
                party_slug=THIRD,
            ),
            LetterText(rcp_slug=OWN, kind="invitation", language="fr", subject="Bonjour", text="…"),
        ]
    )
    session.flush()


def _practices(session: Session, folder: Path, people: dict[str, User]) -> list[Practice]:
    actor = people[OWN].actor
    theirs = services.create(
        session, OTHER, {"title": "Before", "summary": "S.", "language": "en"}, actor=SYSTEM
    )
    published = services.create(
        session,
        OWN,
        {
            "title": "Fair recruitment fees",
            "summary": "No fees for workers.",
            "impact": "Fees fell.",
            "language": "en",
            "countries": ["TH"],
            "themes": ["recruitment"],
            "audience": Audience.NAMED,
            "audience_rcps": [OTHER],
            "quotations": [{"text": "It worked.", "language": "en"}],
        },
        actor=actor,
    )
    attach_file(session, folder, published, b"names withheld", "a.txt", "Report", Audience.MEMBERS)
    attach_link(session, published, "https://iom.int/", "IOM")
    publication.publish(session, published, "First", actor=SYSTEM)
    session.add(Comment(practice_id=published.id, text="Which fees?", author_id=people[OWN].id))
    session.add(
        Translation(
            practice_id=published.id,
            language="ar",
            title="رسوم عادلة",
            sections={"impact": "انخفضت"},
            of_version=1,
        )
    )
    session.add(UpdateReminder(practice_id=published.id, due_since=LONG_AGO, step=1))
    session.add(
        Uptake(
            practice_id=published.id,
            rcp_slug=OTHER,
            phase=Phase.AGENDA,
            note="Used.",
            recorded_by_id=people[OTHER].id,
        )
    )
    version = publication.revise(session, published, actor=actor)
    version.title = "Fairer recruitment fees"
    version.reviewer_id = people[OWN].id
    draft = services.create(
        session, OWN, {"title": "Жизнь в обществе", "summary": "Ж.", "language": "ru"}, actor=actor
    )
    superseded = _stated(PracticeState.SUPERSEDED)
    later = _stated(PracticeState.PUBLISHED)
    duplicate = _stated(PracticeState.DUPLICATE)
    session.add(later)
    session.flush()
    # It refers to a row that has a higher number.
    duplicate.duplicate_of_id = theirs.id
    superseded.superseded_by_id = later.id
    session.add_all([superseded, duplicate])
    for state in (PracticeState.WITHDRAWN, PracticeState.ARCHIVED, PracticeState.DECLINED):
        session.add(_stated(state))
    session.flush()
    return [published, draft, theirs]


def _stated(state: PracticeState, **facts: Any) -> Practice:
    practice = Practice(
        rcp_slug=OWN,
        external_id=f"own-{state.value}",
        title=f"Recruitment, {state.value}",
        summary="Summary.",
        language="en",
        state=state,
        audience=Audience.PUBLIC,
        **facts,
    )
    if state not in (PracticeState.DUPLICATE, PracticeState.DECLINED):
        practice.published_at = practice.confirmed_at = LONG_AGO
    if state == PracticeState.WITHDRAWN:
        practice.withdrawn_at = LONG_AGO
    return practice


def _stored(session: Session, folder: Path, content: bytes) -> str:
    kept = files.keep(session, folder, io.BytesIO(content), "file.txt", 2**20)
    return kept.file.sha256


def _meetings(
    session: Session, folder: Path, people: dict[str, User], practices: list[Practice]
) -> Meeting:
    gather(session, OTHER, OWN, title="Theirs, held with us")
    series = MeetingSeries(rcp_slug=OWN, name="Senior officials")
    session.add(series)
    session.flush()
    meeting = gather(
        session, OWN, OTHER, series_id=series.id, created_by_id=people[OWN].id, title="Ours"
    )
    item = AgendaItem(meeting_id=meeting.id, position=0, title="Fees", themes=["recruitment"])
    session.add(item)
    session.flush()
    paper = MeetingDocument(
        meeting_id=meeting.id,
        agenda_item_id=item.id,
        position=0,
        title="Paper",
        language="en",
        sha256=_stored(session, folder, b"meeting paper"),
        name="paper.txt",
        audience="invited",
    )
    session.add(paper)
    session.add(MeetingEvent(meeting_id=meeting.id, subject="meeting", name="announce"))
    invitation = invite(
        session, meeting, OTHER, kind="present", state="accepted", practice_id=practices[2].id
    )
    session.flush()
    session.add(
        Presentation(
            meeting_id=meeting.id,
            invitation_id=invitation.id,
            title="Fees",
            speaker="Director",
            practice_id=practices[0].id,
            document_id=None,
        )
    )
    session.add(
        Outcome(
            meeting_id=meeting.id,
            kind="outcome",
            position=0,
            text="Follow up.",
            language="en",
            owner_slug=OTHER,
        )
    )
    session.flush()
    return meeting


def _observers(session: Session, folder: Path, people: dict[str, User], meeting: Meeting) -> None:
    rules = ObserverRules(rcp_slug=OWN, number=1, text="Rules.", language="en")
    session.add(rules)
    session.add(
        ObserverSettings(
            rcp_slug=OWN,
            kinds=["standing"],
            checklist=[],
            silence_days=14,
            validity_months=24,
            rights=[],
        )
    )
    session.flush()
    request = ask(
        session,
        OTHER,
        OWN,
        state=RequestState.GRANTED,
        rules_id=rules.id,
        letter_sha256=_stored(session, folder, b"a letter"),
        letter_name="letter.txt",
    )
    ask(session, OWN, THIRD, state=RequestState.SUBMITTED)
    ask(session, OWN, OTHER)
    grant = observe(session, OTHER, OWN, request_id=request.id)
    observe(session, OWN, THIRD)
    session.add_all(
        [
            RequestMeeting(request_id=request.id, meeting_id=meeting.id),
            GrantMeeting(grant_id=grant.id, meeting_id=meeting.id),
            ObserverObjection(request_id=request.id, raised_by_id=people[OWN].id, reason="Why?"),
            ObserverEvent(request_id=request.id, name="submit", actor_id=people[OTHER].id),
            ObserverEvent(grant_id=grant.id, name="open"),
        ]
    )
    session.flush()


def _intake(
    session: Session, folder: Path, people: dict[str, User], practices: list[Practice]
) -> None:
    batch = IntakeBatch(rcp_slug=OWN, created_by=people[OWN].id)
    session.add(batch)
    session.flush()
    sha256 = _stored(session, folder, b"a document")
    common = {"batch_id": batch.id, "rcp_slug": OWN, "sha256": sha256, "blocks": [], "reading": {}}
    second = IntakeDocument(name="b.txt", state="read", **common)
    session.add(second)
    session.flush()
    first = IntakeDocument(name="a.txt", state="same", same_as_id=second.id, **common)
    session.add(first)
    draft = IntakeDraft(
        document_id=second.id, position=0, state="accepted", practice_id=practices[1].id
    )
    session.add(draft)
    session.flush()
    merged = IntakeDraft(document_id=second.id, position=1, state="merged", merged_into_id=draft.id)
    session.add(merged)
    session.add(IntakeQuotation(document_id=second.id, draft_id=draft.id, text="Said."))
    session.add(IntakeMapping(rcp_slug=OWN, digest="0" * 64, header="title", fields=["title"]))
    session.flush()


@contextmanager
def another_instance(folder: Path, url: str = "") -> Iterator[Flask]:
    """Give an instance with nothing in it; its session is the one in use inside the block."""
    folder.mkdir()
    address = url or f"sqlite:///{folder / 'there.sqlite'}"
    settings = Settings(instance=folder, secret_key="k" * 40, database_url=address)
    overrides = {"TESTING": True, "WTF_CSRF_ENABLED": False}
    app = create_app(settings, embedder=HashingEmbedder(), overrides=overrides)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        try:
            yield app
        finally:
            db.session.rollback()
            db.engine.dispose()


def command(app: Flask, *arguments: str) -> Result:
    """Run ``rcp-exchange`` there."""
    info = ScriptInfo(create_app=lambda: app)
    return app.test_cli_runner().invoke(group, arguments, obj=info)


def entries_of(file: Path) -> dict[str, bytes]:
    """Return what an archive holds, by name, besides the manifest."""
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name) for name in opened.namelist() if name != "manifest.json"}


def rows_of(file: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table in an archive."""
    return [json.loads(line) for line in entries_of(file)[f"{table}.jsonl"].splitlines()]


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the database as it is, by table."""
    return {
        table.name: sorted(map(tuple, session.execute(sa.select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }
