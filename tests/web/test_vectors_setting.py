"""Where vectors are searched is one of two places, and needs a database that can do it."""

from pathlib import Path

import pytest

from rcp_platform.config import SettingsError, Vectors, load

KEY = "k" * 40


@pytest.fixture(autouse=True)
def instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RCP_INSTANCE_PATH", str(tmp_path))


def test_without_the_setting_vectors_are_searched_in_each_process() -> None:
    assert load({"RCP_SECRET_KEY": KEY}).vectors == Vectors.PROCESS


def test_vectors_can_be_searched_in_postgresql_only_if_that_is_the_database() -> None:
    environ = {"RCP_SECRET_KEY": KEY, "RCP_VECTORS": "postgresql"}
    with pytest.raises(SettingsError, match="Set RCP_DATABASE_URL to a PostgreSQL database"):
        load(environ)
    settings = load(environ | {"RCP_DATABASE_URL": "postgresql+psycopg://db.example.org/exchange"})
    assert settings.vectors == Vectors.POSTGRESQL


def test_another_place_is_refused() -> None:
    with pytest.raises(SettingsError, match="must be “process” or “postgresql”, not “redis”"):
        load({"RCP_SECRET_KEY": KEY, "RCP_VECTORS": "redis"})
