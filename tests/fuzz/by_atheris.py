"""Atheris looks for inputs that take new ways: ``python -m tests.fuzz.by_atheris TARGET …``."""

import sys
from collections import Counter
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["rcp_ingest"]):
    from tests.fuzz.attempts import LONGEST, RECOGNISERS, attempt
    from tests.fuzz.seeds import ARABIC, REPORT, RUSSIAN, seeds
    from tests.fuzz.strategies import changed_inside

    from rcp_ingest import packed

_MB_OF_MEMORY = 1024
_LONGEST_INPUT = 200_000


def run(target: str, seconds: float, folder: Path, first_seed: int) -> None:
    """Try inputs until the time is over; what is being tried is in ``folder/last``."""
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    texts = [text.encode() for text in (REPORT, ARABIC, RUSSIAN)]
    for number, content in enumerate(texts if target == RECOGNISERS else seeds(target)):
        (corpus / f"seed{number}").write_bytes(content)
    last, seen = folder / "last", Counter[str]()
    with atheris.instrument_imports(include=["rcp_ingest"]):
        # This loads what reads it.
        attempt(target, b"", seen)

    def try_one(content: bytes) -> None:
        last.write_bytes(content)
        attempt(target, content, seen)

    def inside(content: bytes, most: int, number: int) -> bytes:
        changed = changed_inside(content, lambda held: atheris.Mutate(held, most), number)
        fits = number % 4 and changed and len(changed) <= most
        return changed if fits else atheris.Mutate(content, most)

    command = [
        sys.argv[0],
        f"-max_total_time={int(seconds)}",
        f"-seed={first_seed + 1}",
        f"-timeout={LONGEST}",
        f"-rss_limit_mb={_MB_OF_MEMORY}",
        f"-max_len={_LONGEST_INPUT}",
        f"-artifact_prefix={folder}/failed-",
        "-print_final_stats=1",
        str(corpus),
    ]
    mutator = {"custom_mutator": inside} if target in packed.MEDIA_TYPES else {}
    atheris.Setup(command, try_one, **mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    run(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
