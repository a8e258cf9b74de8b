"""Private copies of a folder of files that are never written twice."""

import fcntl
import os
import shutil
import tempfile
import weakref
from pathlib import Path

_SUFFIX = ".clone"
_LOCK = "in-use"


class Clone:
    """A folder of hard links to the files of another, which may then change or go.

    Files are copied where they cannot be linked. The folder goes with this object or its
    process; the children that the process forked may use it until then. What a killed process
    left is removed by the next clone beside it: the lock on a clone ends with its processes.
    """

    def __init__(self, source: Path | None = None, beside: Path | None = None) -> None:
        if beside is not None:
            remove_abandoned(beside)
        self.path = Path(tempfile.mkdtemp(_SUFFIX, dir=beside))
        self._lock = _locked(self.path)
        self._end = weakref.finalize(self, _remove, self.path, self._lock, os.getpid())
        if source is not None:
            link_files(source, self.path)


def link_files(source: Path, target: Path) -> None:
    """Let a folder have the files of another, but not its locks."""
    for file in source.iterdir():
        if file.name == _LOCK or file.suffix == ".lock":
            continue
        try:
            os.link(file, target / file.name)
        except OSError:
            shutil.copyfile(file, target / file.name)


def remove_abandoned(folder: Path) -> None:
    """Remove the clones in a folder that no process has any more."""
    for lock in folder.glob(f"*{_SUFFIX}/{_LOCK}"):
        try:
            with lock.open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:
            continue


def _locked(folder: Path) -> int:
    """Lock a folder before anybody can see that it is not."""
    unseen = folder / f"{_LOCK}.new"
    lock = os.open(unseen, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC)
    fcntl.flock(lock, fcntl.LOCK_EX)
    unseen.rename(folder / _LOCK)
    return lock


def _remove(path: Path, lock: int, process: int) -> None:
    if os.getpid() == process:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)
