"""An archive that is not whole, or not made for here, is refused before anything is written."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from tests.archiving import OTHER, OWN, another_instance, command, everything, fill

from rcp_platform.archives import importing
from rcp_platform.archives.container import Archive, Damaged
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.files import storage
from rcp_platform.practices.models import Practice

Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An archive as it was made."""
    folder = tmp_path_factory.mktemp("from")
    with another_instance(folder / "here") as here:
        fill(db.session, folder / "here" / "files")
        file = folder / "sound.zip"
        told = command(here, "archive", "export", "--rcp", OWN, "--output", str(file))
        assert told.exit_code == 0, told.output
    return file.read_bytes()


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An instance to which nothing is ever added here."""
    with another_instance(tmp_path_factory.mktemp("to") / "there") as app:
        yield app


@pytest.fixture
def refused(there: Flask, tmp_path: Path) -> Callable[..., str]:
    """Try to take something in; return what is said. Nothing has changed."""

    def refused(content: bytes, *options: str) -> str:
        file = tmp_path / "archive.zip"
        file.write_bytes(content)
        before = everything(db.session)
        db.session.rollback()
        told = command(there, "archive", "import", str(file), *options)
        assert isinstance(told.exception, SystemExit), told.exception
        assert told.exit_code == 1, told.output
        assert told.stderr.startswith("Error: ")
        assert "Nothing was changed." in told.stderr
        db.session.rollback()
        assert everything(db.session) == before
        assert list(storage.digests(there.extensions["settings"].files_folder)) == []
        return told.stderr

    return refused


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(parts: Parts) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def sealed(parts: Parts) -> bytes:
    """Pack parts under a manifest that fits them, as somebody would who changed them by hand."""
    manifest = json.loads(parts["manifest.json"])
    manifest["entries"] = [
        {
            "name": name,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "rows": content.count(b"\n") if name.endswith(".jsonl") else 0,
        }
        for name, content in parts.items()
        if name != "manifest.json"
    ]
    return packed(parts | {"manifest.json": json.dumps(manifest).encode()})


def with_rows(content: bytes, table: str, change: Callable[[list[dict[str, Any]]], None]) -> bytes:
    """Change the rows of a table and seal the archive again."""
    parts = parts_of(content)
    rows = [json.loads(line) for line in parts.get(f"{table}.jsonl", b"").splitlines()]
    change(rows)
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    return sealed(parts | {f"{table}.jsonl": text.encode()})


def with_manifest(content: bytes, **facts: Any) -> bytes:
    parts = parts_of(content)
    manifest = json.loads(parts["manifest.json"]) | facts
    return packed(parts | {"manifest.json": json.dumps(manifest).encode()})


def test_what_is_no_zip_or_was_cut_off(sound: bytes, refused: Callable[..., str]) -> None:
    for content in (b"", b"no archive", sound[: len(sound) // 2], sound[:-30]):
        assert "is no archive, or it is incomplete" in refused(content)


def test_a_changed_byte_anywhere_is_noticed(sound: bytes, refused: Callable[..., str]) -> None:
    parts = parts_of(sound)
    for name in ("practices.jsonl", next(name for name in parts if name.startswith("files/"))):
        changed = bytes([parts[name][0] ^ 1]) + parts[name][1:]
        assert "is not what it was" in refused(packed(parts | {name: changed}))
    middle = sound.index(b"practices.jsonl") + 200
    damaged = sound[:middle] + bytes([sound[middle] ^ 0xFF]) + sound[middle + 1 :]
    assert "is damaged" in refused(damaged) or "is not what it was" in refused(damaged)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_is_done_to_the_bytes_is_refused_with_a_sentence_or_without_effect(
    sound: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(sound) - 1))
    length = data.draw(st.integers(0, 40))
    put = data.draw(st.binary(max_size=40))
    with TemporaryDirectory() as folder:
        file = Path(folder, "archive.zip")
        file.write_bytes(sound[:at] + put + sound[at + length :])
        try:
            with Archive.open(file) as opened:
                importing.check(opened)
                found = {one.name: opened.opened(one).read() for one in opened.entries}
        except Damaged:
            return
    assert found == {name: held for name, held in parts_of(sound).items() if name in found}


def test_a_missing_or_an_added_entry_is_noticed(sound: bytes, refused: Callable[..., str]) -> None:
    parts = parts_of(sound)
    without = {name: content for name, content in parts.items() if name != "practices.jsonl"}
    assert "The entry practices.jsonl is missing." in refused(packed(without))
    assert "does not name: ../../evil" in refused(packed(parts | {"../../evil": b"x"}))
    del parts["manifest.json"]
    assert "There is no manifest.json" in refused(packed(parts))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_there_twice_is_noticed(
    sound: bytes, refused: Callable[..., str], tmp_path: Path
) -> None:
    target = io.BytesIO(sound)
    with zipfile.ZipFile(target, "a") as made:
        made.writestr("practices.jsonl", b"{}\n")
    assert "is there twice" in refused(target.getvalue())


@pytest.mark.parametrize(
    "name", ["../practices.jsonl", "/etc/passwd", "files/../../x", "files/abc", "Practices.jsonl"]
)
def test_names_that_lead_elsewhere_are_refused(
    sound: bytes, refused: Callable[..., str], name: str
) -> None:
    parts = parts_of(sound)
    assert "names an entry that cannot be" in refused(sealed(parts | {name: b"x"}))


def test_a_newer_format_and_a_manifest_that_says_nothing_are_refused(
    sound: bytes, refused: Callable[..., str]
) -> None:
    assert "Upgrade it" in refused(with_manifest(sound, format=2))
    assert "what format" in refused(with_manifest(sound, format="1"))
    assert "does not list" in refused(with_manifest(sound, entries=None))
    assert "which RCP" in refused(with_manifest(sound, rcp="../x"))
    absurd = [{"name": "practices.jsonl", "size": 3, "sha256": "0" * 64, "rows": 10**12}]
    assert "cannot be" in refused(with_manifest(sound, entries=absurd))
    for text in (b"[]", b"{", b"[" * 100_000):
        assert "manifest.json" in refused(packed(parts_of(sound) | {"manifest.json": text}))


def test_what_unpacks_to_far_more_is_refused(sound: bytes, refused: Callable[..., str]) -> None:
    bomb = sealed(parts_of(sound) | {"practices.jsonl": b" " * 60_000_000})
    assert len(bomb) < 200_000
    assert "unpacks to far more" in refused(bomb)


def test_rows_of_a_table_or_a_column_that_is_not_known_are_refused(
    sound: bytes, refused: Callable[..., str]
) -> None:
    parts = parts_of(sound)
    assert "“users”" in refused(sealed(parts | {"users.jsonl": b"{}\n"}))
    assert "“memberships”" in refused(sealed(parts | {"memberships.jsonl": b"{}\n"}))

    def add(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            row["rank"] = 1

    assert "the column “rank”" in refused(with_rows(sound, "practices", add))


CHANGES: dict[str, tuple[str, Callable[[list[dict[str, Any]]], None], str]] = {
    "a column that must be there": ("practices", lambda r: [x.pop("title") for x in r], "missing"),
    "rows that differ": ("practices", lambda r: r[1].pop("title"), "other columns"),
    "a type": ("practices", lambda r: r[0].update(title=5), "“title” cannot be 5"),
    "a length": ("practices", lambda r: r[0].update(title="x" * 501), "“title” cannot be"),
    "a state": ("practices", lambda r: r[0].update(state="best"), "“state” cannot be"),
    "a number": ("practices", lambda r: r[0].update(year_from=2**40), "“year_from” cannot be"),
    "a moment": ("practices", lambda r: r[0].update(created_at="soon"), "“created_at”"),
    "a theme": ("practices", lambda r: r[0].update(themes=["best"]), "“themes” cannot be"),
    "a State": ("rcp_states", lambda r: r[0].update(code="ZZ"), "“code” cannot be"),
    "a zone": ("meetings", lambda r: r[0].update(zone="Mars/Base"), "“zone” cannot be"),
    "an order": ("practices", lambda r: r.reverse(), "not numbered"),
    "a rule of the state": (
        "practices",
        lambda r: [x.update(published_at=None) for x in r],
        "does not fit",
    ),
    "a row that is not there": (
        "practice_quotations",
        lambda r: r[0].update(practice_id=99),
        "a row of practices that is not in the archive",
    ),
    "a person who is not there": (
        "practice_comments",
        lambda r: r[0].update(author_id="administrator@gov.example"),
        "a person who is not in the archive",
    ),
    "a kind of file": (
        "stored_files",
        lambda r: r[0].update(media_type="text/x-python"),
        "not taken",
    ),
    "a file that is not there": (
        "stored_files",
        lambda r: r[0].update(sha256="0" * 64),
        "not those that its rows tell of",
    ),
    "another RCP": ("rcps", lambda r: r[0].update(slug=OTHER), "not the RCP of the manifest"),
    "a row of another RCP": (
        "practices",
        lambda r: r[-1].update(rcp_slug=OTHER),
        "rows of practices that are not of",
    ),
    "an observer's seat elsewhere": (
        "observer_grants",
        lambda r: r[0].update(observer_slug=OWN, host_slug=OTHER),
        "rows of observer_grants that are not of",
    ),
    "an event of something else": (
        "audit_events",
        lambda r: r[0].update(subject="user:1"),
        "nothing in the archive",
    ),
    "another RCP's name": (
        "other_rcps",
        lambda r: r[0].update(slug="Not A Slug"),
        "cannot be a slug",
    ),
    "a right": ("people", lambda r: r[0].update(is_administrator=True), "other columns"),
    "an address": ("people", lambda r: r[0].update(email="nobody"), "names nobody"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_rows_that_were_changed_by_hand_are_refused(
    sound: bytes, refused: Callable[..., str], what: str
) -> None:
    table, change, said = CHANGES[what]
    assert said in refused(with_rows(sound, table, change))


def test_a_column_that_came_later_is_filled_with_its_default(sound: bytes, tmp_path: Path) -> None:
    def earlier(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            del row["scope"], row["embargo_until"]

    file = tmp_path / "earlier.zip"
    file.write_bytes(with_rows(sound, "practices", earlier))
    with another_instance(tmp_path / "there") as there:
        told = command(there, "archive", "import", str(file))
        assert told.exit_code == 0, told.output
        db.session.rollback()
        assert set(db.session.scalars(sa.select(Practice.scope))) == {""}


def test_a_quotation_cannot_be_put_into_the_mouth_of_others(sound: bytes, tmp_path: Path) -> None:
    """A row can name what others own, but not belong to it."""

    def steal(rows: list[dict[str, Any]]) -> None:
        rows[0]["practice_id"] = {"external_id": "theirs"}

    file = tmp_path / "changed.zip"
    file.write_bytes(with_rows(sound, "practice_quotations", steal))
    with another_instance(tmp_path / "there") as there:
        db.session.add(Rcp(slug=OTHER, name="Other", short_name="Other"))
        db.session.flush()
        db.session.add(
            Practice(rcp_slug=OTHER, external_id="theirs", title="Theirs", language="en")
        )
        db.session.commit()
        told = command(there, "archive", "import", str(file))
        assert "rows of practice_quotations that are not of" in told.stderr


def test_an_rcp_that_holds_something_else_here_is_left_as_it_is(
    sound: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "sound.zip"
    file.write_bytes(sound)
    with another_instance(tmp_path / "there") as there:
        db.session.add(Rcp(slug=OWN, name="Own", short_name="Own"))
        db.session.flush()
        db.session.add(Practice(rcp_slug=OWN, external_id="mine", title="Mine", language="en"))
        db.session.commit()
        told = command(there, "archive", "import", str(file))
        assert told.exit_code == 1
        assert "holds something here already (1 rows of practices)" in told.stderr


def test_what_is_here_under_another_rcp_is_not_taken_in_again(sound: bytes, tmp_path: Path) -> None:
    file = tmp_path / "sound.zip"
    file.write_bytes(sound)
    with another_instance(tmp_path / "there") as there:
        assert command(there, "archive", "import", str(file)).exit_code == 0
        told = command(there, "archive", "import", str(file), "--as", "again")
        assert told.exit_code == 1
        assert "are here already, of another RCP" in told.stderr
        told = command(there, "archive", "import", str(file), "--as", "Not a slug")
        assert told.exit_code == 1


def test_an_interruption_leaves_nothing(
    sound: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sound.zip"
    file.write_bytes(sound)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "_store_files", interrupted)
    with another_instance(tmp_path / "there") as there:
        assert command(there, "archive", "import", str(file)).exit_code == 1
        db.session.rollback()
        assert count_of(db.session) == 0
        monkeypatch.undo()
        assert command(there, "archive", "import", str(file)).exit_code == 0
        db.session.rollback()
        assert count_of(db.session) > 0


def count_of(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Practice)) or 0


def test_an_export_of_what_is_not_there_or_to_nowhere_is_refused(
    there: Flask, tmp_path: Path
) -> None:
    told = command(there, "archive", "export", "--rcp", "nobody")
    assert (told.exit_code, "There is no RCP" in told.stderr) == (1, True)
    nowhere = str(tmp_path / "missing" / "a.zip")
    with another_instance(tmp_path / "full") as full:
        folder = tmp_path / "full" / "files"
        fill(db.session, folder)
        told = command(full, "archive", "export", "--rcp", OWN, "--output", nowhere)
        assert (told.exit_code, "cannot be written" in told.stderr) == (1, True)
        storage.path_of(folder, next(storage.digests(folder))).unlink()
        there_is = tmp_path / "a.zip"
        told = command(full, "archive", "export", "--rcp", OWN, "--output", str(there_is))
        assert (told.exit_code, "is missing" in told.stderr) == (1, True)
        assert not there_is.exists()
        assert list(tmp_path.glob("tmp*")) == []
