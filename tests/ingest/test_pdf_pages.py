"""Edges of pages, tables and scripts of PDF files, and what is said about the files themselves."""

import io

import pypdf
import pytest
from tests.ingest.pdf_making import At, Page, column, grid, made
from tests.ingest.pdf_reading import blocks, pieces, remarks, texts, typeset

from rcp_ingest.document import Block, BlockKind, Pages, Remark, RemarkKind
from rcp_ingest.limits import Limits
from rcp_ingest.refusals import Refused

# Edges of pages


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        [
            At(72, 40, "Consultation on Fair Recruitment", 9),
            *column(72, 130, f"What page {number} says is different from what others say."),
            At(280, 810, f"{number}"),
            At(400, 810, f"Report {number} of 2019", 9),
        ]
        for number in range(1, 5)
    ]
    assert texts(*pages) == [
        f"What page {number} says is different from what others say." for number in range(1, 5)
    ]


def test_a_heading_at_the_top_of_each_page_stays() -> None:
    pages = [
        [
            At(72, 80, f"Profile {number}", 14, bold=True),
            At(72, 120, f"Process number {number} meets every other year in one of its States."),
        ]
        for number in (1, 2, 3)
    ]
    assert [one.text for one in blocks(*pages) if one.is_heading] == [
        "Profile 1",
        "Profile 2",
        "Profile 3",
    ]


# Tables


def test_ruled_tables_are_rows_and_cells_of_several_lines_are_whole() -> None:
    page = Page(
        [
            At(72, 90, "Before the table stands a sentence."),
            At(80, 112, "State"),
            At(180, 112, "Measure"),
            At(80, 132, "Ruritania"),
            *column(180, 132, "Licences for all", "recruiters"),
            At(72, 190, "After the table stands another one."),
        ],
        lines=grid([75, 170, 290], [98, 118, 158]),
    )
    before, table, after = blocks(page)
    assert table.rows == (("State", "Measure"), ("Ruritania", "Licences for all recruiters"))
    assert (before.text[:6], after.text[:5]) == ("Before", "After")


def test_a_table_goes_on_over_the_page_where_its_header_is_repeated() -> None:
    told = typeset(
        "#set page(height: 12cm)\n#table(columns: 2, table.header([State], [Year]), "
        "..range(30).map(i => ([S#i], [#(2000 + i)])).flatten())"
    )
    [table] = told
    assert table.rows[0] == ("State", "Year")
    assert table.rows[1:] == tuple((f"S{i}", str(2000 + i)) for i in range(30))


def test_a_frame_around_a_text_is_no_table() -> None:
    page = Page([At(80, 112, "A sentence in a frame.")], lines=grid([75, 400], [98, 118]))
    assert [block.kind for block in blocks(page)] == [BlockKind.PARAGRAPH]


# Right to left, Cyrillic

FAIR = "التوظيف العادل"


def test_letters_in_their_shapes_from_left_to_right_become_words() -> None:
    assert texts([At(300, 120, "ﻝﺩﺎﻌﻟﺍ ﻒﻴﻇﻮﺘﻟﺍ")]) == [FAIR]


def test_letters_placed_one_by_one_from_the_right_become_words() -> None:
    assert texts([At(400, 120, FAIR, leftwards=True)]) == [FAIR]


def test_numbers_brackets_and_latin_words_keep_their_place_in_an_arabic_line() -> None:
    line = "في عام 2019 وقعت الدول (بما فيها Thailand) مع IOM و ILO على 25.5% من الرسوم"
    told = typeset(f'#set text(lang: "ar", dir: rtl)\n{line}\n\n- إلى الأمام\n+ أولاً\n+ ثانيًا')
    assert told[0].text == line
    assert [(one.mark, one.text) for one in told[1:]] == [
        ("", "إلى الأمام"),
        ("1.", "أولاً"),
        ("2.", "ثانيًا"),
    ]


