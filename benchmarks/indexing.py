"""Import and publish practices, in turns with embedding and indexing the same passages."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import baseline, processes
from benchmarks.instance import Instance
from benchmarks.report import Line, megabytes, per_second, section
from benchmarks.results import Table
from benchmarks.world import World, external_id


@dataclass(frozen=True)
class _Round:
    """A batch imported, and the baseline's wall and CPU seconds for the same passages."""

    practices: int
    passages: int
    used: processes.Used
    wall: float
    cpu: float

    def line(self, threads: str) -> Line:
        what = f"passages, baseline with {threads}"
        return per_second(what, self.passages, self.used.wall, self.wall)


def measure(
    instance: Instance, model: Path, world: World, practices: int, step: Callable[[], None]
) -> Table:
    """Import practices in two batches, each followed by the baseline's turn.

    The baseline has a thread for each core with the first batch and one with the second, as
    the product has with both.
    """
    cores = os.cpu_count() or 1
    half = practices // 2
    with (
        baseline.running(model, None, instance.log) as plain,
        processes.watching_memory(plain.process) as plain_peak,
    ):
        many, one = (
            _round(instance, world, plain, first, half, threads, step)
            for first, threads in ((0, cores), (half, 1))
        )
    wall = many.used.wall + one.used.wall
    return section(
        f"Importing and publishing {2 * half:,} practices,"
        f" {many.passages + one.passages:,} passages",
        [
            per_second("practices", 2 * half, wall),
            many.line(f"{cores} threads"),
            one.line("one thread, as the product"),
            per_second("passages by CPU time, one thread", one.passages, one.used.cpu, one.cpu),
            megabytes("peak memory", max(many.used.peak, one.used.peak), plain_peak[0]),
        ],
    )


def _round(
    instance: Instance,
    world: World,
    plain: baseline.Baseline,
    first: int,
    count: int,
    threads: int,
    step: Callable[[], None],
) -> _Round:
    file = instance.folder / "practices.jsonl"
    world.write(file, first, count)
    used, _ = instance.run("import", str(file), "--publish")
    step()
    texts = instance.embedded_texts(external_id(first), external_id(first + count - 1))
    wall, cpu = plain.index(texts, threads)
    step()
    return _Round(count, len(texts), used, wall, cpu)
