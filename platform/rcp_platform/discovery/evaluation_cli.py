"""How good the search is on questions with known answers."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click
from flask import current_app
from flask.cli import with_appcontext

from rcp_platform.config import Settings
from rcp_platform.core.progress import tracked
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.judged_set import from_use, without_texts
from rcp_platform.extensions import db
from rcp_search import Embedder
from rcp_search.evaluation import (
    CONFIGURATIONS,
    Comparison,
    EvaluationSet,
    Report,
    SetRefused,
    as_data,
    as_markdown,
    compared,
    evaluate,
    load_folder,
)
from rcp_search.models.manifest import verified
from rcp_search.models.prepared import embedder_in

_NAMES = click.Choice([configuration.name for configuration in CONFIGURATIONS])


@click.command("evaluate")
@click.argument(
    "folders",
    nargs=-1,
    metavar="FOLDER…",
    type=click.Path(path_type=Path, file_okay=False),
)
@click.option("--config", "names", multiple=True, type=_NAMES, help="Only this way of ranking.")
@click.option("--split", help="Only the questions of this split.")
@click.option("--language", help="Of texts that do not say theirs; else guessed.")
@click.option(
    "--model",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of another prepared model than the instance's.",
)
@click.option(
    "--worse",
    nargs=2,
    type=_NAMES,
    metavar="BEFORE AFTER",
    help="List the questions that the second way answers worse than the first.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
@click.option(
    "--out",
    type=click.File("w", encoding="utf-8", lazy=False),
    help="Write the tables to this file as well.",
)
@click.option("--from-feedback", is_flag=True, help="Questions that people let this site keep.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Of them, those asked from this day on."
)
@click.option(
    "--at-least",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="PEOPLE",
    help="Of them, those on which so many people have an opinion.",
)
@click.option("--show-questions", is_flag=True, help="Show their texts where questions are listed.")
@click.option(
    "--write",
    "target",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write them and all published practices to a new folder.",
)
@with_appcontext
def evaluate_command(
    folders: tuple[Path, ...],
    names: tuple[str, ...],
    split: str | None,
    language: str | None,
    model: Path | None,
    worse: tuple[str, str] | None,
    as_json: bool,
    out: TextIO | None,
    from_feedback: bool,
    since: datetime | None,
    at_least: int,
    show_questions: bool,
    target: Path | None,
) -> None:
    """Measure the search on questions with known answers: from folders, or from use.

    A folder holds corpus.jsonl, queries.jsonl and qrels.tsv, as in BEIR; docs/evaluation.md
    says how to make one and how to read the tables. Only --from-feedback uses the database.
    """
    if not folders and not from_feedback:
        raise click.UsageError("Name a FOLDER, or say --from-feedback.")
    if not from_feedback and (since or at_least > 1 or show_questions or target):
        raise click.UsageError(
            "--since, --at-least, --show-questions and --write need --from-feedback."
        )
    chosen = [one for one in CONFIGURATIONS if not names or one.name in names]
    if worse and not set(worse) <= {one.name for one in chosen}:
        raise click.UsageError("--worse compares two of the ways named with --config.")
    results: list[tuple[Report, Comparison | None]] = []
    try:
        sets = [(load_folder(folder, split, language), True) for folder in folders]
        if from_feedback:
            sets.append((_from_feedback(since, at_least, target), show_questions))
        embedder = _embedder(model)
        for one, with_texts in sets:
            report = evaluate(one, chosen, embedder, tracked)
            if not with_texts:
                report = without_texts(report)
            results.append((report, compared(report, *worse) if worse else None))
    except SetRefused as error:
        raise click.ClickException(str(error)) from error
    tables = as_markdown(results)
    if out:
        out.write(tables)
    click.echo(_as_json(results) if as_json else tables)


def _from_feedback(since: datetime | None, at_least: int, target: Path | None) -> EvaluationSet:
    settings: Settings = current_app.extensions["settings"]
    first_day = (since or datetime.min).replace(tzinfo=UTC)
    judged = from_use(db.session, first_day, settings.feedback_days, at_least)
    evaluated = judged.as_set()
    if target:
        try:
            judged.write(target)
        except OSError as error:
            raise click.ClickException(f"{target} cannot be made a new folder: {error}") from error
        click.echo(
            f"{target} holds what people asked, and practices that are not public. Keep it as "
            "you keep the database, and delete it when you have done with it.",
            err=True,
        )
    return evaluated


def _embedder(folder: Path | None) -> Embedder:
    if folder is None:
        return current_engine().models.configured()
    if not verified(folder):
        raise click.ClickException(f"{folder} holds no prepared model, or a damaged one.")
    return embedder_in(folder)


def _as_json(results: list[tuple[Report, Comparison | None]]) -> str:
    sets: list[dict[str, Any]] = [as_data(report, comparison) for report, comparison in results]
    # In ASCII: a terminal cannot write every text that JSON can hold.
    return json.dumps({"sets": sets})


COMMANDS: list[click.Command] = [evaluate_command]
