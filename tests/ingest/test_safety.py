"""What a file holds decides what it is; what could do harm is refused, or left out and said so."""

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest
from tests import documents
from tests.ingest import file_making as making

from rcp_ingest import MEDIA_TYPES, formats
from rcp_ingest.document import RemarkKind
from rcp_ingest.safety import Refusal, Refused, media_type_of, remarks_of

DOCX = documents.word("Fair recruitment")
XLSX = documents.sheet(["Country", "Year"])
PPTX = making.slides("Fair recruitment")
ODT = documents.odf("text", "<text:p>Fair</text:p>")
ZIP = making.zipped({"report.docx": DOCX})
PDF = documents.pdf("Fair recruitment")
MAIL = making.mail("Fair recruitment")
RTF = b"{\\rtf1\\ansi Fair recruitment}"
HTML = b"<!DOCTYPE html><html><body><p>Fair</p></body></html>"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

GOOD = {
    "a.pdf": PDF,
    "a.docx": DOCX,
    "a.xlsx": XLSX,
    "a.pptx": PPTX,
    "a.odt": ODT,
    "a.ods": documents.odf("spreadsheet", "<table:table-row/>"),
    "a.rtf": RTF,
    "a.html": HTML,
    "a.txt": b"Fair",
    "a.md": b"# Fair",
    "a.csv": b"Country,Year\n",
    "a.eml": MAIL,
    "a.zip": ZIP,
}
RELATIONS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>'
)


def refusal_of(name: str, content: bytes) -> Refusal | None:
    try:
        media_type_of(io.BytesIO(content), name)
    except Refused as refused:
        return refused.refusal
    return None


def details_of(name: str, content: bytes) -> list[str]:
    found = list(remarks_of(io.BytesIO(content), formats.BY_SUFFIX[name[1:]]))
    assert {remark.kind for remark in found} <= {RemarkKind.NEUTRALISED}
    return [remark.detail for remark in found]


def in_archive(archive: bytes, entries: Mapping[str, bytes | str]) -> bytes:
    return documents.with_entries(
        archive, {n: c.encode() if isinstance(c, str) else c for n, c in entries.items()}
    )


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_is_known_by_what_it_holds(name: str) -> None:
    stream = io.BytesIO(GOOD[name])
    assert media_type_of(stream, name.upper()) == formats.BY_SUFFIX[name[1:]]
    assert stream.tell() == 0


def test_every_kind_that_can_be_read_is_tried_here() -> None:
    assert {formats.BY_SUFFIX[name[1:]] for name in GOOD} == MEDIA_TYPES


