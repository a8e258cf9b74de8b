"""What was measured, for people (Markdown) and for programs (plain data)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rcp_search.evaluation.asking import Report
from rcp_search.evaluation.differences import Comparison, Moved, Worse
from rcp_search.evaluation.figures import PARTS, WHOLE, Row, rows_of
from rcp_search.evaluation.measures import MEASURES, NDCG, Figure, values_of

#: Questions that got worse, and documents of each, in the text; the data has all of them.
MOST_WORSE = 30
MOST_DOCUMENTS = 3

Table = list[list[str]]


def as_data(report: Report, comparison: Comparison | None = None) -> dict[str, Any]:
    """Return everything measured as what JSON can hold, question by question too."""
    values = {name: values_of(report, name) for name in report.answers}
    return {
        "name": report.evaluated.name,
        "model": report.model,
        "documents": len(report.evaluated.documents),
        "left_out": report.evaluated.left_out,
        "figures": [_flat(row) for row in rows_of(report)],
        "queries": [
            {
                "_id": query.id,
                "text": query.text,
                "language": query.language,
                "kind": query.kind,
                "values": {
                    name: {
                        measure: of[query.id] for measure, of in measured.items() if query.id in of
                    }
                    for name, measured in values.items()
                },
            }
            for query in report.evaluated.queries
        ],
        "comparison": asdict(comparison) if comparison else None,
    }


def as_markdown(reports: Sequence[tuple[Report, Comparison | None]]) -> str:
    """Return the tables of one or more sets; several begin with one of all of them."""
    rows = [rows_of(report) for report, _ in reports]
    texts = [_overview([report for report, _ in reports], rows)] if len(reports) > 1 else []
    for (report, comparison), of_report in zip(reports, rows, strict=True):
        texts.append(_of_set(report, of_report))
        if comparison:
            texts.append(_of_comparison(comparison))
    return "\n".join(texts)


def _overview(reports: Sequence[Report], rows: Sequence[list[Row]]) -> str:
    wholes = [
        {
            row.configuration: row.figure
            for row in of_set
            if (row.part, row.measure) == (WHOLE, NDCG)
        }
        for of_set in rows
    ]
    head = [NDCG, *(report.evaluated.name for report in reports)]
    lines = [
        [name, *(_written(figures.get(name)) for figures in wholes)] for name in reports[0].answers
    ]
    return f"## All sets\n\n{_table([head, *lines])}"


def _of_set(report: Report, rows: list[Row]) -> str:
    evaluated = report.evaluated
    facts = f"{len(evaluated.documents):,} documents, {len(evaluated.queries):,} questions"
    if evaluated.left_out:
        facts += f" ({evaluated.left_out:,} without a judgement left out)"
    tables = [
        _of_part(own) if part == WHOLE else f"### By {part}\n\n{_of_part(own)}"
        for part in PARTS
        if (own := [row for row in rows if row.part == part])
        and (part == WHOLE or len({row.value for row in own}) > 1)
    ]
    head = f"## {evaluated.name}\n\n{facts}; model {report.model}.\n"
    return "\n".join([head, *tables])


def _of_part(rows: list[Row]) -> str:
    lines: dict[tuple[str, str], dict[str, Figure]] = {}
    for row in rows:
        lines.setdefault((row.value, row.configuration), {})[row.measure] = row.figure
    shown = [name for name in MEASURES if any(name in figures for figures in lines.values())]
    table = [[rows[0].part, "ranking", "questions", *shown]]
    for (value, configuration), figures in lines.items():
        questions = max(one.queries for one in figures.values())
        cells = [_written(figures.get(name)) for name in shown]
        table.append([value, configuration, f"{questions:,}", *cells])
    return _table(table)


def _of_comparison(comparison: Comparison) -> str:
    lines = [
        f"### {comparison.after} against {comparison.before}\n",
        f"{NDCG} changes by {comparison.change.mean:+.3f} "
        f"({comparison.change.low:+.3f} to {comparison.change.high:+.3f}): "
        f"{comparison.better:,} questions better, {comparison.same:,} the same, "
        f"{len(comparison.worse):,} worse.\n",
    ]
    lines += [_worse(one) for one in comparison.worse[:MOST_WORSE]]
    if (hidden := len(comparison.worse) - MOST_WORSE) > 0:
        lines.append(f"\n… and {hidden:,} more, less worse.")
    return "\n".join(lines) + "\n"


def _worse(one: Worse) -> str:
    documents = [_moved(moved) for moved in one.documents[:MOST_DOCUMENTS]]
    text = " ".join(one.text.split())
    return "\n".join([f"- {text} ({one.query}): {one.before:.3f} → {one.after:.3f}", *documents])


def _moved(moved: Moved) -> str:
    before, after = (rank or "not found" for rank in (moved.before, moved.after))
    return f"  - {' '.join(moved.title.split())}: rank {before} → {after}"


def _flat(row: Row) -> dict[str, Any]:
    data: dict[str, Any] = asdict(row)
    figure: dict[str, Any] = data.pop("figure")
    return data | figure


def _written(figure: Figure | None) -> str:
    return f"{figure.mean:.3f} ({figure.low:.3f}–{figure.high:.3f})" if figure else "–"


def _table(lines: Table) -> str:
    lines = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    head, *body = [
        [cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines
    ]
    rule = ["-" * width for width in widths]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *body))
