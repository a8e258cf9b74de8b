"""How long an account waits after wrong passwords."""

from datetime import timedelta

_ALLOWED_FAILURES = 5
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(minutes=15)
_DOUBLINGS_TO_LONGEST = 4


def wait_after(failures: int) -> timedelta | None:
    """Return the wait after so many wrong passwords in a row: from 1 minute, doubling, to 15."""
    if failures < _ALLOWED_FAILURES:
        return None
    doublings = min(failures - _ALLOWED_FAILURES, _DOUBLINGS_TO_LONGEST)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)
