"""Preparing an instance."""

import stat
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from flask import Flask

from rcp_platform import create_app
from rcp_platform.cli.instance import _tables_replaced, warn_about_samples
from rcp_platform.config import Settings, SettingsError, load, write_first_settings
from rcp_platform.core.access import SYSTEM
from rcp_platform.directory.services import add_rcp
from rcp_platform.discovery.models import SearchPassage
from rcp_platform.extensions import alembic, db
from rcp_platform.practices import publication, services
from rcp_search import HashingEmbedder

PASSAGES = sa.select(sa.func.count(SearchPassage.id))


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Flask]:
    """An instance made by the migrations, with one published practice."""
    settings = Settings(instance=tmp_path, secret_key="k" * 40)
    app = create_app(settings, embedder=HashingEmbedder())
    with app.app_context():
        alembic.upgrade()
        add_rcp(db.session, "rcm", "Regional Conference", actor=SYSTEM)
        values = {"title": "Joint patrols", "summary": "Who did what.", "language": "en"}
        practice = services.create(db.session, "rcm", values, actor=SYSTEM)
        publication.publish(db.session, practice, actor=SYSTEM)
        db.session.commit()
        yield app
        db.session.rollback()
        db.engine.dispose()


def build_practices_anew() -> None:
    with alembic.op.batch_alter_table("practices", recreate="always"):
        pass
    commit_migration()


def commit_migration() -> None:
    for context in alembic.migration_contexts.values():
        assert context.connection is not None
        context.connection.commit()


def test_a_migration_that_builds_a_table_anew_keeps_the_rows_that_refer_to_it(
    migrated: Flask,
) -> None:
    before = db.session.scalar(PASSAGES)
    db.session.commit()
    assert before
    with _tables_replaced():
        build_practices_anew()
    assert db.session.scalar(PASSAGES) == before


def test_without_that_care_they_would_be_in_the_way(migrated: Flask) -> None:
    """SQLite deletes the rows of a table that is dropped, and whatever cascades from them."""
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError):
        build_practices_anew()
    alembic.op.get_bind().rollback()


def test_a_migration_that_leaves_rows_without_what_they_refer_to_is_reported(
    migrated: Flask,
) -> None:
    db.session.commit()

    def lose_the_practices() -> None:
        with _tables_replaced():
            alembic.op.execute("DELETE FROM practices")
            commit_migration()

    with pytest.raises(click.ClickException, match="refer to missing ones"):
        lose_the_practices()


@pytest.mark.parametrize(
    ("host", "is_sample", "warned"),
    [("0.0.0.0", True, True), ("127.0.0.1", True, False), ("0.0.0.0", False, False)],  # noqa: S104
)
def test_serving_the_sample_world_to_a_network_is_warned_of(
    migrated: Flask, capsys: pytest.CaptureFixture[str], host: str, is_sample: bool, warned: bool
) -> None:
    add_rcp(db.session, "sacm", "South American Conference", actor=SYSTEM, is_sample=is_sample)
    warn_about_samples(host)
    assert ("password is published" in capsys.readouterr().err) == warned


def test_the_first_settings_have_a_secret_of_their_own_that_only_the_owner_reads(
    tmp_path: Path,
) -> None:
    assert write_first_settings(tmp_path / "a")
    assert write_first_settings(tmp_path / "b")
    first, second = (tmp_path / name / "settings.toml" for name in "ab")
    assert first.read_text() != second.read_text()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert not write_first_settings(tmp_path / "a"), "a secret is never replaced"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "No secret key is set"),
        ('secret_key = "short"', "No secret key is set"),
        (f'secret_key = "{"k" * 40}"\ncolour = "blue"', "unknown settings: colour"),
        (f'secret_key = "{"k" * 40}"\nmodel = 3', "model must be text"),
        (f'secret_key = "{"k" * 40}"\nfeedback_days = "-1"', "must be a number of days from 0"),
        (f'secret_key = "{"k" * 40}"\nfeedback_days = "soon"', "not “soon”"),
        ("secret_key = ", "cannot be read"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, sentence: str
) -> None:
    (tmp_path / "settings.toml").write_text(written)
    monkeypatch.setenv("RCP_INSTANCE_PATH", str(tmp_path))
    with pytest.raises(SettingsError, match=sentence):
        load({})


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text(f'secret_key = "{"k" * 40}"')
    monkeypatch.setenv("RCP_INSTANCE_PATH", str(tmp_path))
    assert load({"RCP_SECRET_KEY": "e" * 40}).secret_key == "e" * 40
