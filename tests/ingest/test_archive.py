"""The files in an archive, in the order of their names, whatever those are."""

import io
import stat
import zipfile

import pytest
from tests.ingest import file_making as making

from rcp_ingest.document import Part
from rcp_ingest.limits import Limits
from rcp_ingest.readers import archive
from rcp_ingest.readers.part_names import PartNames
from rcp_ingest.refusals import Refusal


def parts(content: bytes, limits: Limits | None = None) -> list[Part]:
    found = list(archive.read(io.BytesIO(content), limits or Limits()))
    assert all(isinstance(piece, Part) for piece in found)
    return [piece for piece in found if isinstance(piece, Part)]


def test_files_come_in_the_order_of_their_names() -> None:
    files = {"b.txt": b"b", "10.txt": b"ten", "a/2.txt": b"two", "2.txt": b"2"}
    found = parts(making.zipped(files))
    assert [part.name for part in found] == ["2.txt", "10.txt", "a/2.txt", "b.txt"]
    assert {part.name: part.content for part in found} == files


@pytest.mark.parametrize(
    "name",
    [
        "__MACOSX/._report.docx",
        ".DS_Store",
        "a/.DS_Store",
        "Thumbs.db",
        "a/desktop.ini",
        "~$report.docx",
    ],
)
def test_what_systems_leave_behind_is_skipped(name: str) -> None:
    assert [part.name for part in parts(making.zipped({name: b"x", "a.txt": b"a"}))] == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("..\\..\\windows\\a.txt", "windows/a.txt"),
        ("C:\\a.txt", "a.txt"),
        ("\u202etxt.exe", "txt.exe"),
        ("a\n\tb.txt", "ab.txt"),
        ("a › b.txt", "a - b.txt"),
        ("تقرير.docx", "تقرير.docx"),
        ("..", "file"),
        ("", "file"),
        ("x" * 400 + ".docx", "x" * 145 + ".docx"),
    ],
)
def test_names_lead_nowhere(name: str, plain: str) -> None:
    assert PartNames().plain(name) == plain


def test_each_name_is_given_once() -> None:
    names = PartNames()
    given = [names.plain(name) for name in ("a.txt", "../a.txt", "A.txt")]
    assert given == ["a.txt", "a (2).txt", "A (3).txt"]


def test_names_in_utf_8_are_read_where_nobody_says_so() -> None:
    entry = zipfile.ZipInfo("Отчёт.txt".encode().decode("cp437"))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as opened:
        opened.writestr(entry, b"x")
    unsaid = bytearray(written.getvalue())
    raw = "Отчёт.txt".encode()
    twice = entry.filename.encode()
    content = bytes(unsaid).replace(twice, raw + b"_" * (len(twice) - len(raw)))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + flags
        content = content[: at + 1] + b"\0" + content[at + 2 :]
    assert parts(content)[0].name.startswith("Отчёт.txt")


def test_a_link_is_not_followed() -> None:
    entry = zipfile.ZipInfo("report.docx")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as opened:
        opened.writestr(entry, "/etc/passwd")
        opened.writestr("a.txt", "a")
    assert [(part.name, part.refusal) for part in parts(written.getvalue())] == [
        ("a.txt", ""),
        ("report.docx", Refusal.LINK),
    ]


def test_a_broken_file_does_not_keep_the_others_from_being_read() -> None:
    content = bytearray(making.zipped({"a.txt": b"a" * 100, "b.txt": b"b" * 100}))
    start = content.index(b"a.txt") + len(b"a.txt")
    content[start] ^= 0xFF
    assert [(part.name, part.refusal) for part in parts(bytes(content))] == [
        ("a.txt", Refusal.DAMAGED),
        ("b.txt", ""),
    ]


def test_a_file_larger_than_everything_may_be_is_not_unpacked() -> None:
    content = making.zipped({"a.txt": b"a" * 2000, "b.txt": b"b"})
    found = parts(content, Limits(unpacked=1000))
    assert [part.refusal for part in found] == [Refusal.UNPACKS_TOO_LARGE, ""]
    assert found[0].content == b""
