"""Passages that describe a practice, under headings that say so: "Box 2: Good practice"."""

import re
from collections.abc import Iterator, Sequence

from rcp_ingest.recognisers.facts import Facts
from rcp_ingest.recognisers.outline.headings import folded, match_of, practice_match_of
from rcp_ingest.recognisers.outline.labels import Piece
from rcp_ingest.recognisers.outline.passages import Passage
from rcp_ingest.recognisers.telling import Telling, tell
from rcp_ingest.records import PracticeRecord

_BOX = re.compile(
    r"\s*(?:(?:text\s)?box|encadré|recuadro|caixa|quadro|cuadro|вставка|врезка|блок|(?:ال)?إطار"
    r"|example|exemple|ejemplo|exemplo|пример|مثال)\s*\d{0,2}\s*[:.–—-]?\s*",
    re.IGNORECASE,
)
#: What such a heading begins with, folded.
_PRACTICE = re.compile(
    r"(?:(?:an?|the|une?|la|el|uma?|les|las|los|as)\s)?(?:(?:good|best|promising|effective|successful|notable)\spractices?"
    r"|case\sstud(?:y|ies)|success\sstor(?:y|ies)|practice(?=\s\d|$)"
    r"|(?:bonnes?|meilleures?)\spratiques?|pratiques?\s(?:prometteuses?|exemplaires?)"
    r"|etudes?\sde\scas|pratique(?=\s\d|$)"
    r"|(?:buenas?|mejor(?:es)?)\spracticas?|practicas?\s(?:prometedoras?|destacadas?)"
    r"|estudios?\sde\scaso|practica(?=\s\d|$)|casos?\sde\sexito"
    r"|(?:boas?|melhor(?:es)?)\spraticas?|praticas?\spromissoras?|estudos?\sde\scasos?"
    r"|pratica(?=\s\d|$)"
    r"|(?:передов|лучш|успешн|хорош|надлежащ|эффективн|перспективн|положительн)\w{2,4}\sпрактик\w{1,2}"
    r"|практика(?=\s\d|$)|практическии\sпример|передовои\sопыт"
    r"|(?:ال)?ممارس(?:ه|ات)\s(?:ال)?(?:جيده|واعده|فضلي|سليمه|ناجحه)|ممارسه(?=\s\d|$)"
    r"|(?:ال)?ممارسات\s(?:ال)?(?:جيده|فضلي)|افضل\sالممارسات|دراس(?:ه|ات)\sحاله|قصه\sنجاح)\b"
)
#: What stands between such words and the title: "Good practice 1 – Title".
_SEPARATOR = re.compile(r"\s{0,3}\(?\d{0,2}\)?\s{0,3}[:.–—-]\s{1,3}(?=\S)|:(?=\S)")
_SURE = 0.6
_TITLED = 0.85
_UNTITLED = 0.7
_POINT = 0.6
_PARAGRAPH = 0.5
_SHORTEST = 40


def tells_of_practices(heading: str) -> bool:
    """Whether a heading announces a practice or several."""
    return _PRACTICE.match(folded(_BOX.sub("", heading, count=1))) is not None


def practices_in(
    pieces: Sequence[Piece], facts: Facts
) -> tuple[list[PracticeRecord], frozenset[int]]:
    """Return the practices under such headings, and the numbers of the blocks that tell them."""
    records: list[PracticeRecord] = []
    taken: set[int] = set()
    for number, piece in enumerate(pieces):
        is_told = piece.passage.block in taken
        if is_told or not piece.is_heading or not tells_of_practices(piece.text):
            continue
        end = end_of(pieces, number)
        told = (telling.record(facts) for telling in _practices(pieces[number:end]))
        found = [record for record in told if record]
        records += found
        if found:
            taken |= {one.passage.block for one in pieces[number:end]}
    return records, frozenset(taken)


def end_of(pieces: Sequence[Piece], number: int) -> int:
    """Return the number of the piece behind the last one under a heading."""
    level = pieces[number].passage.level
    for following in range(number + 1, len(pieces)):
        if pieces[following].is_heading and pieces[following].passage.level <= level:
            return following
    return len(pieces)


def _practices(pieces: Sequence[Piece]) -> Iterator[Telling]:
    heading, *below = pieces
    title = title_in(heading.passage)
    inner = [number for number, piece in enumerate(below) if piece.is_heading or piece.label]
    titles = [] if title else _titles(below)
    if titles:
        found = _under_headings(below, titles)
    elif title is not None or inner:
        found = iter([tell(below, title, _TITLED if title else _UNTITLED)])
    else:
        found = _each(below)
    return (telling for telling in found if telling.size >= _SHORTEST)


def _titles(pieces: Sequence[Piece]) -> list[int]:
    """The numbers of headings that are titles of practices, not names of their sections."""
    headings = [number for number, piece in enumerate(pieces) if piece.is_heading]
    outermost = min((pieces[number].passage.level for number in headings), default=0)
    first = [number for number in headings if pieces[number].passage.level == outermost]
    own = [number for number in first if _is_title(pieces[number])]
    return own if len(own) >= len(first) / 2 else []


def _is_title(piece: Piece) -> bool:
    return not piece.label and practice_match_of(piece.text) is None


def title_in(heading: Passage) -> Passage | None:
    """Return the title in a heading such as "Box 1: Good practice – Title"; None if none is."""
    box = _BOX.match(heading.text)
    start = box.end() if box else 0
    written = heading.text[start:]
    parted = _SEPARATOR.search(written)
    if parted and _PRACTICE.fullmatch(folded(written[: parted.start()])):
        return heading.part(start + parted.end())
    if _PRACTICE.fullmatch(folded(written)) or match_of(written):
        return None
    return heading.part(start)


def _under_headings(pieces: Sequence[Piece], starts: Sequence[int]) -> Iterator[Telling]:
    for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        heading = pieces[start].passage
        yield tell(pieces[start + 1 : end], title_in(heading) or heading, _TITLED)


def _each(pieces: Sequence[Piece]) -> Iterator[Telling]:
    """Each point is a practice; where there are none, each paragraph."""
    points = [piece.passage.level for piece in pieces if piece.is_item]
    telling: Telling | None = None
    for piece in pieces:
        if not points or (piece.is_item and piece.passage.level <= points[0]):
            if telling:
                yield telling
            telling = Telling(None, _POINT if points else _PARAGRAPH)
            telling.begin("summary", "", 1.0)
        if telling:
            telling.add(piece.passage)
    if telling:
        yield telling
