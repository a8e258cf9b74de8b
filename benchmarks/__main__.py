"""Measure and report: ``python -m benchmarks [--only PART] [--large] [--quick]``."""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import (
    alerts,
    documents,
    embedding,
    engine,
    first_page,
    http_search,
    indexing,
    lists,
    reading,
    report,
    results,
)
from benchmarks.instance import PERSON, Instance
from benchmarks.peers import part as peers
from benchmarks.processes import Failed
from benchmarks.results import Outcome
from benchmarks.world import PASSAGES_EACH, World
from rcp_search.models.preparing import default_source

_SEED = 2026


@dataclass(frozen=True)
class _Sizes:
    """How much is measured."""

    practices: int
    passages: int
    starts: int
    searches: int
    batches: int
    engine: Sequence[int]
    peers: Sequence[int]
    pages: int


_FULL = _Sizes(
    practices=1_000,
    passages=10_000,
    starts=3,
    searches=200,
    batches=8,
    engine=(1_000, 10_000, 100_000),
    peers=(1_000, 5_000, 20_000, 100_000),
    pages=60,
)
_QUICK = _Sizes(
    practices=20,
    passages=600,
    starts=1,
    searches=20,
    batches=1,
    engine=(1_000, 2_000),
    peers=(300, 1_000),
    pages=3,
)
_LARGE = 1_000_000


class _Bench:
    """Measures parts on an instance in a temporary folder."""

    def __init__(self, folder: Path, sizes: _Sizes, progress: Progress) -> None:
        self._folder = folder
        self._sizes = sizes
        self._progress = progress
        self._world = World(_SEED)
        self._model = default_source()
        #: In the order in which they are measured: the first finds an empty instance.
        self.parts: dict[str, Callable[[], Outcome]] = {
            "import": self._import,
            "start": self._start,
            "http": self._http,
            "embedding": self._embedding,
            "engine": self._engine,
            "peers": self._peers,
            "alerts": self._alerts,
            "lists": self._lists,
            "documents": self._documents,
            "reading": self._reading,
        }

    def _import(self) -> Outcome:
        step = self._stage("Importing practices", 4)
        count = self._sizes.practices
        table = indexing.measure(self._instance, self._model, self._world, count, step)
        return Outcome([table])

    def _start(self) -> Outcome:
        vectors, token = self._filled
        step = self._stage("Starting the server", self._sizes.starts + 1)
        asked = self._questions[: self._sizes.starts]
        return Outcome(
            [first_page.measure(self._instance, self._model, vectors, token, asked, step)]
        )

    def _http(self) -> Outcome:
        vectors, token = self._filled
        step = self._stage("Searching over HTTP", self._sizes.searches + 1)
        asked = self._questions[self._sizes.starts :]
        return Outcome(
            [http_search.measure(self._instance, self._model, vectors, token, asked, step)]
        )

    def _embedding(self) -> Outcome:
        sizes = self._sizes
        step = self._stage("Embedding", sizes.batches + 1)
        return embedding.measure(
            self._instance, self._model, self._world, sizes.searches, sizes.batches, step
        )

    def _engine(self) -> Outcome:
        sizes = self._sizes.engine
        step = self._stage("Inside the engine", engine.STEPS * len(sizes))
        return engine.measure(self._instance, self._folder, sizes, self._sizes.searches, step)

    def _peers(self) -> Outcome:
        sizes = self._sizes.peers
        step = self._stage("Beside other engines", peers.STEPS * len(sizes))
        searches = self._sizes.searches // 2
        return peers.measure(self._instance, self._model, self._folder, sizes, searches, step)

    def _alerts(self) -> Outcome:
        practices, searches = self._sizes.passages // PASSAGES_EACH, 5 * self._sizes.searches
        step = self._stage("Looking for alerts", alerts.STEPS)
        return alerts.measure(self._instance, self._world, self._folder, practices, searches, step)

    def _lists(self) -> Outcome:
        step = self._stage("Rendering long lists", lists.STEPS)
        return lists.measure(self._instance, self._folder, self._sizes.searches // 10, step)

    def _documents(self) -> Outcome:
        return documents.measure(self._stage("Reading labelled documents", documents.count()))

    def _reading(self) -> Outcome:
        step = self._stage("Reading documents of every kind", reading.STEPS)
        return reading.measure(self._folder, self._sizes.pages, step)

    @cached_property
    def _instance(self) -> Instance:
        step = self._stage("Preparing an instance", 2)
        instance = Instance(self._folder)
        instance.run("init")
        step()
        instance.run("sample-data")
        step()
        return instance

    @cached_property
    def _filled(self) -> tuple[Path, str]:
        """The vectors of all passages, once there are enough, and a token to search with."""
        instance, passages = self._instance, self._sizes.passages
        step = self._stage(f"Filling up to {passages:,} passages", 1)
        file, first = self._folder / "filling.jsonl", self._sizes.practices
        while (missing := passages - instance.passages()) > 0:
            count = -(-missing // PASSAGES_EACH)
            self._world.write(file, first, count)
            instance.fill(file)
            first += count
        vectors = self._folder / "vectors.npy"
        instance.save_vectors(vectors)
        token = instance.run("token", PERSON)[1].strip()
        step()
        return vectors, token

    @cached_property
    def _questions(self) -> list[str]:
        sizes = self._sizes
        return self._world.questions(sizes.starts + http_search.WARM_UP + 5 * sizes.searches)

    def _stage(self, what: str, steps: int) -> Callable[[], None]:
        progress = self._progress
        task = progress.add_task(what, total=steps)

        def step() -> None:
            progress.advance(task)
            if not progress.console.is_terminal:
                done = next(one for one in progress.tasks if one.id == task).completed
                progress.console.print(f"{what}: {done:g} of {steps}")

        return step


def _measure(wanted: Sequence[str], sizes: _Sizes, quick: bool, console: Console) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with (
        tempfile.TemporaryDirectory(prefix="rcp-benchmarks-") as folder,
        Progress(*columns, TimeElapsedColumn(), console=console) as progress,
    ):
        bench = _Bench(Path(folder), sizes, progress)
        file = Path(folder) / "results.json" if quick else results.FILE
        document = Path(folder) if quick else report.DOCUMENT.parent
        for name, measure in bench.parts.items():
            if name in wanted:
                begin = time.perf_counter()
                outcome = measure()
                results.keep(name, outcome, time.perf_counter() - begin, file)
                report.write(results.read(file), document)
                report.show(outcome.tables, progress.console)


def _main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only",
        action="append",
        choices=report.TITLES,
        help="measure this part and keep the results of the others (may be given again)",
    )
    parser.add_argument(
        "--large", action="store_true", help="inside the engine, a million passages too"
    )
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, to see that it works; keeps no results"
    )
    chosen = parser.parse_args()
    # Whoever ends this program ends what it started: leaving the contexts stops it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    console = Console(stderr=True)
    sizes = _QUICK if chosen.quick else _FULL
    if chosen.large:
        sizes = replace(sizes, engine=(*sizes.engine, _LARGE))
    try:
        _measure(chosen.only or list(report.TITLES), sizes, chosen.quick, console)
    except KeyboardInterrupt:
        console.print("Stopped; the parts measured so far are kept.")
        return 130
    except Failed as failure:
        console.print(f"Not measured: {failure}", markup=False)
        return 1
    if not chosen.quick:
        console.print(f"Written to {report.DOCUMENT}.")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
