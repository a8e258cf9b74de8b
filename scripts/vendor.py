"""Fetch the vendored front-end files again, as static/vendor/package.json names them.

Needs npm. Run ``python scripts/vendor.py``; the versions in git change only when that file does.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "platform" / "rcp_platform" / "static" / "vendor"


def fetch(package: str, version: str, integrity: str, files: list[str]) -> None:
    """Replace a package's folder by these files of its published archive.

    Exits when the archive is not the one whose SHA-512 is recorded.
    """
    npm = shutil.which("npm") or sys.exit("npm is needed to fetch the vendored files.")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", f"{package}@{version}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        (archive,) = Path(folder).glob("*.tgz")
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if integrity != f"sha512-{digest}":
            sys.exit(f"{package} {version} is not the recorded archive: sha512-{digest}")
        shutil.rmtree(VENDOR / package, ignore_errors=True)
        (VENDOR / package).mkdir(parents=True)
        with tarfile.open(archive) as contents:
            for name in files:
                source = contents.extractfile(f"package/{name}")
                if source is None:
                    sys.exit(f"{package} {version} has no file {name}")
                (VENDOR / package / Path(name).name).write_bytes(source.read())
    print(f"{package} {version}: {len(files)} files")


def main() -> None:
    """Fetch every package that package.json lists."""
    manifest = json.loads((VENDOR / "package.json").read_text(encoding="utf-8"))
    for package, version in manifest["dependencies"].items():
        fetch(package, version, **manifest["vendored"][package])


if __name__ == "__main__":
    main()
