"""What vectors cost: the product's model in turns with sentence-transformers, one thread each.

The product's side is a process of its own: ``python -m benchmarks.embedding``.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from benchmarks import baseline
from benchmarks.conversation import answer_requests, talking
from benchmarks.instance import Instance
from benchmarks.report import milliseconds, per_second, section
from benchmarks.results import Outcome
from benchmarks.world import World
from rcp_platform import config
from rcp_platform.discovery import models_at_hand
from rcp_search import embedded_text
from rcp_search.terms.query_words import query_words

#: Passages embedded in one turn; each side sorts them by length.
BATCH = 96
_WARM_UP = 10


def measure(
    instance: Instance,
    model: Path,
    world: World,
    queries: int,
    batches: int,
    step: Callable[[], None],
) -> Outcome:
    """Embed queries one by one, then passages of practices in batches."""
    questions = world.questions(2 * (queries + _WARM_UP))
    passages = _passages(world, BATCH * batches)
    ours: list[tuple[float, float]] = []
    plain: list[tuple[float, float]] = []
    many, plain_many = [], []
    command = [sys.executable, "-m", "benchmarks.embedding"]
    with (
        talking(command, instance.environ, instance.log) as product,
        baseline.running(model, None, instance.log) as other,
    ):
        for number in range(queries + _WARM_UP):
            ours.append(product.ask(query=questions[2 * number]))
            plain.append(other.search(questions[2 * number + 1]))
        step()
        for start in range(0, len(passages), BATCH):
            batch = passages[start : start + BATCH]
            many.append(product.ask(passages=batch))
            plain_many.append(other.index([text for text, _ in batch], threads=1))
            step()
    wall, cpu = _columns(ours[_WARM_UP:])
    plain_wall, plain_cpu = _columns(plain[_WARM_UP:])
    all_wall, all_cpu = map(sum, _columns(many))
    plain_all_wall, plain_all_cpu = map(sum, _columns(plain_many))
    count = len(passages)
    lines = [
        milliseconds("one query, p50", median(wall), median(plain_wall)),
        milliseconds("one query, CPU", sum(cpu) / queries, sum(plain_cpu) / queries),
        per_second("passages", count, all_wall, plain_all_wall),
        per_second("passages by CPU time", count, all_cpu, plain_all_cpu),
    ]
    title = f"{queries} queries and {count} passages in six languages, one thread"
    return Outcome([section(title, lines)])


def _columns(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    walls, cpus = zip(*pairs, strict=True)
    return list(walls), list(cpus)


def _passages(world: World, count: int) -> list[tuple[str, str]]:
    """Return what is embedded for the sections of practices, each with its language."""
    found = [
        (embedded_text(practice["title"], text), practice["language"])
        for practice in world.practices(0, count)
        for text in practice["sections"].values()
    ]
    return found[:count]


def _serve() -> None:
    embedder = models_at_hand.embedder_for(config.load())

    def answer(request: dict[str, Any]) -> tuple[float, float]:
        wall, cpu = perf_counter(), process_time()
        match request:
            case {"query": text}:
                words = query_words(text)
                embedder.embed_query(words.text, words.language)
            case {"passages": passages}:
                texts, languages = zip(*passages, strict=True)
                embedder.embed_passages(texts, languages)
        return perf_counter() - wall, process_time() - cpu

    answer_requests(answer)


if __name__ == "__main__":
    _serve()
