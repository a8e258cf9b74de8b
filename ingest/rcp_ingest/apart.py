"""The process that reads one file: ``python -m rcp_ingest.apart PATH MEDIA_TYPE MEMORY MOST``.

It writes the text to its output as it goes; what it wrote before it failed or was killed counts.
"""

import logging
import os
import resource
import sys
from pathlib import Path

from rcp_ingest.extraction import OUT_OF_MEMORY
from rcp_ingest.formats import pieces

#: Should nobody be left to end this process.
_SECONDS_OF_CPU = 120


def main(path: str, media_type: str, memory: str, most: str) -> None:
    """Write the text of the file to standard output: a little more than ``most`` characters."""
    logging.disable()
    os.nice(10)
    for kind, limit in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_CPU, _SECONDS_OF_CPU),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    left = int(most) + 1
    for piece in pieces(Path(path), media_type):
        sys.stdout.buffer.write(piece[:left].encode("utf-8", "ignore"))
        sys.stdout.buffer.flush()
        left -= len(piece)
        if left <= 0:
            break


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
