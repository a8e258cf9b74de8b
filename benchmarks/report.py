"""Show what was measured, and keep it in ``docs/benchmarks.md``."""

import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_BEGIN, _END = "<!-- begin of results -->", "<!-- end of results -->"
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
_HEADINGS = ("", "product", "baseline", "ratio")


@dataclass(frozen=True)
class Line:
    """One thing measured, as text; ``ratio`` is the product's cost divided by the baseline's."""

    what: str
    product: str
    baseline: str = "–"
    ratio: str = "–"

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The line as the cells of a table."""
        return self.what, self.product, self.baseline, self.ratio


@dataclass(frozen=True)
class Section:
    """The lines of one measurement."""

    title: str
    lines: Sequence[Line]


def seconds(what: str, product: float, baseline: float | None = None) -> Line:
    """Return a line of seconds."""
    return _compared(what, "s", 2, product, baseline)


def milliseconds(what: str, product: float, baseline: float | None = None) -> Line:
    """Return a line of milliseconds; the values are given in seconds."""
    return _compared(what, "ms", 1, product * 1000, baseline and baseline * 1000)


def megabytes(what: str, product: float, baseline: float) -> Line:
    """Return a line of MiB; the values are given in bytes."""
    return _compared(what, "MiB", 0, product / 2**20, baseline / 2**20)


def per_second(what: str, count: int, product: float, baseline: float | None = None) -> Line:
    """Return a line of how many a second; the values given are the seconds for all."""
    line = _compared(what, "/s", 1, count / product, baseline and count / baseline)
    return (
        Line(line.what, line.product, line.baseline, f"{product / baseline:.2f}")
        if (baseline)
        else line
    )


def show(sections: Sequence[Section], console: Console) -> None:
    """Print one table for each section."""
    for section in sections:
        table = Table(*_HEADINGS, title=section.title, title_justify="left")
        for line in section.lines:
            table.add_row(*line.cells)
        console.print(table)


def write(sections: Sequence[Section], took: float) -> None:
    """Replace the results in the document; the text around them stays."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(_BEGIN)
    _, found, after = rest.partition(_END)
    if not found:
        raise ValueError(f"{DOCUMENT} lacks the lines “{_BEGIN}” and “{_END}”.")
    results = "\n".join(_markdown(sections, took))
    DOCUMENT.write_text(f"{before}{_BEGIN}\n{results}\n{_END}{after}", encoding="utf-8")


def _compared(what: str, unit: str, digits: int, product: float, baseline: float | None) -> Line:
    shown = f"{product:,.{digits}f} {unit}"
    if baseline is None:
        return Line(what, shown)
    return Line(what, shown, f"{baseline:,.{digits}f} {unit}", f"{product / baseline:.2f}")


def _markdown(sections: Sequence[Section], took: float) -> Iterator[str]:
    yield ""
    yield from (f"- {fact}" for fact in _circumstances(took))
    for section in sections:
        yield f"\n### {section.title}\n"
        yield f"| {' | '.join(_HEADINGS)} |"
        yield "|---|--:|--:|--:|"
        yield from (f"| {' | '.join(line.cells)} |" for line in section.lines)
    yield ""


def _circumstances(took: float) -> Iterator[str]:
    load = os.getloadavg()
    yield f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC in {took / 60:.1f} minutes."
    yield f"Command: `{_command()}`, {_commit()}."
    yield (
        f"Machine: {_processor()}, {psutil.cpu_count()} cores,"
        f" {psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()}"
        f" {platform.release()}; load average at the end {load[0]:.1f}, {load[2]:.1f} over"
        " a quarter of an hour."
    )
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    yield f"Versions: Python {platform.python_version()}, {versions}."


def _command() -> str:
    return shlex.join(["python", "-m", "benchmarks", *sys.argv[1:]])


def _commit() -> str:
    def git(*arguments: str) -> str:
        command = ["git", *arguments]
        done = subprocess.run(command, cwd=DOCUMENT.parent, capture_output=True, text=True)
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
