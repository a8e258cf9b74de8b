"""The texts of the repository tell what is there, and all of it."""

import json
import re
import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path

import click
import pytest

from rcp_platform.cli import group
from rcp_platform.config import Settings
from rcp_platform.practices import interchange

ROOT = Path(__file__).parents[2]
TEXTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
VENDORED = sorted(
    manifest.relative_to(ROOT)
    for folder in ("platform", "tests")
    for manifest in (ROOT / folder).rglob("vendor/package.json")
)


@cache
def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def normalised(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def direct_dependencies() -> set[str]:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    lists = [
        project["build-system"]["requires"],
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    names = [
        re.match(r"[\w.-]+", entry) for each in lists for entry in each if isinstance(entry, str)
    ]
    return {normalised(name[0]) for name in names if name}


def constrained_versions() -> dict[str, str]:
    lines = text_of(ROOT / "constraints.txt").split()
    return {normalised(name): version for name, _, version in (s.partition("==") for s in lines)}


def documented_versions() -> dict[str, str]:
    rows = re.findall(
        r"^\| ([\w.-]+) \| (\S+) \| .+ \| .+ \|$", text_of(ROOT / "docs/dependencies.md"), re.M
    )
    return {normalised(name): version for name, version in rows if version[0].isdigit()}


def commands(command: click.Command, path: str = "rcp-exchange") -> list[str]:
    if not isinstance(command, click.Group):
        return [path]
    found = [commands(each, f"{path} {name}") for name, each in command.commands.items()]
    return [path for paths in found for path in paths]


def anchors(file: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text_of(file), re.M)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


def local_links() -> list[tuple[Path, str]]:
    without_code = [(file, re.sub(r"```.*?```", "", text_of(file), flags=re.S)) for file in TEXTS]
    return [
        (file, link)
        for file, text in without_code
        for link in re.findall(r"\]\(([^)\s]+)\)", text)
        if not re.match(r"[a-z]+:", link)
    ]


def test_every_dependency_is_pinned() -> None:
    assert direct_dependencies() - constrained_versions().keys() == set()


def test_every_dependency_is_documented_in_the_version_that_is_pinned() -> None:
    pinned = constrained_versions()
    assert documented_versions() == {name: pinned[name] for name in direct_dependencies()}


@pytest.mark.parametrize("manifest", VENDORED, ids=str)
def test_every_vendored_package_is_documented_in_its_version(manifest: Path) -> None:
    documented = text_of(ROOT / "docs/dependencies.md")
    for package, version in json.loads(text_of(ROOT / manifest))["dependencies"].items():
        assert re.search(rf"^\| {package}\b.* \| {re.escape(version)} \|", documented, re.M)


@pytest.mark.parametrize("command", commands(group))
def test_every_command_is_documented(command: str) -> None:
    assert any(re.search(rf"{command}\b", text_of(file)) for file in TEXTS)


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_every_setting_is_documented(field: str) -> None:
    variable = "RCP_INSTANCE_PATH" if field == "instance" else f"RCP_{field.upper()}"
    assert f"| `{variable}` |" in text_of(ROOT / "docs/operating.md")


@pytest.mark.parametrize(
    ("file", "link"), [(file.relative_to(ROOT).as_posix(), link) for file, link in local_links()]
)
def test_links_between_texts_lead_somewhere(file: str, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = (ROOT / file).parent / path if path else ROOT / file
    assert target.exists()
    assert not anchor or anchor in anchors(target)


def test_the_fields_of_an_interchange_file_are_those_documented() -> None:
    rows = re.findall(r"^\| (`.+?`) \|", text_of(ROOT / "docs/interchange.md"), re.M)
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert documented == interchange.FIELDS


def test_the_licence_is_the_one_that_is_declared() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License" in text_of(ROOT / "LICENSE").splitlines()[1]
