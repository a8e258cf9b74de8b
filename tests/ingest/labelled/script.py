"""The notation in which a labelled document is written down, and what it says there is to find.

A document is a TOML file: what it is (``file``, ``shape``, ``language``), how it is to be made
(``how``), its ``body``, and its labels. The body has a block a line: ``# heading``, ``- point``
(``-- deeper``), ``1. point``, ``| cell | cell |``, ``>> footnote``, ``----`` for a new page,
``%% name.docx`` for the next file of a mail or an archive; anything else is a paragraph. Within
a text ``[-words-]`` were deleted and ``[+words+]`` put in by hand, and ``//`` breaks the line.

A text may begin with what it is: ``@C`` a challenge, ``@R`` a recommendation, ``@Q1`` a quotation,
``@P1`` (``@P1.approach``) a text of the first practice, ``@F1.goals`` one of the first profile.
What is not told by marks stands in tables of that name: ``[P1] countries = ["KE"]``. In a
spreadsheet ``columns`` tells the field of each column. ``same_as`` names a document whose body and
labels hold here too; ``front`` is put before it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

_LINE = re.compile(r"(#+|-{1,3}|>>|%%|(?:\d{1,2}[.)])|\|)\s+(.*)")
_MARK = re.compile(r"(\s*(?:- )?(?:[^@\n]{1,60}[:.] )?)@(\w+?)(?:\.(\w+))? (.*)", re.S)
_DELETED, _INSERTED = re.compile(r" ?\[-(.*?)-\]"), re.compile(r"\[\+(.*?)\+\]")
_CHANGED = re.compile(r"(\[-.*?-\]|\[\+.*?\+\])")
_QUOTED = re.compile("[“«„\"](.+)[”»“\"]|‘(.+)’(?!\\w)|'(.+)'(?!\\w)", re.S)


@dataclass(frozen=True)
class Piece:
    """A heading, paragraph, item, table, footnote or page break, as it is to be written."""

    kind: str
    text: str = ""
    level: int = 0
    mark: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Record:
    """A practice, quotation or profile that there is to find."""

    key: str
    #: Everything that is marked as its own; the first is what tells it from others.
    texts: tuple[str, ...]
    #: Those of them whose field is told; a field told twice is a list.
    parts: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Labelled:
    """A document with what there is to find in it."""

    name: str
    file: str
    shape: str
    language: str
    how: Mapping[str, Any]
    #: Files with their pieces: one, or of a mail or an archive what it holds.
    parts: tuple[tuple[str, tuple[Piece, ...]], ...]
    session: Mapping[str, Any]
    practices: tuple[Record, ...]
    challenges: tuple[str, ...]
    recommendations: tuple[str, ...]
    quotations: tuple[Record, ...]
    profiles: tuple[Record, ...]
    withheld: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def format(self) -> str:
        """The ending of its name; "scan" for a PDF of pictures."""
        return "scan" if self.how.get("scanned") else PurePath(self.file).suffix[1:]


def labelled(path: Path) -> Labelled:
    """Return the document that a TOML file describes."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    if "same_as" in told:
        told = tomllib.loads((path.parent / told["same_as"]).read_text("utf-8")) | told
    marks = _Marks()
    lines = (told.get("front", "") + told["body"]).strip().splitlines()
    parts = tuple(_parts(told["file"], lines, marks))
    columns = told.get("columns")
    if columns:
        table = [piece for piece in parts[-1][1] if piece.kind == "table"][-1]
        marks.add_rows(table.rows, columns, told)
    for key in told:
        if re.fullmatch(r"[PQF]\d+", key):
            marks.texts.setdefault(key, [])
    records = [marks.record(key, told.get(key, {})) for key in marks.texts]
    return Labelled(
        name=path.stem,
        file=told["file"],
        shape=told["shape"],
        language=told["language"],
        how=told.get("how", {}),
        parts=parts,
        session=told.get("session", {}),
        practices=tuple(one for one in records if one.key[0] == "P"),
        challenges=tuple(marks.plain["C"]),
        recommendations=tuple(marks.plain["R"]),
        quotations=tuple(one for one in records if one.key[0] == "Q"),
        profiles=tuple(one for one in records if one.key[0] == "F"),
        withheld=tuple(told.get("withheld", ())),
        remarks=tuple(told.get("remarks", ())),
    )


