"""Where in a document one practice ends and the next begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rcp_ingest.recognisers.boxes import end_of, title_in
from rcp_ingest.recognisers.outline.headings import in_a_practice, match_of, practice_match_of
from rcp_ingest.recognisers.outline.labels import Piece
from rcp_ingest.recognisers.outline.passages import Passage
from rcp_ingest.recognisers.telling import Telling, tell

#: Fields that a part of a document must tell to be a practice of several.
_ENOUGH_FIELDS = 2
_ENOUGH_PRACTICES = 2
_SURE = 0.6
_LONGEST_TITLE = 200
#: Headings above a whole document or around its practices, never a practice's title.
_AROUND = frozenset({"introduction", "conclusion", "contents", "definitions", "guiding_questions"})


#: Of each piece the field that it names.
_Fields = Sequence[str | None]


@dataclass(frozen=True)
class _Span:
    """The pieces of one practice, from ``start`` up to ``end``."""

    start: int
    end: int


def tellings_of(pieces: Sequence[Piece], confidence: float) -> list[Telling]:
    """Return the practices that a document tells, by repeated headings or labels; at least one.

    What stands before, between and behind several practices is left.
    """
    fields = [named_field(piece) for piece in pieces]
    spans = _siblings(pieces, fields) or _repeated(pieces, fields) or [_Span(0, len(pieces))]
    return [_telling(pieces[span.start : span.end], confidence) for span in spans]


def named_field(piece: Piece) -> str | None:
    """Return the field of a practice that a piece's label or heading names, if any."""
    if piece.label:
        return in_a_practice(piece.label) or piece.label
    if not piece.is_heading:
        return None
    found = practice_match_of(piece.text)
    return found.field if found and found.confidence >= _SURE else None


def _siblings(pieces: Sequence[Piece], fields: _Fields) -> list[_Span]:
    """Parts under headings of one level, each with sections of its own."""
    levels = sorted({piece.passage.level for piece in pieces if piece.is_heading})
    for level in levels:
        spans = [
            _Span(number, end_of(pieces, number))
            for number, piece in enumerate(pieces)
            if piece.is_heading and piece.passage.level == level and not fields[number]
        ]
        told = [span for span in spans if len(_told(fields, span)) >= _ENOUGH_FIELDS]
        if len(told) >= _ENOUGH_PRACTICES:
            return told
    return []


def _repeated(pieces: Sequence[Piece], fields: _Fields) -> list[_Span]:
    """Parts that begin where a label or heading comes again that there was before."""
    starts = [0]
    seen: set[str] = set()
    titled: int | None = None
    for number, (piece, field) in enumerate(zip(pieces, fields, strict=True)):
        if field is None:
            if piece.is_heading and titled is None:
                titled = number
            continue
        if field in seen and (titled is not None or field == "title"):
            starts.append(number if titled is None else titled)
            seen = set()
        seen.add(field)
        titled = None
    spans = [
        _Span(start, end) for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True)
    ]
    told = all(len(_told(fields, span)) >= _ENOUGH_FIELDS for span in spans)
    return spans if told and len(spans) >= _ENOUGH_PRACTICES else []


def _told(fields: _Fields, span: _Span) -> set[str]:
    return {field for field in fields[span.start : span.end] if field}


def _telling(pieces: Sequence[Piece], confidence: float) -> Telling:
    number, title = _title_of(pieces)
    if number is None:
        return tell(pieces, None, confidence)
    before = [piece for piece in pieces[:number] if not piece.is_heading]
    return tell([*before, *pieces[number + 1 :]], title, confidence)


def _title_of(pieces: Sequence[Piece]) -> tuple[int | None, Passage | None]:
    """The heading, or the short first line, that is the title where no label gives one."""
    if any(piece.label == "title" for piece in pieces):
        return None, None
    for number, piece in _before_sections(pieces):
        if piece.is_heading and not _is_around(piece):
            return number, title_in(piece.passage) or piece.passage
    first = pieces[0] if pieces else None
    is_line = first and not first.is_item and not first.is_heading and not first.label
    if first and is_line and len(first.text) <= _LONGEST_TITLE and not first.text.endswith("."):
        return 0, first.passage
    return None, None


def _before_sections(pieces: Sequence[Piece]) -> Iterator[tuple[int, Piece]]:
    for number, piece in enumerate(pieces):
        if named_field(piece):
            return
        yield number, piece


def _is_around(piece: Piece) -> bool:
    found = match_of(piece.text)
    return found is not None and found.field in _AROUND
