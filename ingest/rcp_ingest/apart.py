"""The process that reads one file: ``python -m rcp_ingest.apart``, asked on its input.

It writes what it finds to its output as it goes, an object of JSON a line; what it wrote before
it failed or was killed counts.
"""

import json
import logging
import signal
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO, Any

from rcp_ingest import safety
from rcp_ingest.confinement import confine
from rcp_ingest.document import Block, Document, Pages, Part, Piece, Remark, RemarkKind
from rcp_ingest.extraction import DAMAGED, OUT_OF_MEMORY, SEPARATOR
from rcp_ingest.formats import CONTAINERS
from rcp_ingest.limits import Limits
from rcp_ingest.readers import MEDIA_TYPES, pieces
from rcp_ingest.records import Reading
from rcp_ingest.refusals import Refusal, Refused

#: Of the time that is left, what recognising one document may take.
_SHARE = 0.5


def main(asked: dict[str, Any]) -> None:
    """Read the file that was asked for and write what was found to standard output."""
    logging.disable()
    limits = Limits(**asked["limits"])
    confine(limits)
    recognise = _recognising(asked) if asked.get("recognise") else None
    with Path(asked["path"]).open("rb") as stream:
        if "part" in asked:
            content = _part(stream, asked["media_type"], asked["part"], limits)
            _tell(content=b64encode(content).decode())
            return
        for document in _Files(limits).documents(asked["name"], asked["media_type"], stream):
            if recognise and document.blocks:
                _recognise(document, recognise, _SHARE * (asked["ends"] - time.monotonic()))


def _tell(**event: Any) -> None:
    sys.stdout.buffer.write(json.dumps(event, ensure_ascii=False).encode("utf-8", "ignore") + b"\n")
    sys.stdout.buffer.flush()


def _tell_remark(kind: RemarkKind, detail: str) -> None:
    _tell(remark={"kind": kind.value, "detail": detail})


def _part(stream: IO[bytes], media_type: str, names: list[str], limits: Limits) -> bytes:
    """Return what the file holds that these names lead to, the outermost first."""
    for name in names:
        if media_type not in CONTAINERS:
            raise Refused(Refusal.UNKNOWN_KIND)
        found = pieces(stream, media_type, limits)
        part = next(one for one in found if isinstance(one, Part) and one.name == name)
        stream = BytesIO(part.content)
        media_type = safety.media_type_of(stream, part.name)
    return stream.read()


class _Files:
    """A file and those inside it: what may be used is counted over all of them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._characters = limits.characters
        self._parts = limits.parts
        self._unpacked = limits.unpacked

    def documents(
        self, name: str, media_type: str, stream: IO[bytes], depth: int = 1
    ) -> Iterator[Document]:
        """Yield a file as it was told, and then the files inside it.

        Whoever takes one is done with it before the next is told. Raises what the reader raises
        where it found nothing.
        """
        _tell(document={"name": name, "media_type": media_type})
        known = list(safety.remarks_of(stream, media_type))
        found = chain(known, pieces(stream, media_type, self._limits))
        blocks, part = self._told(found)
        yield Document(name, media_type, tuple(blocks))
        while part is not None:
            yield from self._documents_in(part, name, depth)
            part = next((piece for piece in found if isinstance(piece, Part)), None)

    def _told(self, found: Iterator[Piece]) -> tuple[list[Block], Part | None]:
        """Tell what stands before the first file inside; return its blocks, and that file."""
        blocks: list[Block] = []
        remarks: set[Remark] = set()
        while True:
            try:
                piece = next(found, None)
            except MemoryError:
                raise
            except Exception:
                if not blocks:
                    raise
                _tell_remark(RemarkKind.CUT_SHORT, DAMAGED)
                return blocks, None
            match piece:
                case None:
                    return blocks, None
                case Part():
                    return blocks, piece
                case Block():
                    if self._characters == 0 or not self._take(piece, blocks):
                        detail = f"only the first {self._limits.characters:,} characters were read"
                        _tell_remark(RemarkKind.CUT_SHORT, detail)
                        return blocks, None
                case Remark() if piece not in remarks:
                    remarks.add(piece)
                    _tell_remark(piece.kind, piece.detail)
                case Pages():
                    _tell(pages=piece.count)

    def _take(self, block: Block, blocks: list[Block]) -> bool:
        """Tell a block, and return whether it was all there was room for."""
        # One without any text takes room, too.
        size = max(1, len(block.text) + len(block.mark))
        fits = size <= self._characters
        if not fits:
            text = block.text[: self._characters]
            block = Block(block.kind, text, block.level, block.page)
        self._characters -= min(size, self._characters)
        blocks.append(block)
        _tell(block=block.as_json())
        return fits

    def _documents_in(self, part: Part, container: str, depth: int) -> Iterator[Document]:
        """Yield the documents of a file inside another; where it fails the others go on."""
        name = f"{container}{SEPARATOR}{part.name}"
        try:
            stream, media_type = self._opened(part, depth)
            yield from self.documents(name, media_type, stream, depth + 1)
        except MemoryError:
            raise
        except Refused as refused:
            _tell(failed={"name": name, "refusal": refused.refusal.value})
        except Exception:
            _tell(failed={"name": name, "refusal": Refusal.DAMAGED.value})

    def _opened(self, part: Part, depth: int) -> tuple[IO[bytes], str]:
        if part.refusal:
            raise Refused(Refusal(part.refusal))
        if depth == self._limits.depth or self._parts == 0 or self._characters == 0:
            raise Refused(Refusal.TOO_MANY)
        self._parts -= 1
        self._unpacked -= len(part.content)
        if self._unpacked < 0:
            raise Refused(Refusal.UNPACKS_TOO_LARGE)
        stream = BytesIO(part.content)
        media_type = safety.media_type_of(stream, part.name)
        if media_type not in MEDIA_TYPES:
            raise Refused(Refusal.UNKNOWN_KIND)
        return stream, media_type


def _recognising(asked: dict[str, Any]) -> Callable[[Document], Reading]:
    # Loaded here: a text that is only searched needs none of it.
    from rcp_ingest.names import names_from
    from rcp_ingest.recognisers.context import Context
    from rcp_ingest.recognising import reading_of

    mappings = {key: tuple(fields) for key, fields in asked["mappings"].items()}
    context = Context(names_from(asked["names"]), mappings)
    return lambda document: reading_of(document, context)


def _recognise(
    document: Document, recognise: Callable[[Document], Reading], seconds: float
) -> None:
    """Tell what was made of a document, if it could be made in time; its text counts without."""
    try:
        with _within(seconds):
            reading = recognise(document)
    except MemoryError:
        raise
    except Exception:
        return
    _tell(reading=reading.as_json())


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in whatever lasts longer."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    try:
        main(json.load(sys.stdin))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    except Refused as why:
        _tell(refused=why.refusal.value)
