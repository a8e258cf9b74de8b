"""Tables as text: values separated by commas, semicolons, tabs or bars (.csv)."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import IO

from rcp_ingest.document import Piece
from rcp_ingest.limits import Limits
from rcp_ingest.readers.tabular import MOST_COLUMNS, Sheets, cell, without_empty_end
from rcp_ingest.readers.text.encoding import decoded

_DELIMITERS = ",;\t|"
#: Of a file so much is looked at to see what separates its values.
_SAMPLE = 50_000
_SAMPLE_ROWS = 100
#: What spreadsheet programs write first: "sep=;".
_STATED = re.compile(r"\s*sep=(.)\s*\n", re.IGNORECASE)


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield the table."""
    found = decoded(stream, limits)
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    # A cell may be as long as the file.
    csv.field_size_limit(max(len(text), 1))
    stated = _STATED.match(text)
    if stated:
        text = text[stated.end() :]
    delimiter = stated[1] if stated else _delimiter(text[:_SAMPLE])
    yield from Sheets(limits).sheet(_rows(text, delimiter))
    yield from found.remarks
    if found.error:
        raise found.error


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    # Blanks behind a separator are no part of the value, but may stand before its quotes.
    for row in csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True
    ):
        yield without_empty_end([cell(value) for value in row[:MOST_COLUMNS]])


def _delimiter(sample: str) -> str:
    """Return what cuts the most rows into the same number of values."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    # The last row of the sample may be cut short.
    rows = list(islice(_rows(sample, delimiter), _SAMPLE_ROWS))
    widths = Counter(len(row) for row in (rows[:-1] or rows) if len(row) > 1)
    if not widths:
        return 0.0, 0
    width, times = widths.most_common(1)[0]
    return round(times / len(rows), 1), width
