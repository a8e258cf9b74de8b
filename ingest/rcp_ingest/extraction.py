"""Read a file in a process of its own, within limits."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rcp_ingest.document import Block, Document, Remark, RemarkKind, block_from
from rcp_ingest.limits import Limits
from rcp_ingest.names import Names
from rcp_ingest.readers import MEDIA_TYPES
from rcp_ingest.records import Reading, reading_from
from rcp_ingest.refusals import Refusal

#: Between the names that lead to a file inside another.
SEPARATOR = " › "
#: The exit status by which the process that reads says so; every other failure is Python's own.
OUT_OF_MEMORY = 3
#: What is said of a file that a reader failed on.
DAMAGED = "it is damaged or protected by a password"
_TOO_MUCH = "it needs too much memory"
#: Libraries in C abort where they get none.
_ENDINGS = {0: "", OUT_OF_MEMORY: _TOO_MUCH, -signal.SIGABRT: _TOO_MUCH}
_REASONS = {Refusal.PROTECTED.value: "it is protected by a password"}
#: Bytes: more than any document within the limits says of itself.
_MOST_TOLD = 64 * 2**20
_READ_AT_ONCE = 64 * 1024
#: Seconds that a process which has said everything takes to end.
_GRACE = 5
#: What went wrong with what was told, if the process that reads was led astray.
_NONSENSE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True)
class Text:
    """The text of a file, and what whoever runs the site should know of it."""

    text: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ingested:
    """One document of a file, and what was made of it."""

    document: Document
    #: None where nothing stands in it, or where recognising it failed or took too long.
    reading: Reading | None


@dataclass(frozen=True)
class NotRead:
    """A file inside a mail or an archive that was not read."""

    name: str
    #: A value of :class:`.safety.Refusal`.
    refusal: str


class Unreadable(Exception):
    """No text can be taken out of the file; the message says why."""

    def __init__(self, reason: str, refusal: str = "") -> None:
        super().__init__(reason)
        #: A value of :class:`.safety.Refusal`, where one says it.
        self.refusal = refusal


def text_of(path: Path, media_type: str, limits: Limits | None = None) -> Text:
    """Return the text of a file, as far as it was read, or raise :exc:`Unreadable`.

    The file is read by another process, which is killed when its time is over. A file that is
    damaged further on or longer than the limits gives its beginning and a warning.
    """
    told = _documents(path, path.name, media_type, limits or Limits(), {})
    documents = [one.document for one in told if isinstance(one, Ingested)]
    text = "\n\n".join(document.text for document in documents if document.blocks)
    warnings = tuple(reason for document in documents for reason in _cut_short(document))
    if warnings and not text.strip():
        raise Unreadable(warnings[0])
    return Text(text, warnings)


def ingest(
    path: Path,
    name: str,
    media_type: str,
    *,
    names: Names | None = None,
    mappings: Mapping[str, tuple[str, ...]] | None = None,
    limits: Limits | None = None,
) -> list[Ingested | NotRead]:
    """Return the documents in a file with what was made of each, or raise :exc:`Unreadable`.

    A mail or an archive comes first, then what it holds. Reading and recognising happen in
    another process; where it ends too early the last document says so in a remark.
    """
    asked = {
        "recognise": True,
        "names": (names or Names()).as_json(),
        "mappings": dict(mappings or {}),
    }
    told = _documents(path, name, media_type, limits or Limits(), asked)
    match told:
        case [Ingested(document=document)] if not document.blocks:
            for reason in _cut_short(document):
                raise Unreadable(reason)
    return told


def _cut_short(document: Document) -> list[str]:
    """Return why not all of a document was read, if so."""
    return [one.detail for one in document.remarks if one.kind == RemarkKind.CUT_SHORT]


def part_of(
    path: Path, media_type: str, names: Sequence[str], limits: Limits | None = None
) -> bytes:
    """Return a file that lies inside another, or raise :exc:`Unreadable`.

    The names lead to it, the outermost first, as a document inside another is named after the
    name of the whole, with :data:`SEPARATOR` between them.
    """
    asked = {"part": list(names)}
    for event in _read_apart(path, path.name, media_type, limits or Limits(), asked):
        if "content" in event:
            return b64decode(event["content"])
    raise Unreadable(f"there is no file {names[-1]} in it")


def _documents(
    path: Path, name: str, media_type: str, limits: Limits, asked: dict[str, Any]
) -> list[Ingested | NotRead]:
    try:
        return list(_told(_read_apart(path, name, media_type, limits, asked)))
    except _NONSENSE:
        raise Unreadable(DAMAGED) from None


def _read_apart(
    path: Path, name: str, media_type: str, limits: Limits, asked: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield what the other process told, and at the end why it ended too early, if it did."""
    if media_type not in MEDIA_TYPES:
        raise Unreadable(f"there is no reader for {media_type}")
    asked |= {
        "path": str(path.absolute()),
        "name": name,
        "media_type": media_type,
        "limits": asdict(limits),
        # Of the clock that all processes of a machine share.
        "ends": time.monotonic() + limits.seconds,
    }
    written, why = _output(json.dumps(asked).encode(), limits.seconds)
    for line in written.splitlines(keepends=True):
        # The last line of a process that was killed may be half written.
        if line.endswith(b"\n"):
            yield json.loads(line)
    if why:
        yield {"remark": {"kind": RemarkKind.CUT_SHORT.value, "detail": why}}


