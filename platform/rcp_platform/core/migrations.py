"""At which migration the database is, told without Alembic: to load it takes a tenth of a start."""

import re
from pathlib import Path

import sqlalchemy as sa

FOLDER = Path(__file__).parents[1] / "migrations"

_STATED = re.compile(r"^(revision|down_revision)\b.* = (.+)$", re.MULTILINE)
_NAME = re.compile(r"['\"](\w+)['\"]")


def newest(folder: Path = FOLDER) -> frozenset[str]:
    """Return the migrations that no other one builds on, as their files say."""
    stated: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in folder.glob("*.py"):
        for kind, names in _STATED.findall(file.read_text(encoding="utf-8")):
            stated[kind].update(_NAME.findall(names))
    return frozenset(stated["revision"] - stated["down_revision"])


def of_database(connection: sa.Connection) -> frozenset[str]:
    """Return the migrations that the database is at; none where it was never prepared."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return frozenset()
    return frozenset(connection.scalars(sa.text("SELECT version_num FROM alembic_version")))
