"""Presentations (.pptx)."""

from collections.abc import Iterable, Iterator
from typing import IO, Any

from rcp_ingest.document import BlockKind, Pages, Piece, Remark, RemarkKind
from rcp_ingest.limits import Limits
from rcp_ingest.readers.text.clearing import is_page_number, seen
from rcp_ingest.readers.text.counting import counted
from rcp_ingest.readers.text.drafting import drafted, table_unit
from rcp_ingest.readers.text.joining import Unit
from rcp_ingest.readers.text.marks import Mark

_FORMS = {
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
#: Placeholders for what every slide repeats.
_REPEATED = ("DATE", "FOOTER", "SLIDE_NUMBER", "HEADER")
_LISTS = ("BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT")
_DEEPEST_GROUP = 20
#: Shapes whose upper edges differ by less stand side by side.
_A_LINE = 300_000


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield each slide's title as a heading, then its points and tables, then its notes.

    The number of the slide is the page. A hidden slide is left out, which a remark says.
    """
    import pptx

    slides = list(pptx.Presentation(stream).slides)
    yield Pages(len(slides))
    hidden = [str(number) for number, one in enumerate(slides, start=1) if _is_hidden(one)]
    if hidden:
        yield Remark(RemarkKind.PART_LEFT_OUT, f"hidden slides: {', '.join(hidden)}")
    yield from drafted(_units(slides), limits)


def _is_hidden(slide: Any) -> bool:
    return slide.element.get("show") in ("0", "false")


def _units(slides: Iterable[Any]) -> Iterator[Unit]:
    for number, slide in enumerate(slides, start=1):
        if _is_hidden(slide):
            continue
        title = slide.shapes.title
        if title is not None and (text := _plain(title.text_frame.text)):
            yield Unit(text, kind=BlockKind.HEADING, level=1, page=number, gap=1)
        for unit in _shapes(slide.shapes, title, 0):
            unit.page = number
            yield unit
        if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame):
            for paragraph in notes.paragraphs:
                if text := _plain(paragraph.text):
                    yield Unit(text, kind=BlockKind.PARAGRAPH, page=number, gap=1)


def _shapes(shapes: Iterable[Any], title: Any, depth: int) -> Iterator[Unit]:
    in_order = sorted(shapes, key=lambda shape: ((shape.top or 0) // _A_LINE, shape.left or 0))
    for shape in in_order:
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if hasattr(shape, "shapes") and depth < _DEEPEST_GROUP:
            yield from _shapes(shape.shapes, None, depth + 1)
        elif getattr(shape, "has_table", False):
            yield from table_unit([[_cell(cell) for cell in row.cells] for row in shape.table.rows])
        elif shape.has_text_frame:
            yield from _text(shape)


def _text(shape: Any) -> Iterator[Unit]:
    kind = shape.placeholder_format.type.name if shape.is_placeholder else ""
    if kind in _REPEATED:
        return
    said = [paragraph for paragraph in shape.text_frame.paragraphs if _plain(paragraph.text)]
    is_list = kind in _LISTS and len(said) > 1
    counts: dict[int, int] = {}
    for paragraph in said:
        text = _plain(paragraph.text)
        if not kind and is_page_number(text):
            continue
        depth = paragraph.level + 1
        mark = _mark(paragraph, counts, is_list=is_list)
        item = BlockKind.ITEM if mark else None
        yield Unit(text, mark, item, depth if mark else 0, gap=1, stands_out=_stands_out(paragraph))


def _mark(paragraph: Any, counts: dict[int, int], *, is_list: bool) -> Mark | None:
    """Return the bullet or number of a paragraph; those of lists have one unless they say not."""
    depth = paragraph.level
    properties = paragraph._p.pPr
    said = {} if properties is None else {one.tag.rpartition("}")[2]: one for one in properties}
    counts.update((deeper, 0) for deeper in counts if deeper > depth)
    if "buAutoNum" in said:
        form = said["buAutoNum"].get("type", "arabicPeriod")
        start = said["buAutoNum"].get("startAt", "1")
        counts[depth] = counts.get(depth, 0) + 1
        number = counts[depth] + (int(start) - 1 if start.isdecimal() else 0)
        shown = next((name for prefix, name in _FORMS.items() if form.startswith(prefix)), "")
        written = counted(number, shown) + (")" if "Paren" in form else ".")
        return Mark(f"({written}" if "Both" in form else written, "shown", {"shown": number})
    counts[depth] = 0
    if "buNone" in said or not (is_list or "buChar" in said or "buBlip" in said):
        return None
    return Mark("", "•")


def _stands_out(paragraph: Any) -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.font.bold for run in runs)


def _cell(cell: Any) -> str:
    if cell.is_spanned:
        return ""
    lines = (_plain(paragraph.text) for paragraph in cell.text_frame.paragraphs)
    return "\n".join(filter(None, lines))


def _plain(text: str) -> str:
    return " ".join(seen(text.replace("\v", " ")).split())
