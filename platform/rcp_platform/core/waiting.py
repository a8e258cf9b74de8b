"""What waits for somebody, as the home page lists it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """A piece of work: what it is, where it is done, and since or until when."""

    title: str
    url: str
    note: str = ""
