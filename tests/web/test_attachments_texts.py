"""Searches learn what is in attachments, without disturbing whoever edits the practice."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from sqlalchemy.orm import Session
from tests import documents
from tests.attaching import attach_file, attach_link
from tests.statements import counted

from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.schedule import JOBS
from rcp_platform.discovery.models import IndexChange
from rcp_platform.files.models import StoredFile, TextState
from rcp_platform.practices.attachments import jobs, queries, services
from rcp_platform.practices.attachments.models import Attachment
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import PracticeState

OWN = "bali-process"


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.files_folder


@pytest.fixture
def change_number(session: Session) -> Callable[[Practice], int]:
    """The number of the last change of a practice that the indexes have to take over."""

    def number(practice: Practice) -> int:
        statement = sa.select(IndexChange.number).where(IndexChange.practice_id == practice.id)
        return session.scalars(statement).one()

    return number


def contents(session: Session, practice: Practice) -> list[tuple[str, str | None, str | None]]:
    session.expire_all()
    rows = queries.attachments_of(session, practice.id)
    return [(row.title, row.name or None, row.url) for row in rows]


def test_the_texts_of_attachments_are_given_by_practice_in_their_order(
    session: Session, folder: Path, make_practice: Callable[..., Practice]
) -> None:
    first, second, third = make_practice(OWN), make_practice(OWN), make_practice(OWN)
    file = attach_file(session, folder, first, documents.pdf("Fair fees"), "a.pdf", "Report")
    link = attach_link(session, first, "https://iom.int/", "IOM")
    again = attach_file(session, folder, second, documents.pdf("Fair fees"), "b.pdf", "Other")
    image = attach_file(session, folder, second, documents.PNG, "c.png", "A map")
    before = queries.texts_of(session, [first.id, third.id])
    assert before == {
        first.id: [
            (f"attachment:{file.id}", "Report", "en", None),
            (f"attachment:{link.id}", "IOM", "en", None),
        ]
    }
    jobs.read(session)
    after = queries.texts_of(session, [first.id, second.id, third.id])
    assert after == {
        first.id: [
            (f"attachment:{file.id}", "Report\n\nFair fees", "en", None),
            (f"attachment:{link.id}", "IOM", "en", None),
        ],
        second.id: [
            (f"attachment:{again.id}", "Other\n\nFair fees", "en", None),
            (f"attachment:{image.id}", "A map", "en", None),
        ],
    }


def test_searches_get_a_bounded_part_of_long_files_and_every_title(
    session: Session, folder: Path, make_practice: Callable[..., Practice]
) -> None:
    practice, other = make_practice(OWN), make_practice(OWN)
    attach_file(session, folder, practice, b"a" * 100_000, "a.txt", "First")
    attach_file(session, folder, practice, b"b" * 100_000, "b.txt", "Second")
    attach_file(session, folder, practice, b"c" * 100_000, "c.txt", "Third")
    attach_file(session, folder, other, b"d" * 100_000, "d.txt", "Other")
    jobs.read(session)
    texts = queries.texts_of(session, [practice.id, other.id])
    assert [text for _, text, _, _ in texts[practice.id]] == [
        f"First\n\n{'a' * 100_000}",
        f"Second\n\n{'b' * 50_000}",
        "Third",
    ]
    assert [text for _, text, _, _ in texts[other.id]] == [f"Other\n\n{'d' * 100_000}"]


def test_the_texts_of_many_practices_are_one_statement(
    session: Session, make_practice: Callable[..., Practice]
) -> None:
    practices = [make_practice(OWN) for _ in range(3)]
    for practice in practices:
        attach_link(session, practice, "https://iom.int/")
    ids = [practice.id for practice in practices]
    with counted() as statements:
        assert len(queries.texts_of(session, ids)) == 3
    assert len(statements) == 1


def test_every_change_of_attachments_is_a_change_for_searches(
    session: Session,
    folder: Path,
    make_practice: Callable[..., Practice],
    change_number: Callable[[Practice], int],
) -> None:
    practice = make_practice(OWN)
    numbers = [change_number(practice)]
    link = attach_link(session, practice, "https://iom.int/")
    numbers.append(change_number(practice))
    attach_file(session, folder, practice, b"text", "a.txt")
    numbers.append(change_number(practice))
    services.remove(session, practice, link, actor=SYSTEM)
    session.commit()
    numbers.append(change_number(practice))
    jobs.read(session)
    numbers.append(change_number(practice))
    assert numbers == sorted(set(numbers))


def test_a_text_that_arrives_does_not_disturb_whoever_edits_the_practice(
    session: Session, folder: Path, make_practice: Callable[..., Practice]
) -> None:
    practice = make_practice(OWN)
    attach_file(session, folder, practice, b"text", "a.txt")
    before = practice.version, practice.updated_at
    jobs.read(session)
    session.expire_all()
    assert (practice.version, practice.updated_at) == before


def test_the_job_reads_what_waits_once_and_goes_on_after_a_bad_file(
    session: Session,
    folder: Path,
    make_practice: Callable[..., Practice],
    run_command: Callable[..., Result],
) -> None:
    practice = make_practice(OWN)
    attach_file(session, folder, practice, b"%PDF-1.7\nbroken", "a.pdf")
    attach_file(session, folder, practice, b"text", "b.txt")
    assert JOBS[jobs.READ].work is jobs.read
    assert run_command("jobs", "run", jobs.READ).exit_code == 0
    session.expire_all()
    states = set(session.scalars(sa.select(StoredFile.text_state)))
    assert states == {TextState.FAILED, TextState.DONE}


def test_a_new_version_begins_with_the_attachments_and_changes_its_own_only(
    session: Session, folder: Path, make_practice: Callable[..., Practice]
) -> None:
    practice = make_practice(OWN)
    attach_file(session, folder, practice, b"text", "a.txt", "Report")
    attach_link(session, practice, "https://iom.int/", "IOM")
    version = make_practice(OWN, state=PracticeState.DRAFT, revises_id=practice.id)
    services.copy_to(session, practice, version)
    session.commit()
    before = contents(session, practice)
    assert contents(session, version) == before != []
    first = queries.attachments_of(session, version.id)[0]
    services.remove(session, version, first, actor=SYSTEM)
    session.commit()
    assert contents(session, practice) == before


def test_a_published_version_gives_its_attachments_to_the_practice(
    session: Session, folder: Path, make_practice: Callable[..., Practice]
) -> None:
    practice = make_practice(OWN)
    kept = attach_file(session, folder, practice, b"kept", "kept.txt", "Kept")
    gone = attach_link(session, practice, "https://iom.int/gone")
    version = make_practice(OWN, state=PracticeState.DRAFT, revises_id=practice.id)
    services.copy_to(session, practice, version)
    copied, copied_link = queries.attachments_of(session, version.id)
    copied.title = "Kept, under another title"
    services.remove(session, version, copied_link, actor=SYSTEM)
    added = attach_file(session, folder, version, b"new", "new.txt", "New")
    kept_id, gone_id, added_id = kept.id, gone.id, added.id

    services.take_over(session, version, practice)
    session.delete(version)
    session.commit()

    rows = queries.attachments_of(session, practice.id)
    assert [row.title for row in rows] == ["Kept, under another title", "New"]
    assert [row.id for row in rows] == [kept_id, added_id], "addresses stay"
    assert session.get(Attachment, gone_id) is None
    assert session.scalar(sa.select(sa.func.count()).select_from(Attachment)) == 2


def test_a_draft_that_is_deleted_takes_its_attachments_along(
    session: Session, folder: Path, make_practice: Callable[..., Practice]
) -> None:
    draft = make_practice(OWN, state=PracticeState.DRAFT)
    attach_file(session, folder, draft, b"text", "a.txt")
    session.delete(draft)
    session.commit()
    assert session.scalars(sa.select(Attachment)).all() == []
    assert session.scalars(sa.select(StoredFile)).all() != []
