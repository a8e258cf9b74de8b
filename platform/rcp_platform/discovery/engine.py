"""This process's index: built from the rows, and brought in step before every search."""

import logging
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.orm import Session

from rcp_platform.config import Settings, SettingsError, Vectors
from rcp_platform.discovery import rows, tracking, vector_store
from rcp_platform.discovery.models import IndexChange, IndexCounter
from rcp_platform.discovery.models_at_hand import Models, ModelsAtHand, OnlyModel
from rcp_platform.extensions import db
from rcp_platform.thesaurus.bridge import NUMBER, Bridge
from rcp_search import Embedder, Index, Searcher, SnapshotUnusable
from rcp_search.rows import snapshot
from rcp_search.vectors.elsewhere import VectorStore

_log = logging.getLogger(__name__)

#: Practices loaded at a time.
_BATCH = 500
#: A snapshot is renewed at start once this many practices changed after it.
_SNAPSHOT_AFTER = 200


class SearchEngine:
    """The index of one process. The database is the truth: it may be dropped at any time."""

    def __init__(self, models: Models, folder: Path, vectors: Vectors = Vectors.PROCESS) -> None:
        self.models = models
        self._folder = folder
        self.vectors = vectors
        self._store: VectorStore | None = None
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        self._index: Index | None = None
        self._number = 0
        self._history = ""
        self._since_snapshot = 0
        self._embedder: Embedder | None = None
        self._bridge = Bridge(folder / "terms.json")
        self._following: threading.Thread | None = None
        self._missing = ""

    @property
    def embedder(self) -> Embedder:
        """The model whose vectors this process searches."""
        return self._embedder or self.models.configured()

    def in_step(self, session: Session) -> Searcher:
        """Return a searcher that knows every change committed so far.

        Costs one query when nothing changed.
        """
        with self._lock:
            number, history, model, terms = _counter(session)
            if self._searcher is None or history != self._history or number < self._number:
                self._begin(session, history, number, self._embedder_of(model))
            elif model not in (None, self.embedder.name):
                self._follow(session, model)
            if number > self._number:
                self._apply_changes(session)
                self._number = number
            assert self._searcher is not None  # noqa: S101  set by _begin
            self._searcher.use(self._bridge.as_of(session, terms))
            return self._searcher

    @contextmanager
    def preloading(self, session: Session) -> Iterator[None]:
        """Open the snapshot, load terms and model, so that processes forked afterwards share them.

        The model is loaded in a thread, also beside what is done meanwhile; the thread is over
        afterwards. Nothing is built where there is no snapshot, and what changed after it is not
        applied.
        """
        number, history, model, terms = _counter(session)
        embedder = self._embedder_of(model)
        with ThreadPoolExecutor(1, "model") as beside:
            loading = beside.submit(_load, embedder)
            with self._lock:
                self._begin(session, history, number, embedder)
                self._bridge.as_of(session, terms)
            yield
        loading.result()

    def warm_up(self, session: Session) -> None:
        """Load the index and the model, and keep a snapshot for the next start."""
        self.in_step(session)
        _load(self.embedder)
        self.keep_snapshot()

    def keep_snapshot(self) -> None:
        """Save the index if much has changed since the last snapshot, and go on with the saved one.

        Searches go on meanwhile: what they find changed is applied to the saved one once more.
        """
        with self._lock:
            index, number, folder = self._index, self._number, self._snapshot_folder()
            if index is None or self._since_snapshot < _SNAPSHOT_AFTER:
                return
            self._since_snapshot = 0
        index.save(folder, number)
        with self._lock:
            saved = self._snapshot(number)
            if saved and self._index is index:
                self._use(*saved)

    def size(self) -> int:
        """Return how many practices this process has in its index."""
        with self._lock:
            return len(self._index) if self._index is not None else 0

    def forget(self) -> None:
        """Drop the index and its snapshots; the next search builds it from the rows."""
        with self._lock:
            for history in self._folder.glob("*/"):
                snapshot.remove(history)
            self._searcher = self._index = None

    def _begin(self, session: Session, history: str, number: int, embedder: Embedder) -> None:
        self._embedder = embedder
        self._history = history
        name, dimension = self.embedder.name, self.embedder.dimension
        if self.vectors == Vectors.POSTGRESQL:
            self._store = vector_store.opened(session, name, dimension)
        empty = Index(name, dimension, self._store)
        self._use(*self._snapshot(number) or (empty, 0))

    def _embedder_of(self, model: str | None) -> Embedder:
        return self.models.named(model) if model else self.models.configured()

    def _use(self, index: Index, number: int) -> None:
        self._index, self._number = index, number
        self._searcher = Searcher(self.embedder, index)

    def _follow(self, session: Session, model: str) -> None:
        """Begin to build the index of the model that is in use now; searches go on meanwhile."""
        if self._following is not None:
            return
        try:
            embedder = self.models.named(model)
        except SettingsError as error:
            # What changes now has no vectors here: it is left out of this index, not shown wrongly.
            if model != self._missing:
                _log.error("This process keeps the model %s. %s", self.embedder.name, error)
                self._missing = model
            return
        self._following = threading.Thread(
            target=self._become,
            args=(
                SearchEngine(OnlyModel(embedder), self._folder, self.vectors),
                session.get_bind(IndexCounter),
            ),
            name="model-change",
            daemon=True,
        )
        self._following.start()

    def _become(self, successor: "SearchEngine", bind: sa.Engine | sa.Connection) -> None:
        try:
            with Session(bind) as session:
                successor.warm_up(session)
        except Exception:
            _log.exception("The index of another model could not be built; the next search tries.")
            successor = self
        with self._lock:
            self._following = None
            self._embedder, self._store = successor._embedder, successor._store
            self._searcher, self._index = successor._searcher, successor._index
            self._number, self._history = successor._number, successor._history
            self._since_snapshot = successor._since_snapshot

    def _snapshot(self, newest: int) -> tuple[Index, int] | None:
        try:
            index, number = Index.load(
                self._snapshot_folder(),
                self.embedder.name,
                self.embedder.dimension,
                self._store,
            )
        except SnapshotUnusable:
            return None
        # A database put back to an earlier day is not what the snapshot was made from.
        return (index, number) if number <= newest else None

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
        entries = _entries(session, ids, self.embedder.name, with_vectors=self._store is None)
        found = dict(entries)
        with self._index.lock:
            for key in ids:
                if key in found:
                    self._index.upsert(*found[key])
                else:
                    self._index.remove(key)


def _counter(session: Session) -> tuple[int, str, str | None, int]:
    """Return the number of the last change, of which history, the model in use, and
    the number of the last edit of the terms.
    """
    counted = sa.select(IndexCounter.number, IndexCounter.history, IndexCounter.model, NUMBER)
    number, history, model, terms = session.execute(counted).one()
    return number, history, model, terms


def _entries(
    session: Session, ids: Sequence[int], model: str, *, with_vectors: bool
) -> Iterator[tuple[int, rows.Entry]]:
    """Yield the published practices among these with their passages and vectors."""
    # As they are now: the page being answered may have read a practice before it was changed.
    documents = rows.published(session, ids)
    passages = rows.passages_by_practice(session, documents, model, with_vectors=with_vectors)
    for key, found in passages.items():
        yield key, (documents[key], *found)


def _load(embedder: Embedder) -> None:
    # English and the other languages are read by models of their own.
    for language in ("en", None):
        embedder.embed_query("migration", language)


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
    models = OnlyModel(embedder) if embedder else ModelsAtHand(settings)
    folder = settings.instance / "search"
    app.extensions["search"] = SearchEngine(models, folder, settings.vectors)
