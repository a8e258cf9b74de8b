"""What each column of a table holds."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rcp_ingest.mentions import finder_of
from rcp_ingest.mentions.words import words_of
from rcp_ingest.names import Names
from rcp_ingest.recognisers.facts import FACTS, Facts
from rcp_ingest.recognisers.outline.headings import SECTIONS, Match, match_of, practice_match_of

#: A header that is less sure than this gives way to what the column holds.
SURE = 0.8
_NAMED = 0.6
#: How many of a column's cells must be of a kind.
_MOSTLY = 0.8
_BY_CONTENT = 0.65
_UNKNOWN = 0.5
_LONG_TEXT = 60
_LONGEST_TITLE = 200
_LONGEST_TERM = 20
#: Fields that one column alone can fill.
_SINGLE = frozenset(
    ("title", "year_from", "year_to", "language", "practice_type", "status", "scope")
)
_TEXTS = frozenset((*SECTIONS, "summary"))
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-–—/]\s?(?:19|20)?\d\d){0,2}")
#: In headers of columns about people.
_PERSONAL = re.compile(
    r"\b(?:e-?mail|courriel|correo electrónico|phone|telephone|téléphone|teléfono|telefone|телефон"
    r"|почта|البريد|الهاتف|respondent|officer in charge|person in charge|responsible person"
    r"|persona responsable|personne responsable|pessoa responsável|ответственное лицо"
    r"|speaker|said by|orateur|orador|oradora|ponente|выступающий|المتحدث)\b"
)
_NUMBER = re.compile(r"\d{1,5}\.?")


@dataclass(frozen=True)
class Column:
    """A column: its header as written, the field that it fills, and how sure that is.

    Where the field is ``description`` but the header says something else the header is told in
    the description; where it is empty the column is left out.
    """

    header: str
    field: str
    confidence: float

    @property
    def is_personal(self) -> bool:
        """Whether it names whom to ask, or how to reach them: that is no part of a practice."""
        named = match_of(self.header) if self.header else None
        is_contact = named is not None and named.field == "contact"
        return is_contact or bool(_PERSONAL.search(self.header.casefold()))

    @property
    def is_told_with_header(self) -> bool:
        """Whether its cells stand in the description under their header."""
        named = practice_match_of(self.header) if self.field == "description" else None
        return self.field == "description" and (named is None or named.field != "description")


def columns_of(headers: Sequence[str], cells: list[list[str]], names: Names) -> list[Column]:
    """Return what columns hold, by their headers and their cells (those that are not empty)."""
    holds = _Content(names)
    taken: set[str] = set()
    columns = []
    for header, texts in zip(headers, cells, strict=True):
        column = _column(header, texts, holds)
        if column.field in taken and column.field in _SINGLE:
            column = Column(header, "description", _UNKNOWN)
        taken.add(column.field)
        columns.append(column)
    if "title" not in taken:
        _name_one(columns, cells, "title", _is_title)
    if not taken & _TEXTS:
        _name_one(columns, cells, "summary", _is_prose)
    return columns


def named_by(headers: Sequence[str]) -> int:
    """Return how many fields a row names."""
    return len({found.field for header in headers if (found := match(header, _NAMED))})


def match(header: str, least: float) -> Match | None:
    """Return the field that a header names if that is at least so sure."""
    found = practice_match_of(header) if header else None
    return found if found and found.confidence >= least else None


def _column(header: str, texts: list[str], holds: "_Content") -> Column:
    if Column(header, "", SURE).is_personal:
        return Column(header, "", SURE)
    named = match(header, _NAMED)
    if named and (not texts or (named.confidence >= SURE and holds.suits(named.field, texts))):
        return Column(header, named.field, named.confidence)
    if _are_numbers(texts):
        return Column(header, "", _BY_CONTENT)
    if field := holds.field_of(texts):
        return Column(header, field, _BY_CONTENT)
    if named:
        return Column(header, named.field, named.confidence)
    return Column(header, "description" if texts else "", _UNKNOWN)


def _name_one(
    columns: list[Column],
    cells: list[list[str]],
    field: str,
    is_such: Callable[[list[str]], bool],
) -> None:
    """Let the first column that nothing is known of, and that holds such texts, be the field."""
    for place, column in enumerate(columns):
        if column.is_told_with_header and is_such(cells[place]):
            columns[place] = Column(column.header, field, _BY_CONTENT)
            return


def _is_title(texts: list[str]) -> bool:
    if not texts or len(set(texts)) < _MOSTLY * len(texts):
        return False
    worded = [text for text in texts if len(words_of(text)) > 1 and len(text) <= _LONGEST_TITLE]
    return len(worded) >= _MOSTLY * len(texts)


def _is_prose(texts: list[str]) -> bool:
    return bool(texts) and sum(map(len, texts)) / len(texts) >= _LONG_TEXT


def _are_numbers(texts: list[str]) -> bool:
    """Say whether a column only counts its rows."""
    if not texts or not all(_NUMBER.fullmatch(text) for text in texts):
        return False
    numbers = [int(text.rstrip(".")) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)


class _Content:
    """Tells columns by what they hold."""

    def __init__(self, names: Names) -> None:
        self._finder = finder_of(names)
        self._facts = Facts(names)

    def field_of(self, texts: list[str]) -> str:
        """Return the field that most of these texts were written for; empty for none."""
        kinds: list[tuple[str, Callable[[str], bool]]] = [
            ("year_from", lambda text: bool(_YEARS.fullmatch(text))),
            ("countries", lambda text: self.is_all(text, "states") or self._is("countries", text)),
            ("rcp", lambda text: self.is_all(text, "rcps")),
            ("sdg_targets", lambda text: "." in text and self._is("sdg_targets", text)),
            ("language", lambda text: self._is("language", text)),
            ("status", lambda text: self._is("status", text)),
            ("practice_type", lambda text: self._is("practice_type", text)),
        ]
        for field, is_such in kinds:
            if texts and sum(map(is_such, texts)) >= _MOSTLY * len(texts):
                return field
        return ""

    def suits(self, field: str, texts: list[str]) -> bool:
        """Say whether a column of such texts may be the field that its header names."""
        return field not in FACTS or any(self._facts.of(field, text) for text in texts)

    def is_all(self, text: str, kind: str) -> bool:
        """Say whether a text names things of a kind and nothing else."""
        return not self._finder.besides(text, kind)

    def _is(self, field: str, text: str) -> bool:
        return len(text) <= _LONGEST_TERM and bool(self._facts.of(field, text))
