"""What all processes of a stress run share: the database, the people, the texts, the phase."""

import logging
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.sharedctypes import RawArray, RawValue
from pathlib import Path
from unittest import mock

import sqlalchemy as sa
from flask import Flask

from rcp_platform import create_app
from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM, VISITOR, Actor, Role, Seat
from rcp_platform.directory import services
from rcp_platform.extensions import alembic, db
from rcp_search import HashingEmbedder

RCPS = ("process-a", "process-b", "process-c")
REGIONS = ("africa", "asia", "europe", "gulf")
ACTORS = {
    "a visitor": VISITOR,
    "a member of A": Actor(user_id=1, seats=frozenset({Seat("process-a", Role.MEMBER)})),
    "a member of B": Actor(user_id=2, seats=frozenset({Seat("process-b", Role.MEMBER)})),
}
#: In the text of every practice, so that a search for it finds all of them.
EVERYWHERE = "joint border patrols"
TOPICS = ("recruitment fees", "visa waivers", "skills passports", "pension rights")

RUNNING, READERS_ONLY, OVER = range(3)


@dataclass(frozen=True)
class Setup:
    """One run: where its files are, which database it uses, and what its choices come from."""

    folder: Path
    database: str
    seed: int

    def choices(self, *names: object) -> random.Random:
        """Return the choices of one process; the same names give the same ones."""
        return random.Random("/".join(map(str, (self.seed, *names))))  # noqa: S311

    @contextmanager
    def app(self, instance: str) -> Iterator[Flask]:
        """Give an application whose engine keeps snapshots after a few changes already."""
        settings = Settings(
            instance=self.instance(instance), secret_key="k" * 40, database_url=self.database
        )
        app = create_app(settings, embedder=HashingEmbedder())
        with mock.patch("rcp_platform.discovery.engine._SNAPSHOT_AFTER", 5):
            yield app

    def instance(self, name: str) -> Path:
        """Return the folder of an instance: processes with the same one share snapshots."""
        return self.folder / "instances" / name

    def prepare(self) -> None:
        """Migrate the database and add the Processes."""
        logging.getLogger("alembic.runtime").setLevel(logging.WARNING)
        self.instance("prepared").mkdir(parents=True)
        with self.app("prepared") as app, app.app_context():
            if db.engine.dialect.name == "postgresql":
                self._create_database()
            alembic.upgrade()
            for slug, region in zip(RCPS, REGIONS, strict=False):
                services.add_rcp(db.session, slug, slug, regions=[region], actor=SYSTEM)
            db.session.commit()

    def _create_database(self) -> None:
        url = sa.make_url(self.database)
        server = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {url.database}"))
        server.dispose()


class Board:
    """The phase and what each process has done so far, in memory that all share.

    It has no lock that a killed process could leave locked: each writes its own number only.
    """

    def __init__(self, places: int) -> None:
        self._phase = RawValue("i", RUNNING)
        self._done = RawArray("L", places)
        self._conductor = os.getpid()

    @property
    def phase(self) -> int:
        """Say what is going on; over when the conductor is gone."""
        return int(self._phase.value) if os.getppid() == self._conductor else OVER

    def begin(self, phase: int) -> None:
        """Tell all processes (the conductor does)."""
        self._phase.value = phase

    def tick(self, place: int) -> None:
        """Note that one more thing was done."""
        self._done[place] += 1

    def done(self, place: int) -> int:
        """Return how many things were done at a place, by all processes it has had."""
        return int(self._done[place])
