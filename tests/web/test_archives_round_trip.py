"""What an RCP owns goes out as one archive and comes back the same, elsewhere too."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from sqlalchemy.orm import Session
from tests.archiving import (
    OTHER,
    OWN,
    THIRD,
    another_instance,
    command,
    entries_of,
    everything,
    fill,
    rows_of,
)

from rcp_platform.accounts.models import Membership, User
from rcp_platform.archives.tables import LEFT_OUT, OWNED, REFERRED
from rcp_platform.audit.models import AuditEvent
from rcp_platform.config import Settings
from rcp_platform.core.access import VISITOR, Actor, Role, Seat
from rcp_platform.core.db import Base
from rcp_platform.core.labels import labels_of
from rcp_platform.directory.models import Rcp
from rcp_platform.discovery.engine import current_engine
from rcp_platform.extensions import db
from rcp_platform.files import storage
from rcp_platform.practices.attachments.models import Attachment
from rcp_platform.practices.models import Practice
from rcp_search import Query

#: What names others of the instance, or what it has of them: not the RCP's own.
BESIDE = ("people.jsonl", "other_rcps.jsonl")
Export = Callable[[str], Path]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that was made elsewhere."""
    folder = tmp_path_factory.mktemp("from")
    file = folder / "own.zip"
    with another_instance(folder / "here") as here:
        fill(db.session, folder / "here" / "files")
        told = command(here, "archive", "export", "--rcp", OWN, "--output", str(file))
        assert told.exit_code == 0, told.output
    return file


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.files_folder


@pytest.fixture
def export(
    session: Session, folder: Path, tmp_path: Path, run_command: Callable[..., Result]
) -> Export:
    """Fill the instance of the test, and give archives of it."""
    fill(session, folder)

    def export(name: str) -> Path:
        file = tmp_path / name
        told = run_command("archive", "export", "--rcp", OWN, "--output", str(file))
        assert told.exit_code == 0, told.output
        return file

    return export


def test_every_table_is_declared_once() -> None:
    tables = set(Base.metadata.tables)
    declared = [*OWNED, *REFERRED, *LEFT_OUT]
    assert sorted(declared) == sorted(tables), tables.symmetric_difference(declared)


def test_whatever_can_be_of_an_rcp_is_in_the_archive(archive: Path) -> None:
    tables = {name.removesuffix(".jsonl") for name in entries_of(archive)}
    assert OWNED.keys() - tables == set()


def test_an_archive_holds_no_number_of_the_database_and_no_secret(
    export: Export, session: Session
) -> None:
    session.execute(sa.update(User).values(password_hash="hash-of-a-password"))
    session.commit()
    text = b"".join(
        content for name, content in entries_of(export("a.zip")).items() if "files/" not in name
    ).decode()
    assert "hash-of-a-password" not in text
    for key in session.scalars(sa.select(User.session_key)):
        assert key not in text
    for row in rows_of(export("b.zip"), "practices"):
        assert row["rcp_slug"] == OWN


