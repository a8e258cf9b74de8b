"""Fixtures for every test: the app, a database that is thrown away, people and practices."""

import fcntl
import gc
import sqlite3
from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Protocol, Self

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from click.testing import Result
from flask import Flask
from flask.cli import ScriptInfo
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from rcp_platform import create_app
from rcp_platform.accounts import passwords
from rcp_platform.accounts.models import Membership, User
from rcp_platform.cli import group
from rcp_platform.config import Settings
from rcp_platform.core.access import Role
from rcp_platform.core.db import Base, now
from rcp_platform.directory.models import Priority, Rcp, RcpState
from rcp_platform.extensions import db
from rcp_platform.practices.models import Practice, PracticeReader
from rcp_platform.practices.states import WAS_PUBLISHED, Audience, PracticeState
from rcp_search import Embedder, HashingEmbedder
from rcp_search.models.manifest import verified
from rcp_search.models.preparing import default_model, prepare

CACHE = Path(__file__).parents[1] / ".cache"
MODELS = CACHE / "models"
#: What compiling gives a rule.
_COMPILED = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not in what is loaded for good: each test makes an app."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)


class MakeRcp(Protocol):
    def __call__(self, slug: str, **facts: Any) -> Rcp: ...


class MakeUser(Protocol):
    def __call__(self, rcp: str | None = None, role: Role = ..., **facts: Any) -> User: ...


class MakePractice(Protocol):
    def __call__(self, rcp: str, title: str = ..., **facts: Any) -> Practice: ...


@pytest.fixture(autouse=True)
def no_email(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        pytest.fail("a test tried to send an email")

    monkeypatch.setattr("smtplib.SMTP.connect", refuse)


@pytest.fixture(autouse=True, scope="session")
def cheap_passwords() -> None:
    """Hash at the least cost: the tests set hundreds of passwords."""
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True, scope="session")
def addresses_compiled_once() -> None:
    """Compile an address once for all apps: compiling all takes longer than most tests."""
    compiled: dict[object, dict[str, Any]] = {}
    compile_anew = Rule.compile

    def compile_once(rule: Rule) -> None:
        same = (rule.rule, repr(rule.defaults), rule.subdomain, rule.merge_slashes)
        if same not in compiled:
            compile_anew(rule)
            compiled[same] = {name: getattr(rule, name) for name in _COMPILED}
        rule.__dict__.update(compiled[same])
        for name in ("_build", "_build_unknown"):
            setattr(rule, name, compiled[same][name].__func__.__get__(rule))

    Rule.compile = compile_once  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """Keep the prepared model between runs: exporting and measuring it takes a minute."""
    source = default_model()
    folder = MODELS / source.folder_name
    MODELS.mkdir(parents=True, exist_ok=True)
    with (MODELS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not verified(folder):
            prepare(source, folder)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(instance=tmp_path, secret_key="k" * 40, database_url="sqlite://")


@pytest.fixture(scope="session")
def compiled_templates() -> Path:
    """Keep compiled templates from test to test; the cache notices a changed one."""
    folder = CACHE / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class Memory:
    """An engine over SQLite in memory, and its tables as SQLite writes them.

    Each test gets a copy of the tables; the statements are compiled once for all tests.
    """

    engine: sa.Engine
    tables: bytes

    def emptied(self) -> sa.Engine:
        """Return the engine over a database with nothing in it."""
        self.engine.dispose()
        self._raw().deserialize(self.tables)
        return self.engine

    def _raw(self) -> sqlite3.Connection:
        with self.engine.connect() as connection:
            raw: sqlite3.Connection = connection.connection.dbapi_connection
        return raw

    @classmethod
    def with_tables(cls) -> Self:
        """Make the tables."""
        engine = sa.create_engine(
            "sqlite://", poolclass=sa.StaticPool, connect_args={"check_same_thread": False}
        )
        Base.metadata.create_all(engine)
        return cls(engine, cls(engine, b"")._raw().serialize())


@pytest.fixture(scope="session")
def memory() -> Memory:
    return Memory.with_tables()


@pytest.fixture
def app_embedder() -> Embedder:
    return HashingEmbedder()


@pytest.fixture
def overrides() -> dict[str, object]:
    return {"TESTING": True, "WTF_CSRF_ENABLED": False}


@pytest.fixture
def app(
    settings: Settings,
    app_embedder: Embedder,
    overrides: dict[str, object],
    compiled_templates: Path,
    memory: Memory,
) -> Iterator[Flask]:
    app = create_app(settings, embedder=app_embedder, overrides=overrides)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled_templates))
    with app.app_context():
        if settings.database_url == "sqlite://":
            db.engines["default"] = memory.emptied()
            db.sessionmaker.configure(bind=memory.engine)
        elif db.engine.dialect.name == "sqlite":
            Path(db.engine.url.database or "").write_bytes(memory.tables)
        else:
            Base.metadata.create_all(db.engine)
        yield app
        db.session.rollback()
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Session:
    return db.session


