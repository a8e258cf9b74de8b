"""What the styles and lists of a Word document say of its paragraphs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from rcp_ingest.readers.text.counting import counted
from rcp_ingest.readers.text.streamed import Element, child, local, value

_BODY_TEXT = 9
_MOST_BASES = 20
_OFF = {"0", "false", "off", "none"}


def is_on(element: Element | None) -> bool:
    """Whether a property that is either on or off is there and on."""
    return element is not None and value(element) not in _OFF


@dataclass(frozen=True)
class Style:
    """What one style says; what it leaves open its base says."""

    name: str = ""
    base: str = ""
    properties: Element | None = None
    runs: Element | None = None


@dataclass
class Styles:
    """The styles of a document by their identifiers."""

    styles: dict[str, Style] = field(default_factory=dict)
    usual: str = ""

    @classmethod
    def of(cls, elements: Iterable[Element]) -> "Styles":
        """Return what the children of a styles part say."""
        found = cls()
        for element in elements:
            if local(element) != "style":
                continue
            key = value(element, "styleId")
            found.styles[key] = Style(
                value(child(element, "name")).lower(),
                value(child(element, "basedOn")),
                child(element, "pPr"),
                child(element, "rPr"),
            )
            if value(element, "type") == "paragraph" and value(element, "default") in ("1", "true"):
                found.usual = key
        return found

    def along(self, key: str) -> list[Style]:
        """Return a style and those that it is based on, nearest first."""
        found: list[Style] = []
        key = key or self.usual
        while (style := self.styles.get(key)) and len(found) < _MOST_BASES:
            found.append(style)
            key = style.base
        return found

    def heading_level(self, own: Element | None) -> int:
        """Return the rank of a paragraph with these properties as a heading, or 0."""
        styles = self.along(value(child(own, "pStyle")))
        if styles and styles[0].name in ("title", "subtitle"):
            return 1 if styles[0].name == "title" else 0
        for properties in (own, *(style.properties for style in styles)):
            outline = value(child(properties, "outlineLvl"))
            if outline.isdecimal():
                return int(outline) + 1 if int(outline) < _BODY_TEXT else 0
        for style in styles:
            first, _, rank = style.name.partition(" ")
            if first == "heading" and rank.isdecimal():
                return int(rank)
        return 0

    def list_of(self, own: Element | None) -> tuple[str, int]:
        """Return the list that a paragraph stands in ("" for none) and its depth there, from 0."""
        styles = self.along(value(child(own, "pStyle")))
        number = depth = ""
        for properties in (own, *(style.properties for style in styles)):
            number = number or value(child(properties, "numPr", "numId"))
            depth = depth or value(child(properties, "numPr", "ilvl"))
        is_list = number not in ("", "0")
        if is_list and depth in ("", "0") and styles:
            # Lists of the second rank have styles of their own: "List Bullet 2".
            kind, _, rank = styles[0].name.rpartition(" ")
            if kind.startswith("list ") and rank in "2345":
                depth = str(int(rank) - 1)
        return (number if is_list else ""), int(depth) if depth.isdecimal() else 0

    def is_bold(self, own: Element | None) -> bool:
        """Whether the style of a paragraph makes all of it bold."""
        for style in self.along(value(child(own, "pStyle"))):
            if (bold := child(style.runs, "b")) is not None:
                return is_on(bold)
        return False


@dataclass
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


class Numbering:
    """The lists of a document: what stands before each of their points, counted as they come."""

    def __init__(self, elements: Iterable[Element], styles: Styles) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._links: dict[str, str] = {}
        self._lists: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = defaultdict(dict)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._styles = styles
        for element in elements:
            if local(element) == "abstractNum":
                self._add_levels(value(element, "abstractNumId"), element)
            elif local(element) == "num":
                self._add_list(value(element, "numId"), element)

    def _add_levels(self, key: str, element: Element) -> None:
        self._levels[key] = {}
        self._links[key] = value(child(element, "numStyleLink"))
        for level in element:
            depth = value(level, "ilvl")
            if local(level) == "lvl" and depth.isdecimal():
                start = value(child(level, "start"))
                self._levels[key][int(depth)] = _Level(
                    int(start) if start.isdecimal() else 1,
                    value(child(level, "numFmt")) or "decimal",
                    value(child(level, "lvlText")),
                )

    def _add_list(self, key: str, element: Element) -> None:
        self._lists[key] = value(child(element, "abstractNumId"))
        for override in element:
            start = value(child(override, "startOverride"))
            depth = value(override, "ilvl")
            if start.isdecimal() and depth.isdecimal():
                self._restarts[key][int(depth)] = int(start)

    def next_mark(self, number: str, depth: int) -> str | None:
        """Return what stands before the next point of a list: "2.", nothing for a bullet.

        None where the document has no such list.
        """
        key = self._lists.get(number, "")
        if link := self._links.get(key):
            linked = next(iter(self._styles.along(link)), Style())
            key = self._lists.get(value(child(linked.properties, "numPr", "numId")), key)
        levels = self._levels.get(key)
        if levels is None:
            return None
        level = levels.get(depth, _Level(text=f"%{depth + 1}."))
        counts = self._counts[key]
        if depth in self._restarts[number]:
            counts[depth] = self._restarts[number].pop(depth) - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        if level.form in ("bullet", "none"):
            return ""
        text = level.text
        for one in range(depth + 1):
            shown = levels.get(one, _Level())
            text = text.replace(f"%{one + 1}", counted(counts.get(one, shown.start), shown.form))
        return text.strip()
