"""Tables of what was measured beside the peers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.results import Table

#: The whole answer, with marks, the best sentence and counts of four facets; and only to find and
#: fetch the ten best, which is what the peers do.
ANSWER = "this product"
FOUND = "this product, ten best alone"
#: How many times less CPU than the fastest peer a search is meant to take.
GOAL = 2.5
#: Recall that differs by less is the same.
_SAME = 0.005

FILTERS = {"all": "no filter", "half": "50 %", "hundredth": "1 %"}

Point = Mapping[str, Any]


def tables(points: Sequence[Point]) -> list[Table]:
    """Return the goal first, then what each costs at each size, then all with the model.

    The goal is looked at for the same work, and for whole answers beside it.
    """
    sizes = sorted({point["passages"] for point in points})
    return [
        _goal("The ten best alone: CPU beside the fastest peer that finds as much", FOUND, points),
        _goal("The whole answer: CPU beside the same peer's ten best", ANSWER, points),
        *(_costs([p for p in points if p["passages"] == size], size) for size in sizes),
        _embedded(points, sizes),
    ]


def fastest(
    points: Iterable[Point], label: str, recall: float, kind: str | None = None
) -> Point | None:
    """Return the peer that takes least CPU for the same search and finds at least as much.

    Searches of another kind than those under the label may be what is compared.
    """
    compared = kind or label
    able = [
        point
        for point in points
        if point["name"] not in (ANSWER, FOUND)
        and "failed" not in point
        and point["words"]
        and point["kinds"][label]["recall"] >= recall - _SAME
    ]
    return min(able, key=lambda point: point["kinds"][compared]["cpu"], default=None)


def _goal(title: str, name: str, points: Sequence[Point]) -> Table:
    compared = [(label, label, words) for label, words in FILTERS.items()]
    compared.append(("all", "embedded", f"{FILTERS['all']}, embedding included"))
    rows = []
    for size in sorted({point["passages"] for point in points}):
        of_size = [point for point in points if point["passages"] == size]
        ours = _named(of_size, name)
        for label, kind, words in compared if ours else ():
            own = ours["kinds"][kind]["cpu"]
            peer = fastest(of_size, label, ours["kinds"][label]["recall"], kind)
            rows.append([f"{size:,} passages, {words}", _ms(own), *_beside(own, peer, kind)])
    headings = ["", "CPU ms", "fastest peer's", "which", "times", f"{GOAL} times or more"]
    return Table(title, headings, rows)


def _beside(own: float, peer: Point | None, kind: str) -> list[str]:
    if peer is None:
        return ["–"] * 4
    cpu = peer["kinds"][kind]["cpu"]
    return [_ms(cpu), peer["name"], f"{cpu / own:.1f}", "yes" if cpu >= GOAL * own else "no"]


def _costs(points: Sequence[Point], size: int) -> Table:
    headings = [""]
    for words in FILTERS.values():
        headings += [f"{words}: CPU ms", "p50 ms", "recall"]
    headings += ["index s", "MiB"]
    rows = []
    for point in points:
        if "failed" in point:
            rows.append([f"{point['name']}: {point['failed']}", *["–"] * (len(headings) - 1)])
            continue
        row = [point["name"]]
        for label in FILTERS:
            kind = point["kinds"][label]
            row += [_ms(kind["cpu"]), _ms(kind["p50"]), f"{kind['recall']:.3f}"]
        rows.append([*row, f"{point['build']:.1f}", f"{point['memory'] / 2**20:,.0f}"])
    return Table(f"{size:,} passages, embedding excluded", headings, rows)


def _embedded(points: Sequence[Point], sizes: Sequence[int]) -> Table:
    names = list(dict.fromkeys(point["name"] for point in points))
    rows = []
    for name in names:
        row = [name]
        for size in sizes:
            point = _named([p for p in points if p["passages"] == size], name)
            kind = point["kinds"]["embedded"] if point else None
            row += [_ms(kind["cpu"]), _ms(kind["p50"])] if kind else ["–", "–"]
        rows.append(row)
    headings = ["", *(head for size in sizes for head in (f"{size:,}: CPU ms", "p50 ms"))]
    return Table("Embedding included, no filter", headings, rows)


def _named(points: Iterable[Point], name: str) -> Any:
    found = (point for point in points if point["name"] == name and "failed" not in point)
    return next(found, None)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f}"
