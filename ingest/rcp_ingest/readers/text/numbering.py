"""Which numbered lines are headings, and which are points of a list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from rcp_ingest.document import BlockKind
from rcp_ingest.readers.text.joining import Unit, has_ended

#: Longer texts are no headings.
_MOST_CHARACTERS = 160
_TOO_LONG = 110
_MOST_WAITING = 8


@dataclass(eq=False)
class _Chain:
    """Units that count on from one another."""

    places: list[int] = field(default_factory=list)


def number_headings(units: Sequence[Unit]) -> None:
    """Make headings of the numbered units that are, and points of all others with a mark."""
    chains = _chains(units)
    heads = {place for chain in chains if _heads(chain, units) for place in chain.places}
    for place, unit in enumerate(units):
        if unit.kind or not unit.mark:
            continue
        is_section = unit.mark.style == "section" and _may_head(unit) and not _has_ended(unit)
        unit.kind = BlockKind.HEADING if place in heads or is_section else BlockKind.ITEM
        if unit.kind == BlockKind.HEADING:
            unit.level = unit.mark.depth


def _chains(units: Sequence[Unit]) -> list[_Chain]:
    """Return chains of units with marks that headings may have, each unit in one of them."""
    chains: list[_Chain] = []
    expecting: dict[tuple[str, str, int], list[_Chain]] = defaultdict(list)
    for place, unit in enumerate(units):
        mark = unit.mark
        if unit.kind or not mark or mark.style == "section" or not mark.may_head:
            continue
        keys = [(mark.style, way, number) for way, number in mark.numbers.items()]
        waiting = [chain for key in keys for chain in expecting[key]]
        if waiting:
            chain = max(waiting, key=lambda chain: _likeness(chain, place, units))
        else:
            chain = _Chain()
            chains.append(chain)
        chain.places.append(place)
        for style, way, number in keys:
            if chain in expecting[style, way, number]:
                expecting[style, way, number].remove(chain)
            waiting = expecting[style, way, number + 1]
            waiting.append(chain)
            # The first may be that of the chapters; of the others the last are the likely ones.
            del waiting[1:-_MOST_WAITING]
    return chains


def _likeness(chain: _Chain, place: int, units: Sequence[Unit]) -> float:
    """How much a unit is like the last one of a chain; what stands nearer is preferred."""
    last, unit = units[chain.places[-1]], units[place]
    alike = sum(one == other for one, other in zip(_look(last), _look(unit), strict=True))
    # Between headings stands something; between points nothing does.
    is_next = place - chain.places[-1] == 1
    return alike + (0.5 if is_next == (last.gap == 0) else 0) - chain.places[-1] / (10 * place + 1)


def _look(unit: Unit) -> tuple[bool, ...]:
    text = unit.text
    long = len(text) > _TOO_LONG
    return unit.gap > 0, has_ended(text), text[0].islower(), long, unit.indent > 1


def _heads(chain: _Chain, units: Sequence[Unit]) -> bool:
    """Whether the units of a chain are headings: short, with something below most of them."""
    members = [units[place] for place in chain.places]
    if sum(_may_head(unit) for unit in members) < 0.8 * len(members):
        return False
    if sum(map(_has_ended, members)) > len(members) / 3:
        return False
    above = sum(_stands_above(place, units) for place in chain.places)
    if len(members) == 1:
        return above == 1 and not _is_point_of_a_sentence(chain.places[0], units)
    return above >= len(members) / 2


def _may_head(unit: Unit) -> bool:
    text = unit.text
    return len(text) <= _MOST_CHARACTERS and not text[0].islower() and text[-1] not in ";,"


def _has_ended(unit: Unit) -> bool:
    return has_ended(unit.text) and not unit.text.endswith("?")


def _stands_above(place: int, units: Sequence[Unit]) -> bool:
    """Whether something follows that is no next number."""
    if place + 1 == len(units):
        return False
    after, mark = units[place + 1].mark, units[place].mark
    return after is None or mark is None or after.style != mark.style


def _is_point_of_a_sentence(place: int, units: Sequence[Unit]) -> bool:
    return place > 0 and units[place - 1].text.endswith((":", ",")) and not units[place].gap
