"""The bullets and numbers that stand before the points of lists and before headings."""

import re
from dataclasses import dataclass, field

_DIGIT = "0-9٠-٩۰-۹"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
#: The order in which letters count, in the alphabets of the six languages.
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщэюя",
    "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
)
#: Signs that are nothing but bullets; symbol fonts put theirs into the private use area.
SIGNS = "•●▪▫■□◦○‣⁃∙◆◇►▶▸➢➤✓✔❖\uf000-\uf0ff"
_SIGN = re.compile(rf"[{SIGNS}]{{1,2}}\s*|[-–—*·⁻‒](?=\s)\s+|[-–—*·]$")
#: Letters that bullets of symbol fonts turn into; believed where they begin several lines.
LETTER_BULLET = re.compile(r"(?:yy|[§Øüv])(?=\s)\s+|o(?=\t|\s{2})\s+|(?:yy|§|Ø|ü)$")
_SECTION = re.compile(rf"[{_DIGIT}]{{1,2}}(?:\.[{_DIGIT}]{{1,2}}){{1,4}}\.?(?=\s)\s+")
_NUMBER = re.compile(
    rf"(\(?)([{_DIGIT}]{{1,3}}|[ivxlcIVXLC]{{1,6}}|[^\W\d_])(\)|\.\)|\.-|\.)(?:\s+|$)"
    rf"|()([{_DIGIT}]{{1,3}}|[أ-ي])(\s?[-–]|[º°])\s+(?![{_DIGIT}])"
    rf"|()([{_DIGIT}]{{1,2}})(\.)(?=[^\W\d_])"
)


@dataclass(frozen=True)
class Mark:
    """A bullet or a number before a text."""

    #: As written, without white space around it; empty for a bullet.
    written: str
    #: What marks of one list have in common.
    style: str
    #: Which of its list it is, by each way of counting that it may belong to.
    numbers: dict[str, int] = field(default_factory=dict)
    #: How many numbers it has: "2.1" has two.
    depth: int = 1

    @property
    def is_bullet(self) -> bool:
        """Whether it counts nothing."""
        return not self.numbers

    @property
    def is_plain_number(self) -> bool:
        """Whether it is written in digits."""
        return "digits" in self.numbers

    @property
    def may_head(self) -> bool:
        """Whether headings are numbered like this: "2.", "IV.", "B."."""
        return self.written.endswith((".", ".-", "-")) and not self.written[0].islower()

    def follows(self, other: "Mark | None") -> bool:
        """Whether it counts on from the other."""
        return (
            other is not None
            and self.style == other.style
            and any(other.numbers.get(way, -1) + 1 == n for way, n in self.numbers.items())
        )

    @property
    def is_first(self) -> bool:
        """Whether a list may begin with it."""
        return 1 in self.numbers.values()


def split(text: str, *, letters: bool = False) -> tuple[Mark | None, str]:
    """Return the mark that a text begins with, or None, and what follows it.

    With ``letters`` those that symbol fonts leave behind count as bullets: "yy point". Of a
    bullet and a number after it ("- 1. point") the number is returned.
    """
    found = (LETTER_BULLET.match(text) if letters else None) or _SIGN.match(text)
    if found:
        rest = text[found.end() :]
        inner, inner_rest = split(rest) if _NUMBER.match(rest) else (None, rest)
        return inner or Mark("", found[0].strip()), inner_rest
    if found := _SECTION.match(text):
        depth = found[0].rstrip(" \t.").count(".") + 1
        return Mark(found[0].strip(), "section", {"section": 0}, depth), text[found.end() :]
    if found := _NUMBER.match(text):
        before, counted, after = (part for part in found.groups() if part is not None)
        if numbers := _numbers(counted):
            case = "a" if ")" in after and counted.isalpha() else _case(counted)
            mark = Mark(found[0].strip(), f"{before}{after.strip()}{case}", numbers)
            return mark, text[found.end() :]
    return None, text


def _case(counted: str) -> str:
    return "1" if counted[0].isdecimal() else "A" if counted[0].isupper() else "a"


def _numbers(counted: str) -> dict[str, int]:
    if counted[0].isdecimal():
        return {"digits": int(counted)}
    small = counted.lower()
    numbers = {}
    if set(small) <= _ROMAN.keys():
        values = [_ROMAN[letter] for letter in small]
        numbers["roman"] = sum(
            -value if value < max(values[place:]) else value for place, value in enumerate(values)
        )
    if len(small) == 1:
        for alphabet in _ALPHABETS:
            if small in alphabet:
                numbers[alphabet] = alphabet.index(small) + 1
    return numbers
