"""What a process that reads files from people may not do, for the rest of its life."""

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import PurePath
from typing import Any

from rcp_ingest.limits import Limits

#: Seconds of CPU beyond the limit, for a process whose parent did not end it.
_GRACE = 30
_PROGRAMS = frozenset({"tesseract"})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_END_WITH_PARENT = 1
_STARTS = frozenset(
    {"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn"}
)


def confine(limits: Limits) -> None:
    """Bound what this process and those it starts may use; end it with its parent."""
    _end_with_parent()
    os.nice(10)
    for kind, limit in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, int(limits.seconds) + _GRACE),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    sys.addaudithook(_refuse)


def _end_with_parent() -> None:
    """Let the kernel end this process where nobody is left who would; Linux only."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise PermissionError where a library would reach out of the process."""
    if event == "open":
        path, mode, flags = arguments
        writes = flags & _WRITING if isinstance(flags, int) else set(mode or "") & set("wax+")
        # A number is a file that is open already, such as the pipe to a program.
        if writes and path != os.devnull and not isinstance(path, int):
            raise PermissionError(f"{path!r} may not be written")
    elif event.startswith("socket.") or event in _STARTS:
        raise PermissionError(f"{event} is not allowed here")
    elif event == "subprocess.Popen" and PurePath(str(arguments[0])).name not in _PROGRAMS:
        raise PermissionError(f"{arguments[0]} may not be started")
