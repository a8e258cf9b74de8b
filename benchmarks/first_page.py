"""How long the server takes from its start to its first page and its first answer."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import baseline, processes
from benchmarks.instance import Instance
from benchmarks.report import seconds, section
from benchmarks.results import Table
from benchmarks.visitor import Visitor


@dataclass(frozen=True)
class _Start:
    """Seconds of wall and of CPU from the start of the process to page and answer."""

    page: float
    page_cpu: float
    answer: float
    answer_cpu: float


def measure(
    instance: Instance,
    model: Path,
    vectors: Path,
    token: str,
    questions: Sequence[str],
    step: Callable[[], None],
) -> Table:
    """Start server and baseline in turns, once for each question.

    The very first start finds no snapshot of the index and builds it from the database.
    """
    first = _product(instance, token, questions[0])
    step()
    ours, plain = [], []
    for question in questions:
        ours.append(_product(instance, token, question))
        plain.append(_baseline(model, vectors, question, instance.log))
        step()
    answer_plain, cpu_plain = (median(values) for values in zip(*plain, strict=True))
    return section(
        f"From start to first answer, {instance.passages():,} passages",
        [
            seconds("first page (goal: 3 s at most)", median(one.page for one in ours)),
            seconds("first page, slowest start", max(one.page for one in (first, *ours))),
            seconds("CPU until the first page", median(one.page_cpu for one in ours)),
            seconds("first search answered", median(one.answer for one in ours), answer_plain),
            seconds("CPU until then", median(one.answer_cpu for one in ours), cpu_plain),
            seconds("first search after an import", first.answer),
        ],
    )


def _product(instance: Instance, token: str, question: str) -> _Start:
    begin = time.perf_counter()
    with instance.serving() as (process, port):
        visitor = Visitor(port)
        visitor.await_server()
        page, page_cpu = time.perf_counter() - begin, processes.cpu_of_tree(process)
        visitor.bear(token)
        visitor.get("/api/v1/search", q=question)
        answer = time.perf_counter() - begin
        answer_cpu = processes.cpu_of_tree(process)
        # The other worker may still be loading, or keeping the index for the next start.
        processes.wait_until_idle(process)
    return _Start(page, page_cpu, answer, answer_cpu)


def _baseline(model: Path, vectors: Path, question: str, log: Path) -> tuple[float, float]:
    begin = time.perf_counter()
    with baseline.running(model, vectors, log) as plain:
        plain.search(question)
        return time.perf_counter() - begin, processes.cpu_of_tree(plain.process)