@pytest.fixture
def new_client(app: Flask) -> Callable[[], FlaskClient]:
    """Give clients whose requests have contexts and sessions of their own, as in a server."""

    def new() -> FlaskClient:
        client = app.test_client()
        opened = client.open
        client.open = lambda *args, **kwargs: Context().run(opened, *args, **kwargs)  # type: ignore[method-assign]
        return client

    return new


@pytest.fixture
def client(new_client: Callable[[], FlaskClient]) -> FlaskClient:
    return new_client()


@pytest.fixture
def sign_in(client: FlaskClient) -> Callable[[User], None]:
    def sign_in_as(user: User) -> None:
        with client.session_transaction() as cookie:
            cookie["_user_id"] = user.get_id()
            cookie["_fresh"] = True

    return sign_in_as


@pytest.fixture
def run_command(app: Flask) -> Callable[..., Result]:
    """Run ``rcp-exchange`` with arguments, as an operator would."""

    def run(*arguments: str, **options: Any) -> Result:
        info = ScriptInfo(create_app=lambda: app)
        return app.test_cli_runner().invoke(group, arguments, obj=info, **options)

    return run


@pytest.fixture
def make_rcp(session: Session) -> MakeRcp:
    def make(slug: str, **facts: Any) -> Rcp:
        states = facts.pop("states", ["TH", "ID"])
        priorities = facts.pop("priorities", [])
        facts.setdefault("name", f"{slug} consultative process")
        facts.setdefault("short_name", slug.title())
        facts.setdefault("regions", ["asia"])
        rcp = Rcp(slug=slug, **facts)
        rcp.states = [RcpState(code=code, position=i) for i, code in enumerate(states)]
        rcp.priorities = [Priority(title=title, position=i) for i, title in enumerate(priorities)]
        session.add(rcp)
        session.commit()
        return rcp

    return make


@pytest.fixture
def make_user(session: Session, make_rcp: MakeRcp) -> MakeUser:
    numbers = count(1)

    def make(rcp: str | None = None, role: Role = Role.MEMBER, **facts: Any) -> User:
        if rcp and session.get(Rcp, rcp) is None:
            make_rcp(rcp)
        facts.setdefault("email", f"person{next(numbers)}@gov.example")
        facts.setdefault("display_name", f"{role.value}, {rcp}")
        user = User(**facts)
        if rcp:
            user.memberships = [Membership(rcp_slug=rcp, role=role)]
        session.add(user)
        session.commit()
        return user

    return make


@pytest.fixture
def make_practice(session: Session, make_rcp: MakeRcp) -> MakePractice:
    numbers = count(1)

    def make(rcp: str, title: str = "Joint border patrols", **facts: Any) -> Practice:
        if session.get(Rcp, rcp) is None:
            make_rcp(rcp)
        state = facts.pop("state", PracticeState.PUBLISHED)
        readers = facts.pop("audience_rcps", [])
        facts.setdefault("language", "en")
        facts.setdefault("summary", f"A summary of {title.lower()}.")
        facts.setdefault("audience", Audience.NETWORK)
        facts.setdefault("external_id", f"test-{next(numbers)}")
        if state in WAS_PUBLISHED:
            facts.setdefault("published_at", now())
            facts.setdefault("confirmed_at", facts["published_at"])
        if state == PracticeState.WITHDRAWN:
            facts.setdefault("withdrawn_at", now())
        practice = Practice(rcp_slug=rcp, title=title, state=state, **facts)
        practice.readers = [PracticeReader(rcp_slug=slug) for slug in readers]
        session.add(practice)
        session.commit()
        return practice

    return make
