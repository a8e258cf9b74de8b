"""The wheel is whole: everything it needs to run is inside it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into a folder that comes before the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "-t", target, wheel]
    subprocess.run(pip, check=True, capture_output=True)
    return target


def _run(installed: Path, elsewhere: Path, code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "RCP_SECRET_KEY": "k" * 40}
    environment.pop("RCP_INSTANCE_PATH", None)
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )


def test_the_instance_is_beside_whoever_runs_it(installed: Path, tmp_path: Path) -> None:
    code = "from rcp_platform import paths; print(paths.instance_path(), paths.TEMPLATES)"
    instance, templates = _run(installed, tmp_path, code).stdout.split()
    assert Path(instance) == tmp_path / "instance"
    assert Path(templates) == installed / "rcp_platform" / "templates"


def test_the_wheel_migrates_a_database_and_shows_its_pages(installed: Path, tmp_path: Path) -> None:
    code = """
from rcp_platform import create_app
from rcp_platform.extensions import alembic
from rcp_search import HashingEmbedder
app = create_app(embedder=HashingEmbedder())
with app.app_context():
    app.config["TESTING"] = True
    import pathlib; pathlib.Path("instance").mkdir()
    alembic.upgrade()
    client = app.test_client()
    assert client.get("/").status_code == 200
    assert client.get("/directory/").status_code == 200
    assert client.get("/static/css/base.css").status_code == 200
"""
    _run(installed, tmp_path, code)


def test_the_sample_world_and_the_translations_are_inside(installed: Path) -> None:
    package = installed / "rcp_platform"
    assert (package / "samples" / "directory.json").is_file()
    assert len(list((package / "samples" / "practices").glob("*.jsonl"))) >= 2
    assert (package / "samples" / "documents" / "session-report.txt").is_file()
    assert {p.parent.parent.name for p in package.glob("translations/*/LC_MESSAGES/*.mo")} == {
        "ar",
        "es",
        "fr",
        "pt",
        "ru",
    }
