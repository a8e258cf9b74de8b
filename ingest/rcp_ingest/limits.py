"""What reading one file may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What reading one file may use. What a mail or an archive holds is counted together."""

    seconds: float = 30
    #: Address space in bytes.
    memory: int = 768 * 1024 * 1024
    #: Of all text that is taken out.
    characters: int = 500_000
    pages: int = 1000
    #: Files inside a mail or an archive, and how deep they may lie in one another.
    parts: int = 200
    depth: int = 3
    #: Bytes that all files inside an archive may unpack to.
    unpacked: int = 200 * 2**20
