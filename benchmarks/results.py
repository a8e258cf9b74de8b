"""What was measured last of each part, kept in ``benchmarks/results.json``."""

import json
import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

FILE = Path(__file__).with_name("results.json")
_PACKAGES = (
    "faiss-cpu",
    "flask",
    "gunicorn",
    "numpy",
    "onnxruntime",
    "sentence-transformers",
    "sqlalchemy",
    "tantivy",
    "tokenizers",
    "torch",
)


@dataclass(frozen=True)
class Table:
    """Something measured, as text; the first heading is usually empty."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Outcome:
    """What a part measured: tables to read, and numbers to draw, one mapping for each point."""

    tables: Sequence[Table]
    points: Sequence[Mapping[str, Any]] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """The outcome of a part with when and on what it was measured."""

    circumstances: Sequence[str]
    tables: Sequence[Table]
    points: Sequence[Mapping[str, Any]]


def read(file: Path = FILE) -> dict[str, Part]:
    """Return the results of every part that was measured, by its name."""
    if not file.exists():
        return {}
    parts = json.loads(file.read_text(encoding="utf-8"))
    return {
        name: Part(
            part["circumstances"], [Table(**table) for table in part["tables"]], part["points"]
        )
        for name, part in parts.items()
    }


def keep(name: str, outcome: Outcome, took: float, file: Path = FILE) -> None:
    """Replace the results of a part that took so many seconds; the others stay."""
    facts = circumstances(took, outcome.versions)
    parts = read(file) | {name: Part(facts, outcome.tables, outcome.points)}
    content = {name: asdict(part) for name, part in sorted(parts.items())}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    file.write_text(f"{text}\n", encoding="utf-8")


def circumstances(took: float, versions: Mapping[str, str]) -> list[str]:
    """Say when, how and on what something was measured that took so many seconds."""
    load = os.getloadavg()
    known = {name: version(name) for name in _PACKAGES} | dict(versions)
    listed = ", ".join(f"{name} {known[name]}" for name in sorted(known))
    return [
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC in {took / 60:.1f} minutes:"
        f" `{_command()}`, {_commit()}.",
        f"Machine: {_processor()}, {psutil.cpu_count()} cores,"
        f" {psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()}"
        f" {platform.release()}; load average at the end {load[0]:.1f}, {load[2]:.1f} over"
        " a quarter of an hour.",
        f"Versions: Python {platform.python_version()}, {listed}.",
    ]


def _command() -> str:
    return shlex.join(["python", "-m", "benchmarks", *sys.argv[1:]])


def _commit() -> str:
    def git(*arguments: str) -> str:
        command = ["git", *arguments]
        done = subprocess.run(command, cwd=FILE.parent, capture_output=True, text=True)
        return done.stdout.strip()

    product = f"rcp-exchange {version('rcp-exchange')}"
    try:
        commit, changes = git("rev-parse", "--short", "HEAD"), git("status", "--porcelain")
    except OSError:
        return product
    return f"{product}, commit {commit}{' with changes' if changes else ''}" if commit else product


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
