"""What every engine that is compared does: build, search, and say what it used.

It runs in the environment of the peers too: nothing of the product is imported here.
"""

import gc
import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import psutil

from benchmarks.conversation import answer_requests
from benchmarks.corpus import Corpus, Floats


class Engine(Protocol):
    """An engine on one corpus; a question is given as text and vector, a filter as a label.

    The label ``all`` stands for no filter.
    """

    def use(self, way: str) -> None:
        """Search in one of the ways it has from now on; build first what that needs."""
        ...

    def load_model(self) -> None:
        """Load the model as is usual with this engine."""
        ...

    def search(self, text: str, vector: Floats | None, label: str) -> object:
        """Find the ten best passages with a label by vector and words.

        Without a vector the model makes one.
        """
        ...

    def nearest(self, text: str, vector: Floats, label: str) -> Iterable[int | str]:
        """Return the rows of the ten passages with a label that are found by vector alone."""
        ...

    def elsewhere(self) -> list[psutil.Process]:
        """Return the processes that work for this one without being its children."""
        ...


def serve(engine: Engine, corpus: Corpus) -> None:
    """Answer the requests of the measuring side.

    They are ``use``, ``load_model``, ``memory`` and, in one way for the questions from one
    number to another, ``search`` (with the vectors at hand or embedding anew), ``nearest``, and
    ``memory_of_fork``, which tells what a process forked from this one has to itself after
    searching, as a worker of a server has.
    """

    def search(way: str, first: int, last: int, label: str, embed: bool = False) -> list[float]:
        engine.use(way)
        walls = []
        for text, vector in _asked(corpus, first, last):
            begin = time.perf_counter()
            engine.search(text, None if embed else vector, label)
            walls.append(time.perf_counter() - begin)
        return walls

    def nearest(way: str, first: int, last: int, label: str) -> list[list[int]]:
        engine.use(way)
        asked = _asked(corpus, first, last)
        return [[int(row) for row in engine.nearest(*question, label)] for question in asked]

    def memory_of_fork(**asked: Any) -> dict[str, int]:
        gc.freeze()
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            try:
                search(**asked)
                os.write(writing, json.dumps(_memory(engine)).encode())
            finally:
                # It must not go on to answer for the process that it was forked from.
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as answer:
            used: dict[str, int] = json.load(answer)
        os.waitpid(child, 0)
        return used

    known: dict[str, Callable[..., object]] = {
        "use": engine.use,
        "load_model": engine.load_model,
        "search": search,
        "nearest": nearest,
        "memory_of_fork": memory_of_fork,
    }

    def answer(request: dict[str, Any]) -> object:
        ((name, arguments),) = request.items()
        if name == "memory":
            return _memory(engine)
        wall, cpu = time.perf_counter(), _cpu(engine)
        result = known[name](**arguments)
        return {
            "result": result,
            "wall": time.perf_counter() - wall,
            "cpu": _cpu(engine) - cpu,
        }

    answer_requests(answer)


def sentence_transformer(folder: Path) -> Callable[[str], Floats]:
    """Return what embeds a text as sentence-transformers does by itself, in one thread."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def embed(text: str) -> Floats:
        vectors = model.encode([text], normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors[0], dtype=np.float32)

    return embed


def _asked(corpus: Corpus, first: int, last: int) -> list[tuple[str, Floats]]:
    return list(zip(corpus.questions[first:last], corpus.question_vectors[first:last], strict=True))


def _cpu(engine: Engine) -> float:
    """Return the CPU seconds used so far, for this process to the nanosecond."""
    own = os.times()
    total = time.process_time() + own.children_user + own.children_system
    return total + sum(_cpu_of(process) for process in engine.elsewhere())


def _cpu_of(process: psutil.Process) -> float:
    """Return the CPU seconds of a process with one thread, to the nanosecond where it is told."""
    try:
        nanoseconds = Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]
    except OSError:
        used = process.cpu_times()
        return float(used.user + used.system)
    return int(nanoseconds) / 1e9


def _memory(engine: Engine) -> dict[str, int]:
    """Return bytes: private memory, and all with its share of what other processes use too."""
    used = [one.memory_full_info() for one in (psutil.Process(), *engine.elsewhere())]
    return {"private": sum(one.uss for one in used), "all": sum(one.pss for one in used)}
