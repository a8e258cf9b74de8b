"""Word documents keep their headings, lists, tables and pages; what was taken back is left out."""

import zipfile

import pytest
from tests.ingest.office_making import outline, paragraph, read, read_until_damage, row, word

from rcp_ingest import Block, Limits, RemarkKind
from rcp_ingest.document import Pages, Remark
from rcp_ingest.formats import DOCX

LONG = "The participating States discussed how they inform those who leave about their rights."
#: Styles of a German Word: the names that people see are translated, these are not.
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>
  <w:basedOn w:val="Standard"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/>
  <w:basedOn w:val="berschrift1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Eigene"><w:name w:val="Our own"/>
  <w:basedOn w:val="berschrift2"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="V1"><w:name w:val="toc 1"/></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""


def styled(text: str, style: str) -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>')


def point(text: str, number: int, depth: int = 0) -> str:
    inner = f'<w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/>'
    return paragraph(text, f"<w:numPr>{inner}</w:numPr>")


def read_word(body: str, **parts: str) -> list[object]:
    return outline(read(word(body, **parts), DOCX))


def test_headings_are_known_by_their_outline_in_any_language_and_through_their_base() -> None:
    body = (
        styled("Bericht", "Titel")
        + styled("Herausforderungen", "berschrift1")
        + styled("Daten", "Eigene")
        + paragraph("Marked by hand", '<w:outlineLvl w:val="2"/>')
        + styled(LONG, "Standard")
    )
    assert read_word(body, styles=STYLES) == [
        "# Bericht",
        "# Herausforderungen",
        "## Daten",
        "### Marked by hand",
        LONG,
    ]


def test_a_table_of_contents_is_left_out() -> None:
    body = styled("Challenges 3", "V1") + styled("Challenges", "berschrift1") + paragraph(LONG)
    assert LONG in read_word(body, styles=STYLES)
    assert not [one for one in read_word(body, styles=STYLES) if "Challenges 3" in str(one)]


def test_short_bold_paragraphs_are_headings_where_no_style_says_so() -> None:
    body = (
        paragraph("Results", run="<w:b/>")
        + paragraph(LONG)
        + paragraph("Lessons learned", run="<w:b/>")
        + paragraph(LONG)
        + paragraph("All of this long paragraph is bold, and ends with a full stop.", run="<w:b/>")
    )
    assert [one for one in read_word(body) if str(one).startswith("#")] == [
        "# Results",
        "# Lessons learned",
    ]


def test_lists_show_the_numbers_that_word_would_show() -> None:
    body = (
        point("first", 1)
        + point("deeper", 1, 1)
        + point("deeper still", 1, 1)
        + point("second", 1)
        + point("bullet", 2)
        + point("counted anew", 3)
    )
    assert read_word(body, numbering=NUMBERING) == [
        "1. first",
        "  a) deeper",
        "  b) deeper still",
        "2. second",
        "- bullet",
        "1. counted anew",
    ]


def test_numbered_paragraphs_with_points_below_are_headings() -> None:
    body = (
        point("Challenges", 1)
        + point("few data", 2)
        + point("high costs", 2)
        + point("Opportunities", 1)
        + point("shared guides", 2)
    )
    assert read_word(body, numbering=NUMBERING) == [
        "# 1. Challenges",
        "- few data",
        "- high costs",
        "# 2. Opportunities",
        "- shared guides",
    ]


def test_bullets_and_numbers_that_were_typed_count_as_such() -> None:
    body = (
        paragraph("• one") + paragraph("– two") + paragraph("a) three") + paragraph("J. Doe spoke.")
    )
    assert read_word(body) == ["- one", "- two", "a) three", "J. Doe spoke."]


def test_what_was_deleted_hidden_or_remarked_is_left_out_and_what_was_put_in_stays() -> None:
    body = (
        "<w:p><w:r><w:t>Fees are </w:t></w:r>"
        "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>always </w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly </w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>paid</w:t></w:r>'
        '<w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        "<w:r><w:t>IF 1=1</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t> today</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>.</w:t></w:r></w:p>'
    )
    comments = "<w:comment>" + paragraph("Is that so?") + "</w:comment>"
    assert read_word(body, comments=comments) == ["Fees are always paid today."]


