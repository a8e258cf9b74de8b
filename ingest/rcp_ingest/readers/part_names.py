"""Names of files inside a mail or an archive: nothing in them leads anywhere."""

import re
import unicodedata
from pathlib import PurePosixPath

from rcp_ingest.extraction import SEPARATOR

_LONGEST = 150
#: Of these one script or another needs some to join or part letters.
_JOINERS = frozenset("\u200c\u200d")
#: Control, format (among them what turns the direction of text), private, unassigned, line ends.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DRIVE = re.compile(r"[A-Za-z]:")


class PartNames:
    """Names for the files inside one, each given once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def plain(self, name: str) -> str:
        """Return a name as it can be shown: folders with "/", never upwards, of some length."""
        kept = (c for c in name if c in _JOINERS or unicodedata.category(c) not in _DROPPED)
        composed = unicodedata.normalize("NFC", "".join(kept)).replace(SEPARATOR.strip(), "-")
        parts = (" ".join(part.split()) for part in re.split(r"[/\\]", composed))
        path = "/".join(part for part in parts if part.strip(" .") and not _DRIVE.fullmatch(part))
        return self._once(PurePosixPath(path or "file"))

    def _once(self, path: PurePosixPath) -> str:
        suffix = path.suffix[:20]
        stem = str(path).removesuffix(path.suffix)[-(_LONGEST - len(suffix)) :]
        name, number = f"{stem}{suffix}", 1
        while name.casefold() in self._given:
            number += 1
            name = f"{stem} ({number}){suffix}"
        self._given.add(name.casefold())
        return name
