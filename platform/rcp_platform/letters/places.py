"""Fill in the places of a text. What people wrote is replaced word for word, never evaluated."""

import re
from collections.abc import Collection, Mapping

from rcp_platform.outputs.paper import Text

_PLACE = re.compile(r"\{([^{}\n]*)\}")


def unknown_in(text: str, known: Collection[str]) -> list[str]:
    """Return what stands between braces in a text without being a known place, in order."""
    return [name for name in dict.fromkeys(_PLACE.findall(text)) if name not in known]


def line_of(line: str, values: Mapping[str, Text]) -> str:
    """Return a line with its places filled in; empty where it has places and all are empty."""
    names = _PLACE.findall(line)
    if names and not any(values[name].text for name in names):
        return ""
    return _PLACE.sub(lambda found: " ".join(values[found[1]].text.split()), line)


def parts_of(text: str, values: Mapping[str, Text], language: str) -> tuple[Text, ...]:
    """Return a text with its places filled in; lines that would say nothing are left out.

    A place that has a line to itself becomes a part of its own, in the language of its value.
    """
    parts: list[Text] = []
    written: list[str] = []
    for line in text.splitlines():
        alone = _PLACE.fullmatch(line.strip())
        if alone:
            parts += [Text("\n".join(written), language), values[alone[1]]]
            written = []
        elif not line.strip() or line_of(line, values):
            written.append(line_of(line, values))
    parts.append(Text("\n".join(written), language))
    return tuple(part for part in parts if part.text.strip())
