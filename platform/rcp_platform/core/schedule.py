"""What the platform does again and again: the registry of jobs, and when each is due.

The worker (``rcp-exchange worker``) runs a job in an application context of its own and commits
what it leaves in its session. Slots are aligned to the clock in UTC: "5 minutes" is :00, :05 …,
"day" begins at midnight, "week" on Monday. A slot that was missed is made up for once.
"""

import fcntl
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from rcp_platform.core.db import Base, UTCDateTime, now

Work = Callable[[Session], None]

_A_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
#: Tells our advisory locks in PostgreSQL from those of others.
_LOCKS = 0x5C4ED
_LONGEST_ERROR = 500


@dataclass(frozen=True)
class Job:
    """Work that is done again and again."""

    name: str
    #: As written: "5 minutes", "hour", "day", "week".
    every: str
    period: timedelta
    work: Work

    def slot(self, at: datetime) -> int:
        """Return the number of the slot that a moment is in; each slot has one run."""
        return (at - _A_MONDAY) // self.period


#: Every job that has been declared, by name.
JOBS: dict[str, Job] = {}


def job(name: str, *, every: str) -> Callable[[Work], Work]:
    """Declare a function ``(session) -> None`` as a job: ``@job("files.sweep", every="day")``.

    ``every`` is a number of minutes, hours, days or weeks; without a number it is one. The job
    raises when it fails: that is logged and shown, and the next slot tries again. It must be
    harmless to run it more often than that.
    """
    period = _period(every)

    def declare(work: Work) -> Work:
        if name in JOBS:
            raise ValueError(f"There are two jobs named {name}.")
        JOBS[name] = Job(name, every, period, work)
        return work

    return declare


def _period(every: str) -> timedelta:
    written = re.fullmatch(r"(?:([1-9][0-9]*) )?(minute|hour|day|week)s?", every)
    if written is None:
        raise ValueError(f"“{every}” is not a number of minutes, hours, days or weeks.")
    return int(written[1] or 1) * _UNITS[written[2]]


class JobRun(Base):
    """The last run of a job. Without an end it is running, or its process was killed."""

    __tablename__ = "job_runs"

    name: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: The first line of what went wrong.
    error: Mapped[str | None] = mapped_column(sa.String(_LONGEST_ERROR))


def last_runs(session: Session) -> dict[str, JobRun]:
    """Return the last run of every job that has been run, by name."""
    return {run.name: run for run in session.scalars(sa.select(JobRun))}


def due(session: Session, at: datetime) -> list[Job]:
    """Return the jobs that have not been run in the slot of that moment."""
    runs = last_runs(session)
    return [
        job
        for job in JOBS.values()
        if job.name not in runs or job.slot(runs[job.name].started_at) < job.slot(at)
    ]


def note_start(session: Session, job: Job) -> None:
    """Write down that a run begins."""
    session.merge(JobRun(name=job.name, started_at=now(), finished_at=None, error=None))
    session.flush()


def note_end(session: Session, job: Job, error: Exception | None = None) -> None:
    """Write down that the run has ended, and how."""
    run = session.get_one(JobRun, job.name)
    run.finished_at = now()
    run.error = _first_line(error) if error else None
    session.flush()


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:_LONGEST_ERROR]


@contextmanager
def alone(name: str, engine: sa.Engine, folder: Path) -> Iterator[bool]:
    """Yield whether nobody else runs the job; while it is so, nobody else can begin to.

    The lock is the database's, or for SQLite a file's in the folder: both let go of it when the
    process that holds it is killed.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            lock = sa.func.pg_try_advisory_xact_lock(_LOCKS, sa.cast(_key(name), sa.Integer))
            yield bool(connection.scalar(sa.select(lock)))
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        yield _is_locked(file.fileno())


def _key(name: str) -> int:
    return crc32(name.encode()) - 2**31


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
