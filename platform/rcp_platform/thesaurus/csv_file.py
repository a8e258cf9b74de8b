"""Terms as a table for a spreadsheet: a row each, labels one on each line of a cell."""

import csv
import io
from collections.abc import Iterator, Mapping

from rcp_platform.core.text import clean, lines
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.thesaurus.facts import TermFacts, one_label
from rcp_platform.thesaurus.records import FileRefused, Record

_HIDDEN = {f"{code}-hidden": code for code in LANGUAGES}
_COLUMNS = ("slug", "retired", "broader", "related", "note", *LANGUAGES, *_HIDDEN)
_RETIRED = {"": None, "no": False, "yes": True}


def written(stated: Mapping[str, TermFacts], retired: frozenset[str]) -> bytes:
    """Return the terms as CSV in UTF-8, marked as such for spreadsheets."""
    stream = io.StringIO(newline="")
    table = csv.DictWriter(stream, _COLUMNS)
    table.writeheader()
    for slug, facts in sorted(stated.items()):
        row = {"slug": slug, "retired": "yes" if slug in retired else "no", "note": facts.note}
        row |= {"broader": "\n".join(sorted(facts.broader))}
        row |= {"related": "\n".join(sorted(facts.related))}
        row |= {code: "\n".join(texts) for code, texts in facts.labels.items()}
        row |= {f"{code}-hidden": "\n".join(texts) for code, texts in facts.hidden.items()}
        table.writerow(row)
    return stream.getvalue().encode("utf-8-sig")


def read(content: bytes) -> tuple[list[Record], list[str]]:
    """Return the records of a table and remarks on what was left out.

    Raises :exc:`~rcp_platform.thesaurus.records.FileRefused`.
    """
    try:
        table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        columns = table.fieldnames or []
        if "slug" not in columns:
            raise FileRefused([f"Line 1 must name the columns: {', '.join(_COLUMNS)}."])
        other = sorted(set(columns) - set(_COLUMNS))
        remarks = [f"Unknown columns are left out: {', '.join(other)[:200]}."] if other else []
        return list(_records(table)), remarks
    except UnicodeDecodeError as error:
        raise FileRefused(["The file is not in UTF-8. Save it as “CSV UTF-8”."]) from error
    except csv.Error as error:
        raise FileRefused([f"Line {table.line_num}: this is not CSV ({error})."]) from error


def _records(table: "csv.DictReader[str]") -> Iterator[Record]:
    for row in table:
        place = f"Line {table.line_num}"
        cells = {name: text for name, text in row.items() if name in _COLUMNS and text}
        if not cells:
            continue
        retired = clean(cells.get("retired", "")).lower()
        if retired not in _RETIRED:
            raise FileRefused([f"{place}: “retired” is “{retired[:40]}”; write yes or no."])
        yield Record(
            slug=clean(cells.get("slug", "")),
            place=place,
            labels={code: _labels(cells[code]) for code in LANGUAGES if code in cells},
            hidden={code: _labels(cells[name]) for name, code in _HIDDEN.items() if name in cells},
            note=one_label(cells["note"]) if "note" in cells else None,
            broader=_slugs(cells["broader"]) if "broader" in cells else None,
            related=_slugs(cells["related"]) if "related" in cells else None,
            is_retired=_RETIRED[retired],
        )


def _labels(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_label(line) for line in lines(cell)))


def _slugs(cell: str) -> frozenset[str]:
    return frozenset(clean(line) for line in lines(cell))
