"""The headings that a PDF itself says it has."""

import ctypes
import re
from typing import Any

#: Of one page.
_MOST_ELEMENTS = 5_000
_HEADING = re.compile(r"H([1-6])")
#: What headings stand in.
_GROUPS = frozenset({"Document", "Part", "Art", "Sect", "Div", "NonStruct", "BlockQuote"})


def heading_levels(page: Any) -> dict[int, int]:
    """Return the level of each content of a page that is marked as a heading."""
    from pypdfium2 import raw

    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return {}
    levels: dict[int, int] = {}
    try:
        waiting = [
            (raw.FPDF_StructTree_GetChildAtIndex(tree, number), 0)
            for number in range(min(raw.FPDF_StructTree_CountChildren(tree), _MOST_ELEMENTS))
        ]
        left = _MOST_ELEMENTS
        while waiting and left:
            element, level = waiting.pop()
            left -= 1
            if not element:
                continue
            kind = _type_of(element)
            if found := _HEADING.fullmatch(kind):
                level = int(found[1])
            if not level and kind not in _GROUPS:
                continue
            if level:
                for number in range(raw.FPDF_StructElement_GetMarkedContentIdCount(element)):
                    levels[raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, number)] = (
                        level
                    )
            count = min(raw.FPDF_StructElement_CountChildren(element), left)
            waiting += [
                (raw.FPDF_StructElement_GetChildAtIndex(element, number), level)
                for number in range(count)
            ]
    finally:
        raw.FPDF_StructTree_Close(tree)
    levels.pop(-1, None)
    return levels


def _type_of(element: Any) -> str:
    from pypdfium2 import raw

    buffer = ctypes.create_string_buffer(64)
    length = raw.FPDF_StructElement_GetType(element, buffer, 64)
    return buffer.raw[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "ignore")
