"""Try damaged files: ``python -m tests.fuzz [--engine NAME] [--minutes N] [--target KIND]``."""

import argparse
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.fuzz.attempts import LONGEST, TARGETS

ENGINES = ("hypothesis", "atheris")
#: Seconds to start, and to end after the time is over.
_GRACE = 60 + 2 * LONGEST
_TOLD_BY_ATHERIS = re.compile(r"stat::number_of_executed_units: +(\d+)")


def main() -> None:
    """Run one engine or both over all targets; exit with 1 when an input hung or crashed."""
    arguments = _parser().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    failed = False
    for engine in arguments.engine or ENGINES:
        targets = arguments.target or TARGETS
        each = arguments.minutes * 60 * arguments.workers / len(targets)
        print(f"{engine}: {len(targets)} targets, {each:.0f} s each", flush=True)
        failed |= not _run(engine, targets, each, arguments.workers, arguments.seed)
    sys.exit(1 if failed else 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--target", choices=TARGETS, action="append")
    parser.add_argument("--minutes", type=float, default=10, help="for each engine (10)")
    parser.add_argument("--workers", type=int, default=2, help="processes at a time (2)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    return parser


def _run(engine: str, targets: Sequence[str], seconds: float, workers: int, seed: int) -> bool:
    def tried(target: str) -> bool:
        said, is_well = _try(engine, target, seconds, seed)
        print(f"{engine} {target}: {said}", flush=True)
        return is_well

    with ThreadPoolExecutor(workers) as pool:
        return all(list(pool.map(tried, targets)))


def _try(engine: str, target: str, seconds: float, seed: int) -> tuple[str, bool]:
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{engine}-"))
    command = [sys.executable, "-m", f"tests.fuzz.by_{engine}", target]
    try:
        ended = subprocess.run(
            [*command, str(seconds), str(folder), str(seed)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds + _GRACE,
        )
    except subprocess.TimeoutExpired:
        return f"does not end. Files: {folder}", False
    output = ended.stdout.decode(errors="replace")
    if ended.returncode:
        (folder / "output").write_bytes(ended.stdout)
        return f"failed with the seed {seed}. Files: {folder}\n{output[-2000:]}", False
    shutil.rmtree(folder)
    counted = _TOLD_BY_ATHERIS.search(output)
    return f"{int(counted[1]):,} inputs" if counted else output.strip(), True


if __name__ == "__main__":
    main()
