"""Snapshots that are damaged or of something else, as a process may find them at its start."""

import random
import shutil
from pathlib import Path
from unittest import mock

import pytest

from rcp_search import HashingEmbedder, Index, SnapshotUnusable
from rcp_search.rows import snapshot

KINDS = ("a byte", "the end", "a file", "another format", "another model")


def damage(search: Path, chance: random.Random, kind: str) -> None:
    """Damage the snapshots in the search folder of an instance, which nobody may be using.

    Those of another format or model are whole and empty: who believed one would find nothing.
    """
    for folder in sorted({found.parent for found in search.rglob(f"*{snapshot.SUFFIX}")}):
        try:
            number = _number(folder)
        except SnapshotUnusable:
            continue  # damaged before, and nobody has come to renew it
        if kind == "another format":
            with mock.patch.object(snapshot, "FORMAT", snapshot.FORMAT + 1):
                _replace(folder, HashingEmbedder.name, number)
        elif kind == "another model":
            _replace(folder, "another model", number)
        else:
            for found in sorted(folder.glob(f"*{snapshot.SUFFIX}")):
                _damage_file(found, chance, kind)
        with pytest.raises(SnapshotUnusable):
            _number(folder)


def _number(folder: Path) -> int:
    _index, number = Index.load(folder, HashingEmbedder.name, HashingEmbedder.dimension)
    return number


def _replace(folder: Path, model: str, number: int) -> None:
    """By its number alone the new snapshot would be up to date."""
    for found in folder.glob(f"*{snapshot.SUFFIX}"):
        shutil.rmtree(found)
    Index(model, HashingEmbedder.dimension).save(folder, number)


def _damage_file(found: Path, chance: random.Random, kind: str) -> None:
    files = sorted(file for file in found.rglob("*") if file.is_file() and file.stat().st_size)
    file = chance.choice(files)
    content = bytearray(file.read_bytes())
    if kind == "a file":
        file.unlink()
    elif kind == "the end":
        file.write_bytes(content[: chance.randrange(len(content))])
    else:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
