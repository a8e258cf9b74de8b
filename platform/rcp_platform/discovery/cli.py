"""Search from the terminal, and the upkeep of the index."""

import json
import sys
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from rcp_platform.accounts.models import User
from rcp_platform.config import Vectors
from rcp_platform.core.access import VISITOR, Actor
from rcp_platform.core.progress import tracked, working
from rcp_platform.core.text import clean
from rcp_platform.discovery import model_change, rows, vector_upkeep
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.models_at_hand import Models
from rcp_platform.discovery.presentation import Shown, shown
from rcp_platform.discovery.search import (
    MAX_QUERY,
    Found,
    Scope,
    SearchRequest,
    default_scope,
    search,
)
from rcp_platform.extensions import db
from rcp_search import Embedder
from rcp_search.models.preparing import ModelRefused

_BATCH = 50
_MARK = {True: ("\x1b[1m", "\x1b[0m"), False: ("", "")}


@click.command("search")
@click.argument("question", required=False)
@click.option("--as", "email", help="Search as this person; without it, as a visitor.")
@click.option("--scope", type=click.Choice([s.value for s in Scope]), help="Where to look.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@click.option(
    "--queries",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Answer every line of a JSON Lines file (_id, text), one JSON line each.",
)
@with_appcontext
def search_command(
    question: str | None,
    email: str | None,
    scope: str | None,
    limit: int,
    as_json: bool,
    queries: Path | None,
) -> None:
    """Find practices by meaning, as the search page does."""
    if (question is None) == (queries is None):
        raise click.UsageError("Give a QUESTION, or a file of them with --queries.")
    actor = _actor(email)
    where = Scope(scope) if scope else default_scope(actor)
    if queries:
        _answer_file(queries, actor, where, limit)
        return
    assert question is not None  # noqa: S101  one of the two is given
    text = clean(question)
    if not text or len(text) > MAX_QUERY:
        raise click.ClickException(f"Ask a question of 1 to {MAX_QUERY} characters.")
    answer = search(
        db.session, current_engine(), SearchRequest(text, where, limit=limit), actor=actor
    )
    items = [shown(found) for found in answer.found]
    if as_json:
        hits = [_as_json(item) for item in items]
        click.echo(
            json.dumps({"query": text, "total": answer.total, "hits": hits}, ensure_ascii=False)
        )
        return
    if answer.is_weak:
        click.echo("Nothing close was found." + (" Loosely related:" if items else ""))
    for number, item in enumerate(items, start=1):
        _print(number, item)


def _actor(email: str | None) -> Actor:
    if email is None:
        return VISITOR
    user = db.session.scalars(sa.select(User).where(User.email == email.lower())).one_or_none()
    if user is None:
        raise click.ClickException(
            f"Nobody has the e-mail {email}. “rcp-exchange user list” shows all."
        )
    return user.actor


def _answer_file(file: Path, actor: Actor, scope: Scope, limit: int) -> None:
    """Answer the good lines; bad ones are named on standard error and end in a failure."""
    problems = 0
    lines = file.read_bytes().splitlines()
    for number, line in enumerate(tracked(lines, "Searching"), start=1):
        if not line.strip():
            continue
        try:
            query = json.loads(line)
            key, text = query["_id"], clean(query["text"])[:MAX_QUERY]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            problems += 1
            click.echo(f"{file.name}, line {number}: needs _id and text.", err=True)
            continue
        request = SearchRequest(text, scope, limit=limit)
        answer = search(db.session, current_engine(), request, actor=actor)
        hits = [_hit(found) for found in answer.found]
        # In ASCII: a terminal cannot write every text that JSON can hold.
        click.echo(json.dumps({"_id": key, "hits": hits}))
    if problems:
        sys.exit(1)


def _hit(found: Found) -> dict[str, Any]:
    practice, hit = found.practice, found.hit
    return {
        "external_id": practice.external_id,
        "rcp": practice.rcp_slug,
        "score": round(hit.score, 6),
        "weak": hit.weak,
    }


def _as_json(item: Shown) -> dict[str, Any]:
    practice = item.found.practice
    return _hit(item.found) | {
        "id": practice.id,
        "title": practice.title,
        "language": practice.language,
        "passage": item.passage,
        "why": {"words": item.words, "notes": item.notes},
    }


def _print(number: int, item: Shown) -> None:
    practice = item.found.practice
    weak = " (weak match)" if item.found.hit.weak else ""
    source = practice.rcp.short_name if practice.rcp else "source not named"
    click.echo(f"{number}. {practice.title}{weak}")
    click.echo(f"   {source} · {practice.language} · {practice.external_id}")
    marked = "".join(_MARK[m][0] + text + _MARK[m][1] for text, m in item.pieces)
    click.echo(f"   {marked}".replace("\n", " "))
    reasons = [*item.words, *item.notes]
    if reasons:
        click.echo(f"   Why: {', '.join(reasons)}")


@click.command("reindex")
@click.option("--all", "everything", is_flag=True, help="Embed again what is indexed already.")
@with_appcontext
def reindex(everything: bool) -> None:
    """Index what is missing, and build this machine's index anew.

    With another model in the settings: embed every practice with it, while searches go on with
    the one in use, and then change to it. It can be interrupted; what is done stays.
    """
    engine = current_engine()
    model = prepared_model(engine.models)
    before = rows.model_in_use(db.session)
    prepare_vectors()
    done = _embed_missing(model, again=everything)
    if engine.vectors == Vectors.POSTGRESQL:
        db.session.commit()
        with working("Making searches among many vectors fast"):
            vector_upkeep.build_graph(db.engine, model.name, model.dimension)
    done += model_change.take_over(db.session, model)
    db.session.commit()
    if before not in (None, model.name):
        click.echo(f"Searches now use {model.name} instead of {before}.")
    with working("Removing the vectors of other models"):
        while model_change.remove_others(db.session):
            db.session.commit()
        if engine.vectors == Vectors.POSTGRESQL:
            vector_upkeep.remove_other_graphs(db.engine, model.name)
    engine.forget()
    with working("Building the index"):
        engine.in_step(db.session)
    engine.keep_snapshot()
    click.echo(f"{done} practices embedded, {engine.size()} in the index.")


def _embed_missing(model: Embedder, *, again: bool) -> int:
    """Embed all but the few practices that may be published meanwhile; return how many."""
    done = 0
    ids = rows.indexable(db.session) if again else rows.unindexed(db.session, model.name)
    while True:
        batches = [ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH)]
        for batch in tracked(batches, "Embedding practices"):
            done += model_change.embed_batch(db.session, batch, model, again=again)
            db.session.commit()
            db.session.expunge_all()
        ids = rows.unindexed(db.session, model.name)
        again = False
        if len(ids) <= _BATCH:
            return done


def prepare_vectors() -> None:
    """Copy what is missing to the database's table of vectors, if that is where they are searched.

    Raises :exc:`~rcp_platform.config.SettingsError` when the database cannot hold them.
    """
    if current_engine().vectors == Vectors.POSTGRESQL:
        with working("Copying vectors to where they are searched"):
            vector_upkeep.create(db.session)
            db.session.commit()
            while vector_upkeep.fill(db.session):
                db.session.commit()
                db.session.expunge_all()


def prepared_model(models: Models) -> Embedder:
    """Return the model of the settings, preparing it if need be."""
    try:
        with working("Preparing the search model") as tell:
            models.prepare(lambda step: tell(f"Search model: {step}"))
    except ModelRefused as error:
        raise click.ClickException(str(error)) from error
    return models.configured()


COMMANDS: list[click.Command] = [search_command, reindex]