def _output(asked: bytes, seconds: float) -> tuple[bytes, str]:
    """Return what the process wrote, and why it ended too early, if it did."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", "-m", "rcp_ingest.apart"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Settings such as the secret key are nobody's business there.
        env={},
        # So that what it starts is ended with it, and Ctrl-C does not reach it before this one.
        start_new_session=True,
    )
    written = bytearray()
    try:
        why = _read_into(written, process, asked, time.monotonic() + seconds)
        if why is None:
            status = process.wait(_GRACE)
            why = _ENDINGS.get(status, DAMAGED)
    except TimeoutError:
        why = f"reading stopped after {seconds:g} seconds"
    except subprocess.TimeoutExpired:
        why = ""
    finally:
        _end(process)
    return bytes(written), why


def _read_into(
    written: bytearray, process: subprocess.Popen[bytes], asked: bytes, ends: float
) -> str | None:
    """Take what the process writes until it ends, or return why it was not heard to its end."""
    assert process.stdin  # noqa: S101  it is a pipe
    assert process.stdout  # noqa: S101
    with suppress(BrokenPipeError), process.stdin as stdin:
        stdin.write(asked)
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while (left := ends - time.monotonic()) > 0 and selector.select(left):
            piece = os.read(process.stdout.fileno(), _READ_AT_ONCE)
            written += piece
            if not piece:
                return None
            if len(written) > _MOST_TOLD:
                return "there is too much in it"
    raise TimeoutError


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and what it started, if it still goes on."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(BrokenPipeError):
                pipe.close()


def _told(events: Iterator[dict[str, Any]]) -> Iterator[Ingested | NotRead]:
    """Put together what was told line by line."""
    facts: dict[str, Any] = {}
    blocks: list[Block] = []
    remarks: list[Remark] = []
    reading: Reading | None = None

    def ended() -> Iterator[Ingested]:
        if facts or remarks:
            known = {"name": "", "media_type": ""} | facts
            document = Document(blocks=tuple(blocks), remarks=tuple(remarks), **known)
            yield Ingested(document, reading)

    for event in events:
        match event:
            case {"document": started}:
                yield from ended()
                facts, blocks, remarks, reading = dict(started), [], [], None
            case {"block": values}:
                blocks.append(block_from(values))
            case {"remark": values}:
                remarks.append(Remark(RemarkKind(values["kind"]), values["detail"]))
            case {"pages": count}:
                facts["pages"] = count
            case {"reading": values}:
                reading = reading_from(values)
            case {"failed": values}:
                # Nothing but its name was told of a file that failed later on.
                if facts.get("name") != values["name"]:
                    yield from ended()
                facts, blocks, remarks, reading = {}, [], [], None
                yield NotRead(**values)
            case {"refused": refusal}:
                raise Unreadable(_REASONS.get(refusal, DAMAGED), refusal)
    yield from ended()
