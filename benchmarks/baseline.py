"""The plain baseline, a process of its own: sentence-transformers and ``faiss.IndexFlatIP``.

Nothing of the product is imported.
"""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.conversation import Conversation, answer_requests, talking

_BEST = 10


class Baseline:
    """The running baseline, as the measuring side sees it."""

    def __init__(self, conversation: Conversation) -> None:
        self.process = conversation.process
        self._ask = conversation.ask

    def search(self, query: str) -> tuple[float, float]:
        """Return the wall and CPU seconds of one search."""
        answer = self._ask(search=query)
        return answer["wall"], answer["cpu"]

    def search_at_once(self, queries: list[str], threads: int) -> tuple[list[float], float]:
        """Return the wall seconds of each search, run by several threads, and of all."""
        answer = self._ask(search_at_once=queries, threads=threads)
        return answer["each"], answer["wall"]

    def index(self, texts: list[str], threads: int) -> tuple[float, float]:
        """Return the wall and CPU seconds of embedding texts and adding them to the index."""
        answer = self._ask(index=texts, threads=threads)
        return answer["wall"], answer["cpu"]


@contextlib.contextmanager
def running(model: Path, vectors: Path | None, log: Path) -> Iterator[Baseline]:
    """Start the baseline on stored vectors, or with an empty index; returns once it is ready."""
    command = [sys.executable, "-m", "benchmarks.baseline", str(model), str(vectors or "")]
    with talking(command, {"HF_HUB_OFFLINE": "1"}, log) as conversation:
        yield Baseline(conversation)


def _serve(model_folder: str, vectors_file: str) -> None:
    import faiss
    import numpy as np
    import torch
    from sentence_transformers import SentenceTransformer

    # A search is too small to share, and waiting threads cost more than they do.
    torch.set_num_threads(1)
    faiss.omp_set_num_threads(1)
    model = SentenceTransformer(model_folder, device="cpu", local_files_only=True)
    dimension = model.get_embedding_dimension()
    assert dimension
    index = faiss.IndexFlatIP(dimension)
    if vectors_file:
        index.add(np.load(vectors_file))

    def search(query: str) -> float:
        begin = time.perf_counter()
        vector = model.encode([query], normalize_embeddings=True, show_progress_bar=False)
        index.search(vector, _BEST)
        return time.perf_counter() - begin

    def search_at_once(queries: list[str], threads: int) -> list[float]:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(search, queries))

    def add(texts: list[str], threads: int) -> None:
        torch.set_num_threads(threads)
        index.add(model.encode(texts, normalize_embeddings=True, show_progress_bar=False))

    def answer(request: dict[str, Any]) -> object:
        match request:
            case {"index": texts, "threads": threads}:
                return _timed(add, texts, threads)
            case {"search_at_once": queries, "threads": threads}:
                return _timed(search_at_once, queries, threads)
            case _:
                return _timed(search, request["search"])

    answer_requests(answer)


def _timed(work: Callable[..., object], *arguments: object) -> dict[str, object]:
    begin, cpu = time.perf_counter(), time.process_time()
    each = work(*arguments)
    return {
        "wall": time.perf_counter() - begin,
        "cpu": time.process_time() - cpu,
        "each": each,
    }


if __name__ == "__main__":
    _serve(*sys.argv[1:])
