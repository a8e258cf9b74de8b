"""Import and publish practices, in turns with embedding and indexing the same passages."""

from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import baseline, processes
from benchmarks.instance import Instance
from benchmarks.report import Section, megabytes, per_second, seconds
from benchmarks.world import World, external_id


def measure(
    instance: Instance,
    model: Path,
    world: World,
    batches: Sequence[int],
    step: Callable[[], None],
) -> Section:
    """Import batches of so many practices, each followed by the baseline's turn."""
    ours: list[processes.Used] = []
    plain_wall = plain_cpu = 0.0
    passages = first = 0
    file = instance.folder / "practices.jsonl"
    with baseline.running(model, None, instance.log) as plain:
        with processes.watching_memory(plain.process) as plain_peak:
            for count in batches:
                world.write(file, first, count)
                used, _ = instance.run("import", str(file), "--publish")
                ours.append(used)
                step()
                ids = external_id(first), external_id(first + count - 1)
                texts = instance.embedded_texts(*ids)
                wall, cpu = plain.index(texts)
                plain_wall, plain_cpu = plain_wall + wall, plain_cpu + cpu
                passages, first = passages + len(texts), first + count
                step()
    wall, cpu = sum(used.wall for used in ours), sum(used.cpu for used in ours)
    return Section(
        f"Importing and publishing {first:,} practices, {passages:,} passages",
        [
            per_second("practices", first, wall),
            per_second("passages", passages, wall, plain_wall),
            per_second("passages by CPU time", passages, cpu, plain_cpu),
            seconds("all of them", wall, plain_wall),
            megabytes("peak memory", max(used.peak for used in ours), plain_peak[0]),
        ],
    )
