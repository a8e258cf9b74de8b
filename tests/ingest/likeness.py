"""Which texts are the same, as far as a reader would say so."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from rapidfuzz import fuzz

#: Texts as alike as this are the same.
ALIKE = 80


def folded(text: object) -> str:
    """Return a text by which two are compared: without case, quotation marks, marks on letters."""
    decomposed = unicodedata.normalize("NFKD", str(text).casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"[\s\W_]+", " ", plain).strip()


def same(one: object, other: object) -> float:
    """Return how alike two whole texts are, 0 to 100."""
    return float(fuzz.ratio(folded(one), folded(other)))


def holds(text: object, part: object) -> float:
    """Return how nearly a text holds another, 0 to 100."""
    whole, wanted = folded(text), folded(part)
    if len(whole) <= len(wanted):
        return float(fuzz.ratio(whole, wanted))
    return float(fuzz.partial_ratio(wanted, whole))


def matched(
    expected: Sequence[Any], found: Sequence[Any], alike: Callable[[Any, Any], float]
) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """Return pairs, the most alike first, then what is left of both."""
    ranked = sorted(
        (
            (likeness, i, j)
            for i, one in enumerate(expected)
            for j, other in enumerate(found)
            if (likeness := alike(one, other)) >= ALIKE
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    pairs: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    missing = [one for i, one in enumerate(expected) if i not in pairs]
    extra = [other for j, other in enumerate(found) if j not in pairs.values()]
    return [(expected[i], found[j]) for i, j in pairs.items()], missing, extra
