"""Small files of every kind that people attach, made here rather than kept."""

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence

import docx
import openpyxl

_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000050001a5f645400000000049454e44ae426082"
)
JPEG = (
    bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + b"\x08" * 64 + b"\xff\xd9"
)
WEBP = bytes.fromhex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700")


def pdf(*pages: str, content: bytes | None = None) -> bytes:
    """Return a PDF with a line of text on each page, or with one page that holds ``content``."""
    streams = [f"BT /F1 12 Tf 72 720 Td ({page}) Tj ET".encode() for page in pages]
    streams = [content] if content is not None else streams
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(streams), b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(streams)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, stream in enumerate(streams):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    written = io.BytesIO()
    written.write(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(written.tell())
        written.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = written.tell()
    written.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    written.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    written.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    written.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return written.getvalue()


def word(*paragraphs: str, table: Sequence[Sequence[str]] = ()) -> bytes:
    """Return a Word document with these paragraphs and then a table."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        drawn = document.add_table(len(table), len(table[0]))
        for i, row in enumerate(table):
            for j, text in enumerate(row):
                drawn.cell(i, j).text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def sheet(*rows: Sequence[object], title: str = "Sheet") -> bytes:
    """Return an Excel workbook with one sheet."""
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = title
    for row in rows:
        page.append(row)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def odf(kind: str, body: str, extra: Mapping[str, bytes] | None = None) -> bytes:
    """Return an OpenDocument ``text`` or ``spreadsheet`` whose body is this XML."""
    content = f"<office:document-content {_ODF}>{body}</office:document-content>"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        for name, held in (extra or {}).items():
            archive.writestr(name, held)
    return written.getvalue()


def with_entries(archive: bytes, entries: Mapping[str, bytes]) -> bytes:
    """Return a zip-based file with these entries added, or put in the place of its own."""
    written = _without(archive, entries)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as new:
        for name, held in entries.items():
            new.writestr(name, held)
    return written.getvalue()


def with_bomb(archive: bytes, name: str, size: int = 2**30) -> bytes:
    """Return a zip-based file with an entry of so many spaces, which take a thousandth of that."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    piece = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = piece * (size // 2**20) + packer.flush()
    written = _without(archive, {name})
    with zipfile.ZipFile(written, "a") as new:
        new.writestr(name, packed)
    # It is held as it is; its two headers are changed to say that it is packed, and its size.
    bomb = bytearray(written.getvalue())
    for signature, method, length in ((b"PK\x03\x04", 8, 22), (b"PK\x01\x02", 10, 24)):
        header = bomb.rindex(signature)
        struct.pack_into("<H", bomb, header + method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<L", bomb, header + length, size)
    return bytes(bomb)


def _without(archive: bytes, names: Collection[str]) -> io.BytesIO:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(written, "w") as new:
        for info in old.infolist():
            if info.filename not in names:
                new.writestr(info, old.read(info))
    return written


def entry(archive: bytes, name: str) -> bytes:
    """Return what a zip-based file holds under a name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name)
