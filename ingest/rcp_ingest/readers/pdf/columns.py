"""Columns of text on a page of a PDF, in the order in which they are read."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from statistics import fmean

from rcp_ingest.readers.pdf.words import Segment

#: Points between the places where a gutter is looked for.
_STEP = 4
#: How often a page may be divided: once gives two columns, and each may hold two.
_DEPTH = 3
_CANDIDATES = 8
#: How wide a space between words is at most, as a share of their size.
_WORD_SPACE = 0.7
#: Lines that stand side by side at least, on each side.
_FEWEST = 4
#: Lines of one column from which a few beside them are the beginning of another.
_MANY = 8
#: Labels and cells stand in line with what belongs to them; lines of columns need not.
_IN_LINE = 0.6
_NEAR = 1.5
#: Segments beyond this many are a drawing made of words.
_MOST = 4_000


def rows_of(segments: Iterable[Segment]) -> list[list[Segment]]:
    """Return segments line by line from the top, each line from left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda one: one.baseline):
        if rows and not segment.is_table and not rows[-1][0].is_table:
            last = rows[-1][0]
            if segment.baseline - last.baseline < 0.45 * max(segment.size, last.size):
                rows[-1].append(segment)
                continue
        rows.append([segment])
    for row in rows:
        row.sort(key=lambda one: one.x0)
    return rows


def flows_of(
    segments: list[Segment], *, from_the_right: bool, depth: int = _DEPTH
) -> list[list[Segment]]:
    """Return the segments of a page by the columns that they stand in, in order of reading.

    What goes over several columns is a flow between those above it and those below it.
    """
    if depth == 0 or not 2 * _FEWEST <= len(segments) <= _MOST:
        return [segments] if segments else []
    gutter = _gutter(segments)
    if gutter is None:
        return [segments]
    flows: list[list[Segment]] = []
    for zone in _zones(segments, gutter):
        left, right = _sides(zone, gutter)
        if left and right and _are_columns(left, right):
            for side in (right, left) if from_the_right else (left, right):
                flows += flows_of(side, from_the_right=from_the_right, depth=depth - 1)
        elif flows and not _was_divided(flows[-1], gutter):
            flows[-1] += zone
        else:
            flows.append(zone)
    return flows


def _was_divided(flow: Sequence[Segment], gutter: float) -> bool:
    return all(one.x1 <= gutter for one in flow) or all(one.x0 >= gutter for one in flow)


def _gutter(segments: list[Segment]) -> float | None:
    """Return where columns part on a page; None where there is but one."""
    left, right = min(one.x0 for one in segments), max(one.x1 for one in segments)
    bins = int((right - left) / _STEP) + 2
    changes = [0] * (bins + 1)
    for one in segments:
        changes[int((one.x0 - left) / _STEP) + 1] += 1
        changes[max(int((one.x1 - left) / _STEP), int((one.x0 - left) / _STEP) + 1)] -= 1
    crossing = list(accumulate(changes))
    margin = int(0.12 * bins)
    inner = range(margin, bins - margin)
    few = [place for place in inner if crossing[place] <= 0.4 * len(segments)]
    if not few:
        return None
    candidates = _middles(few, crossing)
    best = max(candidates, key=lambda place: _score(segments, left + place * _STEP))
    gutter = left + best * _STEP
    return gutter if _score(segments, gutter) else None


def _middles(places: list[int], crossing: list[int]) -> list[int]:
    """Return the middle of each stretch where equally few segments cross, the emptiest first."""
    stretches: list[list[int]] = []
    for place in places:
        if stretches and stretches[-1][-1] == place - 1 and crossing[place] == crossing[place - 1]:
            stretches[-1].append(place)
        else:
            stretches.append([place])
    stretches.sort(key=lambda stretch: (crossing[stretch[0]], -len(stretch)))
    return [stretch[len(stretch) // 2] for stretch in stretches[:_CANDIDATES]]


def _score(segments: list[Segment], gutter: float) -> int:
    """Return how many segments stand in columns beside this gutter."""
    return sum(
        len(zone)
        for zone in _zones(segments, gutter)
        if all(sides := _sides(zone, gutter)) and _are_columns(*sides)
    )


def _zones(segments: list[Segment], gutter: float) -> list[list[Segment]]:
    """Divide segments, from the top, at those that go over a gutter."""
    zones: list[list[Segment]] = []
    crossed = None
    for row in rows_of(segments):
        crosses = _crosses(row, gutter)
        if crosses != crossed:
            zones.append([])
            crossed = crosses
        zones[-1] += row
    return zones


def _crosses(row: list[Segment], gutter: float) -> bool:
    """Whether a line goes over a gutter, be it that a space between its words lies there."""
    if any(one.x0 < gutter - 1 and one.x1 > gutter + 1 for one in row):
        return True
    return any(
        before.x1 <= gutter + 1
        and after.x0 >= gutter - 1
        and after.x0 - before.x1 < _WORD_SPACE * max(before.size, after.size)
        for before, after in pairwise(row)
    )


def _sides(zone: list[Segment], gutter: float) -> tuple[list[Segment], list[Segment]]:
    left = [one for one in zone if one.x1 <= gutter + 1]
    right = [one for one in zone if one.x1 > gutter + 1 and one.x0 >= gutter - 1]
    return (left, right) if len(left) + len(right) == len(zone) else ([], [])


def _are_columns(left: list[Segment], right: list[Segment]) -> bool:
    """Whether two sides are columns of text rather than labels and values, or a table."""
    rows = rows_of(left), rows_of(right)
    fewer, more = sorted(rows, key=len)
    if (len(fewer) >= _FEWEST or len(more) >= _MANY) and _share_in_line(fewer, more) < _IN_LINE:
        return True
    if len(fewer) < _FEWEST or not all(map(_is_prose, rows)):
        return False
    labels = sum(row[-1].text.endswith(":") for row in rows[0])
    return labels < 0.3 * len(rows[0]) and any(map(_goes_over_lines, rows))


def _share_in_line(rows: list[list[Segment]], others: list[list[Segment]]) -> float:
    """Return how many lines stand at the height of one on the other side."""
    heights = [row[0].baseline for row in others]
    found = 0
    for row in rows:
        place = bisect_left(heights, row[0].baseline - _NEAR)
        found += place < len(heights) and heights[place] <= row[0].baseline + _NEAR
    return found / len(rows)


def _is_prose(rows: list[list[Segment]]) -> bool:
    widths = [row[-1].x1 - row[0].x0 for row in rows]
    whole = max(row[-1].x1 for row in rows) - min(row[0].x0 for row in rows)
    long = sum(width >= 0.65 * whole for width in widths)
    return (
        whole >= 80
        and long >= 0.35 * len(rows)
        and fmean(sum(len(one.text) for one in row) for row in rows) >= 12
    )


def _goes_over_lines(rows: list[list[Segment]]) -> bool:
    """Whether sentences go on from line to line, as far as a script shows it."""
    firsts = [row[0].text.lstrip("«“\"'(")[:1] for row in rows]
    cased = [first for first in firsts if first.islower() or first.isupper()]
    small = sum(first.islower() for first in cased)
    return len(cased) < 0.3 * len(rows) or small >= 0.2 * len(cased)
