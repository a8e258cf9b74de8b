"""How well documents are read: ``python -m tests.ingest.accuracy --half tune [--show DOCUMENT]``.

The labelled documents of one half go through the whole of the reading, in the process that reads
them on a site too, with the names that an exchange knows. What is counted:

- a record is found when its title, or its text, is at least 80 % alike; the most alike first;
- precision is the share of what was found that is right, recall the share of what is there that
  was found; what belongs to a record that was missed is missed too, what belongs to one that was
  made up is not counted again;
- a leak is a name that was to be withheld and stands in what would be published.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.ingest.labelled import HALVES, Labelled, documents, written
from tests.ingest.scoring import Count, Score, score

from rcp_ingest import Ingested, Limits, Names, Unreadable, formats, ingest
from rcp_ingest.published import published

#: In the order of reports; every field that is counted is named here.
FIELDS = (
    "shape", "language", "remarks",
    "session meeting", "session number", "session date", "session location",
    "session rapporteur", "session chairs",
    "practices", "title", "text", "sections", "practice language",
    "countries", "rcps", "gcm_objectives", "sdg_targets", "themes", "years", "other facts",
    "challenges", "recommendations", "quotations", "attribution",
    "profiles", "profile facts", "profile States", "profile lists",
)  # fmt: skip
_BINS = (0, 0.5, 0.7, 0.85, 0.95, 1.01)
#: Two at a time: documents are read by other processes.
_AT_ONCE = 2
_LIMITS = Limits(seconds=120)


@dataclass(frozen=True)
class Bin:
    """Values of about the same confidence, and how many of them are right."""

    low: float
    high: float
    values: int
    confidence: float
    right: float


@cache
def known_names() -> Names:
    """Return the names that an exchange with the sample directory knows."""
    from rcp_platform import create_app
    from rcp_platform.config import Settings
    from rcp_platform.core.access import SYSTEM
    from rcp_platform.core.db import Base
    from rcp_platform.directory.services import load_directory
    from rcp_platform.extensions import db
    from rcp_platform.intake.names import names
    from rcp_platform.samples.cli import SAMPLES

    with tempfile.TemporaryDirectory(prefix="rcp-accuracy-") as folder:
        settings = Settings(instance=Path(folder), secret_key="k" * 40, database_url="sqlite://")
        with create_app(settings).app_context():
            Base.metadata.create_all(db.engine)
            records = json.loads((SAMPLES / "directory.json").read_text(encoding="utf-8"))
            load_directory(db.session, records, actor=SYSTEM, is_sample=True)
            return names(db.session)


def read(document: Labelled, folder: Path) -> Score:
    """Return how well a document is read, its file written into a folder of its own."""
    own = folder / document.name
    own.mkdir()
    file = written(document, own)
    media_type = formats.BY_SUFFIX[file.suffix]
    try:
        told = ingest(file, file.name, media_type, names=known_names(), limits=_LIMITS)
    except Unreadable as error:
        failed = score(document, (), ())
        failed.mistakes.insert(0, f"not read: {error}")
        return failed
    return score(document, told, [_published(one) for one in told if isinstance(one, Ingested)])


def _published(one: Ingested) -> str:
    return json.dumps(published(one, rcp="bali-process"), ensure_ascii=False)


def measured(half: str, progress: Callable[[], None] = lambda: None) -> list[Score]:
    """Return how well each document of a half is read."""
    known_names()
    with (
        tempfile.TemporaryDirectory(prefix="rcp-accuracy-") as folder,
        ThreadPoolExecutor(_AT_ONCE) as workers,
    ):
        scores = []
        for one in workers.map(lambda one: read(one, Path(folder)), documents(half)):
            scores.append(one)
            progress()
        return scores


def totals(scores: Sequence[Score]) -> dict[str, Count]:
    """Return what was counted of each field, in the order of :data:`FIELDS`."""
    found: Mapping[str, Count] = defaultdict(Count)
    for one in scores:
        for name, count in one.counts.items():
            found[name].add(count)
    return {name: found[name] for name in FIELDS if name in found}


def overall(scores: Sequence[Score]) -> Count:
    """Return what was counted of all fields together."""
    whole = Count()
    for count in totals(scores).values():
        whole.add(count)
    return whole


def grouped(scores: Sequence[Score], by: str) -> dict[str, Count]:
    """Return what was counted in all fields by ``shape``, ``language`` or ``format``."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for one in scores:
        groups[getattr(one.document, by)].append(one)
    return {name: overall(groups[name]) for name in sorted(groups)}


def reliability(scores: Sequence[Score]) -> Iterator[Bin]:
    """Yield how often values of about the same confidence are right."""
    stated = [pair for one in scores for pair in one.confidences]
    for low, high in pairwise(_BINS):
        inside = [(confidence, right) for confidence, right in stated if low <= confidence < high]
        if inside:
            count = len(inside)
            mean = sum(confidence for confidence, _ in inside) / count
            yield Bin(low, min(high, 1), count, mean, sum(right for _, right in inside) / count)


def leaks(scores: Sequence[Score]) -> list[tuple[str, str]]:
    """Return documents with the names that they leaked."""
    return [(one.document.name, name) for one in scores for name in one.leaks]


def share(value: float | None) -> str:
    """Return a share as text."""
    return "–" if value is None else f"{value:.2f}"


def _show(scores: Sequence[Score], console: Console) -> None:
    console.print(_counted("field", totals(scores)))
    for by in ("shape", "language", "format"):
        console.print(_counted(by, grouped(scores, by)))
    bins = Table("confidence", "values", "stated", "right")
    for one in reliability(scores):
        row = (f"{one.low:.2f}-{one.high:.2f}", one.values, one.confidence, one.right)
        bins.add_row(row[0], str(row[1]), share(row[2]), share(row[3]))
    console.print(bins)
    console.print(f"Withheld names that leaked: {leaks(scores) or 'none'}", markup=False)


def _counted(heading: str, counts: Mapping[str, Count]) -> Table:
    table = Table(heading, "right", "wrong", "missed", "precision", "recall", "F1")
    for name, count in counts.items():
        numbers = (count.right, count.wrong, count.missed)
        shares = (count.precision, count.recall, count.f1)
        table.add_row(name, *map(str, numbers), *map(share, shares))
    return table


def _show_mistakes(scores: Sequence[Score], console: Console) -> None:
    for one in scores:
        console.print(f"\n{one.document.name}  ({one.document.file})", style="bold", markup=False)
        for mistake in [*one.mistakes, *(f"LEAKED {name}" for name in one.leaks)]:
            console.print(f"  {mistake}", markup=False, highlight=False, soft_wrap=True)


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.ingest.accuracy")
    parser.add_argument("--half", choices=HALVES, default="tune")
    parser.add_argument("--show", metavar="DOCUMENT", help="mistakes of documents named like this")
    parser.add_argument("--mistakes", action="store_true", help="mistakes of every document")
    chosen = parser.parse_args()
    console = Console()
    scores = measured(chosen.half)
    if chosen.show is not None or chosen.mistakes:
        wanted = chosen.show or ""
        _show_mistakes([one for one in scores if wanted in one.document.name], console)
    if chosen.show is None:
        _show(scores, console)


if __name__ == "__main__":
    _main()