def test_the_manifest_says_what_it_is_and_what_each_entry_must_be(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
    assert (manifest["format"], manifest["rcp"]) == (1, OWN)
    assert manifest["program"]
    assert manifest["made_at"].endswith("+00:00")
    assert {one["name"] for one in manifest["entries"]} == set(entries_of(archive))


def test_the_same_content_gives_the_same_bytes(export: Export) -> None:
    assert entries_of(export("a.zip")) == entries_of(export("b.zip"))


def test_elsewhere_it_is_taken_in_and_goes_out_the_same(archive: Path, tmp_path: Path) -> None:
    with another_instance(tmp_path / "there") as there:
        crowd(db.session)
        told = command(there, "archive", "import", str(archive))
        assert told.exit_code == 0, told.output
        again = tmp_path / "again.zip"
        told = command(there, "archive", "export", "--rcp", OWN, "--output", str(again))
        assert told.exit_code == 0, told.output
        stored = tmp_path / "there" / "files"
        held = {sha256: storage.path_of(stored, sha256) for sha256 in storage.digests(stored)}
        assert {f"files/{sha256}": path.read_bytes() for sha256, path in held.items()} == {
            name: content for name, content in entries_of(archive).items() if "files/" in name
        }
    assert_same(archive, again)


@pytest.mark.postgresql
def test_from_sqlite_to_postgresql_and_back(
    archive: Path, tmp_path: Path, postgresql_url: str
) -> None:
    again, back = tmp_path / "again.zip", tmp_path / "back.zip"
    with another_instance(tmp_path / "there", postgresql_url) as there:
        crowd(db.session)
        for arguments in (
            ("import", str(archive)),
            ("export", "--rcp", OWN, "--output", str(again)),
            ("import", str(archive)),
        ):
            told = command(there, "archive", *arguments)
            assert told.exit_code == 0, told.output
        # The next number is given by the database, and it is free.
        db.session.add(Practice(rcp_slug=OWN, external_id="new", title="New", language="en"))
        db.session.commit()
    assert_same(archive, again)
    with another_instance(tmp_path / "third") as third:
        assert command(third, "archive", "import", str(again)).exit_code == 0
        assert (
            command(third, "archive", "export", "--rcp", OWN, "--output", str(back)).exit_code == 0
        )
    assert_same(archive, back)


def crowd(session: Session) -> None:
    """Let there be something before, so that every number becomes another one."""
    session.add_all(User(email=f"x{n}@gov.example", display_name="X") for n in range(7))
    session.add(Rcp(slug="fourth", name="Fourth", short_name="Fourth"))
    session.add_all(
        Practice(rcp_slug="fourth", external_id=f"f{n}", title="Fourth", language="en")
        for n in range(5)
    )
    # What one of its practices points to is named by what it is called everywhere.
    session.add(Rcp(slug=OTHER, name="Other Process", short_name="Other", regions=["asia"]))
    session.flush()
    session.commit()


def assert_same(one: Path, other: Path) -> None:
    """The duplicate of a practice that is not there, and what names it, aside."""
    first, second = comparable(one), comparable(other)
    assert first.keys() == second.keys()
    for name in first:
        assert first[name] == second[name], name


def comparable(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, content in entries_of(file).items():
        if name in BESIDE or name.startswith("files/"):
            found[name] = content
            continue
        rows = [json.loads(line) for line in content.splitlines()]
        for row in rows:
            if row.get("external_id") == "own-duplicate":
                row |= {"state": "", "duplicate_of_id": None}
            if name == "meeting_invitations.jsonl":
                row["practice_id"] = None
        found[name] = rows
    return found


def test_what_is_named_and_not_there_is_told_and_left_empty(archive: Path, tmp_path: Path) -> None:
    with another_instance(tmp_path / "there") as there:
        told = command(there, "archive", "import", str(archive))
        assert "practices.duplicate_of_id named something that others own" in told.stderr
        assert "it counts as declined" in told.stderr
        assert f"The RCP “{THIRD}” is in the directory now." in told.stderr
        closed = db.session.scalars(sa.select(Practice).filter_by(external_id="own-duplicate"))
        assert closed.one().state == "declined"


def test_what_others_own_is_named_again_where_it_is_there(archive: Path, tmp_path: Path) -> None:
    (row,) = [r for r in rows_of(archive, "practices") if r["external_id"] == "own-duplicate"]
    original = row["duplicate_of_id"]["external_id"]
    with another_instance(tmp_path / "there") as there:
        crowd(db.session)
        theirs = Practice(rcp_slug=OTHER, external_id=original, title="Before", language="en")
        db.session.add(theirs)
        db.session.commit()
        assert command(there, "archive", "import", str(archive)).exit_code == 0
        closed = db.session.scalars(sa.select(Practice).filter_by(external_id="own-duplicate"))
        assert closed.one().duplicate_of_id == theirs.id


def test_taking_it_in_twice_changes_nothing(archive: Path, tmp_path: Path) -> None:
    with another_instance(tmp_path / "there") as there:
        theirs = Practice(
            rcp_slug=OTHER, external_id=original_of(archive), title="Before", language="en"
        )
        db.session.add_all([Rcp(slug=OTHER, name="Other", short_name="Other"), theirs])
        db.session.commit()
        assert command(there, "archive", "import", str(archive)).exit_code == 0
        db.session.rollback()
        before = everything(db.session)
        db.session.rollback()
        told = command(there, "archive", "import", str(archive))
        assert (told.exit_code, "is here already" in told.output) == (0, True), told.output
        db.session.rollback()
        assert everything(db.session) == before


def test_what_others_bring_later_does_not_make_it_another_one(
    archive: Path, tmp_path: Path
) -> None:
    with another_instance(tmp_path / "there") as there:
        assert command(there, "archive", "import", str(archive)).exit_code == 0
        db.session.rollback()
        db.session.add(
            Practice(
                rcp_slug=OTHER, external_id=original_of(archive), title="Before", language="en"
            )
        )
        db.session.commit()
        told = command(there, "archive", "import", str(archive))
        assert (told.exit_code, "is here already" in told.output) == (0, True), told.output
        changed = db.session.scalars(sa.select(Practice).filter_by(external_id="own-archived"))
        changed.one().summary = "Another summary."
        db.session.commit()
        assert command(there, "archive", "import", str(archive)).exit_code == 1


def original_of(file: Path) -> str:
    (row,) = [r for r in rows_of(file, "practices") if r["external_id"] == "own-duplicate"]
    name: str = row["duplicate_of_id"]["external_id"]
    return name


def test_here_where_it_comes_from_nothing_is_to_be_done(
    export: Export, run_command: Callable[..., Result], session: Session
) -> None:
    file = export("a.zip")
    before = everything(session)
    told = run_command("archive", "import", str(file))
    assert (told.exit_code, "is here already" in told.output) == (0, True), told.output
    assert everything(session) == before


def test_a_trial_says_what_would_be_done_and_does_nothing(archive: Path, tmp_path: Path) -> None:
    with another_instance(tmp_path / "there") as there:
        before = everything(db.session)
        db.session.rollback()
        told = command(there, "archive", "import", str(archive), "--dry-run")
        assert (told.exit_code, "would be taken in" in told.output) == (0, True), told.output
        assert everything(db.session) == before
        assert list(storage.digests(tmp_path / "there" / "files")) == []


def test_it_can_come_back_under_another_slug(archive: Path, tmp_path: Path) -> None:
    with another_instance(tmp_path / "there") as there:
        told = command(there, "archive", "import", str(archive), "--as", "new-rcp")
        assert told.exit_code == 0, told.output
        db.session.rollback()
        assert db.session.get(Rcp, "new-rcp") is not None
        assert db.session.get(Rcp, OWN) is None
        count = sa.select(sa.func.count()).select_from(Practice).filter_by(rcp_slug="new-rcp")
        assert db.session.scalar(count) == len(rows_of(archive, "practices"))
        events = db.session.scalars(sa.select(AuditEvent).filter_by(subject="rcp:new-rcp"))
        assert "archive.import" in {event.action for event in events}


def test_people_come_along_without_password_seat_or_rights(archive: Path, tmp_path: Path) -> None:
    with another_instance(tmp_path / "there") as there:
        assert command(there, "archive", "import", str(archive)).exit_code == 0
        db.session.rollback()
        people = db.session.scalars(sa.select(User)).all()
        assert {user.email for user in people} == {
            f"focal@{OWN}.example",
            f"focal@{OTHER}.example",
        }
        for user in people:
            assert (user.password_hash, user.is_administrator) == (None, False)
            assert labels_of(user.actor) == labels_of(VISITOR)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Membership)) == 0


