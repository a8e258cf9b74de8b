"""A short run of what ``make stress`` does for minutes."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
#: Seconds; only a run that hangs takes so long.
LONGEST = 600


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def test_the_index_is_in_step_and_loses_nothing_while_processes_are_killed(
    database: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.stress", "--database", database]
    run = subprocess.Popen(
        [*command, "--minutes", "0.1", "--seed", "1"],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = run.communicate(timeout=LONGEST)
    finally:
        run.terminate()
        run.communicate()
    assert run.returncode == 0, output
    assert left_behind(run.pid) == []


def left_behind(session: int) -> list[int]:
    """Return the processes of a session; one may end while they are looked at."""
    found = []
    for number in psutil.pids():
        with suppress(ProcessLookupError):
            if os.getsid(number) == session:
                found.append(number)
    return found
