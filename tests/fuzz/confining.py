"""Bounds of a process that tries inputs, as of one that reads."""

import resource

from rcp_ingest import Limits


def confine() -> None:
    """Bound the memory of this process as that of one that reads is bounded."""
    # Of the tests' own libraries some is taken before the first input.
    most = Limits().memory + 512 * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
