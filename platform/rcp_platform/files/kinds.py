"""What kinds of files are taken, told by what they hold; the ending of the name must agree."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import filetype
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from rcp_ingest import formats
from rcp_platform.files import archives
from rcp_platform.files.names import suffix_of
from rcp_platform.files.refusals import Refused, not_what_it_says


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken."""

    media_type: str
    #: How names of it end.
    suffix: str
    label: LazyString


_ZIPPED = tuple(
    Kind(media_type, suffix, label)
    for media_type, suffix, label in (
        (formats.DOCX, ".docx", _("Word document")),
        (formats.XLSX, ".xlsx", _("Excel workbook")),
        (formats.ODT, ".odt", _("OpenDocument text")),
        (formats.ODS, ".ods", _("OpenDocument spreadsheet")),
    )
)
_TEXTS = (
    Kind("text/plain", ".txt", _("Text")),
    Kind("text/markdown", ".md", _("Text")),
    Kind("text/csv", ".csv", _("Table (CSV)")),
)
_SIGNED = (
    Kind(formats.PDF, ".pdf", _("PDF")),
    Kind("image/png", ".png", _("Image")),
    Kind("image/jpeg", ".jpg", _("Image")),
    Kind("image/webp", ".webp", _("Image")),
)
KINDS = (*_SIGNED, *_ZIPPED, *_TEXTS)
_BY_SUFFIX = {kind.suffix: kind for kind in KINDS} | {".jpeg": _SIGNED[2]}
LABELS = {kind.media_type: kind.label for kind in KINDS}
#: For the ``accept`` of a file field.
SUFFIXES = tuple(sorted(_BY_SUFFIX))

#: Readers of PDF look for its header this far.
_HEAD = 1024
_READ_AT_ONCE = 64 * 1024
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\s*<(!doctype|html|head|body|script|svg|\?xml|!--)", re.I)


def kind_of(path: Path, name: str) -> Kind:
    """Return the kind of a file, or raise :exc:`Refused` with a sentence for whoever sent it."""
    kind = _BY_SUFFIX.get(suffix_of(name))
    if kind is None:
        raise Refused(
            _(
                "Files of this kind are not taken. Send a PDF, a Word or Excel file (.docx, "
                ".xlsx), an OpenDocument file (.odt, .ods), a text (.txt, .md, .csv) or an "
                "image (PNG, JPEG, WebP)."
            )
        )
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise Refused(_("This file is empty. Choose another one."))
    found = filetype.guess_mime(head)
    if kind in _ZIPPED:
        archives.check(path, kind.media_type)
    elif kind in _TEXTS:
        _check_text(path)
        if found in LABELS:
            raise not_what_it_says()
    elif found != kind.media_type:
        raise not_what_it_says()
    if _is_two_in_one(path, head, kind):
        raise Refused(_("This file holds something else besides what its name says. Save it anew."))
    return kind


def _check_text(path: Path) -> None:
    """Refuse what is not plain text in UTF-8, and pages that a browser would run."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            piece = stream.read(_READ_AT_ONCE)
            if _MARKUP.match(piece):
                raise Refused(_("Web pages and drawings in SVG are not taken. Save it as a PDF."))
            while piece:
                if _CONTROL.search(piece):
                    raise not_what_it_says()
                piece = stream.read(_READ_AT_ONCE)
    except UnicodeDecodeError:
        raise Refused(
            _("The letters of this text are not in UTF-8. Save it as UTF-8 text and send it again.")
        ) from None


def _is_two_in_one(path: Path, head: bytes, kind: Kind) -> bool:
    """Whether other programs would find another file in this one."""
    if head.startswith(b"%PDF-") != (kind.media_type == formats.PDF):
        return True
    is_other_pdf = b"%PDF-" in head[1:]
    return is_other_pdf or (kind not in _ZIPPED and zipfile.is_zipfile(path))
