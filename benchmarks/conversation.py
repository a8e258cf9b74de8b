"""Talk with a process of its own: one JSON object a line on standard input, one back."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from benchmarks import processes

#: Seconds: building an index of a million passages takes long.
_PATIENCE = 3_600.0


class Conversation:
    """A process that answers, as the measuring side sees it."""

    def __init__(self, process: psutil.Popen, log: Path) -> None:
        self.process = process
        self._log = log
        self._answer()

    def ask(self, **request: Any) -> Any:
        """Return the answer; raises :class:`~benchmarks.processes.Failed` when none comes."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        ready, _, _ = select.select([self.process.stdout], [], [], _PATIENCE)
        line = self.process.stdout.readline() if ready else ""
        if not line:
            last = self._log.read_text(errors="replace").strip().rpartition("\n")[2]
            raise processes.Failed(f"{self.process.args[2]} does not answer: {last[:300]}")
        return json.loads(line)


@contextlib.contextmanager
def talking(
    command: Sequence[str], environ: Mapping[str, str], log: Path
) -> Iterator[Conversation]:
    """Start a process and return once it is ready; it is stopped on leaving."""
    pipe = subprocess.PIPE
    with processes.started(command, environ, log, stdin=pipe, stdout=pipe) as process:
        yield Conversation(process, log)


def answer_requests(answer: Callable[[dict[str, Any]], object]) -> None:
    """Answer on the other side, until the questions end or the process is stopped.

    What libraries print goes to standard error.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with os.fdopen(os.dup(1), "w") as answers:
        os.dup2(2, 1)
        print(json.dumps({"ready": True}), file=answers, flush=True)
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line))), file=answers, flush=True)
