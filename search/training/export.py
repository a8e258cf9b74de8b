"""Write what is served, and the record of what it was made from."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from rcp_search.models.adapters import ADAPTERS
from rcp_search.models.manifest import MANIFEST
from rcp_search.models.word_pieces import SCALES, TABLE, TOKENIZER
from training.student import Student

DATA = "data.json"

_LICENCE = re.compile(r"^- licence: (.+)$", re.MULTILINE)
_ORIGIN = re.compile(r"^- repo: (\S+)$", re.MULTILINE)
_COMMIT = re.compile(r"^\s*commit: (\S+)$", re.MULTILINE)


def write(folder: Path, student: Student, tokenizer: Path) -> None:
    """Write the student's folder: table and adapters in eight bits, tokenizer and manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    student.write(folder)
    (folder / TOKENIZER).write_bytes(tokenizer.read_bytes())
    sums = {name: sha256_of(folder / name) for name in (TABLE, SCALES, ADAPTERS, TOKENIZER)}
    name = f"six-languages@{hashlib.sha256(''.join(sums.values()).encode()).hexdigest()[:12]}"
    _write_json(folder / MANIFEST, {"name": name, "sha256": sums})


def write_data(
    path: Path, folders: list[Path], own: list[Path], counts: dict[str, dict[str, int]]
) -> None:
    """Write which sources were used: origin, licence, the sum of each file, pairs by language.

    Raises ValueError when a source does not state its licence.
    """
    sources: dict[str, Any] = {}
    for folder in sorted(folders, key=lambda one: one.name):
        if folder.name not in counts:
            continue
        about = (folder / "SOURCE.md").read_text(encoding="utf-8")
        licence = _LICENCE.search(about)
        if licence is None:
            raise ValueError(f"{folder} does not state its licence.")
        sources[folder.name] = {
            "licence": licence[1],
            "origin": list(dict.fromkeys(_ORIGIN.findall(about))),
            "commit": list(dict.fromkeys(_COMMIT.findall(about))),
            "pairs": counts[folder.name],
            "sha256": {file.name: sha256_of(file) for file in sorted(folder.glob("en-*.tsv"))},
        }
    for file in own:
        sources[file.stem] = {
            "licence": "Apache-2.0, written for this project",
            "pairs": counts.get(file.stem, {}),
            "sha256": {file.name: sha256_of(file)},
        }
    _write_json(path, sources)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_json(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
