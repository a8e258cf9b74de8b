"""What a search costs inside the engine, under access rules of every width, embedding excluded.

Every document carries four facets, and a search counts them, as the product's do.
"""

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks import synthetic
from benchmarks.conversation import Conversation, talking
from benchmarks.corpus import SHARES, Corpus
from benchmarks.instance import Instance
from benchmarks.results import Outcome, Table

WARM_UP = 10
#: Searches of the first worker, and then of a further one, before its memory is looked at.
_ASKED = 20
#: Stages of each size, for the progress shown.
STEPS = 3

_SEARCH = ("passages", "may be read", "p50 ms", "p95 ms", "CPU ms", "recall@10 of vectors")
_HOLDING = (
    "passages",
    "build and save s",
    "on disk MiB",
    "load ms",
    "start to first answer s",
    "first worker MiB",
    "further worker MiB",
)


def measure(
    instance: Instance, folder: Path, sizes: Sequence[int], searches: int, step: Callable[[], None]
) -> Outcome:
    """Build, search and hold an index of each size."""
    points, holding = [], []
    for passages in sizes:
        at = folder / f"engine-{passages}"
        corpus = synthetic.write(at, passages, searches + WARM_UP, seed=passages)
        step()
        with _engine(instance, corpus) as engine:
            built = engine.ask(use={"way": "answer"})["wall"]
        step()
        with _engine(instance, corpus) as engine:
            engine.ask(use={"way": "answer"})
            points += [_searched(engine, corpus, label, searches) for label in SHARES]
        holding.append([f"{passages:,}", f"{built:.1f}", *_held(instance, corpus)])
        step()
    rows = [_row(point) for point in points]
    return Outcome(
        [Table("Search", _SEARCH, rows), Table("Start and memory", _HOLDING, holding)], points
    )


def _engine(instance: Instance, corpus: Corpus) -> AbstractContextManager[Conversation]:
    command = [sys.executable, "-m", "benchmarks.peers.ours", str(corpus.folder)]
    return talking(command, instance.environ, instance.log)


def _searched(engine: Conversation, corpus: Corpus, label: str, searches: int) -> dict[str, Any]:
    asked = {"way": "answer", "label": label, "first": 0}
    engine.ask(search=asked | {"first": searches, "last": searches + WARM_UP})
    done = engine.ask(search=asked | {"last": searches})
    found = engine.ask(nearest=asked | {"last": searches})["result"]
    return {
        "passages": len(corpus.labelled[label]),
        "share": SHARES[label],
        "p50": median(done["result"]),
        "p95": quantiles(done["result"], n=20, method="inclusive")[-1],
        "cpu": done["cpu"] / searches,
        "recall": corpus.recall(found, label),
    }


def _held(instance: Instance, corpus: Corpus) -> list[str]:
    """Return cells about the index at rest, opened with the product's model, and forked."""
    first = {"way": "answer", "label": "all", "first": 0, "last": 1, "embed": True}
    begin = time.perf_counter()
    with _engine(instance, corpus) as worker:
        load = worker.ask(use={"way": "answer"})["wall"]
        worker.ask(load_model={})
        worker.ask(search=first)
        answered = time.perf_counter() - begin
        alone = worker.ask(memory={})["private"]
        worker.ask(search=first | {"last": _ASKED})
        further = worker.ask(memory_of_fork=first | {"first": _ASKED, "last": 2 * _ASKED})["result"]
    saved = sum(file.stat().st_size for file in corpus.folder.glob("snapshot/**/*"))
    return [
        f"{saved / 2**20:,.0f}",
        f"{load * 1000:.0f}",
        f"{answered:.2f}",
        f"{alone / 2**20:.0f}",
        f"{further['private'] / 2**20:.0f}",
    ]


def _row(point: dict[str, Any]) -> list[str]:
    return [
        f"{point['passages']:,}",
        f"{point['share'] * 100:g} %",
        f"{point['p50'] * 1000:.2f}",
        f"{point['p95'] * 1000:.2f}",
        f"{point['cpu'] * 1000:.2f}",
        f"{point['recall']:.3f}",
    ]