@pytest.mark.parametrize("claimed", GOOD)
@pytest.mark.parametrize("name", GOOD)
def test_no_kind_is_taken_for_another(name: str, claimed: str) -> None:
    texts = {"a.txt", "a.md", "a.csv"}
    # Whatever is written may be somebody's text.
    if name == claimed or (name in texts | {"a.rtf", "a.eml"} and claimed in texts):
        return
    assert refusal_of(claimed, GOOD[name]) is not None


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.exe", b"MZ", Refusal.UNKNOWN_KIND),
        ("a", PDF, Refusal.UNKNOWN_KIND),
        ("a.svg", b"<svg/>", Refusal.UNKNOWN_KIND),
        ("a.doc", COMPOUND, Refusal.OLD_FORMAT),
        ("a.xls", COMPOUND, Refusal.OLD_FORMAT),
        ("a.ppt", COMPOUND, Refusal.OLD_FORMAT),
        ("a.docx", COMPOUND, Refusal.OLD_FORMAT),
        ("a.msg", COMPOUND, Refusal.OUTLOOK_MAIL),
        ("a.docx", COMPOUND + "EncryptedPackage".encode("utf-16-le"), Refusal.PROTECTED),
        ("a.docm", DOCX, Refusal.HAS_PROGRAMS),
        ("a.xlsm", XLSX, Refusal.HAS_PROGRAMS),
        ("a.pptm", PPTX, Refusal.HAS_PROGRAMS),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18, Refusal.EMPTY),
        ("a.eml", b"", Refusal.EMPTY),
        ("a.eml", b"Dear colleagues,\n\nhello: world", Refusal.NOT_WHAT_IT_SAYS),
        ("a.eml", PDF, Refusal.NOT_WHAT_IT_SAYS),
        ("a.html", b"no tags here", Refusal.NOT_WHAT_IT_SAYS),
        ("a.html", b"<?xml version='1.0'?><svg onload='x()'/>", Refusal.NOT_WHAT_IT_SAYS),
        ("a.html", b"<p>" + b"\0" * 20, Refusal.NOT_WHAT_IT_SAYS),
        ("a.txt", HTML, Refusal.WEB_PAGE),
        ("a.txt", b"\xff\xfe\0\0\x41", Refusal.NOT_WHAT_IT_SAYS),
        ("a.rtf", b"Fair", Refusal.NOT_WHAT_IT_SAYS),
        ("a.rtf", b"{\\rtf1{\\object\\objemb{\\*\\objdata 0105}}}", Refusal.HAS_OBJECTS),
        ("a.rtf", b"{\\rtf1" + b" " * 70_000 + b"\\objupdate}", Refusal.HAS_OBJECTS),
        ("a.pdf", PDF + ZIP, Refusal.TWO_IN_ONE),
        ("a.pdf", PDF.replace(b"\n", b"\n<html><script>x()</script>\n", 1), Refusal.TWO_IN_ONE),
        ("a.html", HTML + ZIP, Refusal.NOT_WHAT_IT_SAYS),
        ("a.rtf", RTF + ZIP, Refusal.TWO_IN_ONE),
        ("a.txt", b"see %PDF-1.7", Refusal.TWO_IN_ONE),
        ("a.zip", b"GIF89a" + ZIP, Refusal.NOT_WHAT_IT_SAYS),
        ("a.zip", ZIP + ZIP, Refusal.TWO_IN_ONE),
        ("a.zip", DOCX, Refusal.NOT_WHAT_IT_SAYS),
        ("a.zip", ODT, Refusal.NOT_WHAT_IT_SAYS),
        ("a.pptx", in_archive(PPTX, {"ppt/vbaProject.bin": b"x"}), Refusal.HAS_PROGRAMS),
    ],
)
def test_what_may_not_be_read_is_refused_with_the_reason(
    name: str, content: bytes, refusal: Refusal
) -> None:
    assert refusal_of(name, content) == refusal


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.docx", DOCX, "word/styles.xml"),
        ("a.docx", DOCX, "word/_rels/document.xml.rels"),
        ("a.xlsx", XLSX, "xl/worksheets/sheet1.xml"),
        ("a.pptx", PPTX, "ppt/slides/slide1.xml"),
        ("a.odt", ODT, "content.xml"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_any_part_are_refused(
    name: str, content: bytes, part: str, encoding: str
) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{bomb}'.encode(encoding)
    assert refusal_of(name, in_archive(content, {part: declared})) == Refusal.DAMAGED


@pytest.mark.parametrize(
    "beginning", ["", "\n", "\ufeff", "From desk@example.org Tue May 12\n", "X-Long: a\n" * 400]
)
def test_a_mail_is_known_by_its_headers_wherever_they_stand(beginning: str) -> None:
    assert refusal_of("a.eml", beginning.encode() + MAIL) is None
    assert refusal_of("a.eml", beginning.encode() + b"Note: see\n\nSubject: Fair\n") is not None


def test_a_name_of_a_document_type_alone_is_no_harm() -> None:
    manifest = '<!DOCTYPE m PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "M.dtd"><m/>'
    assert refusal_of("a.odt", in_archive(ODT, {"META-INF/manifest.xml": manifest})) is None


def test_an_archive_whose_entries_lie_over_one_another_is_refused() -> None:
    """As in the bombs that unpack the same bytes again and again."""
    archive = bytearray(making.zipped({"a.txt": b"x" * 200, "b.txt": b"y" * 200}))
    second = archive.rindex(b"PK\x01\x02")
    struct.pack_into("<L", archive, second + 42, 0)
    assert refusal_of("a.zip", bytes(archive)) == Refusal.DAMAGED


def test_an_archive_that_unpacks_to_far_more_is_refused() -> None:
    bomb = documents.with_bomb(ZIP, "zeros.txt", 64 * 2**20)
    assert refusal_of("a.zip", bomb) == Refusal.UNPACKS_TOO_LARGE


def test_an_archive_of_very_many_entries_is_refused() -> None:
    many = making.zipped({f"{number}.txt": b"x" for number in range(2001)})
    assert refusal_of("a.zip", many) == Refusal.UNPACKS_TOO_LARGE


def test_many_files_inside_stored_files_are_not_counted() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for number in range(120):
            archive.writestr(f"{number}.docx", DOCX)
    assert refusal_of("a.zip", written.getvalue()) is None


def test_an_encrypted_archive_is_refused() -> None:
    marked = bytearray(ZIP)
    marked[6] |= 1
    marked[marked.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusal_of("a.zip", bytes(marked)) == Refusal.PROTECTED


@pytest.mark.parametrize(
    ("name", "content", "detail"),
    [
        (
            "a.docx",
            in_archive(DOCX, {"word/_rels/settings.xml.rels": RELATIONS.format(kind="image")}),
            "references to other places",
        ),
        (
            "a.docx",
            in_archive(
                DOCX, {"word/_rels/settings.xml.rels": RELATIONS.format(kind="attachedTemplate")}
            ),
            "references to other places",
        ),
        (
            "a.xlsx",
            in_archive(XLSX, {"xl/externalLinks/externalLink1.xml": "<x/>"}),
            "references to other places",
        ),
        (
            "a.odt",
            documents.odf("text", '<draw:image xlink:href="https://example.org/x.png"/>'),
            "references to other places",
        ),
        (
            "a.pptx",
            in_archive(PPTX, {"ppt/embeddings/oleObject1.bin": b"x"}),
            "embedded objects",
        ),
    ],
)
def test_what_reading_leaves_out_is_said(name: str, content: bytes, detail: str) -> None:
    assert details_of(name, content) == [detail]


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_said_of_what_is_usual(name: str) -> None:
    stream = io.BytesIO(GOOD[name])
    assert list(remarks_of(stream, formats.BY_SUFFIX[name[1:]])) == []
    assert stream.tell() == 0


def test_links_that_people_follow_are_usual() -> None:
    linked = in_archive(DOCX, {"word/_rels/footer9.xml.rels": RELATIONS.format(kind="hyperlink")})
    assert details_of("a.docx", linked) == []


def test_of_a_damaged_file_nothing_is_said() -> None:
    assert details_of("a.docx", DOCX[:-400]) == []
