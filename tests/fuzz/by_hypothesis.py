"""Hypothesis invents inputs for one target: ``python -m tests.fuzz.by_hypothesis TARGET …``."""

import sys
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.fuzz.attempts import attempt
from tests.fuzz.confining import confine
from tests.fuzz.strategies import inputs

_EXAMPLES = 100
_SETTINGS = settings(
    max_examples=_EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def run(target: str, seconds: float, folder: Path, first_seed: int) -> None:
    """Try inputs until the time is over; what is being tried is in ``folder/last``."""
    last, tried, seen = folder / "last", 0, Counter[str]()
    ends, number = time.monotonic() + seconds, first_seed
    while time.monotonic() < ends:

        @seed(number)
        @_SETTINGS
        @given(inputs(target))
        def try_one(content: bytes) -> None:
            nonlocal tried
            if time.monotonic() < ends:
                tried += 1
                last.write_bytes(content)
                attempt(target, content, seen)

        try_one()
        number += 1
    print(f"{tried:,} inputs")
    for how, times in seen.most_common(5):
        print(f"  {times:,} times {how}")


if __name__ == "__main__":
    confine()
    run(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
