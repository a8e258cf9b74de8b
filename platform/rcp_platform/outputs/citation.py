"""How a practice is cited: in words, for BibTeX and for RIS."""

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from rcp_platform.core.text import one_line
from rcp_platform.practices.reading import Reading

#: What TeX reads as more than itself (The TeXbook, chapter 7), and what stands for it.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_TEX_SPECIAL = re.compile("[" + re.escape("".join(_TEX)) + "]")


@dataclass(frozen=True)
class Citation:
    """A practice as others refer to it."""

    author: str
    title: str
    year: str
    address: str
    #: ISO 639-1.
    language: str
    number: int

    @property
    def plain(self) -> str:
        """In words, for any text."""
        year = f" ({self.year})" if self.year else ""
        return f"{self.author}{year}. “{self.title}”. RCP Exchange. {self.address}"

    @property
    def bibtex(self) -> str:
        """For BibTeX and BibLaTeX, in UTF-8."""
        fields = {
            "author": "{" + _tex(self.author) + "}",
            "title": "{" + _tex(self.title) + "}",
            "year": self.year,
            "howpublished": "RCP Exchange",
            "url": self.address,
            "language": self.language,
        }
        rows = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        return f"@misc{{rcp-exchange-{self.number},\n" + ",\n".join(rows) + "\n}\n"

    @property
    def ris(self) -> str:
        """For reference managers (Research Information Systems format, UTF-8)."""
        rows = [
            ("TY", "ELEC"),
            ("AU", self.author),
            ("TI", self.title),
            ("PY", self.year),
            ("PB", "RCP Exchange"),
            ("UR", self.address),
            ("LA", self.language),
        ]
        return (
            "".join(f"{tag}  - {one_line(text)}\r\n" for tag, text in rows if text) + "ER  - \r\n"
        )


def citation_of(reading: Reading, address: str) -> Citation:
    """Return how to cite what a reader may know of a practice."""
    author = reading.rcp.name if reading.rcp else str(_("A Process of the network"))
    year = str(reading.published_at.year) if reading.published_at else ""
    return Citation(author, reading.title, year, address, reading.language, reading.id)


def _tex(text: str) -> str:
    return _TEX_SPECIAL.sub(lambda found: _TEX[found.group()], one_line(text))
