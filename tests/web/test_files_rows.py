"""The rows of stored files: one for what a file holds, its text, and what nothing refers to."""

import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from click.testing import Result
from sqlalchemy.orm import Session
from tests import documents

from rcp_ingest import Limits
from rcp_platform.config import Settings
from rcp_platform.core.db import now
from rcp_platform.files import services, storage
from rcp_platform.files.models import StoredFile, TextState
from rcp_platform.files.refusals import Refused
from rcp_platform.practices.attachments.models import Attachment, AttachmentKind
from rcp_platform.practices.models import Practice

MOST = 2**20
CONTENT = documents.PNG
Keep = Callable[..., services.Kept]


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.files_folder


@pytest.fixture
def keep(session: Session, folder: Path) -> Keep:
    def keep(content: bytes, name: str = "report.pdf") -> services.Kept:
        kept = services.keep(session, folder, io.BytesIO(content), name, MOST)
        session.commit()
        return kept

    return keep


def all_rows(session: Session) -> list[StoredFile]:
    return list(session.scalars(sa.select(StoredFile)))


def age(session: Session, folder: Path) -> None:
    session.execute(sa.update(StoredFile).values(created_at=now() - timedelta(days=2)))
    session.commit()
    for path in folder.rglob("*"):
        os.utime(path, (0, 0))


def test_a_file_is_kept_with_its_size_and_type(session: Session, keep: Keep, folder: Path) -> None:
    content = documents.pdf("Fair")
    kept = keep(content, "../Fair\u202e.PDF")
    assert kept.name == "Fair.pdf"
    (row,) = all_rows(session)
    assert (row.size, row.media_type) == (len(content), "application/pdf")
    assert row.text_state == TextState.PENDING
    assert storage.path_of(folder, row.sha256).read_bytes() == content


def test_the_same_bytes_have_one_row_under_many_names(session: Session, keep: Keep) -> None:
    first, second = keep(documents.PNG, "a.png"), keep(documents.PNG, "b.png")
    assert first.file is second.file
    assert (first.name, second.name) == ("a.png", "b.png")
    assert len(all_rows(session)) == 1


def test_what_is_refused_leaves_neither_row_nor_bytes(
    session: Session, keep: Keep, folder: Path
) -> None:
    with pytest.raises(Refused):
        keep(b"MZ", "report.pdf")
    assert all_rows(session) == []
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("name", "content", "state", "text"),
    [
        ("a.pdf", documents.pdf("Fair fees"), TextState.DONE, "Fair fees"),
        ("a.txt", b" Fair fees \r\n", TextState.DONE, "Fair fees"),
        ("a.pdf", documents.pdf(content=b""), TextState.NONE, ""),
        ("a.pdf", b"%PDF-1.7\nbroken", TextState.FAILED, ""),
    ],
)
def test_the_text_of_a_file_is_taken_out_and_how_that_went_is_kept(
    session: Session,
    keep: Keep,
    folder: Path,
    name: str,
    content: bytes,
    state: TextState,
    text: str,
) -> None:
    row = keep(content, name).file
    assert services.pending(session) == [row.sha256]
    assert services.take_text(session, folder, row.sha256) is row
    assert (row.text_state, row.text) == (state, text)
    assert services.pending(session) == []


def test_an_image_waits_for_no_text(session: Session, keep: Keep) -> None:
    assert keep(documents.PNG, "a.png").file.text_state == TextState.NONE
    assert services.pending(session) == []


def test_a_text_that_is_too_long_or_of_an_unknown_file_harms_nobody(
    session: Session, keep: Keep, folder: Path
) -> None:
    row = keep(b"word " * 100, "a.txt").file
    services.take_text(session, folder, row.sha256, Limits(characters=9))
    assert (row.text_state, row.text) == (TextState.DONE, "word word")
    assert services.take_text(session, folder, "0" * 64) is None


def test_a_sweep_clears_away_what_nothing_refers_to_after_a_day(
    session: Session, keep: Keep, folder: Path, make_practice: Callable[..., Practice]
) -> None:
    used, unused = keep(documents.PNG, "a.png").file, keep(documents.JPEG, "b.jpg").file.sha256
    attached = Attachment(kind=AttachmentKind.FILE, sha256=used.sha256, name="a.png", title="A")
    attached.practice_id, attached.language = make_practice("rcm").id, "en"
    attached.position = 0
    session.add(attached)
    session.commit()
    services.sweep(session, folder)
    session.commit()
    assert len(all_rows(session)) == 2
    age(session, folder)
    assert services.sweep(session, folder).unused == 0
    session.commit()
    assert all_rows(session) == [used]
    assert services.sweep(session, folder).unused == 1
    assert set(storage.digests(folder)) == {used.sha256} != {unused}


def test_a_file_sent_again_is_not_swept(session: Session, keep: Keep, folder: Path) -> None:
    keep(documents.PNG, "a.png")
    age(session, folder)
    keep(documents.PNG, "a.png")
    services.sweep(session, folder)
    session.commit()
    assert len(all_rows(session)) == 1


def test_the_sweep_says_what_it_did_and_fails_where_a_file_is_missing(
    session: Session, keep: Keep, folder: Path, run_command: Callable[..., Result]
) -> None:
    row = keep(documents.PNG, "a.png").file
    (folder / "incoming" / "stopped").write_bytes(b"x")
    age(session, folder)
    row.created_at = now()
    session.commit()
    result = run_command("files", "sweep")
    assert result.exit_code == 0
    assert "1 stopped uploads and 0 files deleted." in result.output
    storage.path_of(folder, row.sha256).unlink()
    result = run_command("files", "sweep")
    assert result.exit_code == 1
    assert "1 files are missing" in result.output


def test_many_who_send_the_same_at_once_share_one_row(outbox: sa.Engine, tmp_path: Path) -> None:
    together = Barrier(4)

    def send(number: int) -> str:
        with Session(outbox) as session:
            together.wait()
            kept = services.keep(session, tmp_path, io.BytesIO(CONTENT), f"{number}.png", MOST)
            session.commit()
            return kept.file.sha256

    with ThreadPoolExecutor(4) as people:
        sent = set(people.map(send, range(4)))
    with Session(outbox) as session:
        assert {row.sha256 for row in all_rows(session)} == sent
    assert set(storage.digests(tmp_path)) == sent


def test_what_is_sent_again_while_it_is_swept_stays(outbox: sa.Engine, tmp_path: Path) -> None:
    with Session(outbox) as session:
        services.keep(session, tmp_path, io.BytesIO(CONTENT), "a.png", MOST)
        session.commit()
        age(session, tmp_path)
    with Session(outbox) as sender, Session(outbox) as sweeper, ThreadPoolExecutor(1) as other:
        services.keep(sender, tmp_path, io.BytesIO(CONTENT), "a.png", MOST)

        def sweep() -> None:
            services.sweep(sweeper, tmp_path)
            sweeper.commit()

        swept = other.submit(sweep)
        sender.commit()
        swept.result(timeout=60)
        assert len(all_rows(sender)) == 1
        assert len(set(storage.digests(tmp_path))) == 1
