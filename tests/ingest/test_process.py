"""The process that reads: bounded, without reach, ended with its parent; parts fail alone."""

import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdf
import pytest
from tests import documents
from tests.ingest import file_making as making

from rcp_ingest import Ingested, Limits, NotRead, Unreadable, formats, ingest, part_of, text_of
from rcp_ingest.extraction import DAMAGED, _documents
from rcp_ingest.readers import MEDIA_TYPES, pieces

SENTENCE = "Labour inspectors of two States visit recruitment agencies together."
BROKEN_PDF = b"%PDF-1.7\n" + b"broken " * 30
#: Taken in a process of its own, since it lasts for the rest of a process's life.
CONFINED = """
import os, socket, subprocess, sys
from rcp_ingest import Limits
from rcp_ingest.confinement import confine
confine(Limits())
try:
    {attempt}
except PermissionError as error:
    print("refused")
"""


def written(folder: Path, content: bytes) -> Path:
    file = folder / "file"
    file.write_bytes(content)
    return file


def read(
    folder: Path, content: bytes, media_type: str = formats.ZIP, limits: Limits | None = None
) -> list[Ingested | NotRead]:
    """Read without recognising."""
    return list(_documents(written(folder, content), "file", media_type, limits or Limits(), {}))


def said(found: list[Ingested | NotRead]) -> dict[str, str]:
    """What was read by name: the text, or why not."""
    return {
        one.name if isinstance(one, NotRead) else one.document.name: one.refusal
        if isinstance(one, NotRead)
        else one.document.text
        for one in found
    }


# --- parts -------------------------------------------------------------------


def test_a_broken_annex_does_not_keep_the_rest_of_a_mail_from_being_read(tmp_path: Path) -> None:
    attached = {"a.pdf": BROKEN_PDF, "b.exe": b"MZ", "c.txt": SENTENCE.encode()}
    found = said(read(tmp_path, making.mail("See below.", attached=attached), formats.MAIL))
    assert "See below." in found.pop("file")
    assert found == {
        "file › a.pdf": "damaged",
        "file › b.exe": "unknown_kind",
        "file › c.txt": SENTENCE,
    }


def test_a_mail_comes_before_what_it_holds_and_that_before_the_next_file(tmp_path: Path) -> None:
    inner = making.mail("First.", attached={"annex.txt": b"Annex."})
    found = read(tmp_path, making.zipped({"1.eml": inner, "2.txt": b"Second."}))
    names = ["file", "file › 1.eml", "file › 1.eml › annex.txt", "file › 2.txt"]
    assert list(said(found)) == names


def test_files_are_read_no_deeper_and_no_more_than_allowed(tmp_path: Path) -> None:
    deep = making.zipped({"a.txt": b"deep"})
    for _ in range(4):
        deep = making.zipped({"in.zip": deep})
    assert list(said(read(tmp_path, deep)).values()) == ["", "", "", "too_many"]
    many = making.zipped({f"{number}.txt": b"Fair" for number in range(5)})
    found = said(read(tmp_path, many, limits=Limits(parts=2)))
    assert list(found.values()) == ["", "Fair", "Fair", *["too_many"] * 3]


def test_what_all_files_unpack_to_is_bounded(tmp_path: Path) -> None:
    files = making.zipped({"1.txt": b"a" * 600, "2.txt": b"b" * 600})
    found = said(read(tmp_path, files, limits=Limits(unpacked=1000)))
    assert found["file › 2.txt"] == "unpacks_too_large"


def test_a_file_that_holds_itself_ends(tmp_path: Path) -> None:
    """As an archive that unpacks to itself does: what counts is how deep it lies."""
    file = written(tmp_path, making.mail("x" * 100))
    message = making.mail("again", attached={"again.eml": file.read_bytes()})
    for _ in range(6):
        message = making.mail("again", attached={"again.eml": message})
    assert list(said(read(tmp_path, message, formats.MAIL)).values())[-1] == "too_many"


def test_a_file_that_needs_a_password_says_so(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(documents.pdf("Secret"))))
    writer.encrypt("password", algorithm="AES-256")
    locked = io.BytesIO()
    writer.write(locked)
    with pytest.raises(Unreadable, match="password") as reason:
        text_of(written(tmp_path, locked.getvalue()), formats.PDF)
    assert reason.value.refusal == "protected"
    found = said(read(tmp_path, making.zipped({"a.pdf": locked.getvalue(), "b.txt": b"Fair"})))
    assert found == {"file": "", "file › a.pdf": "protected", "file › b.txt": "Fair"}


