"""Presentations give each slide's title, points, tables and notes, with its number as page."""

import io

import pptx
from pptx.util import Cm
from tests.ingest.office_making import outline, read

from rcp_ingest import Block, RemarkKind
from rcp_ingest.document import Pages, Remark
from rcp_ingest.formats import PPTX


def written(shown: pptx.presentation.Presentation) -> bytes:
    content = io.BytesIO()
    shown.save(content)
    return content.getvalue()


def presentation() -> tuple[pptx.presentation.Presentation, pptx.slide.Slide]:
    shown = pptx.Presentation()
    slide = shown.slides.add_slide(shown.slide_layouts[1])
    slide.shapes.title.text = "Results"
    frame = slide.placeholders[1].text_frame
    frame.text = "one"
    deeper = frame.add_paragraph()
    deeper.text, deeper.level = "deeper", 1
    return shown, slide


def test_titles_are_headings_and_points_have_their_depth() -> None:
    shown, slide = presentation()
    slide.notes_slide.notes_text_frame.text = "What the speaker says."
    second = shown.slides.add_slide(shown.slide_layouts[5])
    second.shapes.title.text = "Lessons"
    found = read(written(shown), PPTX)
    assert outline(found) == [
        "# Results",
        "- one",
        "  - deeper",
        "What the speaker says.",
        "# Lessons",
    ]
    assert [one.page for one in found if isinstance(one, Block)] == [1, 1, 1, 1, 2]
    assert Pages(2) in found


def test_tables_and_groups_are_read_where_they_stand() -> None:
    shown, slide = presentation()
    table = slide.shapes.add_table(2, 2, Cm(1), Cm(14), Cm(10), Cm(3)).table
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 0).text, table.cell(1, 0).text, table.cell(1, 1).text = "Both", "Togo", "2021"
    group = slide.shapes.add_group_shape()
    box = group.shapes.add_textbox(Cm(1), Cm(18), Cm(5), Cm(1))
    box.text_frame.text = "In a group."
    assert outline(read(written(shown), PPTX))[3:] == [
        [["Both", ""], ["Togo", "2021"]],
        "In a group.",
    ]


def test_a_hidden_slide_is_left_out_and_told() -> None:
    shown, slide = presentation()
    slide.element.set("show", "0")
    found = read(written(shown), PPTX)
    assert outline(found) == []
    assert [one.kind for one in found if isinstance(one, Remark)] == [RemarkKind.PART_LEFT_OUT]
