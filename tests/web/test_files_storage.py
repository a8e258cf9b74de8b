"""A file is stored whole under the digest of what it holds, or not at all."""

import hashlib
import io
import os
import signal
import stat
from pathlib import Path

import pytest

from rcp_platform.files import storage

CONTENT = b"Fair recruitment" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
A_WEEK = 7 * 24 * 3600


def store(folder: Path, content: bytes = CONTENT) -> storage.Received:
    with storage.received(folder, io.BytesIO(content), len(content)) as file:
        storage.keep(folder, file)
    return file


def everything(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()} - {".lock"}


def age(folder: Path) -> None:
    for path in folder.rglob("*"):
        os.utime(path, (0, path.stat().st_mtime - A_WEEK))


def test_a_file_is_found_by_the_digest_of_what_it_holds(tmp_path: Path) -> None:
    file = store(tmp_path)
    assert (file.sha256, file.size) == (DIGEST, len(CONTENT))
    path = storage.path_of(tmp_path, DIGEST)
    assert path == tmp_path / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert path.read_bytes() == CONTENT
    assert everything(tmp_path) == {DIGEST} == set(storage.digests(tmp_path))


def test_a_file_can_be_read_by_the_account_of_the_site_alone(tmp_path: Path) -> None:
    store(tmp_path)
    assert stat.S_IMODE(storage.path_of(tmp_path, DIGEST).stat().st_mode) == 0o600


def test_the_same_bytes_are_stored_once(tmp_path: Path) -> None:
    store(tmp_path)
    store(tmp_path)
    assert everything(tmp_path) == {DIGEST}


def test_a_file_that_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    with storage.received(tmp_path, io.BytesIO(CONTENT), len(CONTENT)) as file:
        assert file.path.read_bytes() == CONTENT
    assert everything(tmp_path) == set()


def test_a_file_that_is_too_large_is_not_read_to_its_end_and_leaves_nothing(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(storage.TooLarge), storage.received(tmp_path, stream, 1000):
        pytest.fail("it was received")
    assert stream.given < 2**20
    assert everything(tmp_path) == set()


def test_a_stream_that_fails_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("the line is down")
            return super().read(8)

    with pytest.raises(OSError, match="line"), storage.received(tmp_path, Broken(CONTENT), 10**6):
        pytest.fail("it was received")
    assert everything(tmp_path) == set()


def die(*_arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class KilledWhileReading(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        return super().read(8) if self.tell() == 0 else die() or b""


@pytest.mark.parametrize("moment", ["read", "fsync", "replace", "kept"])
def test_a_process_killed_at_any_moment_leaves_a_whole_file_or_none(
    tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = os.fork()
    if process == 0:
        stream = KilledWhileReading(CONTENT) if moment == "read" else io.BytesIO(CONTENT)
        if moment != "read":
            target = {"fsync": (os, "fsync"), "replace": (Path, "replace")}
            monkeypatch.setattr(*target.get(moment, (storage, "_sync")), die)
        with storage.received(tmp_path, stream, len(CONTENT)) as file:
            storage.keep(tmp_path, file)
        os._exit(1)
    _, status = os.waitpid(process, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    if moment == "kept":
        assert storage.path_of(tmp_path, DIGEST).read_bytes() == CONTENT
        return
    assert set(storage.digests(tmp_path)) == set()
    assert len(everything(tmp_path)) == 1
    assert storage.sweep_incoming(tmp_path) == 0
    age(tmp_path)
    assert storage.sweep_incoming(tmp_path) == 1
    assert everything(tmp_path) == set()


def test_files_without_a_row_are_swept_when_they_are_a_day_old(tmp_path: Path) -> None:
    named = store(tmp_path, b"named").sha256
    store(tmp_path)
    assert storage.sweep_unnamed(tmp_path, {named}) == 0
    age(tmp_path)
    assert storage.sweep_unnamed(tmp_path, {named}) == 1
    assert everything(tmp_path) == {named}


def test_an_old_file_that_is_sent_again_is_young_again(tmp_path: Path) -> None:
    store(tmp_path)
    age(tmp_path)
    store(tmp_path)
    assert storage.sweep_unnamed(tmp_path, set()) == 0


def test_a_sweep_where_nothing_was_ever_stored_finds_nothing(tmp_path: Path) -> None:
    assert storage.sweep_incoming(tmp_path / "none") == 0
    assert storage.sweep_unnamed(tmp_path / "none", set()) == 0
