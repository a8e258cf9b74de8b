"""Text in pictures of pages, recognised by Tesseract where it is installed."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field

from rcp_ingest.readers.pdf.ocr_lines import lines_in

#: The process that reads has no environment.
_PLACES = os.pathsep.join((os.defpath, "/usr/local/bin", "/usr/bin"))
#: The languages of each script, as Tesseract calls them.
_LANGUAGES = {
    "Latin": ("eng", "fra", "spa", "por"),
    "Cyrillic": ("rus",),
    "Arabic": ("ara", "eng"),
}


class NotRecognised(Exception):
    """Tesseract failed or took too long."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as grey pixels, a byte each, row by row."""

    width: int
    height: int
    pixels: bytes = field(repr=False)

    @property
    def as_pgm(self) -> bytes:
        """The picture as a file that Tesseract reads."""
        return b"P5 %d %d 255\n" % (self.width, self.height) + self.pixels


class Tesseract:
    """Tesseract with the languages that are installed."""

    def __init__(self, program: str, languages: frozenset[str]) -> None:
        self._program = program
        self._languages = languages
        self._script = ""

    def turn(self, picture: Picture, seconds: float) -> int:
        """Return by how many degrees to turn a page clockwise, and note its script."""
        told = self._run(["--psm", "0", "-l", "osd"], picture, seconds) if self._has_osd else ""
        facts = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
        self._script = facts.get("Script", "")
        certain = float(facts.get("Orientation confidence", 0)) > 2
        return int(facts.get("Rotate", 0)) % 360 if certain else 0

    def lines(self, picture: Picture, seconds: float) -> list[str]:
        """Return the lines of a page as a plain text has them: indented, a paragraph on one."""
        arguments = ["--psm", "3", "-l", "+".join(self._languages_of_page()), "tsv"]
        return lines_in(self._run(arguments, picture, seconds))

    @property
    def _has_osd(self) -> bool:
        return "osd" in self._languages

    def _languages_of_page(self) -> list[str]:
        every = [name for names in _LANGUAGES.values() for name in names]
        wanted = _LANGUAGES.get(self._script, tuple(dict.fromkeys(every)))
        return [name for name in wanted if name in self._languages] or ["eng"]

    def _run(self, arguments: list[str], picture: Picture, seconds: float) -> str:
        command = [self._program, "stdin", "stdout", *arguments]
        try:
            ended = subprocess.run(  # noqa: S603  a program of the system, with words of our own
                command,
                input=picture.as_pgm,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=max(seconds, 0.1),
                # One thread: more of them are slower on pages of this size.
                env={"OMP_THREAD_LIMIT": "1"},
            )
        except subprocess.TimeoutExpired as error:
            raise NotRecognised from error
        # Where a page says too little to tell its script, Tesseract ends with an error.
        if ended.returncode and "0" not in arguments:
            raise NotRecognised
        return ended.stdout.decode("utf-8", "replace")


def tesseract() -> Tesseract | None:
    """Return Tesseract, or None where it is not installed."""
    program = shutil.which("tesseract", path=_PLACES)
    if program is None:
        return None
    told = subprocess.run(  # noqa: S603  a program of the system, with words of our own
        [program, "--list-langs"], capture_output=True, timeout=10, env={}, check=False
    )
    languages = frozenset(told.stdout.decode("utf-8", "replace").split())
    known = {name for names in _LANGUAGES.values() for name in names}
    return Tesseract(program, languages) if languages & known else None
