"""Ask the worker to run a job at once, instead of in its next slot."""

import logging
from collections.abc import Callable
from time import time
from typing import TYPE_CHECKING

from flask import current_app

from rcp_platform.config import Settings, SettingsError

if TYPE_CHECKING:
    # Loaded when first needed: it would make every start a quarter of a second longer.
    from huey.api import Huey
    from redis import ConnectionPool

_log = logging.getLogger(__name__)

_NAME = "rcp-exchange"
#: Seconds after which what was asked for, and has not begun, may be asked for again.
_FORGOTTEN_AFTER = 60
#: Seconds until a job that was busy is tried again.
_TRY_AGAIN_AFTER = 2


class Queue:
    """What is asked of the workers of one installation, by name of the job."""

    def __init__(self, settings: Settings, run: Callable[[str], bool] | None = None) -> None:
        """Open the queue; a worker says how a job is run: it returns False where it is busy."""
        self.huey = _open(settings)
        self._task = self.huey.task(name="run_job")(_task(run))

    def ask(self, name: str) -> None:
        """Ask for a run of a job; what is asked for already is not asked twice."""
        asked_at = self.huey.get(_key(name), peek=True)
        if asked_at is None or asked_at < time() - _FORGOTTEN_AFTER:
            self.huey.put(_key(name), time())
            self.huey.enqueue(self._task.s(name))

    def begins(self, name: str) -> None:
        """Take note that a run begins: what is asked for from now on needs another."""
        self.huey.delete(_key(name))


def _task(run: Callable[[str], bool] | None) -> Callable[[str], None]:
    from huey.exceptions import RetryTask

    def run_job(name: str) -> None:
        if run is not None and not run(name):
            raise RetryTask(delay=_TRY_AGAIN_AFTER)

    return run_job


def _key(name: str) -> str:
    return f"asked for {name}"


def _open(settings: Settings) -> "Huey":
    from huey import RedisHuey, SqliteHuey
    from huey.serializer import SignedSerializer

    # What is in the queue is unpickled: only what was signed with the installation's secret.
    serializer = SignedSerializer(settings.secret_key, salt="queue")
    options = {"name": _NAME, "results": False, "serializer": serializer}
    if settings.redis_url:
        return RedisHuey(connection_pool=_redis(settings.redis_url), **options)
    return SqliteHuey(filename=str(settings.instance / "queue.sqlite"), **options)


def _redis(url: str) -> "ConnectionPool":
    try:
        from redis import ConnectionPool
    except ImportError as error:
        raise SettingsError(
            "RCP_REDIS_URL needs the extra “redis”: pip install rcp-exchange[redis]"
        ) from error
    return ConnectionPool.from_url(url, socket_connect_timeout=2, socket_timeout=5)


def soon(name: str) -> None:
    """Let the worker run a job within seconds; its next slot is the safety net.

    Call it after the commit that gives the job something to do. It never fails: a queue that
    cannot be reached is logged.
    """
    try:
        _current().ask(name)
    except Exception:
        _log.exception("The worker could not be asked for %s; its next slot does it.", name)


def _current() -> Queue:
    # Opened when first needed: a connection must not be shared with processes forked later.
    if "queue" not in current_app.extensions:
        current_app.extensions["queue"] = Queue(current_app.extensions["settings"])
    queue: Queue = current_app.extensions["queue"]
    return queue
