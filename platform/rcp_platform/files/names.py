"""Names of files as people send them, made fit for every system that may save them."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 150
#: Of these one script or another needs some to join or part letters.
_JOINERS = frozenset("\u200c\u200d")
#: Control, format (among them what turns the direction of text), private, unassigned, line ends.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.I | re.S)


def suffix_of(name: str) -> str:
    """Return the ending of a name, such as ``.pdf``, in lower case; empty if it has none."""
    return PurePosixPath(_base(name)).suffix.lower()


def clean_name(name: str, suffix: str) -> str:
    """Return a name without a path, at most 150 characters long, that ends in ``suffix``.

    Letters of every script stay. A name of which nothing is left becomes “file”.
    """
    stem = PurePosixPath(_base(name)).stem
    if _RESERVED.fullmatch(stem):
        stem = f"file {stem}"
    return (stem[: LONGEST_NAME - len(suffix)].strip(" .") or "file") + suffix


def _base(name: str) -> str:
    """Return the last part of a path, of either system, without what has no place in a name."""
    last = re.split(r"[/\\]", name)[-1]
    kept = (c for c in last if c in _JOINERS or unicodedata.category(c) not in _DROPPED)
    composed = unicodedata.normalize("NFC", "".join(kept))
    return " ".join(_NOT_ON_WINDOWS.sub("-", composed).split()).strip(" .")
