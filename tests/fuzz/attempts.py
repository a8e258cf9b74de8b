"""Try one input on the code that reads: it may fail as any code may, but not hang or grow."""

import io
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fuzz.seeds import NAMES

from rcp_ingest import Block, Document, Limits, formats
from rcp_ingest.document import Part
from rcp_ingest.names import names_from
from rcp_ingest.readers import MEDIA_TYPES, pieces
from rcp_ingest.readers.text import lines
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognising import reading_of
from rcp_ingest.records import reading_from
from rcp_ingest.safety import Refused, media_type_of, remarks_of

#: What is tried besides the readers.
RECOGNISERS = "recognisers"
TARGETS = (*sorted(MEDIA_TYPES), RECOGNISERS)
#: Seconds for a document of a few kilobytes, on a machine with much else to do.
LONGEST = 20
_LIMITS = Limits(characters=100_000, pages=50, unpacked=20 * 2**20)
_CONTEXT = Context(names_from(NAMES.as_json()))
_SUFFIXES = {media_type: suffix for suffix, media_type in formats.BY_SUFFIX.items()}


class Hangs(Exception):
    """Reading does not end."""


def attempt(target: str, content: bytes, seen: Counter[str]) -> None:
    """Try an input on a reader or the recognisers, and count in ``seen`` how readers fail.

    Raises what no reader may raise, and whatever the recognisers raise, which take any text.
    """
    with _within(LONGEST):
        if target == RECOGNISERS:
            _recognise(content.decode("utf-8", "replace"))
        else:
            try:
                _read(target, content)
            except Hangs:
                raise
            except Exception as error:
                seen[f"{type(error).__name__} {_place_of(error)}"] += 1


def _read(media_type: str, content: bytes) -> None:
    stream = io.BytesIO(content)
    try:
        media_type_of(stream, f"file{_SUFFIXES[media_type]}")
    except Refused:
        # It is tried all the same: what is refused today may be let through tomorrow.
        stream.seek(0)
    list(remarks_of(stream, media_type))
    characters = 0
    for piece in pieces(stream, media_type, _LIMITS):
        if isinstance(piece, Block):
            characters += 1 + len(piece.text)
            Block.as_json(piece)
        if isinstance(piece, Part):
            characters += 1 + len(piece.content) // 100
        if characters > _LIMITS.characters:
            return


def _recognise(text: str) -> None:
    blocks = tuple(lines.blocks(text[: _LIMITS.characters].split("\n")))
    document = Document("file.txt", formats.TEXT, blocks)
    reading_from(reading_of(document, _CONTEXT).as_json())


def _place_of(error: BaseException) -> str:
    """Return where in this project an error came from."""
    place, trace = "", error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        if "rcp_ingest" in code.co_filename:
            place = f"{code.co_filename.rpartition('rcp_ingest/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        # None where a library set it.
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)
