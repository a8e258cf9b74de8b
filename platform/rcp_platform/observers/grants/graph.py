"""Who observes whom as a drawing: RCPs on a circle by name, lines between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from rcp_platform.directory.models import Rcp
from rcp_platform.observers.grants.pairs import Pairs

WIDTH, HEIGHT = 960, 640
#: Names stand beside the circle.
_RADIUS = 230
_DOT = 9
_BESIDE = 16
#: Between a dot and the lines that touch it.
_GAP = 5
#: Between the two lines of a mutual pair, and from the end of a line to its arrow's base.
_APART, _ARROW = 3.0, 13.0


@dataclass(frozen=True)
class Node:
    """An RCP on the circle, and where its name stands."""

    rcp: Rcp
    x: float
    y: float
    text_x: float
    text_y: float
    #: start, middle or end, as SVG's text-anchor.
    anchor: str


@dataclass(frozen=True)
class Line:
    """A line from an observer to its host, with an arrow at its end; for mutual ones no arrow."""

    x1: float
    y1: float
    x2: float
    y2: float
    #: The points of the arrow, as SVG writes them.
    arrow: str = ""


@dataclass(frozen=True)
class Drawing:
    """Nodes, lines, and the size of the space they are drawn in."""

    nodes: Sequence[Node]
    lines: Sequence[Line]
    width: int = WIDTH
    height: int = HEIGHT


def drawing_of(found: Pairs) -> Drawing:
    """Return the drawing of all RCPs and of every status that is not for single meetings."""
    count = len(found.rcps)
    nodes = [_node(rcp, 2 * pi * place / count) for place, rcp in enumerate(found.rcps)]
    lines: list[Line] = []
    for place, one in enumerate(nodes):
        for other in nodes[place + 1 :]:
            there = found.leg(one.rcp.slug, other.rcp.slug).is_lasting
            back = found.leg(other.rcp.slug, one.rcp.slug).is_lasting
            if there and back:
                lines += [_line(one, other, _APART), _line(one, other, -_APART)]
            elif there:
                lines.append(_with_arrow(_line(one, other)))
            elif back:
                lines.append(_with_arrow(_line(other, one)))
    return Drawing(nodes, lines)


def _node(rcp: Rcp, angle: float) -> Node:
    """Place an RCP, the first one at the top, the others clockwise."""
    across, down = sin(angle), -cos(angle)
    x, y = WIDTH / 2 + _RADIUS * across, HEIGHT / 2 + _RADIUS * down
    # Near the top and the bottom a name stands over or under its dot.
    is_beside = abs(across) > 0.25
    anchor = ("start" if across > 0 else "end") if is_beside else "middle"
    shift = (_BESIDE if across > 0 else -_BESIDE) if is_beside else 0
    text_y = y + 5 if is_beside else y + (_BESIDE + 14 if down > 0 else -_BESIDE)
    return Node(rcp, _r(x), _r(y), _r(x + shift), _r(text_y), anchor)


def _line(start: Node, end: Node, aside: float = 0) -> Line:
    length = hypot(end.x - start.x, end.y - start.y)
    along_x, along_y = (end.x - start.x) / length, (end.y - start.y) / length
    gap = _DOT + _GAP
    return Line(
        _r(start.x + along_x * gap - along_y * aside),
        _r(start.y + along_y * gap + along_x * aside),
        _r(end.x - along_x * gap - along_y * aside),
        _r(end.y - along_y * gap + along_x * aside),
    )


def _with_arrow(line: Line) -> Line:
    length = hypot(line.x2 - line.x1, line.y2 - line.y1)
    along_x, along_y = (line.x2 - line.x1) / length, (line.y2 - line.y1) / length
    base_x, base_y = line.x2 - along_x * _ARROW, line.y2 - along_y * _ARROW
    half = _ARROW * 0.4
    corners = [
        (line.x2, line.y2),
        (base_x - along_y * half, base_y + along_x * half),
        (base_x + along_y * half, base_y - along_x * half),
    ]
    points = " ".join(f"{_r(x)},{_r(y)}" for x, y in corners)
    return Line(line.x1, line.y1, _r(base_x), _r(base_y), points)


def _r(number: float) -> float:
    return round(number, 1)
