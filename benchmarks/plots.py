"""Draw what was measured; the same numbers give the same files."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.peers.tables import ANSWER, FILTERS, FOUND

Points = Sequence[Mapping[str, Any]]

_INK, _PAPER, _LINES = "#1f2328", "#ffffff", "#d1d9e0"
_DARK = {_INK: "#e6edf3", _PAPER: "#0d1117", _LINES: "#3d444d"}
#: Told apart by people who do not see all colours, on light and on dark.
_COLOURS = ("#0072b2", "#e69f00", "#cc79a7", "#009e73", "#d55e00", "#56a0d3", "#8c8c8c", "#b08d57")
_MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")


@dataclass(frozen=True)
class Plot:
    """A picture of a part's results, and what it says to who does not see it."""

    part: str
    file: str
    says: str
    draw: Callable[[Any, Points], None]

    def drawn(self, points: Points) -> str:
        """Return the picture as SVG; it follows the reader's choice of light or dark."""
        import matplotlib as mpl
        from matplotlib.figure import Figure

        with mpl.rc_context(_STYLE):
            figure = Figure(figsize=(8, 3.4), layout="constrained")
            self.draw(figure, points)
            drawn = io.StringIO()
            figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
        text = re.sub(r"[ \t]+$", "", drawn.getvalue(), flags=re.M)
        return text.replace("<defs>", f"{_title(self.says)}{_DARK_STYLE}\n <defs>", 1)


def _title(says: str) -> str:
    return f"<title>{says}</title>\n "


_STYLE: Any = {
    "svg.hashsalt": "rcp",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.facecolor": _PAPER,
    "figure.facecolor": _PAPER,
    "savefig.facecolor": _PAPER,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _LINES,
    "axes.grid": True,
    "grid.color": _LINES,
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.6,
    "lines.markersize": 4.5,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.titlecolor": _INK,
    "axes.titlesize": 9,
    "xtick.color": _INK,
    "ytick.color": _INK,
}

_DARK_STYLE = (
    "<style>@media (prefers-color-scheme: dark) {"
    + "".join(
        f' [style*="{part}: {light}"] {{ {part}: {dark} !important; }}'
        for light, dark in _DARK.items()
        for part in ("fill", "stroke")
    )
    + " }</style>"
)


def _cost_by_size(figure: Any, points: Points) -> None:
    """One field for each filter, one line for each engine."""
    measured = [point for point in points if "failed" not in point]
    names = list(dict.fromkeys(point["name"] for point in measured))
    fields = figure.subplots(1, len(FILTERS), sharey=True)
    for field, (label, words) in zip(fields, FILTERS.items(), strict=True):
        for name in names:
            own = [point for point in measured if point["name"] == name]
            costs = [(p["passages"], p["kinds"][label]["cpu"] * 1000) for p in own]
            _line(field, names.index(name), name, costs)
        field.set(xscale="log", yscale="log", title=words, xlabel="passages")
    fields[0].set_ylabel("CPU ms a search")
    _legend(figure, fields[0])


def _cost_by_access(figure: Any, points: Points) -> None:
    """Cost on the left, recall on the right, one line for each size."""
    cost, recall = figure.subplots(1, 2)
    sizes = sorted({point["passages"] for point in points})
    for number, size in enumerate(sizes):
        own = [point for point in points if point["passages"] == size]
        name = f"{size:,} passages"
        _line(cost, number, name, [(p["share"] * 100, p["cpu"] * 1000) for p in own])
        _line(recall, number, name, [(p["share"] * 100, p["recall"]) for p in own])
    shares = "% of the passages that may be read"
    cost.set(xscale="log", yscale="log", xlabel=shares, ylabel="CPU ms a search")
    recall.set(xscale="log", ylim=(0, 1.05), xlabel=shares, ylabel="recall@10 of vectors")
    _legend(figure, cost)


def _recall_by_filter(figure: Any, points: Points) -> None:
    """One field for each size, one line for each engine."""
    measured = [point for point in points if "failed" not in point]
    names = list(dict.fromkeys(point["name"] for point in measured))
    sizes = sorted({point["passages"] for point in measured})[-2:]
    fields = figure.subplots(1, len(sizes), sharey=True, squeeze=False)[0]
    shares = {"all": 100, "half": 50, "hundredth": 1}
    for field, size in zip(fields, sizes, strict=True):
        for point in (point for point in measured if point["passages"] == size):
            found = [(share, point["kinds"][label]["recall"]) for label, share in shares.items()]
            _line(field, names.index(point["name"]), point["name"], found)
        field.set(xscale="log", ylim=(0, 1.05), title=f"{size:,} passages")
        field.set_xlabel("% of the passages that the filter leaves")
    fields[0].set_ylabel("recall@10 of vectors")
    _legend(figure, fields[0])


def _line(field: Any, number: int, name: str, values: Sequence[tuple[float, float]]) -> None:
    across, up = zip(*sorted(values), strict=True)
    own = name in (ANSWER, FOUND)
    field.plot(
        across,
        up,
        label=name,
        color=_COLOURS[number % len(_COLOURS)],
        marker=_MARKS[number % len(_MARKS)],
        linewidth=2.6 if own else 1.4,
        zorder=3 if own else 2,
    )


def _legend(figure: Any, field: Any) -> None:
    figure.legend(*field.get_legend_handles_labels(), loc="outside lower center", ncols=4)


PLOTS = (
    Plot(
        "peers",
        "cost-by-size.svg",
        "CPU time of a search against the number of passages, without a filter and with filters"
        " that leave 50 % and 1 %: a line for this product and for each peer. The numbers are"
        " in the tables below.",
        _cost_by_size,
    ),
    Plot(
        "peers",
        "recall-by-filter.svg",
        "How many of the ten really nearest vectors are found against how much a filter leaves:"
        " a line for this product and for each peer. The numbers are in the tables below.",
        _recall_by_filter,
    ),
    Plot(
        "engine",
        "engine-by-access.svg",
        "CPU time of a search, and how many of the ten really nearest vectors it finds, against"
        " how many passages somebody may read: a line for each size of the index. The numbers"
        " are in the tables below.",
        _cost_by_access,
    ),
)