def test_columns_of_an_arabic_page_are_read_from_the_right() -> None:
    words = "تعمل الدول الأعضاء على حماية العمال المهاجرين وأسرهم في جميع مراحل التوظيف " * 6
    told = typeset(
        '#set page(columns: 2, height: 8cm)\n#set text(lang: "ar", dir: rtl)\n'
        f"أولا {words}\n\n#colbreak()\nثانيا {words}"
    )
    text = " ".join(block.text for block in told)
    assert text.startswith("أولا تعمل")
    assert " ".join(text.split()) == f"أولا {words}ثانيا {words}".strip()


def test_cyrillic_texts_are_whole() -> None:
    line = "Государства договорились о справедливом найме и обмене опытом между регионами."
    assert [block.text for block in typeset(line)] == [line]


# What is said about a document


def test_what_was_filled_into_a_form_is_read_in_its_place() -> None:
    seen = b"BT /F1 11 Tf 0 2 Td (Ada Example) Tj ET"
    page = Page(
        [At(72, 120, "Name of the rapporteur:"), At(72, 160, "A sentence stands below.")],
        extra="/Annots [{1} 0 R]",
        objects=[
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 "
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Length %d >>\n"
            b"stream\n%s\nendstream" % (len(seen), seen),
            b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Ada Example) /F 4 "
            b"/Rect [220 720 420 740] /AP << /N {0} 0 R >> >>",
        ],
    )
    assert texts(page) == ["Name of the rapporteur: Ada Example", "A sentence stands below."]


def test_the_pages_are_counted_and_no_more_than_allowed_are_read() -> None:
    content = made(*(Page([At(72, 120, f"Page {number} says so.")]) for number in (1, 2, 3)))
    told = pieces(content, Limits(pages=2))
    assert told[0] == Pages(3)
    assert [one.text for one in told if isinstance(one, Block)] == [
        "Page 1 says so.",
        "Page 2 says so.",
    ]
    assert told[-1] == Remark(RemarkKind.CUT_SHORT, "only the first 2 pages were read")


def test_a_damaged_page_is_named_and_the_others_are_read() -> None:
    content = made(*(Page([At(72, 120, f"Page {number} says so.")]) for number in (1, 2, 3)))
    kids = content.index(b"/Kids [") + len(b"/Kids [")
    second = content.index(b" 0 R ", kids) + len(b" 0 R ")
    broken = content[:second] + b"99" + content[second + 2 :]
    told = pieces(broken)
    assert [one.text for one in told if isinstance(one, Block)] == [
        "Page 1 says so.",
        "Page 3 says so.",
    ]
    assert told[-1] == Remark(RemarkKind.CUT_SHORT, "page 2 is damaged")


def test_a_file_that_needs_a_password_is_not_read_and_one_that_only_forbids_is() -> None:
    with pytest.raises(Refused, match="protected"):
        pieces(_protected(user="secret"))
    assert [one.text for one in pieces(_protected(user="")) if isinstance(one, Block)] == [
        "Words behind a password."
    ]


def _protected(user: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(made(Page([At(72, 120, "Words behind a password.")]))))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_scripts_attached_files_and_links_to_programs_are_named_and_left_out() -> None:
    page = Page(
        [At(72, 120, "Harmless words.")],
        extra="/Annots [{0} 0 R]",
        objects=[
            b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (calc.exe) >> >>"
        ],
    )
    content = made(
        page,
        catalog="/Names << /JavaScript << /Names [(a) {0} 0 R] >> "
        "/EmbeddedFiles << /Names [(b) {1} 0 R] >> >>",
        objects=[
            b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
            b"<< /Type /Filespec /F (list of names.xlsx) /UF (list of names.xlsx) >>",
        ],
    )
    assert sorted(remark.detail for remark in remarks(content)) == [
        "attached files: list of names.xlsx",
        "links that start programs: page 1",
        "scripts",
    ]


def test_a_file_without_anything_to_say_about_it_has_no_remarks() -> None:
    assert remarks(made(Page([At(72, 120, "Harmless words.")]))) == []