def test_a_file_inside_can_be_taken_out(tmp_path: Path) -> None:
    annex = documents.word(SENTENCE)
    inner = making.mail("See below.", attached={"annex.docx": annex})
    file = written(tmp_path, making.zipped({"in/minutes.eml": inner}))
    assert part_of(file, formats.ZIP, ["in/minutes.eml", "annex.docx"]) == annex
    with pytest.raises(Unreadable):
        part_of(file, formats.ZIP, ["in/minutes.eml", "other.docx"])
    with pytest.raises(Unreadable):
        part_of(file, formats.ZIP, ["in/minutes.eml", "annex.docx", "deeper.txt"])


# --- bounds --------------------------------------------------------------------


_OTHER_READER = """
import os, signal, sys, time, types
from rcp_ingest.document import *
def read(stream, limits):
    yield Block(BlockKind.PARAGRAPH, "begun")
    {code}
sys.modules["rcp_ingest.readers.plain"] = types.SimpleNamespace(read=read)
"""
_OTHER_RECOGNISER = """
from rcp_ingest import recognising
def reading_of(document, context):
    {code}
recognising.reading_of = reading_of
"""
_RUN = "import runpy; runpy.run_module('rcp_ingest.apart', run_name='__main__')"


@contextmanager
def other_code(monkeypatch: pytest.MonkeyPatch, code: str) -> Iterator[None]:
    """Let the process that reads run this first."""
    start = f"{code}\n{_RUN}"
    started = subprocess.Popen

    def instead(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        return started([*command[:3], "-c", start], **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(subprocess, "Popen", instead)
    yield
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("time.sleep(60)", "reading stopped after 1 seconds"),
        ("while True: pass", "reading stopped after 1 seconds"),
        ("raise ValueError", DAMAGED),
        ("os.kill(os.getpid(), signal.SIGSEGV)", DAMAGED),
        ("os._exit(0); yield", ""),
        ("yield Remark(RemarkKind.SCANNED, 'x' * 2**30)", "it needs too much memory"),
        (
            "for n in range(999): yield Remark(RemarkKind.SCANNED, f'{n}' * 2**20)",
            "there is too much in it",
        ),
    ],
)
def test_however_reading_ends_its_beginning_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, why: str
) -> None:
    file = written(tmp_path, b"text")
    seconds = 1 if "stopped" in why else 60
    with other_code(monkeypatch, _OTHER_READER.format(code=code)):
        text = text_of(file, formats.TEXT, Limits(seconds=seconds))
    assert text.text == "begun"
    assert text.warnings == (why,) * bool(why)


@pytest.mark.parametrize("code", ["raise ValueError", "while True: pass"])
def test_a_document_that_is_not_recognised_keeps_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    file = written(tmp_path, making.zipped({"1.txt": b"First", "2.txt": b"Second"}))
    with other_code(monkeypatch, _OTHER_RECOGNISER.format(code=code)):
        found = ingest(file, "file", formats.ZIP, limits=Limits(seconds=5))
    assert list(said(found).values()) == ["", "First", "Second"]
    assert [one.reading for one in found if isinstance(one, Ingested)] == [None] * 3
    assert [one.document.remarks for one in found if isinstance(one, Ingested)] == [()] * 3


def test_a_document_is_recognised(tmp_path: Path) -> None:
    (found,) = ingest(written(tmp_path, SENTENCE.encode()), "file", formats.TEXT)
    assert isinstance(found, Ingested)
    assert found.reading is not None


def test_empty_blocks_without_end_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, b"text")
    code = "while True: yield Block(BlockKind.PARAGRAPH, '')"
    with other_code(monkeypatch, _OTHER_READER.format(code=code)):
        text = text_of(file, formats.TEXT, Limits(characters=1000))
    assert text.warnings == ("only the first 1,000 characters were read",)


@pytest.mark.parametrize(
    "line",
    [b"{", b'{"block": {}}', b'{"block": []}', b'{"reading": {}}', b'{"remark": 1}', b"[" * 9999],
)
def test_whatever_the_process_says_nothing_but_unreadable_comes_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    monkeypatch.setattr("rcp_ingest.extraction._output", lambda *_: (line + b"\n", ""))
    file = written(tmp_path, b"text")
    with pytest.raises(Unreadable, match="damaged"):
        text_of(file, formats.TEXT)


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('example.org', 80)",
        "open('/tmp/file', 'w')",
        "open('/tmp/file', 'ab')",
        "os.open('/tmp/file', os.O_CREAT | os.O_WRONLY)",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
    ],
)
def test_the_process_reaches_for_nothing(attempt: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CONFINED.format(attempt=attempt)], capture_output=True, text=True
    )
    assert (ended.stdout, ended.stderr) == ("refused\n", "")


def test_the_process_may_read_and_start_the_recognition_of_characters() -> None:
    attempt = (
        "open(os.devnull, 'wb'); open(sys.executable, 'rb')\n"
        "    try: subprocess.run(['tesseract', '--version'], capture_output=True)\n"
        "    except FileNotFoundError: pass"
    )
    ended = subprocess.run(
        [sys.executable, "-c", CONFINED.format(attempt=attempt)], capture_output=True, text=True
    )
    assert (ended.stdout, ended.stderr) == ("", "")


