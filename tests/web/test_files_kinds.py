"""What a file holds decides what it is; lies, bombs, macros and passwords are refused."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import documents
from tests.ingest import file_making as making

from rcp_ingest import MEDIA_TYPES, formats
from rcp_ingest.safety import Refusal
from rcp_platform.files.kinds import ATTACHMENTS, DOCUMENTS, LABELS, SUFFIXES, Taken, kind_of
from rcp_platform.files.refusals import SENTENCES, Refused

PDF = documents.pdf("Fair recruitment")
DOCX = documents.word("Fair recruitment")
XLSX = documents.sheet(["Country", "Year"])
ODT = documents.odf("text", "<text:p>Fair</text:p>")
ODS = documents.odf("spreadsheet", "<table:table-row/>")
PPTX = making.slides("Fair recruitment")
IMAGES = {"image/png", "image/jpeg", "image/webp"}
TEXT = "Country,Year\nالأردن,2015\n".encode()
GOOD = {
    "report.pdf": (PDF, "application/pdf"),
    "REPORT.PDF": (PDF, "application/pdf"),
    "report.docx": (DOCX, formats.DOCX),
    "figures.xlsx": (XLSX, formats.XLSX),
    "report.odt": (ODT, formats.ODT),
    "figures.ods": (ODS, formats.ODS),
    "notes.txt": (TEXT, "text/plain"),
    "notes.md": (TEXT, "text/markdown"),
    "figures.csv": (b"\xef\xbb\xbf" + TEXT, "text/csv"),
    "map.png": (documents.PNG, "image/png"),
    "photo.jpg": (documents.JPEG, "image/jpeg"),
    "photo.jpeg": (documents.JPEG, "image/jpeg"),
    "map.webp": (documents.WEBP, "image/webp"),
}


#: What is only read.
READ = {
    "slides.pptx": (PPTX, formats.PPTX),
    "report.rtf": (b"{\\rtf1 Fair}", formats.RTF),
    "page.html": (b"<!DOCTYPE html><title>Fair</title>", formats.HTML),
    "page.htm": (b"<p>Fair</p>", formats.HTML),
    "mail.eml": (b"Subject: Fair\n\nrecruitment", formats.MAIL),
    "reports.zip": (making.zipped({"a.txt": b"Fair"}), formats.ZIP),
}


def kind(folder: Path, name: str, content: bytes, taken: Taken = ATTACHMENTS) -> str:
    file = folder / "received"
    file.write_bytes(content)
    return kind_of(file, name, taken).media_type


def content_types(archive: bytes, old: bytes, new: bytes) -> bytes:
    name = "[Content_Types].xml"
    listed = documents.entry(archive, name)
    assert old in listed
    return documents.with_entries(archive, {name: listed.replace(old, new)})


def encrypted(archive: bytes) -> bytes:
    """Mark the first entry as encrypted, where it begins and where it is listed."""
    marked = bytearray(archive)
    marked[marked.index(b"PK\x03\x04") + 6] |= 1
    marked[marked.index(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_is_taken_under_its_own_ending(tmp_path: Path, name: str) -> None:
    content, media_type = GOOD[name]
    assert kind(tmp_path, name, content) == media_type


def test_every_kind_is_tried_here() -> None:
    tried = {media_type for _, media_type in GOOD.values()}
    assert tried == {kind.media_type for kind in ATTACHMENTS.kinds}
    read = {media_type for _, media_type in READ.values()}
    assert tried | read == {kind.media_type for kind in DOCUMENTS.kinds} | set(IMAGES)
    assert set(LABELS) == tried | read


def test_every_kind_that_can_be_read_is_taken_as_a_document() -> None:
    assert {kind.media_type for kind in DOCUMENTS.kinds} == MEDIA_TYPES


@pytest.mark.parametrize("name", READ)
def test_some_kinds_are_taken_to_be_read_but_not_attached(tmp_path: Path, name: str) -> None:
    content, media_type = READ[name]
    assert kind(tmp_path, name, content, DOCUMENTS) == media_type
    with pytest.raises(Refused, match="not taken"):
        kind(tmp_path, name, content)


@pytest.mark.parametrize("name", [name for name in GOOD if GOOD[name][1] in IMAGES])
def test_images_are_attached_but_not_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="not read"):
        kind(tmp_path, name, GOOD[name][0], DOCUMENTS)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
def test_letters_are_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    content = "Трудовая миграция".encode(encoding)
    assert kind(tmp_path, "text.txt", content, DOCUMENTS) == formats.TEXT


def test_every_refusal_is_told_in_a_sentence() -> None:
    assert set(SENTENCES) == set(Refusal)


@pytest.mark.parametrize("claimed", SUFFIXES)
@pytest.mark.parametrize("name", GOOD)
def test_no_kind_is_taken_under_the_ending_of_another(
    tmp_path: Path, name: str, claimed: str
) -> None:
    content, media_type = GOOD[name]
    true_endings = {Path(other).suffix.lower() for other, (_, t) in GOOD.items() if t == media_type}
    texts = {".txt", ".md", ".csv"}
    if claimed in true_endings or {claimed, Path(name).suffix} <= texts:
        return
    with pytest.raises(Refused):
        kind(tmp_path, f"name{claimed}", content)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("drawing.svg", b"<svg/>", "not taken"),
        ("page.html", b"<p>", "not taken"),
        ("program.exe", b"MZ", "not taken"),
        ("old.doc", b"\xd0\xcf\x11\xe0", "old format"),
        ("mail.msg", b"\xd0\xcf\x11\xe0", "Outlook"),
        ("macros.docm", DOCX, "macros"),
        ("packed.zip", DOCX, "not taken"),
        ("report", PDF, "not taken"),
        (".pdf", PDF, "not taken"),
        ("report.pdf.exe", PDF, "not taken"),
        ("empty.pdf", b"", "empty"),
        ("empty.txt", b"", "empty"),
        ("drawing.txt", b'<svg onload="alert(1)"/>', "Web pages"),
        ("page.md", b"\xef\xbb\xbf \n<!DOCTYPE html>", "Web pages"),
        ("page.csv", b"<script>alert(1)</script>", "Web pages"),
        ("latin.txt", "Français".encode("latin-1"), "UTF-8"),
        ("utf16.txt", "text".encode("utf-16"), "UTF-8"),
        ("binary.txt", b"text\x00text", "ending of its name"),
        ("late.pdf", b"\n" * 20 + PDF, "ending of its name"),
        ("marked.pdf", b"\xef\xbb\xbf" + PDF, "something else"),
        ("both.png", documents.PNG + DOCX, "something else"),
        ("both.jpg", documents.JPEG + DOCX, "something else"),
        ("both.pdf", PDF + DOCX, "something else"),
        ("both.webp", documents.WEBP + PDF, "something else"),
        ("before.docx", b"#!/bin/sh\n" + DOCX, "ending of its name"),
        ("image-first.docx", documents.PNG + DOCX, "ending of its name"),
        ("secret.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password"),
        ("secret.docx", encrypted(DOCX), "password"),
        ("cut.docx", DOCX[:-500], "damaged"),
        ("changed.docx", DOCX.replace(b"word/document", b"word/documenX", 1), "damaged"),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        kind(tmp_path, name, content)


@pytest.mark.parametrize(
    ("media_type", "content", "sentence"),
    [
        (formats.DOCX, documents.with_entries(DOCX, {"word/vbaProject.bin": b"x"}), "macros"),
        (formats.XLSX, documents.with_entries(XLSX, {"xl/VBAPROJECT.BIN": b"x"}), "macros"),
        (formats.XLSX, documents.with_entries(XLSX, {"xl/macrosheets/s.xml": b"x"}), "macros"),
        (formats.DOCX, content_types(DOCX, b"document.main", b"macroEnabled.main"), "macros"),
        (
            formats.XLSX,
            content_types(XLSX, b"</Types>", b'<Default ContentType="x/vbaProject"/></Types>'),
            "macros",
        ),
        (formats.ODT, documents.odf("text", "", {"Basic/Standard/m.xml": b"x"}), "macros"),
        (formats.ODS, documents.odf("spreadsheet", "", {"Scripts/x.py": b"x"}), "macros"),
        (
            formats.ODT,
            documents.with_entries(ODT, {"META-INF/manifest.xml": b"<m:encryption-data/>"}),
            "password",
        ),
        (formats.DOCX, content_types(DOCX, b"document.main+xml", b"template.main+xml"), "ending"),
        (formats.DOCX, documents.odf("text", ""), "ending"),
        (formats.ODT, documents.with_entries(ODT, {"mimetype": b"application/epub+zip"}), "ending"),
        (
            formats.DOCX,
            content_types(DOCX, b"<Types", b'<!DOCTYPE t [<!ENTITY e "x">]><Types'),
            "damaged",
        ),
        (formats.DOCX, documents.with_entries(DOCX, {"[Content_Types].xml": b"<"}), "damaged"),
        (
            formats.DOCX,
            documents.with_entries(DOCX, {"[Content_Types].xml": b" " * 2**21}),
            "damaged",
        ),
    ],
)
def test_what_an_archive_says_of_itself_decides(
    tmp_path: Path, media_type: str, content: bytes, sentence: str
) -> None:
    suffix = next(one.suffix for one in ATTACHMENTS.kinds if one.media_type == media_type)
    with pytest.raises(Refused, match=sentence):
        kind(tmp_path, f"file{suffix}", content)


def test_an_archive_with_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    twice = io.BytesIO(DOCX)
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<other/>")
    with pytest.raises(Refused, match="damaged"):
        kind(tmp_path, "report.docx", twice.getvalue())


def test_an_archive_packed_in_an_unusual_way_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO(DOCX)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/media/image.png", "x")
    with pytest.raises(Refused, match="damaged"):
        kind(tmp_path, "report.docx", packed.getvalue())


@pytest.mark.parametrize("size", [2**30, 64 * 2**20])
def test_an_archive_that_unpacks_to_far_more_is_refused_before_it_is_unpacked(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = documents.with_bomb(DOCX, "word/document.xml", size)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(Refused, match="unpacks to far more"):
        kind(tmp_path, "report.docx", bomb)


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    bomb = bytearray(documents.with_bomb(DOCX, "word/document.xml", 64 * 2**20))
    listed = bomb.rindex(b"PK\x01\x02")
    bomb[listed + 24 : listed + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(Refused, match="damaged"):
        kind(tmp_path, "report.docx", bytes(bomb))


def test_an_archive_of_very_many_entries_is_refused_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = documents.with_entries(DOCX, {f"word/{i}": b"" for i in range(2001)})
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(Refused, match="unpacks to far more"):
        kind(tmp_path, "report.docx", many)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_file_damaged_anywhere_is_taken_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(GOOD)))
    content = bytearray(GOOD[name][0])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    file = tmp_path_factory.getbasetemp() / "damaged"
    file.write_bytes(content[:cut] + data.draw(st.binary(max_size=40)))
    with suppress(Refused):
        assert kind_of(file, name) in ATTACHMENTS.kinds
