"""Make the table of vectors in PostgreSQL, fill it, and make searches among many fast."""

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.config import SettingsError
from rcp_platform.discovery import rows, vector_table
from rcp_platform.discovery.models import SearchPassage
from rcp_platform.discovery.vector_table import TABLE

#: From so many vectors of a model on, a graph of neighbours is made.
GRAPH_FROM = 50_000

_BATCH = 1_000
_GRAPH = "search_vectors_graph_"
#: The first pgvector whose graphs are followed until enough rows pass a filter, and the
#: longest halved vector they take.
_VERSION = (0, 8)
_LONGEST = 4_000


_IS_MISSING = ~sa.exists().where(TABLE.c.passage_id == SearchPassage.id)


def missing(session: Session) -> int:
    """Count the passages whose vectors are not in the table."""
    statement = sa.select(sa.func.count()).select_from(SearchPassage).where(_IS_MISSING)
    return session.scalars(statement).one()


def create(session: Session) -> None:
    """Make the table unless it is there.

    Raises :exc:`~rcp_platform.config.SettingsError` when the database cannot hold vectors.
    """
    try:
        session.execute(sa.text("CREATE EXTENSION IF NOT EXISTS vector"))
        found = session.scalars(
            sa.text("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        ).one()
    except sa.exc.DBAPIError as error:
        raise SettingsError(
            "RCP_VECTORS is “postgresql”, but the database has no extension “vector”. Install "
            "pgvector on its server and let an administrator run “CREATE EXTENSION vector” in "
            "this database, or set RCP_VECTORS to “process”."
        ) from error
    if tuple(int(part) for part in found.split(".")[:2]) < _VERSION:
        raise SettingsError(
            f"RCP_VECTORS is “postgresql”, but the database has pgvector {found}. Install 0.8 or "
            "later and run “ALTER EXTENSION vector UPDATE” in this database, or set RCP_VECTORS "
            "to “process”."
        )
    if not vector_table.is_kept(session):
        TABLE.create(session.connection())
        # Inside the row: every search reads all that it compares.
        session.execute(sa.text("ALTER TABLE search_vectors ALTER embedding SET STORAGE MAIN"))


def fill(session: Session) -> int:
    """Add some of the vectors that are not in the table; return how many."""
    # Locked first: whoever changes a practice deletes its passages, and waits until they are
    # here with the labels that the practice has now.
    passages: Sequence[SearchPassage] = session.scalars(
        sa.select(SearchPassage)
        .where(_IS_MISSING)
        .limit(_BATCH)
        .with_for_update(key_share=True, of=SearchPassage)
        .execution_options(populate_existing=True)
    ).all()
    ids = sorted({passage.practice_id for passage in passages})
    documents = rows.published(session, ids)
    filled = [passage for passage in passages if passage.practice_id in documents]
    vector_table.write(session, filled, documents)
    return len(filled)


def build_graph(engine: sa.Engine, model: str, dimension: int) -> None:
    """Make searches among many vectors of a model fast; searches and publications go on."""
    name = _graph_of(model)
    with engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        count = sa.select(sa.func.count()).where(TABLE.c.model == model)
        if dimension > _LONGEST or (connection.scalar(count) or 0) < GRAPH_FROM:
            return
        graphs = _graphs(connection)
        if graphs.get(name):
            return
        if name in graphs:
            _drop(connection, name)
        connection.execute(sa.schema.CreateIndex(_graph(name, model, dimension)))


def remove_other_graphs(engine: sa.Engine, model: str) -> None:
    """Drop what made searches with other models fast."""
    with engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        for name in _graphs(connection).keys() - {_graph_of(model)}:
            _drop(connection, name)


def _graph_of(model: str) -> str:
    return _GRAPH + hashlib.sha256(model.encode()).hexdigest()[:16]


def _graph(name: str, model: str, dimension: int) -> sa.Index:
    columns = sa.Column("model", sa.String), sa.Column("embedding", vector_table.VectorType)
    table = sa.Table(TABLE.name, sa.MetaData(), *columns)
    return sa.Index(
        name,
        vector_table.halved(table.c.embedding, dimension).label("halved"),
        postgresql_using="hnsw",
        postgresql_ops={"halved": "halfvec_ip_ops"},
        postgresql_where=table.c.model == model,
        postgresql_concurrently=True,
    )


def _graphs(connection: sa.Connection) -> dict[str, bool]:
    """Return the graphs that were begun, and whether each one was finished."""
    statement = sa.text(
        "SELECT relname, indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE indrelid = to_regclass('search_vectors') AND relname LIKE :names"
    )
    return dict(connection.execute(statement, {"names": f"{_GRAPH}%"}).all())


def _drop(connection: sa.Connection, name: str) -> None:
    connection.execute(sa.text(f"DROP INDEX CONCURRENTLY {name}"))