@dataclass
class _Marks:
    """What the marks of a body told so far."""

    plain: dict[str, list[str]] = field(default_factory=lambda: {"C": [], "R": []})
    texts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def without(self, text: str) -> str:
        """Keep what the lines of a text are marked as, and return it without its marks."""
        return "//".join(map(self._line, text.split("//")))

    def _line(self, line: str) -> str:
        found = _MARK.fullmatch(line)
        if not found:
            return line
        start, key, part, rest = found.groups()
        said = final(rest).strip()
        if key in self.plain:
            self.plain[key].append(said)
        else:
            quoted = _QUOTED.search(said) if key[0] == "Q" else None
            text = next(filter(None, quoted.groups())).strip() if quoted else said
            self.texts.setdefault(key, []).append((part or "", text))
        return start + rest

    def add_rows(
        self, rows: Sequence[Sequence[str]], columns: Sequence[str], told: Mapping[str, Any]
    ) -> None:
        """Keep each row of a table as a practice."""
        turned = list(zip(*rows, strict=True)) if told.get("transposed") else rows
        number = 0
        for row in turned[told.get("header_rows", 1) :]:
            if any(row):
                number += 1
                named = zip(columns, row, strict=True)
                texts = [(name, final(cell)) for name, cell in named if name and cell]
                self.texts.setdefault(f"P{number}", []).extend(texts)

    def record(self, key: str, facts: Mapping[str, Any]) -> Record:
        """Return everything that is known of one record."""
        texts = self.texts[key]
        parts: dict[str, tuple[str, ...]] = {}
        for name, text in texts:
            if name:
                parts[name] = (*parts.get(name, ()), text)
        return Record(key, tuple(text for _, text in texts), parts, facts)


def final(text: str) -> str:
    """Return a text as it stands once all changes are accepted."""
    return _INSERTED.sub(r"\1", _DELETED.sub("", text)).replace("//", "\n")


def changes(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stretches of a text with how each was changed: "del", "ins" or not at all."""
    for stretch in _CHANGED.split(text):
        if stretch.startswith(("[-", "[+")):
            yield "del" if stretch[1] == "-" else "ins", stretch[2:-2]
        elif stretch:
            yield "", stretch


def _parts(
    file: str, lines: Sequence[str], marks: _Marks
) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    name, held = file, []
    for line in lines:
        if line.startswith("%% "):
            yield name, tuple(_pieces(held, marks))
            name, held = line[3:].strip(), []
        else:
            held.append(line)
    yield name, tuple(_pieces(held, marks))


def _pieces(lines: Sequence[str], marks: _Marks) -> Iterator[Piece]:
    rows: list[tuple[str, ...]] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            cells = (cell.strip() for cell in line.strip().strip("|").split("|"))
            rows.append(tuple(marks.without(cell) for cell in cells))
            continue
        if rows:
            yield Piece("table", rows=tuple(rows))
            rows = []
        if line.strip() == "----":
            yield Piece("break")
        elif line.strip():
            yield _piece(line.strip(), marks)


def _piece(line: str, marks: _Marks) -> Piece:
    found = _LINE.fullmatch(line)
    if not found:
        return Piece("paragraph", marks.without(line))
    sign, text = found[1], marks.without(found[2])
    if sign[0] == "#":
        return Piece("heading", text, len(sign))
    if sign == ">>":
        return Piece("footnote", text)
    if sign[0] == "-":
        return Piece("item", text, len(sign))
    return Piece("item", text, 1, sign)