# --- the network -----------------------------------------------------------------


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Give an address and the list of who came."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, address = server.accept()
                    connection.close()
                    came.append(str(address))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", came
        finally:
            done.set()
            thread.join()


def referring(address: str) -> dict[str, tuple[str, bytes]]:
    """Return files of several kinds that refer to an address."""
    doctype = f'<!DOCTYPE x SYSTEM "{address}/x.dtd">'
    page = (
        f'{doctype}<html><link rel="stylesheet" href="{address}/a.css"><img src="{address}/a.png">'
        f'<iframe src="{address}/"></iframe><script src="{address}/a.js"></script><p>{SENTENCE}</p>'
    )
    relation = (
        '<?xml version="1.0"?><Relationships xmlns='
        '"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'attachedTemplate" Target="{address}/x.dotm" TargetMode="External"/></Relationships>'
    )
    word = documents.word(SENTENCE)
    return {
        "a.html": (formats.HTML, page.encode()),
        "a.docx": (
            formats.DOCX,
            documents.with_entries(word, {"word/_rels/settings.xml.rels": relation.encode()}),
        ),
        "a.odt": (
            formats.ODT,
            documents.odf(
                "text",
                f'<text:p xmlns:xlink="x" xmlns:draw="d">{SENTENCE}'
                f'<draw:image xlink:href="{address}/a.png"/></text:p>',
            ),
        ),
        "a.md": (formats.MARKDOWN, f"![a]({address}/a.png)\n\n{SENTENCE}\n".encode()),
        "a.eml": (formats.MAIL, making.mail(f"{SENTENCE}\n\n{address}/\n")),
    }


def test_nothing_is_fetched_from_the_network(tmp_path: Path) -> None:
    with listening() as (address, came):
        for media_type, content in referring(address).values():
            text = text_of(written(tmp_path, content), media_type).text
            assert SENTENCE in text
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))):
            pass
    # Only the last one, which shows that somebody would have been noticed.
    assert len(came) == 1


# --- its end -----------------------------------------------------------------------

_CHILD = """
import sys
from rcp_ingest import Limits
from rcp_ingest.confinement import confine
confine(Limits())
open(sys.argv[1], "rb").read()
"""
_PARENT = f"""
import signal, subprocess, sys
from pathlib import Path
# Shells let what they start in the background ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
from rcp_ingest import Limits, text_of
start = subprocess.Popen
subprocess.Popen = lambda command, **options: start(
    [*command[:3], "-c", {_CHILD!r}, sys.argv[1]], **options
)
text_of(Path(sys.argv[1]), "text/plain", Limits(seconds=600))
"""


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_the_process_ends_with_the_one_that_asked(tmp_path: Path, ending: signal.Signals) -> None:
    # A pipe that nobody writes into: reading it never ends.
    file = tmp_path / "endless"
    os.mkfifo(file)
    command = [sys.executable, "-c", _PARENT, str(file)]
    # Opening the pipe waits until the process has opened its other end.
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as parent, file.open("wb") as pipe:
        parent.send_signal(ending)
        nobody_reads = select.poll()
        nobody_reads.register(pipe, select.POLLERR)
        assert nobody_reads.poll(20_000)


def test_what_the_process_starts_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe, program = tmp_path / "pipe", tmp_path / "tesseract"
    os.mkfifo(pipe)
    program.write_text(f"#!/bin/sh\n{{ echo started; exec sleep 600; }} > {pipe}\n")
    program.chmod(0o700)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(reading, "rb") as told:
        code = _OTHER_READER.format(code=f"import subprocess; subprocess.run([{str(program)!r}])")
        with other_code(monkeypatch, code):
            text = text_of(written(tmp_path, b"text"), formats.TEXT, Limits(seconds=3))
        assert text.warnings == ("reading stopped after 3 seconds",)
        nobody_writes = select.poll()
        nobody_writes.register(told, select.POLLHUP)
        assert nobody_writes.poll(20_000)
        assert told.read() == b"started\n"


@pytest.mark.parametrize("media_type", sorted(MEDIA_TYPES))
def test_every_kind_has_its_reader(media_type: str) -> None:
    assert iter(pieces(io.BytesIO(b""), media_type, Limits()))


def test_starting_loads_no_library_that_the_file_does_not_need() -> None:
    code = (
        "import sys, json, rcp_ingest.apart, rcp_ingest.readers.plain\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    heavy = {"docx", "openpyxl", "pptx", "lxml", "pypdfium2", "pdfplumber", "numpy", "lingua"}
    assert set(json.loads(ended.stdout)) & heavy == set()
