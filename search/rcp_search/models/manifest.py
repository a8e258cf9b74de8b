"""What the folder of a prepared model says of it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from rcp_search.models.prefixes import Prefixes

MANIFEST = "manifest.json"
ONNX = "model.onnx"
#: The folder inside a prepared one that sentence-transformers loads where onnxruntime cannot serve.
ORIGINAL = "original"
#: The folder inside a prepared one with the word pieces of other languages.
STUDENT = "student"

#: Changes with the way a prepared model is written.
FORMAT = 4


@dataclass(frozen=True)
class Manifest:
    """A prepared model: its name, how texts enter it and how its vectors come out.

    ``pooling`` is "mean" or "cls", and "" where sentence-transformers serves the model itself.
    ``name`` changes with everything that decides the vectors; ``bytes`` has the size of every
    file.
    """

    format: int
    name: str
    pooling: str
    dimension: int
    max_tokens: int
    query_prefix: str
    passage_prefix: str
    bytes: dict[str, int]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the manifest of a folder; raises OSError, ValueError or TypeError without one."""
        return cls(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))

    def write(self, folder: Path) -> None:
        """Write the manifest into a folder."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @property
    def prefixes(self) -> Prefixes:
        """What is put before queries and before passages."""
        return Prefixes(self.query_prefix, self.passage_prefix)


def sizes(folder: Path) -> dict[str, int]:
    """Return the size of every file of a folder but the manifest, by path inside it."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }


def verified(folder: Path) -> bool:
    """Say whether a folder holds a prepared model whose files are as they were written."""
    try:
        manifest = Manifest.read(folder)
        return manifest.format == FORMAT and manifest.bytes == sizes(folder)
    except (OSError, ValueError, TypeError):
        return False


def student_name(folder: Path) -> str:
    """Return the name of the student in a folder."""
    return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["name"])
