"""What lists of requests, invitations and meetings cost the server, on a busy network.

Pages are rendered in a process of their own, without a network: ``python -m benchmarks.lists``.
"""

import sys
from collections.abc import Callable, Mapping
from contextvars import Context
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time

from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from benchmarks.busy import INVITATIONS, MEETINGS, REQUESTS, fill
from benchmarks.conversation import answer_requests, talking
from benchmarks.instance import Instance
from benchmarks.report import Line, section
from benchmarks.results import Outcome
from rcp_platform import config
from rcp_platform.app import create_app
from rcp_platform.core.db import Base
from rcp_platform.extensions import db
from rcp_search import HashingEmbedder

STEPS = 2
PAGES = {
    "/observers/requests": f"requests for observer status ({REQUESTS:,})",
    "/observers/": "who observes whom",
    "/invitations/": f"invitations ({INVITATIONS:,})",
    "/calendar/list": f"meetings ahead (of {MEETINGS:,})",
    "/calendar/list?past=1": f"meetings of the past (of {MEETINGS:,})",
    "/calendar/": f"a month of the calendar (of {MEETINGS:,} meetings)",
    "/": "home page",
}
_DATABASE = "lists.sqlite"
_WARM_UP = 3


def measure(instance: Instance, folder: Path, times: int, step: Callable[[], None]) -> Outcome:
    """Fill a database, and render each page so many times."""
    at = folder / "lists"
    at.mkdir()
    command = [sys.executable, "-m", "benchmarks.lists", str(at)]
    with talking(command, instance.environ, instance.log) as product:
        product.ask(fill=True)
        step()
        measured = product.ask(times=times)
        step()
    lines = [
        Line(what, f"{measured[path]['cpu'] * 1000:,.0f} ms", f"{measured[path]['queries']}")
        for path, what in PAGES.items()
    ]
    table = section("CPU of the server for a page, as the chair of a Process; median", lines)
    headings = ("", "CPU (goal: 150 ms)", "queries (goal of the lists: under 15)")
    rows = [list(row[:3]) for row in table.rows]
    return Outcome([replace(table, headings=headings, rows=rows)], [measured])


# --- the measured side ------------------------------------------------------


def _serve(folder: Path) -> None:
    settings = replace(config.load(), database_url=f"sqlite:///{folder / _DATABASE}")
    app = create_app(settings, embedder=HashingEmbedder())
    with app.app_context():
        Base.metadata.create_all(db.engine)
        client = app.test_client()
        answer_requests(lambda request: _answer(client, request))


def _answer(client: FlaskClient, request: Mapping[str, int]) -> object:
    if "fill" in request:
        chair = fill(db.session)
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = chair.get_id(), True
        return None
    return {path: _rendered(client, path, request["times"]) for path in PAGES}


def _rendered(client: FlaskClient, path: str, times: int) -> dict[str, float]:
    took: list[float] = []
    for number in range(_WARM_UP + times):
        begin = process_time()
        answer = _get(client, path)
        if number >= _WARM_UP:
            took.append(process_time() - begin)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    return {"cpu": median(took), "queries": _queries(client, path)}


def _get(client: FlaskClient, path: str) -> TestResponse:
    """Ask with a context and a database session of its own, as a server does."""
    return Context().run(client.get, path)


def _queries(client: FlaskClient, path: str) -> int:
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    _get(client, path)
    event.remove(db.engine, "before_cursor_execute", count)
    return len(statements)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
