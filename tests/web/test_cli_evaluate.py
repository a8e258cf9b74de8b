"""Measuring the search from the terminal needs folders and the model, no database."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask.cli import ScriptInfo

from rcp_platform import create_app
from rcp_platform.cli import group
from rcp_platform.config import Settings
from rcp_search import HashingEmbedder

Run = Callable[..., Result]
CORPUS = [
    {"_id": "d1", "title": "Fees", "text": "Workers pay no recruitment fees."},
    {"_id": "d2", "title": "Borders", "text": "Joint training of border officers."},
]
QUERIES = [{"_id": "q1", "text": "recruitment fees"}, {"_id": "q2", "text": "zebra fees"}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    for name, rows in (("corpus", CORPUS), ("queries", QUERIES)):
        lines = "\n".join(json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels.tsv").write_text("q1\td1\t1\nq2\td2\t1\n", encoding="utf-8")
    return folder


@pytest.fixture
def evaluate(tmp_path: Path) -> Run:
    """Run the command on an instance whose database cannot be opened."""
    settings = Settings(tmp_path, "k" * 40, database_url=f"sqlite:///{tmp_path}/not/there.sqlite")
    app = create_app(settings, embedder=HashingEmbedder())

    def run(*arguments: object) -> Result:
        return app.test_cli_runner().invoke(
            group,
            ["evaluate", *map(str, arguments)],
            obj=ScriptInfo(create_app=lambda: app),
        )

    return run


def test_every_way_of_ranking_has_its_line(evaluate: Run, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "result.md"
    run = evaluate(folder, "--out", file)
    assert run.exit_code == 0, run.output
    for way in ("lexical", "dense", "rrf", "fusion"):
        assert f"| {way} " in run.stdout
    assert file.read_text(encoding="utf-8") == run.stdout.removesuffix("\n")


def test_one_way_and_json_alone_on_standard_output(evaluate: Run, folder: Path) -> None:
    run = evaluate(folder, folder, "--config", "lexical", "--json")
    assert run.exit_code == 0, run.output
    sets = json.loads(run.stdout)["sets"]
    assert [one["name"] for one in sets] == ["small", "small"]
    assert {row["configuration"] for row in sets[0]["figures"]} == {"lexical"}
    assert sets[0]["model"] == "hashing-256"


def test_what_got_worse_is_listed(evaluate: Run, folder: Path) -> None:
    run = evaluate(folder, "--worse", "dense", "lexical")
    assert run.exit_code == 0, run.output
    assert "- zebra fees (q2): 0.631 → 0.000\n  - Borders: rank 2 → not found" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--worse", "rrf", "fusion", "--config", "fusion"], "named with --config."),
        (["--config", "magic"], "'magic' is not one of"),
        (["--split", "dev"], "no query of the split “dev” has a relevant document."),
        (["--model", "/does/not/exist"], "'/does/not/exist' does not exist"),
        (["--model", str(Path(__file__).parent)], "holds no prepared model"),
        (["--out", "/does/not/exist.md"], "'/does/not/exist.md'"),
    ],
)
def test_a_mistake_ends_in_a_sentence(
    evaluate: Run, folder: Path, arguments: list[str], sentence: str
) -> None:
    run = evaluate(folder, *arguments)
    assert run.exit_code != 0
    assert sentence in run.stderr
    assert "Traceback" not in run.output


def test_a_bad_line_is_named_before_anything_is_measured(evaluate: Run, folder: Path) -> None:
    (folder / "queries.jsonl").write_text('{"_id": "q1"}\n', encoding="utf-8")
    run = evaluate(folder)
    assert run.exit_code == 1
    assert run.stderr == f"Error: {folder / 'queries.jsonl'}, line 1: needs _id and text.\n"
    assert (evaluate().exit_code, evaluate(folder / "none").exit_code) == (2, 1)
