"""Measure everything and report: ``python -m benchmarks [--quick]``."""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import first_page, http_search, indexing, report
from benchmarks.instance import PERSON, Instance
from benchmarks.processes import Failed
from benchmarks.world import PASSAGES_EACH, World
from rcp_search.model_files import default_source

_SEED = 2026


@dataclass(frozen=True)
class _Sizes:
    """How much is measured."""

    practices: int
    passages: int
    starts: int
    searches: int


_FULL = _Sizes(practices=1_000, passages=10_000, starts=3, searches=200)
_QUICK = _Sizes(practices=20, passages=600, starts=1, searches=20)


def _measure(folder: Path, sizes: _Sizes, progress: Progress) -> list[report.Section]:
    def stage(what: str, steps: int) -> Callable[[], None]:
        task = progress.add_task(what, total=steps)
        return lambda: progress.advance(task)

    world, instance, model = World(_SEED), Instance(folder), default_source()
    vectors = folder / "vectors.npy"

    step = stage("Preparing an instance", 2)
    instance.run("init")
    step()
    instance.run("sample-data")
    step()

    step = stage("Importing practices", 4)
    sections = [indexing.measure(instance, model, world, sizes.practices, step)]

    step = stage(f"Filling up to {sizes.passages:,} passages", 1)
    _fill_up(instance, world, sizes.practices, sizes.passages)
    instance.save_vectors(vectors)
    token = instance.run("token", PERSON)[1].strip()
    step()

    warm_up = http_search.WARM_UP
    questions = world.questions(sizes.starts + warm_up + 5 * sizes.searches)
    opening, asked = questions[: sizes.starts], questions[sizes.starts :]
    step = stage("Starting the server", sizes.starts + 1)
    sections.append(first_page.measure(instance, model, vectors, token, opening, step))
    step = stage("Searching over HTTP", sizes.searches + 1)
    sections.append(http_search.measure(instance, model, vectors, token, asked, step))
    return sections


def _fill_up(instance: Instance, world: World, first: int, passages: int) -> None:
    """Add practices until there are so many passages; the last few may be too many."""
    file = instance.folder / "filling.jsonl"
    while (missing := passages - instance.passages()) > 0:
        count = -(-missing // PASSAGES_EACH)
        world.write(file, first, count)
        instance.fill(file)
        first += count


def _main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, to see that it works; keeps no results"
    )
    quick = parser.parse_args().quick
    # Whoever ends this program ends what it started: leaving the contexts stops it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    console, begin = Console(stderr=True), time.perf_counter()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    try:
        with (
            tempfile.TemporaryDirectory(prefix="rcp-benchmarks-") as folder,
            Progress(*columns, TimeElapsedColumn(), console=console) as progress,
        ):
            sections = _measure(Path(folder), _QUICK if quick else _FULL, progress)
    except KeyboardInterrupt:
        console.print("Stopped; nothing was written.")
        return 130
    except Failed as failure:
        console.print(f"Not measured: {failure}", markup=False)
        return 1
    report.show(sections, Console())
    if not quick:
        report.write(sections, time.perf_counter() - begin)
        console.print(f"Written to {report.DOCUMENT}.")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
