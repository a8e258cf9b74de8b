"""The environment of the peers: their packages must not mix with the product's."""

import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import Distribution, distributions
from pathlib import Path

from benchmarks import processes

FOLDER = Path(__file__).parents[2] / ".venv-peers"
PYTHON = FOLDER / "bin" / "python"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")

#: What every peer needs to be asked.
COMMON = ("numpy", "psutil", "sentence-transformers", "torch")
_LONGEST = 1_800.0


def install(packages: Sequence[str], log: Path) -> None:
    """Install packages in the versions pinned; raises :class:`Failed` when that is impossible."""
    if not PYTHON.exists():
        processes.finished([sys.executable, "-m", "venv", str(FOLDER)], {}, log, _LONGEST)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    pinned = ["-c", str(REQUIREMENTS)]
    processes.finished([*pip, *pinned, *COMMON, *packages], {}, log, _LONGEST)


def versions(packages: Sequence[str]) -> Mapping[str, str]:
    """Return the versions of those packages that are installed there."""
    paths = [str(path) for path in FOLDER.glob("lib/python*/site-packages")]
    found: dict[str, Distribution] = {
        distribution.metadata["Name"].lower(): distribution
        for distribution in distributions(path=paths)
    }
    return {name: found[name].version for name in packages if name in found}
