"""How long the server takes from its start to its first page and its first answer."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import baseline, processes
from benchmarks.instance import Instance
from benchmarks.report import Section, seconds
from benchmarks.visitor import Visitor


@dataclass(frozen=True)
class _Start:
    """Seconds from the start of the process, and the CPU seconds used by then."""

    page: float
    answer: float
    cpu: float


def measure(
    instance: Instance,
    model: Path,
    vectors: Path,
    token: str,
    questions: Sequence[str],
    step: Callable[[], None],
) -> Section:
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
    answer, answer_plain = _median(ours, "answer"), _median(plain, "answer")
    return Section(
        f"From start to first answer, {instance.passages():,} passages",
        [
            seconds("first page (goal: 3 s at most)", _median(ours, "page")),
            seconds("first page, slowest start", max(one.page for one in (first, *ours))),
            seconds("first search answered", answer, answer_plain),
            seconds("CPU until then", _median(ours, "cpu"), _median(plain, "cpu")),
            seconds("first search after an import (index not kept yet)", first.answer),
        ],
    )


def _product(instance: Instance, token: str, question: str) -> _Start:
    begin = time.perf_counter()
    with instance.serving() as (process, port):
        visitor = Visitor(port)
        visitor.await_server()
        page = time.perf_counter() - begin
        visitor.bear(token)
        visitor.get("/api/v1/search", q=question)
        answer = time.perf_counter() - begin
        cpu = processes.cpu_of_tree(process)
        # The other worker may still be loading, or keeping the index for the next start.
        processes.wait_until_idle(process)
    return _Start(page, answer, cpu)


def _baseline(model: Path, vectors: Path, question: str, log: Path) -> _Start:
    begin = time.perf_counter()
    with baseline.running(model, vectors, log) as plain:
        plain.search(question)
        answer = time.perf_counter() - begin
        return _Start(answer, answer, processes.cpu_of_tree(plain.process))


def _median(starts: Sequence[_Start], name: str) -> float:
    return median(getattr(start, name) for start in starts)
