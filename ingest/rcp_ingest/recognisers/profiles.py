"""Annexes that describe RCPs one after the other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rcp_ingest.document import Document
from rcp_ingest.mentions import Finder, finder_of
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognisers.outline.labels import Piece, labelled_pieces
from rcp_ingest.records import Found, Place, Profile, Reading, Shape
from rcp_ingest.typography import one_line

#: What labels speak of, and the field of a profile that it is.
_FIELDS = {
    "secretariat": "secretariat",
    "governments": "governments",
    "countries": "governments",
    "observers": "observers",
    "partners": "observers",
    "areas_of_discussion": "areas_of_discussion",
    "themes": "areas_of_discussion",
    "goals": "goals",
    "objectives": "goals",
    "priorities": "priorities",
}
_LABELS = frozenset({*_FIELDS, "title", "rcp", "year_from"})
_LISTS = frozenset({"areas_of_discussion", "goals", "priorities"})
#: What other documents have no labels for.
_TELLING = frozenset({"secretariat", "governments", "observers"})
_ENOUGH_FIELDS = 3
_ENOUGH_PROFILES = 3

_YEAR = r"((?:19|20)\d\d)"
_ESTABLISHED = re.compile(
    r"(?:\best\b\.?|\bestd\b\.?|\b(?:established|founded|created|launched|set\ up|since)\b"
    r"|\b(?:créée?s?|établie?s?|fondée?s?|lancée?s?|depuis)\b"
    r"|\b(?:cread[oa]s?|establecid[oa]s?|fundad[oa]s?|desde|estabelecid[oa]s?|criad[oa]s?|lançad[oa]s?)\b"
    r"|\b(?:осн|основан[аоы]?|создан[аоы]?|учрежд[её]н[аоы]?)\b\.?"
    r"|\b(?:أنشئت?|تأسست?|أسست?|منذ|أطلقت?)\b)"
    r"[\s:,]{0,3}(?:(?:in|en|em|в|على|في|عام|سنة|el|año|ano)\s{1,3}){0,3}" + _YEAR + r"\D{0,5}$",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\(([^()]{2,60})\)\s*$")
_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+(?=\S)")
_UNFINISHED = re.compile(r"(?:,|\b(?:on|of|for|the|and|in|sur|de|des|du|et|la|para|y|e|do|по|и))$")
_ARTICLE = re.compile(r"^(?:The|Le|La|El|O|A)\s+(?=\S)")
_LONGEST_NAME = 300
_LONGEST_REGION = 80
_PIECES_BACK = 3
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_ENDING = re.compile(r"[;,]\s*(?:and|or|et|ou|y|e|o|и|и/или|و)?\s*$")
_ONE_NAME = re.compile(r"\(([^(),]{3,40})\)")


@dataclass
class _Head:
    """Where a profile begins: the pieces of its name, up to the first label."""

    first: int
    last: int
    name: str
    year: int | None


@dataclass
class _Draft:
    head: _Head
    places: tuple[Place, ...]
    region: Piece | None
    pieces: dict[str, list[Piece]] = field(default_factory=dict)

    @property
    def is_one(self) -> bool:
        """Whether there is enough to call it a profile."""
        labels = {piece.label for pieces in self.pieces.values() for piece in pieces}
        return len(self.pieces) >= _ENOUGH_FIELDS and not _TELLING.isdisjoint(labels)


def likeness(document: Document) -> float:
    """Return how much a document looks like one, from 0 to 1."""
    found = len(_drafts(document))
    if found >= _ENOUGH_PROFILES:
        return 0.95
    return 0.6 if found else 0.0


def read(document: Document, context: Context) -> Reading:
    """Return the profiles in a document; everything else in it is left."""
    drafts = _drafts(document)
    last = drafts[-1] if drafts else None
    finder = finder_of(context.names)
    return Reading(
        Shape.PROFILES,
        profiles=tuple(_profile(draft, finder, draft is last) for draft in drafts),
    )


def _drafts(document: Document) -> list[_Draft]:
    pieces = labelled_pieces(document, _LABELS, inline=True)
    heads = {head.first: head for head in _heads(pieces)}
    deepest = max((piece.passage.level for piece in pieces if _is_label_heading(piece)), default=9)
    drafts: list[_Draft] = []
    current: _Draft | None = None
    name, region, number = "", None, 0
    while number < len(pieces):
        piece = pieces[number]
        if head := heads.get(number):
            region = _region_before(pieces, head) or region
            places = tuple(one.place for one in pieces[number : head.last + 1])
            current, name = _Draft(head, places, region), ""
            drafts.append(current)
            number = head.last + 1
            continue
        if current is not None and _ends_at(pieces, number, heads, deepest):
            name = ""
        elif piece.label in _FIELDS and current is not None:
            name = _FIELDS[piece.label]
            current.pieces.setdefault(name, []).append(piece)
        elif piece.label == "year_from" and current is not None:
            found = re.search(_YEAR, piece.text.translate(_DIGITS))
            current.head.year = current.head.year or (int(found[1]) if found else None)
        elif current is not None and name:
            current.pieces[name].append(piece)
        number += 1
    return [draft for draft in drafts if draft.is_one]


def _ends_at(pieces: Sequence[Piece], number: int, heads: dict[int, _Head], deepest: int) -> bool:
    """Whether a region or something else begins here: a heading not below the labels."""
    piece = pieces[number]
    if piece.label:
        return False
    following = number + 1
    while following < len(pieces) and pieces[following].text.strip().isdigit():
        following += 1
    if following in heads and _is_capitals(piece.text):
        return True
    return piece.is_heading and piece.passage.level <= deepest and not piece.text.endswith(":")


def _is_label_heading(piece: Piece) -> bool:
    return piece.is_heading and piece.label in _FIELDS


def _heads(pieces: Sequence[Piece]) -> Iterator[_Head]:
    taken = 0
    for number, piece in enumerate(pieces):
        head = None
        if piece.label in {"title", "rcp"} and len(piece.text) <= _LONGEST_NAME:
            head = _Head(number, number, piece.text, None)
        elif not piece.label and _label_follows(pieces, number):
            head = _established(pieces, number, taken) or _named(pieces, number)
        if head:
            taken = head.last + 1
            yield head


def _label_follows(pieces: Sequence[Piece], number: int) -> bool:
    return number + 1 < len(pieces) and bool(pieces[number + 1].label)


def _established(pieces: Sequence[Piece], number: int, taken: int) -> _Head | None:
    """A name, perhaps over several lines, with the year since which it is."""
    first, before = number, ""
    text = pieces[number].text.translate(_DIGITS)
    if re.fullmatch(_YEAR + r"\W{0,3}", text.strip()) and number > taken:
        first = number - 1
        text = f"{pieces[first].text} {text.strip()}"
    found = _ESTABLISHED.search(text[-_LONGEST_NAME:])
    if found is None:
        return None
    before = text[: max(0, len(text) - _LONGEST_NAME) + found.start()].rstrip(" ,;–-\n")
    name = _SENTENCE_END.split(before)[-1]
    if name == before:
        while first > taken and number - first < _PIECES_BACK:
            earlier = pieces[first - 1]
            if not _goes_on(earlier, name):
                break
            first -= 1
            name = f"{earlier.text} {name}"
    return _Head(first, number, name, int(found[1]))


def _goes_on(earlier: Piece, name: str) -> bool:
    """Whether a name began in the line before."""
    if earlier.label or earlier.is_item or len(earlier.text) > _LONGEST_NAME // 2:
        return False
    if _is_capitals(earlier.text):
        return False
    return (
        name.count(")") > name.count("(")
        or name[:1].islower()
        or _UNFINISHED.search(earlier.text.rstrip()) is not None
    )


def _named(pieces: Sequence[Piece], number: int) -> _Head | None:
    """A heading, or a line that ends with an acronym, straight above the labels."""
    piece = pieces[number]
    if piece.is_item or len(piece.text) > _LONGEST_NAME or pieces[number + 1].label not in _FIELDS:
        return None
    if piece.is_heading or _ACRONYM.search(piece.text):
        return _Head(number, number, piece.text, None)
    return None


def _region_before(pieces: Sequence[Piece], head: _Head) -> Piece | None:
    number = head.first - 1
    while number >= 0 and pieces[number].text.strip().isdigit():
        number -= 1
    if number < 0 or pieces[number].label or pieces[number].is_item:
        return None
    piece = pieces[number]
    return piece if piece.is_heading or _is_capitals(piece.text) else None


def _is_capitals(text: str) -> bool:
    letters = [one for one in text if one.isalpha()]
    most = sum(one.isupper() for one in letters)
    return len(letters) >= 4 and len(text) <= _LONGEST_REGION and most >= 0.8 * len(letters)


def _profile(draft: _Draft, finder: Finder, is_last: bool) -> Profile:
    name, short_name = _names(one_line(draft.head.name))
    found = {
        "name": Found(name, 0.95, draft.places),
        "short_name": Found(short_name, 0.9, draft.places),
    }
    if draft.head.year:
        found["year_established"] = Found(draft.head.year, 0.97, draft.places)
    if draft.region:
        region = Found(one_line(draft.region.text), 0.8, (draft.region.place,))
        found["region"] = region
    for field_name, pieces in draft.pieces.items():
        ends_it = is_last and field_name == next(reversed(draft.pieces))
        kept = _until_the_list_ends(pieces) if ends_it else pieces
        places = tuple(piece.place for piece in kept if piece.text)
        if field_name in _LISTS:
            value: object = _points(kept)
        else:
            value = one_line(" ".join(piece.text for piece in kept))
        if value:
            found[field_name] = Found(value, 0.9 if not ends_it else 0.75, places)
    if "governments" in found:
        governments = found["governments"]
        members = finder.mentions(_members(draft.pieces["governments"]))
        states = dict.fromkeys(one.code for one in members if one.kind == "states")
        if states:
            found["states"] = Found(list(states), 0.85, governments.places)
    return Profile(found)


def _names(written: str) -> tuple[str, str]:
    """Full and short name of "The Example Dialogue (EXD, or Example Process)"."""
    if written.count("(") > written.count(")"):
        written += ")"
    written = _ARTICLE.sub("", written.strip(" ,;:"), count=1)
    acronym = _ACRONYM.search(written)
    if acronym is None or acronym.start() == 0:
        return written, written
    short = re.split(r",\s|\s(?:or|ou|o|или|أو)\s", acronym[1])[0]
    return written[: acronym.start()].strip(), short.strip()


def _members(pieces: Sequence[Piece]) -> str:
    """The text that lists the members, without notes of one name: "New Caledonia (France)"."""
    text = one_line(" ".join(piece.text for piece in pieces))
    return _ONE_NAME.sub("", text) if "," in text else text


def _until_the_list_ends(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Nothing says where the last field of the last profile ends: it does with its points."""
    items = [number for number, piece in enumerate(pieces) if piece.is_item]
    return pieces[: items[-1] + 1] if items else pieces[:2]


def _points(pieces: Sequence[Piece]) -> list[str]:
    """The points of a list; what only introduces them is left out."""
    has_items = any(piece.is_item for piece in pieces)
    told = [one_line(piece.text) for piece in pieces]
    if has_items:
        told = [text for text in told if not text.endswith(":")]
    has_semicolons = any(_ENDING.search(text) for text in told)
    points = [_ENDING.sub("", text).strip() for text in told]
    if has_semicolons:
        points = [point.removesuffix(".") for point in points]
    return [point for point in points if point and not point.isdigit()]
