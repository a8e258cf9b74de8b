"""Files of office programs made of their XML, and what was read written down briefly."""

import io
import zipfile
from collections.abc import Iterable, Mapping

from tests import documents

from rcp_ingest import Block, BlockKind, Limits
from rcp_ingest.document import Piece
from rcp_ingest.readers import pieces

_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: The element that holds the others, for each part besides the text.
_ROOTS = {"header": "hdr", "footer": "ftr"}


def word(body: str, related: Iterable[str] = (), **parts: str) -> bytes:
    """Return a Word document with this XML in its body, and in the parts that are named."""
    files = {
        "word/document.xml": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>",
        "_rels/.rels": _relations(['Type="/officeDocument" Target="word/document.xml"']),
        "word/_rels/document.xml.rels": _relations(
            [*(f'Type="{_KINDS}/{name}" Target="{name}.xml"' for name in parts), *related]
        ),
    }
    for name, inner in parts.items():
        root = _ROOTS.get(name, name)
        files[f"word/{name}.xml"] = f"<w:{root} {_WORD}>{inner}</w:{root}>"
    return _zipped(files)


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """Return a paragraph of a Word document, with properties of its own and of its one run."""
    said = f"<w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r>" if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{said}</w:p>"


def row(*cells: str) -> str:
    """Return a row of a Word table; what is no XML becomes a paragraph."""
    held = (cell if cell.startswith("<") else paragraph(cell) for cell in cells)
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in held)}</w:tr>"


def odt(body: str, styles: str = "", extra: Mapping[str, bytes] | None = None) -> bytes:
    """Return an OpenDocument text whose body and automatic styles are this XML."""
    spaces = (
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    )
    return documents.odf(
        "text",
        f"<office:automatic-styles {spaces}>{styles}</office:automatic-styles>"
        f"<office:body {spaces}><office:text>{body}</office:text></office:body>",
        extra,
    )


def read(content: bytes | str, media_type: str, limits: Limits | None = None) -> list[Piece]:
    """Return what the reader of this kind yields."""
    written = content.encode() if isinstance(content, str) else content
    return list(pieces(io.BytesIO(written), media_type, limits or Limits()))


def read_until_damage(content: bytes, media_type: str) -> tuple[list[Piece], Exception | None]:
    """Return what the reader yields before it fails, and how it does."""
    found: list[Piece] = []
    try:
        for piece in pieces(io.BytesIO(content), media_type, Limits()):
            found.append(piece)
    except Exception as error:
        return found, error
    return found, None


def outline(found: Iterable[Piece]) -> list[object]:
    """Return blocks as ``tests.ingest.building`` writes them: "## 2. heading", "  - point"."""
    return [_outlined(block) for block in found if isinstance(block, Block)]


def _outlined(block: Block) -> object:
    marked = f"{block.mark} {block.text}" if block.mark else block.text
    match block.kind:
        case BlockKind.HEADING:
            return f"{'#' * block.level} {marked}"
        case BlockKind.ITEM:
            return "  " * (block.level - 1) + (marked if block.mark else f"- {block.text}")
        case BlockKind.TABLE:
            return [list(cells) for cells in block.rows]
    return block.text


def _relations(relations: Iterable[str]) -> str:
    inner = "".join(f'<Relationship Id="r{number}" {one}/>' for number, one in enumerate(relations))
    return f'<Relationships xmlns="{_RELATED}">{inner}</Relationships>'


def _zipped(files: Mapping[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return written.getvalue()
