"""This process's index: built from the rows, and brought in step before every search."""

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.orm import Session, joinedload

from rcp_platform.config import Settings
from rcp_platform.discovery import models_at_hand, rows, tracking
from rcp_platform.discovery.models import IndexChange, IndexCounter
from rcp_platform.extensions import db
from rcp_platform.practices.models import Practice, PracticeState
from rcp_search import Embedder, Index, Searcher, SnapshotUnusable

#: Practices loaded at a time.
_BATCH = 500
#: A snapshot is renewed at start once this many practices changed after it.
_SNAPSHOT_AFTER = 200


class SearchEngine:
    """The index of one process. The database is the truth: it may be dropped at any time."""

    def __init__(self, load_embedder: Callable[[], Embedder], folder: Path) -> None:
        self._load_embedder = load_embedder
        self._folder = folder
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        self._index: Index | None = None
        self._number = 0
        self._history = ""
        self._since_snapshot = 0

    @cached_property
    def embedder(self) -> Embedder:
        """The configured model, named on first use: preparing an instance does without."""
        return self._load_embedder()

    def in_step(self, session: Session) -> Searcher:
        """Return a searcher that knows every change committed so far.

        Costs one query when nothing changed.
        """
        with self._lock:
            number, history = session.execute(
                sa.select(IndexCounter.number, IndexCounter.history)
            ).one()
            if self._searcher is None or history != self._history or number < self._number:
                self._begin(history, number)
            if number > self._number:
                self._apply_changes(session)
                self._number = number
            assert self._searcher is not None  # noqa: S101  set by _begin
            return self._searcher

    def warm_up(self, session: Session) -> None:
        """Load the index and the model, and keep a snapshot for the next start."""
        self.in_step(session)
        self.embedder.embed_query("migration")
        self.keep_snapshot()

    def keep_snapshot(self) -> None:
        """Save the index if much has changed since the last snapshot."""
        with self._lock:
            if self._index is not None and self._since_snapshot >= _SNAPSHOT_AFTER:
                self._index.save(self._snapshot_folder(), self._number)
                self._since_snapshot = 0

    def size(self) -> int:
        """Return how many practices this process has in its index."""
        with self._lock:
            return len(self._index) if self._index is not None else 0

    def forget(self) -> None:
        """Drop the index and its snapshots; the next search builds it from the rows."""
        with self._lock:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._searcher = self._index = None

    def _begin(self, history: str, number: int) -> None:
        self._history = history
        self._index, self._number = self._from_snapshot(number)
        self._searcher = Searcher(self.embedder, self._index)

    def _from_snapshot(self, newest: int) -> tuple[Index, int]:
        empty = Index(self.embedder.name, self.embedder.dimension)
        try:
            index, number = Index.load(
                self._snapshot_folder(), self.embedder.name, self.embedder.dimension
            )
        except SnapshotUnusable:
            return empty, 0
        # A database put back to an earlier day is not what the snapshot was made from.
        return (index, number) if number <= newest else (empty, 0)

    def _snapshot_folder(self) -> Path:
        return self._folder / self._history

    def _apply_changes(self, session: Session) -> None:
        changed = session.scalars(
            sa.select(IndexChange.practice_id)
            .where(IndexChange.number > self._number)
            .order_by(IndexChange.practice_id)
        ).all()
        for start in range(0, len(changed), _BATCH):
            self._apply(session, changed[start : start + _BATCH])
        self._since_snapshot += len(changed)

    def _apply(self, session: Session, ids: Sequence[int]) -> None:
        assert self._index is not None  # noqa: S101  set by _begin
        found = dict(_entries(session, ids, self.embedder.name))
        with self._index.lock:
            for key in ids:
                if key in found:
                    self._index.upsert(*found[key])
                else:
                    self._index.remove(key)


def _entries(session: Session, ids: Sequence[int], model: str) -> Iterator[tuple[int, rows.Entry]]:
    """Yield the published practices among these with their passages and vectors."""
    practices = session.scalars(
        sa.select(Practice)
        .where(Practice.id.in_(ids), Practice.state == PracticeState.PUBLISHED)
        .options(joinedload(Practice.rcp))
        # The page being answered may have read a practice before it was changed.
        .execution_options(populate_existing=True)
    ).all()
    passages = rows.passages_by_practice(session, ids, model)
    for practice in practices:
        if practice.id in passages:
            document = rows.document_of(practice, practice.rcp)
            yield practice.id, (document, *passages[practice.id])


def current_engine() -> SearchEngine:
    """Return the engine of the running application."""
    engine: SearchEngine = current_app.extensions["search"]
    return engine


def warm_up_in_background(app: Flask) -> threading.Thread:
    """Start loading the index and the model, so that the first page need not wait for them."""

    def load() -> None:
        with app.app_context():
            current_engine().warm_up(db.session)

    thread = threading.Thread(target=load, name="warm-up", daemon=True)
    thread.start()
    return thread


def init_app(app: Flask, settings: Settings, embedder: Embedder | None) -> None:
    """Attach the engine of this process to the application."""
    tracking.listen()
    app.extensions["search"] = SearchEngine(
        lambda: embedder or models_at_hand.embedder_for(settings), settings.instance / "search"
    )
