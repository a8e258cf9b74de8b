"""The order in which lines with Arabic words are read.

Pages of a PDF say where each letter stands; in which order the file holds them depends on the
program that made it. So they are ordered anew: by where they stand, then from right to left, with
numbers and Latin words within as they are.
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

#: A letter of the scripts that are written from right to left.
IS_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
#: Letters of other scripts, with what stands between them; numbers.
_LEFT_TO_RIGHT = re.compile(r"L(?:[^R]*[LN])?|N+(?:CN+)*")
_RIGHT_TO_LEFT = re.compile(r"R(?:[^L]*R)?")
#: The least room for a space between letters, as a share of their size.
_SPACE = 0.15
_TIGHT_SPACE = 0.33
#: How far a space that the file has may be from the room for it, and how little that may be.
_NEAR = 0.1
_INSIDE_BRACKETS = re.compile(r"([(\[{]) | ([)\]}])")
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}


@dataclass(slots=True)
class Letter:
    """A character and the room that it takes on its line."""

    text: str
    x0: float
    x1: float

    @property
    def centre(self) -> float:
        """The middle of its room."""
        return (self.x0 + self.x1) / 2


def line_of(
    letters: list[Letter], size: float, *, spaces: list[float], are_tight: bool = False
) -> str:
    """Return the text of a line in the order in which it is read.

    ``spaces`` are the places of spaces that the file has; a space is also where there is room
    for one. ``are_tight``: the room of the letters is what they cover, without what parts them.
    """
    least = (_TIGHT_SPACE if are_tight else _SPACE) * size
    seen = _with_spaces(_in_order_of_place(letters, size), least, sorted(spaces), _NEAR * size)
    kinds = "".join(_kind(text) for text in seen)
    from_the_right = kinds.count("R") >= kinds.count("L")
    order = _from_the_right(kinds) if from_the_right else _from_the_left(kinds)
    return _with_plain_letters("".join(seen[place] for place in order))


def _in_order_of_place(letters: list[Letter], size: float) -> list[Letter]:
    """Return letters from left to right: marks stay with theirs, and nothing is there twice.

    Some programs say of a mark's sign that it is its letter as well, so that both come again.
    """
    bases = [one for one in letters if not one.text.isspace() and not _is_mark(one.text)]
    marks = [one for one in letters if _is_mark(one.text)]
    rooms = {(round(mark.x0, 1), round(mark.x1, 1)) for mark in marks}
    found: list[Letter] = []
    anchors: list[tuple[float, Letter]] = []
    # What ends at the same place follows as the file has it, which is the order of reading.
    for base in sorted(bases, key=lambda letter: letter.x1, reverse=True):
        before = found[-1] if found else None
        if before and before.text == base.text:
            away = before.centre - base.centre
            is_of_mark = (round(base.x0, 1), round(base.x1, 1)) in rooms
            if away < (0.5 if is_of_mark else 0.15) * size:
                anchors.append((base.centre, before))
                continue
        found.append(base)
        anchors.append((base.centre, base))
    _attach(marks, anchors)
    return found[::-1]


def _attach(marks: list[Letter], anchors: list[tuple[float, Letter]]) -> None:
    for mark in marks:
        if anchors:
            _, base = min(anchors, key=lambda anchor: abs(anchor[0] - mark.centre))
            if mark.text not in base.text:
                base.text += mark.text
                base.x0, base.x1 = min(base.x0, mark.x0), max(base.x1, mark.x1)


def _is_mark(text: str) -> bool:
    return unicodedata.combining(text[0]) > 0


def _kind(text: str) -> str:
    match unicodedata.bidirectional(text[0]):
        case "R" | "AL":
            return "R"
        case "L":
            return "L"
        case "EN" | "AN":
            return "N"
        case "CS":
            return "C"
        case _:
            return "O"


def _from_the_right(kinds: str) -> list[int]:
    order: list[int] = []
    for run in _LEFT_TO_RIGHT.finditer(kinds):
        order += _between(order, run.start())
        order += range(run.end() - 1, run.start() - 1, -1)
    order += _between(order, len(kinds))
    return order[::-1]


def _between(order: list[int], end: int) -> range:
    return range(len(order), end)


def _from_the_left(kinds: str) -> list[int]:
    order: list[int] = []
    for run in _RIGHT_TO_LEFT.finditer(kinds):
        order += _between(order, run.start())
        order += (run.start() + place for place in _from_the_right(run[0]))
    order += _between(order, len(kinds))
    return order


def _with_spaces(
    letters: list[Letter], least: float, spaces: list[float], near: float
) -> list[str]:
    """Return what letters say, with spaces where there is room for them."""
    texts: list[str] = []
    for place, letter in enumerate(letters):
        if place:
            begin, end = letters[place - 1].x1, letter.x0
            first = bisect_left(spaces, begin - near)
            is_there = first < len(spaces) and spaces[first] <= end + near
            if end - begin > (near if is_there else least):
                texts.append(" ")
        texts.append(letter.text)
    return texts


def _with_plain_letters(text: str) -> str:
    """Return a text with letters instead of their forms, its brackets opening before they close."""
    text = _PRESENTATION_FORMS.sub(lambda forms: unicodedata.normalize("NFKC", forms[0]), text)
    characters, opened = list(text), ""
    for place, character in enumerate(characters):
        if character not in _PAIRS and character not in _OPENING:
            continue
        opening = _OPENING.get(character, character)
        if opened and opened == opening:
            characters[place], opened = _PAIRS[opening], ""
        else:
            characters[place], opened = opening, opening
    text = _INSIDE_BRACKETS.sub(lambda found: found[1] or found[2], "".join(characters))
    return unicodedata.normalize("NFC", text)