def test_content_controls_text_boxes_and_notes_are_read_once() -> None:
    box = "<w:txbxContent>" + paragraph("In a box.") + "</w:txbxContent>"
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('In a control.')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>Beside a box.</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    notes = (
        f'<w:footnote w:type="separator">{paragraph("-")}</w:footnote>'
        f"<w:footnote>{paragraph('A note.')}</w:footnote>"
    )
    assert read_word(body, footnotes=notes) == [
        "In a control.",
        "Beside a box.",
        "In a box.",
        "A note.",
    ]


def test_a_header_comes_first_unless_it_only_counts_pages() -> None:
    header = paragraph("Third session, Tunis, 4 May 2026")
    read_once = read_word(paragraph("Text."), header=header, footer=paragraph("Page 2 of 9"))
    assert read_once == ["Third session, Tunis, 4 May 2026", "Text."]


def test_tables_keep_their_columns_and_the_paragraphs_of_their_cells() -> None:
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + paragraph("Both") + "</w:tc>"
    tall = "<w:tc><w:tcPr><w:vMerge/></w:tcPr>" + paragraph("below") + "</w:tc>"
    body = (
        "<w:tbl>"
        + f"<w:tr>{wide}</w:tr>"
        + row("Country", paragraph("Togo") + point("Mali", 2))
        + f"<w:tr>{tall}<w:tc>{paragraph('Benin')}</w:tc></w:tr>"
        + "</w:tbl>"
    )
    assert read_word(body, numbering=NUMBERING) == [
        [["Both", ""], ["Country", "Togo\n• Mali"], ["", "Benin"]]
    ]


def test_a_table_of_one_column_only_arranges_the_page() -> None:
    body = f"<w:tbl>{row(styled('Results', 'berschrift1'))}{row(paragraph(LONG))}</w:tbl>"
    assert read_word(body, styles=STYLES) == ["# Results", LONG]


def test_lines_broken_by_hand_are_paragraphs_where_each_says_something_else() -> None:
    body = "<w:p><w:r><w:t>Country: Togo</w:t><w:br/><w:t>Year: 2021</w:t></w:r></w:p>"
    assert read_word(body) == ["Country: Togo", "Year: 2021"]


@pytest.mark.parametrize(
    "end_of_page", ["<w:r><w:lastRenderedPageBreak/></w:r>", '<w:r><w:br w:type="page"/></w:r>']
)
def test_pages_are_counted_where_the_document_has_their_ends(end_of_page: str) -> None:
    body = paragraph("One.") + f"<w:p>{end_of_page}<w:r><w:t>Two.</w:t></w:r></w:p>"
    found = read(word(body), DOCX)
    assert [one.page for one in found if isinstance(one, Block)] == [1, 2]
    assert Pages(2) in found
    assert [one.page for one in read(word(paragraph("One.")), DOCX) if isinstance(one, Block)] == [
        None
    ]


def test_references_to_other_places_are_told_and_links_are_not() -> None:
    link = 'Type="/hyperlink" Target="https://example.org" TargetMode="External"'
    template = 'Type="/attachedTemplate" Target="https://example.org/t" TargetMode="External"'
    assert not [one for one in read(word("", [link]), DOCX) if isinstance(one, Remark)]
    told = [one for one in read(word("", [template]), DOCX) if isinstance(one, Remark)]
    assert [one.kind for one in told] == [RemarkKind.NEUTRALISED]


def test_what_was_read_before_the_damage_is_kept() -> None:
    broken = word(paragraph("Kept.") + "<w:p><w:t>")
    found, error = read_until_damage(broken, DOCX)
    assert outline(found) == ["Kept."]
    assert isinstance(error, SyntaxError)


def test_no_more_is_read_than_may_be() -> None:
    many = word(paragraph("ten chars ") * 1000)
    assert len(outline(read(many, DOCX, Limits(characters=100)))) < 20


def test_nonsense_is_no_document() -> None:
    with pytest.raises(zipfile.BadZipFile):
        read(b"nonsense", DOCX)
