"""PDF files made by hand: every text where the test says, as programs old and new write them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rcp_platform.outputs import pdf as outputs

WIDTH, HEIGHT = 595, 842
#: How wide each character is, as a share of its size.
WIDE = 0.5
_FONTS = {False: "F1", True: "F2"}


@dataclass(frozen=True)
class At:
    """A text that begins at x and stands on the line y, in points from the top left."""

    x: float
    y: float
    text: str
    size: float = 11
    bold: bool = False
    #: Whether every character stands to the left of the one before.
    leftwards: bool = False


@dataclass(frozen=True)
class Page:
    """What is drawn on a page."""

    texts: Sequence[At] = ()
    #: x0, y0, x1, y1 of straight lines.
    lines: Sequence[tuple[float, float, float, float]] = ()
    #: Grey pixels that fill the page: width, height and a byte for each.
    picture: tuple[int, int, bytes] | None = None
    turned: int = 0
    #: Further commands that draw.
    drawn: str = ""
    #: Further entries of the page, and objects that they name by {0}, {1} …
    extra: str = ""
    objects: Sequence[bytes] = field(default=())


def made(*pages: Page, catalog: str = "", objects: Sequence[bytes] = ()) -> bytes:
    """Return a PDF; in ``catalog`` {0}, {1} … are the numbers of the further ``objects``."""
    characters = sorted({c for page in pages for one in page.texts for c in one.text})
    written = _Objects()
    root, tree = written.reserve(), written.reserve()
    unicode_map = written.add_stream(_unicode_map(characters))
    fonts = " ".join(
        f"/{name} {_font(written, 'Plain-Bold' if bold else 'Plain', unicode_map)} 0 R"
        for bold, name in _FONTS.items()
    )
    kids = []
    for page in pages:
        content = written.add_stream(_content(page))
        resources = f"/Font << {fonts} >>"
        if page.picture:
            width, height, pixels = page.picture
            image = written.add_stream(
                pixels,
                f"/Type /XObject /Subtype /Image /Width {width} /Height {height} "
                "/ColorSpace /DeviceGray /BitsPerComponent 8",
            )
            resources += f" /XObject << /I {image} 0 R >>"
        numbers: list[int] = []
        for one in page.objects:
            numbers.append(written.add(_numbered(one, numbers)))
        kids.append(
            written.add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
                f"/Rotate {page.turned} /Contents {content} 0 R "
                f"/Resources << {resources} >> {page.extra.format(*numbers)} >>".encode()
            )
        )
    numbers = [written.add(one) for one in objects]
    entries = catalog.format(*numbers)
    written.set(root, f"<< /Type /Catalog /Pages {tree} 0 R {entries} >>".encode())
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    written.set(tree, f"<< /Type /Pages /Count {len(kids)} /Kids [{listed}] >>".encode())
    return written.file()


def column(x: float, y: float, *lines: str, size: float = 11, leading: float = 14) -> list[At]:
    """Return lines that stand below one another."""
    return [At(x, y + place * leading, line, size) for place, line in enumerate(lines)]


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[tuple[float, float, float, float]]:
    """Return the lines of a ruled table."""
    across = [(xs[0], y, xs[-1], y) for y in ys]
    return across + [(x, ys[0], x, ys[-1]) for x in xs]


def set_by_typst(source: str) -> bytes:
    """Return what Typst makes of a source, with the fonts of the project."""
    import typst

    fonts: list[Any] = [Path(outputs.__file__).parent / "fonts"]
    return bytes(
        typst.compile(
            source.encode(),
            font_paths=fonts,
            ignore_system_fonts=True,
            format="pdf",
            timestamp=0,
        )
    )


class _Objects:
    """The numbered objects of a file."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = []

    def reserve(self) -> int:
        return self.add(b"null")

    def add(self, body: bytes) -> int:
        self._bodies.append(body)
        return len(self._bodies)

    def add_stream(self, content: bytes, entries: str = "") -> int:
        head = f"<< /Length {len(content)} {entries} >>\nstream\n".encode()
        return self.add(head + content + b"\nendstream")

    def set(self, number: int, body: bytes) -> None:
        self._bodies[number - 1] = body

    def file(self) -> bytes:
        written = io.BytesIO()
        written.write(b"%PDF-1.7\n")
        offsets = []
        for number, body in enumerate(self._bodies, start=1):
            offsets.append(written.tell())
            written.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        table = written.tell()
        written.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
        written.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
        written.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(offsets) + 1))
        written.write(b"startxref\n%d\n%%%%EOF\n" % table)
        return written.getvalue()


def _numbered(body: bytes, numbers: Sequence[int]) -> bytes:
    for place, number in enumerate(numbers):
        body = body.replace(b"{%d}" % place, b"%d" % number)
    return body


def _font(written: _Objects, name: str, unicode_map: int) -> int:
    weight = "/StemV 160 /Flags 262176" if "Bold" in name else "/StemV 80 /Flags 32"
    descriptor = written.add(
        f"<< /Type /FontDescriptor /FontName /{name} {weight} /FontBBox [0 -250 1000 900] "
        "/ItalicAngle 0 /Ascent 900 /Descent -250 /CapHeight 700 >>".encode()
    )
    descendant = written.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW {WIDE * 1000:.0f} "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/FontDescriptor {descriptor} 0 R >>".encode()
    )
    return written.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
        f"/DescendantFonts [{descendant} 0 R] /ToUnicode {unicode_map} 0 R >>".encode()
    )


def _unicode_map(characters: Sequence[str]) -> bytes:
    """Return which character each code stands for: its own number."""
    pairs = [f"<{ord(c):04x}> <{ord(c):04x}>" for c in characters]
    groups = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    listed = "\n".join(
        f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar" for group in groups
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "/CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{listed}\nendcmap end end"
    ).encode()


def _content(page: Page) -> bytes:
    parts = [page.drawn]
    if page.picture:
        parts.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I Do Q")
    parts += [f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S" for x0, y0, x1, y1 in page.lines]
    for one in page.texts:
        codes = [f"<{ord(character):04x}>" for character in one.text]
        # Back over the character just set and over the next one.
        between = f" {2000 * WIDE:.0f} " if one.leftwards else " "
        parts.append(
            f"BT /{_FONTS[one.bold]} {one.size} Tf {one.x} {HEIGHT - one.y} Td "
            f"[{between.join(codes)}] TJ ET"
        )
    return "\n".join(parts).encode()
