"""The text of every kind of file, within limits that no file can break."""

import re
from pathlib import Path

import pytest
from tests import documents

from rcp_ingest import MEDIA_TYPES, Limits, Text, Unreadable, text_of
from rcp_ingest.formats import DOCX, ODS, ODT, PDF, XLSX

ARABIC = "التوظيف العادل"


def written(folder: Path, content: bytes) -> Path:
    file = folder / "file"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("media_type", "content", "expected"),
    [
        (
            PDF,
            documents.pdf("Fair recruitment", "Second page"),
            ["Fair recruitment", "Second page"],
        ),
        (
            DOCX,
            documents.word("Fair recruitment", ARABIC, table=[["TH", "2015"], ["ID", "2016"]]),
            ["Fair recruitment", ARABIC, "TH\t2015", "ID\t2016"],
        ),
        (
            XLSX,
            documents.sheet(["Country", "Year"], [ARABIC, 2015], title="Fees"),
            ["Fees", "Country\tYear", f"{ARABIC}\t2015"],
        ),
        (
            ODT,
            documents.odf(
                "text",
                "<text:h>Fair</text:h><text:p>re<text:span>cruit</text:span>ment<text:tab/>now"
                f"</text:p><text:p>{ARABIC}</text:p>",
            ),
            ["Fair", "recruitment now", ARABIC],
        ),
        (
            ODS,
            documents.odf(
                "spreadsheet",
                "<table:table-row><table:table-cell><text:p>TH</text:p></table:table-cell>"
                "<table:table-cell><text:p>2015</text:p></table:table-cell></table:table-row>",
            ),
            ["TH\t2015"],
        ),
        ("text/plain", f"\ufefffees\n\n{ARABIC}".encode(), ["fees", ARABIC]),
        ("text/markdown", b"# Fees\n\nNone.", ["Fees", "None."]),
        ("text/csv", b"Country,Year\nTH,2015\n", ["Country\tYear", "TH\t2015"]),
    ],
)
def test_the_text_of_every_kind_is_read_in_order(
    tmp_path: Path, media_type: str, content: bytes, expected: list[str]
) -> None:
    text = text_of(written(tmp_path, content), media_type)
    assert [line.strip() for line in text.text.splitlines() if line.strip()] == expected
    assert text.warnings == ()


def test_a_kind_without_text_is_not_read(tmp_path: Path) -> None:
    assert "image/png" not in MEDIA_TYPES
    with pytest.raises(Unreadable, match="no reader"):
        text_of(written(tmp_path, documents.PNG), "image/png")


def test_a_page_without_text_gives_none(tmp_path: Path) -> None:
    text = text_of(written(tmp_path, documents.pdf(content=b"0 0 10 10 re f")), PDF)
    assert text.text.strip() == ""


def test_what_is_longer_than_the_limit_is_cut_with_a_warning(tmp_path: Path) -> None:
    file = written(tmp_path, "ж".encode() * 1001)
    assert text_of(file, "text/plain", Limits(characters=1001)) == Text("ж" * 1001)
    text = text_of(file, "text/plain", Limits(characters=1000))
    assert text.text == "ж" * 1000
    assert text.warnings == ("only the first 1,000 characters were read",)


@pytest.mark.parametrize("media_type", [PDF, DOCX, XLSX, ODT])
@pytest.mark.parametrize("content", [b"", b"nonsense", b"%PDF-1.7\n", b"PK\x03\x04" + b"\0" * 50])
def test_a_damaged_file_has_no_text(tmp_path: Path, media_type: str, content: bytes) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        text_of(written(tmp_path, content), media_type)


def test_a_file_damaged_further_on_gives_its_beginning(tmp_path: Path) -> None:
    text = text_of(written(tmp_path, b"begin " * 20_000 + b"\xff\xff"), "text/plain")
    assert text.text.startswith("begin begin")
    assert text.warnings == ("it is damaged or protected by a password",)


def test_a_pdf_that_never_ends_is_stopped_and_gives_what_was_read(tmp_path: Path) -> None:
    endless = b"BT /F1 12 Tf " + b"(again) Tj " * 3_000_000 + b"ET"
    pages = documents.pdf("First page", "PLACE OF THE ENDLESS")
    place = b"BT /F1 12 Tf 72 720 Td (PLACE OF THE ENDLESS) Tj ET"
    file = written(
        tmp_path, pages.replace(b"/Length %d" % len(place), b"/Length %d" % len(endless))
    )
    file.write_bytes(file.read_bytes().replace(place, endless))
    text = text_of(file, PDF, Limits(seconds=3))
    assert text.text.strip() == "First page"
    # Whichever limit the machine reaches first.
    assert text.warnings[0] in ("reading stopped after 3 seconds", "it needs too much memory")


def test_a_gigabyte_in_a_small_zip_ends_at_the_memory_limit(tmp_path: Path) -> None:
    bomb = documents.with_bomb(documents.word("Fair"), "word/document.xml")
    assert len(bomb) < 2 * 2**20
    with pytest.raises(Unreadable, match="too much memory"):
        text_of(written(tmp_path, bomb), DOCX)


@pytest.mark.parametrize("entity", ['"secret"', 'SYSTEM "file:///etc/passwd"'])
@pytest.mark.parametrize(
    ("media_type", "content", "name"),
    [
        (ODT, documents.odf("text", "<text:p>PLACE</text:p>"), "content.xml"),
        (DOCX, documents.word("PLACE"), "word/document.xml"),
        (XLSX, documents.sheet(["PLACE"]), "xl/worksheets/sheet1.xml"),
    ],
)
def test_entities_of_xml_are_not_followed(
    tmp_path: Path, media_type: str, content: bytes, name: str, entity: str
) -> None:
    xml = documents.entry(content, name).replace(b"PLACE", b"&e;")
    start = re.match(rb"(<\?xml.*?\?>)?", xml, re.S)
    assert start
    declared = start[0] + b"<!DOCTYPE x [<!ENTITY e %s>]>" % entity.encode() + xml[start.end() :]
    file = written(tmp_path, documents.with_entries(content, {name: declared}))
    try:
        text = text_of(file, media_type).text
    except Unreadable:
        text = ""
    assert "root:" not in text
    assert "secret" not in text
