"""How well documents are read: the labelled ones of ``tests/ingest/labelled``, both halves."""

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version

from tests.ingest import accuracy
from tests.ingest.labelled import documents
from tests.ingest.scoring import Count, Score

from benchmarks.results import Outcome, Table

_PACKAGES = ("lxml", "openpyxl", "pdfplumber", "pypdfium2", "python-docx", "python-pptx")
_COUNTED = Count()


def count() -> int:
    """Return how many documents are read."""
    return sum(len(documents(half)) for half in accuracy.HALVES)


def measure(step: Callable[[], None]) -> Outcome:
    """Read every document and count what was right in it, each half alone."""
    tune, report = (accuracy.measured(half, step) for half in accuracy.HALVES)
    tables = [
        _fields(report, tune),
        *(_groups(by, report, tune) for by in ("shape", "language", "format")),
        _confidences(report),
        _names(report, tune),
    ]
    return Outcome(tables, versions={name: version(name) for name in _PACKAGES})


def _fields(report: Sequence[Score], tune: Sequence[Score]) -> Table:
    title = (
        f"Fields of {len(report)} documents that nothing was tuned to, beside {len(tune)} that"
        " were looked at meanwhile"
    )
    headings = ("", "there are", "precision", "recall", "F1", "tuned: precision", "recall", "F1")
    reported, tuned = (_with_all(accuracy.totals(half)) for half in (report, tune))
    rows = [
        [
            name,
            str(counted.right + counted.missed),
            *_shares(counted),
            *_shares(tuned.get(name, _COUNTED)),
        ]
        for name, counted in reported.items()
    ]
    return Table(title, headings, rows)


def _with_all(counts: Mapping[str, Count]) -> dict[str, Count]:
    whole = Count()
    for counted in counts.values():
        whole.add(counted)
    return {**counts, "all together": whole}


def _groups(by: str, report: Sequence[Score], tune: Sequence[Score]) -> Table:
    headings = (by, "documents", "there are", "precision", "recall", "F1", "tuned: F1")
    tuned = accuracy.grouped(tune, by)
    rows = []
    for name, counted in accuracy.grouped(report, by).items():
        held = sum(getattr(one.document, by) == name for one in report)
        there = counted.right + counted.missed
        beside = accuracy.share(tuned.get(name, _COUNTED).f1)
        rows.append([name, str(held), str(there), *_shares(counted), beside])
    return Table(f"All fields by {by}", headings, rows)


def _shares(counted: Count) -> list[str]:
    return [accuracy.share(one) for one in (counted.precision, counted.recall, counted.f1)]


def _confidences(report: Sequence[Score]) -> Table:
    rows = [
        [
            f"{one.low:g} to {one.high:g}",
            str(one.values),
            accuracy.share(one.confidence),
            accuracy.share(one.right),
        ]
        for one in accuracy.reliability(report)
    ]
    title = "Confidence stated, and how many values of it are right"
    return Table(title, ("confidence", "values", "mean stated", "right"), rows)


def _names(report: Sequence[Score], tune: Sequence[Score]) -> Table:
    rows = [
        [name, str(sum(len(one.document.withheld) for one in half)), str(len(accuracy.leaks(half)))]
        for name, half in (("reported", report), ("tuned", tune))
    ]
    title = "Names to be withheld, and those that would have been published"
    return Table(title, ("half", "written forms", "leaked"), rows)
