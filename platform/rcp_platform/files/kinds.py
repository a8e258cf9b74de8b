"""What kinds of files are taken, told by what they hold; the ending of the name must agree."""

from codecs import getincrementaldecoder
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from rcp_ingest import formats, safety
from rcp_ingest.safety import Refusal
from rcp_platform.files.names import suffix_of
from rcp_platform.files.refusals import SENTENCES, Refused, refused


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken."""

    media_type: str
    #: How names of it end.
    suffix: str
    label: LazyString


_OFFICE = (
    Kind(formats.PDF, ".pdf", _("PDF")),
    Kind(formats.DOCX, ".docx", _("Word document")),
    Kind(formats.XLSX, ".xlsx", _("Excel workbook")),
    Kind(formats.ODT, ".odt", _("OpenDocument text")),
    Kind(formats.ODS, ".ods", _("OpenDocument spreadsheet")),
)
_TEXTS = (
    Kind(formats.TEXT, ".txt", _("Text")),
    Kind(formats.MARKDOWN, ".md", _("Text")),
    Kind(formats.CSV, ".csv", _("Table (CSV)")),
)
_IMAGES = (
    Kind("image/png", ".png", _("Image")),
    Kind("image/jpeg", ".jpg", _("Image")),
    Kind("image/webp", ".webp", _("Image")),
)
_ONLY_READ = (
    Kind(formats.PPTX, ".pptx", _("PowerPoint presentation")),
    Kind(formats.RTF, ".rtf", _("Rich text")),
    Kind(formats.HTML, ".html", _("Web page")),
    Kind(formats.MAIL, ".eml", _("Mail")),
    Kind(formats.ZIP, ".zip", _("Archive (ZIP)")),
)
_ALSO = {".jpeg": ".jpg", ".htm": ".html"}
LABELS = {kind.media_type: kind.label for kind in (*_OFFICE, *_TEXTS, *_IMAGES, *_ONLY_READ)}
_READ_AT_ONCE = 64 * 1024


@dataclass(frozen=True)
class Taken:
    """The kinds of files that are taken in some place."""

    kinds: tuple[Kind, ...]
    #: What is said of all others.
    otherwise: LazyString
    #: Whether texts must be in UTF-8, so that everybody sees the letters that were meant.
    only_utf_8: bool

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How names of these kinds may end, for the ``accept`` of a file field."""
        usual = {kind.suffix for kind in self.kinds}
        return tuple(sorted(usual | {other for other, same in _ALSO.items() if same in usual}))

    def kind_under(self, suffix: str) -> Kind | None:
        """Return the kind whose names end so."""
        usual = _ALSO.get(suffix, suffix)
        return next((kind for kind in self.kinds if kind.suffix == usual), None)


ATTACHMENTS = Taken(
    (*_OFFICE, *_TEXTS, *_IMAGES),
    _(
        "Files of this kind are not taken. Send a PDF, a Word or Excel file (.docx, "
        ".xlsx), an OpenDocument file (.odt, .ods), a text (.txt, .md, .csv) or an "
        "image (PNG, JPEG, WebP)."
    ),
    only_utf_8=True,
)
#: To be read. Only those who sent them are given them back, as a download.
DOCUMENTS = Taken(
    (*_OFFICE, *_TEXTS, *_ONLY_READ), SENTENCES[Refusal.UNKNOWN_KIND], only_utf_8=False
)
SUFFIXES = ATTACHMENTS.suffixes


def kind_of(path: Path, name: str, taken: Taken = ATTACHMENTS) -> Kind:
    """Return the kind of a file, or raise :exc:`Refused` with a sentence for whoever sent it."""
    suffix = suffix_of(name)
    kind = taken.kind_under(suffix)
    if kind is None:
        refusal = safety.refusal_of_ending(suffix)
        if refusal == Refusal.UNKNOWN_KIND:
            raise Refused(taken.otherwise, refusal)
        raise refused(refusal)
    with path.open("rb") as stream:
        try:
            safety.media_type_of(stream, f"file{suffix}")
        except safety.Refused as found:
            raise refused(found.refusal) from None
        if taken.only_utf_8 and kind in _TEXTS:
            _check_letters(stream)
    return kind


def _check_letters(stream: IO[bytes]) -> None:
    decoder = getincrementaldecoder("utf-8")()
    try:
        while piece := stream.read(_READ_AT_ONCE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise refused(Refusal.NOT_UTF_8) from None
