"""What is made of measurements."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from benchmarks import report, results
from benchmarks.__main__ import _QUICK, _Bench
from benchmarks.peers import environment, part, tables
from benchmarks.plots import PLOTS
from benchmarks.results import Outcome, Part, Table

ROOT = Path(__file__).parents[2]


def rival(name: str, cpu: float, recall: float, *, words: bool = True) -> dict[str, Any]:
    kind = {"cpu": cpu, "p50": cpu, "recall": recall}
    return {
        "name": name,
        "passages": 5_000,
        "words": words,
        "build": 1.0,
        "memory": 2**20,
        "kinds": dict.fromkeys((*part.LABELS, "embedded"), kind),
    }


def points_of(name: str) -> list[dict[str, Any]]:
    if name == "peers":
        failed = {"name": "other", "passages": 5_000, "failed": "cannot be installed"}
        return [rival(tables.ANSWER, 0.001, 1.0), rival("txtai", 0.004, 0.9), failed]
    return [
        {"passages": 1_000, "share": share, "cpu": 0.001, "recall": 1.0} for share in (1.0, 0.01)
    ]


def test_a_part_measured_again_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    first, second = (Outcome([Table(title, ["", "ms"], [["a", "1"]])]) for title in "AB")
    results.keep("engine", first, 60, file)
    results.keep("peers", first, 60, file)
    before = results.read(file)
    results.keep("peers", second, 120, file)
    after = results.read(file)
    assert after["engine"] == before["engine"]
    assert [table.title for table in after["peers"].tables] == ["B"]
    assert "in 2.0 minutes" in after["peers"].circumstances[0]


def test_every_part_has_its_place_in_the_document(tmp_path: Path) -> None:
    assert report.TITLES.keys() == _Bench(tmp_path, _QUICK, progress=None).parts.keys()
    made = Part(["Measured."], [Table("Costs", ["", "ms"], [["a", "1"]])], [])
    text = f"before {report._BEGIN} old {report._END} after"
    written = report.with_results(text, dict.fromkeys(report.TITLES, made))
    assert "old" not in written
    assert written.startswith("before ")
    assert written.endswith(" after")
    assert written.count("| a | 1 |") == len(report.TITLES)
    for plot in PLOTS:
        assert f"![{plot.says}](images/{plot.file})" in written


def test_a_document_without_a_place_for_results_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the lines"):
        report.with_results("no place", {})


def test_the_document_and_its_pictures_are_made_from_the_results_kept(tmp_path: Path) -> None:
    report.write(results.read(), tmp_path)
    for file in (file for file in tmp_path.rglob("*") if file.is_file()):
        kept = ROOT / "docs" / file.relative_to(tmp_path)
        assert file.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.file)
def test_a_picture_is_the_same_again_and_can_be_read_in_the_dark(plot: Any) -> None:
    picture = plot.drawn(points_of(plot.part))
    assert plot.drawn(points_of(plot.part)) == picture
    assert f"<title>{plot.says}</title>" in picture
    assert "prefers-color-scheme: dark" in picture
    names = {"1,000 passages"} if plot.part == "engine" else {tables.ANSWER, "txtai"}
    assert all(f">{name}</text>" in picture for name in names)
    assert ">other</text>" not in picture


def test_the_fastest_peer_does_the_same_and_finds_as_much() -> None:
    peers = [
        rival(tables.FOUND, 0.001, 1.0),
        rival(tables.ANSWER, 0.0015, 1.0),
        rival("finds less", 0.002, 0.9),
        rival("no words", 0.002, 1.0, words=False),
        rival("slow", 0.005, 1.0),
        rival("fast", 0.003, 0.998),
        {"name": "failed", "passages": 5_000, "failed": "why"},
    ]
    fastest = tables.fastest(peers, "half", 1.0)
    assert fastest
    assert fastest["name"] == "fast"
    found, answer, costs, _embedded = tables.tables(peers)
    assert {tuple(row[1:]) for row in found.rows} == {("1.00", "3.00", "fast", "3.0", "yes")}
    assert {tuple(row[1:]) for row in answer.rows} == {("1.50", "3.00", "fast", "2.0", "no")}
    assert ["failed: why", *["–"] * 11] in costs.rows


def test_without_a_peer_that_finds_as_much_nothing_is_claimed() -> None:
    goal, *_ = tables.tables([rival(tables.FOUND, 0.001, 1.0), rival("other", 0.01, 0.5)])
    assert {tuple(row[2:]) for row in goal.rows} == {("–", "–", "–", "–")}


def test_every_package_of_a_peer_is_pinned_and_torch_is_the_products() -> None:
    lines = environment.REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    wanted = {package for peer in part.PEERS for package in (*peer.packages, *environment.COMMON)}
    assert wanted <= pinned.keys()
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert f"torch=={pinned['torch']}\n" in constraints
    assert not [name for name in pinned if re.match("nvidia|cuda|triton", name)]


def test_nothing_that_is_installed_with_the_product_is_a_peer() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert not [one for one in project["project"]["dependencies"] if re.match("txtai|chroma", one)]
