"""An instance of the product in a temporary folder."""

import contextlib
import socket
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks import processes
from benchmarks.processes import Used
from rcp_search import embedded_text

_COMMAND = str(Path(sys.executable).with_name("rcp-exchange"))
_LONGEST = 600.0

#: A sample account: its searches leave out its own Process, as a member's do.
PERSON = "chair@abu-dhabi-dialogue.example"


class Instance:
    """Where the product keeps its data, and its commands on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "benchmarks.log"
        self.environ = {"RCP_INSTANCE_PATH": str(folder)}

    def run(self, *arguments: str) -> tuple[Used, str]:
        """Run ``rcp-exchange`` to its end; return what it used and what it printed."""
        return processes.finished([_COMMAND, *arguments], self.environ, self.log, _LONGEST)

    def fill(self, file: Path) -> None:
        """Import a file with borrowed vectors (see :mod:`benchmarks.filling`)."""
        command = [sys.executable, "-m", "benchmarks.filling", str(file)]
        processes.finished(command, self.environ, self.log, _LONGEST)

    @contextlib.contextmanager
    def serving(self) -> Iterator[tuple[psutil.Popen, int]]:
        """Start the server on a free port of the loopback interface; it may not answer yet."""
        port = _free_port()
        command = [_COMMAND, "run", "--host", "127.0.0.1", "--port", str(port)]
        with processes.started(command, self.environ, self.log) as process:
            yield process, port

    def passages(self) -> int:
        """Count the passages."""
        ((count,),) = self._rows("SELECT count(*) FROM search_passages")
        return int(count)

    def embedded_texts(self, first: str, last: str) -> list[str]:
        """Return what was embedded for the practices between two external ids."""
        rows = self._rows(
            "SELECT practices.title, search_passages.text FROM search_passages"
            " JOIN practices ON practices.id = practice_id"
            " WHERE external_id BETWEEN ? AND ? ORDER BY search_passages.id",
            first,
            last,
        )
        return [embedded_text(title, text) for title, text in rows]

    def save_vectors(self, file: Path) -> None:
        """Write the vectors of all passages, shape (passages, dimension), as a NumPy file."""
        rows = self._rows("SELECT vector FROM search_passages ORDER BY id")
        np.save(file, np.stack([np.frombuffer(vector, dtype="<f4") for (vector,) in rows]))

    def _rows(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(self.folder / "exchange.sqlite")) as connection:
            return connection.execute(statement, values).fetchall()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
