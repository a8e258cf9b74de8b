"""Searches over HTTP, in turns with the same work without a product around it."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

import psutil

from benchmarks import baseline, processes
from benchmarks.instance import PERSON, Instance
from benchmarks.report import Line, megabytes, milliseconds, per_second, section
from benchmarks.results import Table
from benchmarks.visitor import Visitor
from rcp_platform.samples.cli import PASSWORD

CLIENTS = 4
#: For each of the two workers to have answered some, page and API.
WARM_UP = 20
_LONGEST = 60.0

_API, _PAGE = "/api/v1/search", "/search"


class _Clock:
    """Collects the wall seconds of each search of a kind and the CPU seconds of all."""

    def __init__(self) -> None:
        self.walls: list[float] = []
        self.cpu = 0.0

    def note(self, wall: float, cpu: float) -> None:
        self.walls.append(wall)
        self.cpu += cpu

    def lines_beside(self, what: str, plain: "_Clock") -> list[Line]:
        return [
            milliseconds(f"{what}, p50", median(self.walls), median(plain.walls)),
            milliseconds(f"{what}, p95", _p95(self.walls), _p95(plain.walls)),
            milliseconds(f"{what}, CPU", self.cpu / len(self.walls), plain.cpu / len(plain.walls)),
        ]


def measure(
    instance: Instance,
    model: Path,
    vectors: Path,
    token: str,
    questions: Sequence[str],
    step: Callable[[], None],
) -> Table:
    """Ask every question once only: server and baseline keep vectors of recent queries.

    After the warm-up a fifth each go to API, page and baseline in turns, then a fifth each to
    API and baseline from several clients at once.
    """
    _keep_index(instance)
    with (
        instance.serving() as (process, port),
        baseline.running(model, vectors, instance.log) as plain,
    ):
        reader, program = Visitor(port), Visitor(port)
        reader.await_server()
        reader.sign_in(PERSON, PASSWORD)
        program.bear(token)
        remaining = iter(questions)
        for question in islice(remaining, WARM_UP):
            program.get(_API, q=question)
            reader.get(_PAGE, q=question)
            plain.search(question)
        processes.wait_until_idle(process)
        fifth = (len(questions) - WARM_UP) // 5
        sections = []
        api, page, alone = _Clock(), _Clock(), _Clock()
        for _ in range(fifth):
            api.note(*_timed(process, program, _API, next(remaining)))
            page.note(*_timed(process, reader, _PAGE, next(remaining)))
            alone.note(*plain.search(next(remaining)))
            step()
        sections += api.lines_beside("JSON", alone) + page.lines_beside("page", alone)
        sections += _at_once(program, list(islice(remaining, fifth)), plain, list(remaining))
        sections.append(_memory(process))
        step()
    title = f"Search over HTTP, {instance.passages():,} passages, {fifth} searches of each kind"
    return section(title, sections)


def _timed(
    process: psutil.Process, visitor: Visitor, path: str, question: str
) -> tuple[float, float]:
    cpu = processes.cpu_of_tree(process)
    wall = visitor.seconds_to_get(path, q=question)
    return wall, processes.cpu_of_tree(process) - cpu


def _at_once(
    program: Visitor, ours: list[str], plain: baseline.Baseline, others: list[str]
) -> list[Line]:
    begin = time.perf_counter()
    deadline = begin + _LONGEST

    def ask(question: str) -> float | None:
        return program.seconds_to_get(_API, q=question) if time.perf_counter() < deadline else None

    with ThreadPoolExecutor(CLIENTS) as pool:
        walls = [wall for wall in pool.map(ask, ours) if wall is not None]
    took = time.perf_counter() - begin
    plain_walls, plain_took = plain.search_at_once(others[: len(walls)], CLIENTS)
    clients = f"JSON, {CLIENTS} clients at once"
    return [
        milliseconds(f"{clients}, p50", median(walls), median(plain_walls)),
        milliseconds(f"{clients}, p95", _p95(walls), _p95(plain_walls)),
        per_second(f"{clients}, searches", len(walls), took, plain_took),
    ]


def _keep_index(instance: Instance) -> None:
    """Start once: workers that build the index themselves do not share it."""
    with instance.serving() as (process, port):
        Visitor(port).await_server()
        processes.wait_until_idle(process)


def _memory(server: psutil.Process) -> Line:
    """Tell what a worker has to itself: the rest it shares with the server, which forked it."""
    family = sorted(server.children(), key=processes.cpu_of_tree)
    # The one that has done least runs jobs.
    private = [worker.memory_full_info().uss for worker in family[1:]]
    return megabytes("private memory of each worker, then", median(private))


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]