def test_the_audit_record_goes_along_marked_and_the_journey_is_written_down(
    export: Export, tmp_path: Path, session: Session
) -> None:
    file = export("a.zip")
    left = session.scalars(sa.select(AuditEvent).filter_by(action="archive.export")).one()
    assert left.subject == f"rcp:{OWN}"
    with another_instance(tmp_path / "there") as there:
        crowd(db.session)
        assert command(there, "archive", "import", str(file)).exit_code == 0
        db.session.rollback()
        published = db.session.scalars(
            sa.select(Practice).filter_by(title="Fair recruitment fees")
        ).one()
        events = db.session.scalars(
            sa.select(AuditEvent).filter_by(subject=f"practice:{published.id}")
        ).all()
        assert {"practice.create", "practice.publish"} <= {event.action for event in events}
        assert all(event.details["from_archive"] == "yes" for event in events)
        came = db.session.scalars(sa.select(AuditEvent).filter_by(action="archive.import")).one()
        assert came.details["of"] == OWN


QUESTIONS = ("recruitment fees", "IOM", "It worked", "Жизнь", "Report", "انخفضت")


def test_searches_find_there_what_they_found_here_for_the_same_readers(
    export: Export, tmp_path: Path, session: Session
) -> None:
    file = export("a.zip")
    here = found(session)
    assert here[("own", "Report")]
    assert not here[("other", "Report")]
    with another_instance(tmp_path / "there") as there:
        crowd(db.session)
        assert command(there, "archive", "import", str(file)).exit_code == 0
        assert found(db.session) == here


READERS = {
    "visitor": VISITOR,
    "own": Actor(1, seats=frozenset({Seat(OWN, Role.SECRETARIAT)})),
    "other": Actor(2, seats=frozenset({Seat(OTHER, Role.MEMBER)})),
    "third": Actor(3, seats=frozenset({Seat(THIRD, Role.MEMBER)})),
}


def found(session: Session) -> dict[tuple[str, str], set[tuple[str, str, str]]]:
    """What each reader finds of the RCP: its practice, in which section, in which words."""
    session.rollback()
    engine = current_engine().in_step(session)
    names = dict(
        session.execute(sa.select(Practice.id, Practice.external_id).filter_by(rcp_slug=OWN)).all()
    )
    return {
        (who, text): {
            (names[hit.key], hit.passage.section.partition(":")[0], hit.passage.text)
            for hit in engine.search(Query(text, labels_of(actor), limit=50)).hits
            if hit.key in names
        }
        for who, actor in READERS.items()
        for text in QUESTIONS
    }


def test_attachments_keep_their_audience(archive: Path, tmp_path: Path) -> None:
    with another_instance(tmp_path / "there") as there:
        assert command(there, "archive", "import", str(archive)).exit_code == 0
        db.session.rollback()
        audiences = db.session.execute(sa.select(Attachment.title, Attachment.audience)).all()
        assert ("Report", "members") in [tuple(row) for row in audiences]
