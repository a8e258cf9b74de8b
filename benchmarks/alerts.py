"""What alerts cost: many saved searches over what is new, in one pass and one search each.

Both run in processes of their own on copies of one database: ``python -m benchmarks.alerts``.
"""

import resource
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import sqlalchemy as sa

from benchmarks.conversation import Conversation, answer_requests, talking
from benchmarks.filling import SentencewiseEmbedder
from benchmarks.instance import Instance
from benchmarks.report import megabytes, seconds, section
from benchmarks.results import Outcome
from benchmarks.world import World
from rcp_platform import config
from rcp_platform.accounts.models import Membership, User
from rcp_platform.app import create_app
from rcp_platform.core.access import Role
from rcp_platform.core.db import Base
from rcp_platform.directory.models import Rcp
from rcp_platform.discovery import models_at_hand
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.search import Scope, SearchRequest, search
from rcp_platform.extensions import db
from rcp_platform.following.alerts.matching import look
from rcp_platform.following.models import SavedSearch
from rcp_platform.practices.cli import import_file
from rcp_platform.practices.models import Practice

STEPS = 4
NEW = 100
#: Saved searches of one person.
_EACH = 10
#: What the page of a search shows at most.
_LOOKED_AT = 20
_DATABASE = "alerts.sqlite"


def measure(
    instance: Instance,
    world: World,
    folder: Path,
    practices: int,
    searches: int,
    step: Callable[[], None],
) -> Outcome:
    """Fill a database, save searches, publish what is new, and look for it in both ways."""
    filled = folder / "filled"
    filled.mkdir()
    world.write(filled / "old.jsonl", 0, practices)
    world.write(filled / "new.jsonl", practices, NEW)
    with _talking(instance, filled) as product:
        product.ask(fill=str(filled / "old.jsonl"))
        step()
        product.ask(save=_questions(world, searches), new=str(filled / "new.jsonl"))
        step()
    done = {}
    for way in ("together", "each"):
        at = folder / way
        at.mkdir()
        shutil.copy(filled / _DATABASE, at)
        with _talking(instance, at) as product:
            done[way] = product.ask(way=way)
        step()
    together, each = done["together"], done["each"]
    lines = [
        seconds("CPU, with the vectors kept", together["kept"], each["cpu"]),
        seconds("CPU, every question embedded", together["embedded"], each["cpu"]),
        megabytes("memory beside index and model", together["memory"], each["memory"]),
    ]
    title = (
        f"{searches:,} saved searches over {NEW} new practices among {practices:,}: one pass"
        " (product) and one search each (baseline)"
    )
    return Outcome([section(title, lines)], [together | each])


def _questions(world: World, count: int) -> list[str]:
    """Return questions that no text holds as such: half of one, half of another."""
    asked = world.questions(2 * count)
    halves = [text.split()[: len(text.split()) // 2 + 1] for text in asked]
    return [" ".join(one + other) for one, other in zip(halves[::2], halves[1::2], strict=True)]


@contextmanager
def _talking(instance: Instance, folder: Path) -> Iterator[Conversation]:
    command = [sys.executable, "-m", "benchmarks.alerts", str(folder)]
    with talking(command, instance.environ, instance.log) as product:
        yield product


# --- the measured side ------------------------------------------------------


def _serve(folder: Path) -> None:
    settings = replace(config.load(), database_url=f"sqlite:///{folder / _DATABASE}")
    model = models_at_hand.embedder_for(settings)
    with create_app(settings, embedder=model).app_context():
        Base.metadata.create_all(db.engine)
        answer_requests(lambda request: _answer(settings, request))


def _answer(settings: config.Settings, request: Mapping[str, Any]) -> object:
    match request:
        case {"fill": file}:
            return _fill(settings, Path(file))
        case {"save": questions, "new": file}:
            _save(questions)
            look(db.session, current_engine())
            db.session.commit()
            return _fill(settings, Path(file))
        case {"way": "together"}:
            return _together()
        case {"way": "each"}:
            return _each()
    raise ValueError(request)


def _fill(settings: config.Settings, file: Path) -> None:
    """Publish practices with borrowed vectors (see :mod:`benchmarks.filling`)."""
    model = models_at_hand.embedder_for(settings)
    embedder = SentencewiseEmbedder(model, World(seed=0).sentences())
    with create_app(settings, embedder=embedder).app_context():
        import_file(db.session, file, publish=True, create_rcps=True)
        db.session.commit()


def _save(questions: list[str]) -> None:
    rcps = db.session.scalars(sa.select(Rcp.slug).order_by(Rcp.slug)).all()
    persons = [questions[start : start + _EACH] for start in range(0, len(questions), _EACH)]
    for number, texts in enumerate(persons):
        seat = Membership(rcp_slug=rcps[number % len(rcps)], role=Role.MEMBER)
        user = User(email=f"{number}@rcp.example", display_name="Member", memberships=[seat])
        db.session.add(user)
        db.session.flush()
        db.session.add_all(
            SavedSearch(user_id=user.id, name=text[:200], text=text, scope=Scope.OTHER)
            for text in texts
        )
    db.session.commit()


def _ready() -> int:
    """Load index and model, and return the highest resident size so far, in bytes."""
    engine = current_engine()
    engine.warm_up(db.session)
    request = SearchRequest("migration", Scope.ALL)
    search(db.session, engine, request, actor=_searches()[0].owner.actor)
    db.session.rollback()
    return _peak()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _searches() -> list[SavedSearch]:
    statement = sa.select(SavedSearch).order_by(SavedSearch.id)
    return list(db.session.scalars(statement))


def _together() -> dict[str, float]:
    before = _ready()
    begin = process_time()
    look(db.session, current_engine())
    embedded = process_time() - begin
    vectors = {one.id: (one.vector, one.model) for one in _searches()}
    db.session.rollback()
    for one in _searches():
        one.vector, one.model = vectors[one.id]
    db.session.commit()
    begin = process_time()
    found = look(db.session, current_engine())
    kept = process_time() - begin
    return {"embedded": embedded, "kept": kept, "found": found, "memory": _peak() - before}


def _each() -> dict[str, float]:
    before = _ready()
    begin = process_time()
    newest = sa.select(Practice.id).order_by(Practice.id.desc()).limit(NEW)
    new = set(db.session.scalars(newest))
    found = 0
    for one in _searches():
        request = SearchRequest(one.text, Scope(one.scope), limit=_LOOKED_AT)
        answer = search(db.session, current_engine(), request, actor=one.owner.actor)
        found += sum(hit.practice.id in new and not hit.hit.weak for hit in answer.found)
    cpu = process_time() - begin
    return {"cpu": cpu, "found by one search each": found, "memory": _peak() - before}


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
