"""Start processes, watch what they use, and stop them whatever happens."""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_SAMPLED_EVERY = 0.02
_PATIENCE = 10
#: As on a machine of its own: what Python has compiled once is there at the next start.
_ENVIRON = {n: value for n, value in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
#: CPU seconds in half a second that a waiting server may use.
_IDLE = 0.03


class Failed(Exception):
    """A process ended with an error; the text holds the last lines it wrote."""


@dataclass(frozen=True)
class Used:
    """What a finished process took: seconds of wall and of CPU, and its peak RSS in bytes."""

    wall: float
    cpu: float
    peak: int


@contextlib.contextmanager
def started(
    command: Sequence[str],
    environ: Mapping[str, str],
    log: Path,
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int | None = None,
) -> Iterator[psutil.Popen]:
    """Run a process in the background; it and its children are stopped on leaving.

    It has a session of its own, so that Ctrl-C reaches only this program, which then stops it.
    """
    with log.open("ab") as output:
        process = psutil.Popen(
            command,
            env={**_ENVIRON, **environ},
            stdin=stdin,
            stdout=stdout or output,
            stderr=output,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            _stop(process)


def finished(
    command: Sequence[str], environ: Mapping[str, str], log: Path, timeout: float
) -> tuple[Used, str]:
    """Run a process to its end; return what it used and what it printed.

    Raises :class:`Failed` when it ends with an error or has not ended after timeout seconds.
    """
    begin, cpu = time.perf_counter(), _cpu_of_ended_children()
    with started(command, environ, log, stdout=subprocess.PIPE) as process:
        with watching_memory(process) as peak:
            try:
                output, _ = process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired as error:
                raise Failed(f"{command[:2]} has not ended after {timeout} s.") from error
        if process.returncode:
            raise Failed(f"{' '.join(command[:4])} failed:\n{log.read_text()[-2000:]}")
    wall = time.perf_counter() - begin
    return Used(wall, _cpu_of_ended_children() - cpu, peak[0]), output


@contextlib.contextmanager
def watching_memory(process: psutil.Process) -> Iterator[list[int]]:
    """Keep the highest RSS of a process, in bytes, in the list that is given."""
    peak = [0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_SAMPLED_EVERY):
            with contextlib.suppress(psutil.NoSuchProcess):
                peak[0] = max(peak[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def cpu_of_tree(process: psutil.Process) -> float:
    """Return the CPU seconds that a process and its children have used so far."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            used = one.cpu_times()
            total += used.user + used.system
    return total


def wait_until_idle(process: psutil.Process) -> None:
    """Return once a process and its children use next to no CPU, or patience is over."""
    used = cpu_of_tree(process)
    for _ in range(_PATIENCE * 2):
        time.sleep(0.5)
        before, used = used, cpu_of_tree(process)
        if used - before < _IDLE:
            return


def _cpu_of_ended_children() -> float:
    used = os.times()
    return used.children_user + used.children_system


def _stop(process: psutil.Popen) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        process.terminate()
        _ended, alive = psutil.wait_procs(family, timeout=_PATIENCE)
        for one in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
