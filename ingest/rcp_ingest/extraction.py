"""Take the text out of a file in a process of its own, within limits."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rcp_ingest.formats import MEDIA_TYPES

#: The exit status by which the process that reads says so; every other failure is Python's own.
OUT_OF_MEMORY = 3
_ENDINGS = {0: "", OUT_OF_MEMORY: "it needs too much memory"}


@dataclass(frozen=True)
class Limits:
    """What taking out the text of one file may use."""

    seconds: float = 30
    #: Address space in bytes.
    memory: int = 768 * 1024 * 1024
    characters: int = 500_000


@dataclass(frozen=True)
class Text:
    """The text of a file, and what whoever runs the site should know of it."""

    text: str
    warnings: tuple[str, ...] = ()


class Unreadable(Exception):
    """No text can be taken out of the file; the message says why."""


def text_of(path: Path, media_type: str, limits: Limits | None = None) -> Text:
    """Return the text of a file, as far as it was read, or raise :exc:`Unreadable`.

    The file is read by another process, which is killed when its time is over. A file that is
    damaged further on or longer than the limits gives its beginning and a warning.
    """
    if media_type not in MEDIA_TYPES:
        raise Unreadable(f"there is no reader for {media_type}")
    limits = limits or Limits()
    warning, written = _read_apart(path, media_type, limits)
    text = written.decode("utf-8", "ignore")
    if len(text) > limits.characters:
        warning = f"only the first {limits.characters:,} characters were read"
        text = text[: limits.characters]
    if warning and not text.strip():
        raise Unreadable(warning)
    return Text(text, (warning,) if warning else ())


def _read_apart(path: Path, media_type: str, limits: Limits) -> tuple[str, bytes]:
    """Return why reading ended too early, if it did, and what was read until then."""
    asked = [str(path.absolute()), media_type, str(limits.memory), str(limits.characters)]
    try:
        # Without the environment: settings such as the secret key are nobody's business there.
        ended = subprocess.run(  # noqa: S603  our own module; the path is an argument, no shell
            [sys.executable, "-I", "-m", "rcp_ingest.apart", *asked],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        return f"reading stopped after {limits.seconds:g} seconds", error.stdout or b""
    return _ENDINGS.get(ended.returncode, "it is damaged or protected by a password"), ended.stdout
