"""How fast documents of every kind are read, beside the bare library that reads them.

Each reading happens in a process of its own: ``python -m benchmarks.reading WHO SUFFIX FILE``.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks import processes, written
from benchmarks.results import Outcome, Table
from rcp_ingest import Limits, formats, ingest, text_of
from rcp_ingest.document import Block
from rcp_ingest.readers import pieces

_TIMES = 3
_PATIENCE = 600.0
_LIMITS = Limits(seconds=_PATIENCE, characters=50_000_000, pages=10_000)
#: What is measured as a whole.
_WHOLE = (".docx", ".pdf")
STEPS = len(written.MAKERS) + len(_WHOLE)
_PACKAGES = ("lxml", "openpyxl", "pypdfium2", "python-docx", "python-pptx", "striprtf")


def measure(folder: Path, pages: int, step: Callable[[], None]) -> Outcome:
    """Write a document of so many pages in every kind, and read each in both ways."""
    at = folder / "reading"
    at.mkdir()
    rows: list[list[str]] = []
    for suffix, make in written.MAKERS.items():
        file = at / f"document{suffix}"
        file.write_bytes(make(pages))
        product, bare = (_median(who, suffix, file, at) for who in ("product", "bare"))
        rows.append(
            [
                f"{suffix} ({written.LIBRARIES[suffix]})",
                f"{pages / product['seconds']:,.0f}",
                f"{pages / bare['seconds']:,.0f}",
                f"{product['seconds'] / bare['seconds']:.1f}",
                f"{product['peak'] / 2**20:.0f} MiB",
                f"{bare['peak'] / 2**20:.0f} MiB",
            ]
        )
        step()
    headings = ("", "pages/s", "bare library", "times as long", "peak memory", "bare library")
    title = f"A document of {pages} pages of {written.CHARACTERS:,} characters"
    tables = [Table(title, headings, rows), _whole(at, pages, step)]
    return Outcome(tables, versions={name: version(name) for name in _PACKAGES})


def _median(who: str, suffix: str, file: Path, at: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.reading", who, suffix, str(file)]
    measured = []
    for _ in range(_TIMES):
        _, output = processes.finished(command, {}, at / "log", _PATIENCE)
        measured.append(json.loads(output))
    return {name: median(one[name] for one in measured) for name in measured[0]}


def _whole(at: Path, pages: int, step: Callable[[], None]) -> Table:
    """Time everything from a file to records, with the process that is started for it."""
    rows = []
    for suffix in _WHOLE:
        media_type = formats.BY_SUFFIX[suffix]
        one, many = at / f"one{suffix}", at / f"document{suffix}"
        one.write_bytes(written.MAKERS[suffix](1))
        rows += [
            _timed(f"the text of one page ({suffix})", lambda: text_of(one, media_type)),  # noqa: B023
            _timed(
                f"the records in {pages} pages ({suffix})",
                lambda: ingest(many, many.name, media_type, limits=_LIMITS),  # noqa: B023
            ),
        ]
        step()
    return Table("From a file to what it says, process started and ended", ("", "median"), rows)


def _timed(what: str, do: Callable[[], object]) -> list[str]:
    took = []
    for _ in range(_TIMES):
        begin = time.perf_counter()
        do()
        took.append(time.perf_counter() - begin)
    return [what, f"{median(took):.2f} s"]


# --- the measured side ------------------------------------------------------


def _read(who: str, suffix: str, file: Path) -> Mapping[str, float]:
    with file.open("rb") as stream:
        begin = time.perf_counter()
        if who == "bare":
            characters = sum(map(len, written.BARE[suffix](stream)))
        else:
            found = pieces(stream, formats.BY_SUFFIX[suffix], _LIMITS)
            characters = sum(len(one.text) for one in found if isinstance(one, Block))
        seconds = time.perf_counter() - begin
    if not characters and suffix != ".zip":
        raise RuntimeError(f"{who} reads nothing in {file}")
    return {"seconds": seconds, "peak": _peak()}


def _peak() -> int:
    """Return the most memory that this process has used, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    print(json.dumps(_read(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
