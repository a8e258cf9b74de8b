"""Show what was measured, and write it into ``docs/benchmarks.md``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as Shown

from benchmarks.plots import PLOTS
from benchmarks.results import Part, Table

DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_BEGIN, _END = "<!-- begin of results -->", "<!-- end of results -->"
_HEADINGS = ("", "product", "baseline", "ratio")

#: The parts in the order of the document.
TITLES = {
    "peers": "Beside other engines",
    "engine": "Inside the engine",
    "embedding": "The model",
    "import": "Importing and publishing",
    "start": "Start",
    "http": "Search over HTTP",
    "alerts": "Alerts",
    "lists": "Long lists",
    "documents": "What is found in documents",
    "reading": "Reading documents",
}


@dataclass(frozen=True)
class Line:
    """One thing measured, as text; ``ratio`` is the product's cost divided by the baseline's."""

    what: str
    product: str
    baseline: str = "–"
    ratio: str = "–"


def section(title: str, lines: Sequence[Line]) -> Table:
    """Return lines as a table."""
    rows = [[line.what, line.product, line.baseline, line.ratio] for line in lines]
    return Table(title, _HEADINGS, rows)


def seconds(what: str, product: float, baseline: float | None = None) -> Line:
    """Return a line of seconds."""
    return _compared(what, "s", 2, product, baseline)


def milliseconds(what: str, product: float, baseline: float | None = None) -> Line:
    """Return a line of milliseconds; the values are given in seconds."""
    return _compared(what, "ms", 1, product * 1000, baseline and baseline * 1000)


def megabytes(what: str, product: float, baseline: float | None = None) -> Line:
    """Return a line of MiB; the values are given in bytes."""
    return _compared(what, "MiB", 0, product / 2**20, baseline and baseline / 2**20)


def per_second(what: str, count: int, product: float, baseline: float | None = None) -> Line:
    """Return a line of how many a second; the values given are the seconds for all."""
    line = _compared(what, "/s", 1, count / product, baseline and count / baseline)
    if not baseline:
        return line
    return Line(line.what, line.product, line.baseline, f"{product / baseline:.2f}")


def show(tables: Sequence[Table], console: Console) -> None:
    """Print tables."""
    for table in tables:
        shown = Shown(*table.headings, title=table.title, title_justify="left")
        for row in table.rows:
            shown.add_row(*row)
        console.print(shown)


def with_results(text: str, parts: Mapping[str, Part]) -> str:
    """Return the document with its results replaced; the text around them stays."""
    before, _, rest = text.partition(_BEGIN)
    _, found, after = rest.partition(_END)
    if not found:
        raise ValueError(f"{DOCUMENT} lacks the lines “{_BEGIN}” and “{_END}”.")
    results = "\n".join(_markdown(parts))
    return f"{before}{_BEGIN}\n{results}\n{_END}{after}"


def write(parts: Mapping[str, Part], folder: Path = DOCUMENT.parent) -> None:
    """Write the document with these results, and its pictures, into a folder."""
    images = folder / "images"
    images.mkdir(exist_ok=True)
    text = with_results(DOCUMENT.read_text(encoding="utf-8"), parts)
    (folder / DOCUMENT.name).write_text(text, encoding="utf-8")
    for plot in PLOTS:
        if plot.part in parts:
            (images / plot.file).write_text(plot.drawn(parts[plot.part].points), encoding="utf-8")


def _compared(what: str, unit: str, digits: int, product: float, baseline: float | None) -> Line:
    shown = f"{product:,.{digits}f} {unit}"
    if baseline is None:
        return Line(what, shown)
    return Line(what, shown, f"{baseline:,.{digits}f} {unit}", f"{product / baseline:.2f}")


def _markdown(parts: Mapping[str, Part]) -> Iterator[str]:
    for name, title in TITLES.items():
        if part := parts.get(name):
            yield f"\n## {title}\n"
            yield from (f"- {fact}" for fact in part.circumstances)
            for plot in PLOTS:
                if plot.part == name:
                    yield f"\n![{plot.says}](images/{plot.file})"
            for table in part.tables:
                yield f"\n### {table.title}\n"
                yield _row(table.headings)
                yield "|---" + "|--:" * (len(table.headings) - 1) + "|"
                yield from map(_row, table.rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
