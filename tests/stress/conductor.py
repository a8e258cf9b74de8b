"""Start writers and readers, kill and replace them at random, and see that all is well."""

import faulthandler
import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import Any

# Loaded here once: the processes are forked, and begin at once.
import faiss  # noqa: F401
import psycopg  # noqa: F401
import tantivy  # noqa: F401
from tests.stress import ending
from tests.stress.damage import KINDS, damage
from tests.stress.reader import read
from tests.stress.upkeep import keep_up
from tests.stress.world import OVER, READERS_ONLY, Board, Setup
from tests.stress.writer import write

_WRITERS = 4
#: Two share the snapshots of an instance, two have one of their own.
_READERS = ("shared", "shared", "own-1", "own-2")
#: Seconds without anything done after which a process hangs.
_PATIENCE = 120
#: Things done between two kills: on a slow machine something is done all the same.
_BETWEEN_KILLS = (1, 80)
_GLANCE = 0.02
_ALL_AT_ONCE = 0.15
_DAMAGED = 0.5

_fork = multiprocessing.get_context("fork")


class Failed(Exception):
    """Something was not well; the processes have said what on standard error."""


@dataclass
class _Place:
    """What is always running, in one process after the other."""

    number: int
    kind: str
    #: The instance whose snapshots it uses.
    instance: str
    work: Callable[..., None]
    arguments: tuple[Any, ...] = ()
    generation: int = 0
    process: BaseProcess | None = None
    done: int = 0
    seen: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Summary:
    """What was done: transactions, pages of searches, runs of upkeep, kills, damaged snapshots."""

    written: int
    read: int
    kept_up: int
    killed: int
    damaged: int


class Conductor:
    """One run on one database."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._chance = setup.choices("conductor")
        self._places = [_Place(n, "writer", "writers", write) for n in range(_WRITERS)]
        for number, instance in enumerate(_READERS, start=_WRITERS):
            self._places.append(_Place(number, "reader", instance, read, (instance,)))
        last = len(self._places)
        self._places.append(_Place(last, "upkeep", "shared", keep_up, ("shared",)))
        self._board = Board(len(self._places))
        self._killed = self._damaged = 0

    def run(self, seconds: float) -> Summary:
        """Let everything run for so long, and a little longer to its end.

        Raises :exc:`Failed`. Leaves no process behind.
        """
        try:
            self._aside(self._setup.prepare)
            for place in self._places:
                self._start(place)
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                enough = self._done() + self._chance.randint(*_BETWEEN_KILLS)
                while self._done() < enough and time.monotonic() < until:
                    self._watch()
                self._kill_some()
            while not all(self._board.done(place.number) for place in self._places):
                self._watch()
            self._end("writer", "upkeep", phase=READERS_ONLY)
            self._end("reader", phase=OVER)
            readers = [place.number for place in self._places if place.kind == "reader"]
            self._aside(ending.check, self._setup, readers)
        finally:
            for place in self._places:
                self._stop(place)
        return self._summary()

    def _start(self, place: _Place) -> None:
        place.generation += 1
        arguments = (self._setup, self._board, place.number, place.generation, *place.arguments)
        place.process = _fork.Process(target=_run, args=(place.work, *arguments))
        place.process.start()

    def _stop(self, place: _Place) -> None:
        if place.process is not None:
            place.process.kill()
            place.process.join()

    def _done(self) -> int:
        return sum(self._board.done(place.number) for place in self._places)

    def _watch(self) -> None:
        """Start anew what killed itself, and fail when a process failed or hangs."""
        for place in self._places:
            self._look_at(place)
        time.sleep(_GLANCE)

    def _look_at(self, place: _Place) -> None:
        assert place.process is not None
        if place.process.exitcode is not None:
            if place.process.exitcode != -signal.SIGKILL:
                raise Failed(f"A {place.kind} ended with {place.process.exitcode}.")
            self._killed += 1
            self._start(place)
        self._require_progress(place)

    def _require_progress(self, place: _Place) -> None:
        assert place.process is not None
        now, done = time.monotonic(), self._board.done(place.number)
        if done != place.done:
            place.done, place.seen = done, now
        if now - place.seen > _PATIENCE:
            assert place.process.pid is not None
            os.kill(place.process.pid, signal.SIGUSR1)
            place.process.join(1)
            raise Failed(f"A {place.kind} has done nothing for {_PATIENCE} seconds.")

    def _kill_some(self) -> None:
        """Kill one, or all at once as when the power fails; then some find damaged snapshots."""
        chosen = [self._chance.choice(self._places)]
        if self._chance.random() < _ALL_AT_ONCE:
            chosen = self._places
        for place in chosen:
            self._stop(place)
        self._killed += len(chosen)
        others = {place.instance for place in self._places if place not in chosen}
        for instance in sorted({place.instance for place in chosen} - others):
            if self._chance.random() < _DAMAGED:
                self._damage(instance)
        for place in chosen:
            self._start(place)

    def _damage(self, instance: str) -> None:
        search = self._setup.instance(instance) / "search"
        kind = self._chance.choice(KINDS)
        names = "damage", self._damaged
        self._damaged += 1
        self._aside(damage, search, self._setup.choices(*names), kind)

    def _end(self, *kinds: str, phase: int) -> None:
        self._board.begin(phase)
        for place in self._places:
            if place.kind in kinds:
                self._join(place)

    def _join(self, place: _Place) -> None:
        assert place.process is not None
        place.process.join(_PATIENCE)
        if place.process.exitcode not in (0, -signal.SIGKILL if place.kind == "writer" else 0):
            raise Failed(f"A {place.kind} ended with {place.process.exitcode}.")

    def _aside(self, work: Callable[..., None], *arguments: Any) -> None:
        """Work in a process of its own: threads that it starts must not be here at a fork."""
        process = _fork.Process(target=_run, args=(work, *arguments))
        process.start()
        process.join(_PATIENCE)
        code = process.exitcode
        process.kill()
        process.join()
        if code != 0:
            raise Failed(f"{work.__name__} ended with {code}.")

    def _summary(self) -> Summary:
        done = Counter[str]()
        for place in self._places:
            done[place.kind] += self._board.done(place.number)
        return Summary(done["writer"], done["reader"], done["upkeep"], self._killed, self._damaged)


def _run(work: Callable[..., None], *arguments: Any) -> None:
    """Do a process's work; asked by a signal, say where it is."""
    faulthandler.register(signal.SIGUSR1)
    work(*arguments)
