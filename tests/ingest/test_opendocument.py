"""OpenDocument texts and spreadsheets keep their headings, lists, tables and pages."""

from tests import documents
from tests.ingest.office_making import odt, outline, read, read_until_damage

from rcp_ingest import Block
from rcp_ingest.document import Pages
from rcp_ingest.formats import ODS, ODT

LONG = "The participating States discussed how they inform those who leave about their rights."
NUMBERS = (
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
    "</text:list-style>"
)


def point(*inner: str) -> str:
    return f"<text:list-item>{''.join(inner)}</text:list-item>"


def read_odt(body: str, styles: str = "", **extra: str) -> list[object]:
    files = {f"{name}.xml": text.encode() for name, text in extra.items()}
    return outline(read(odt(body, styles, files), ODT))


def test_headings_have_their_outline_level_and_paragraphs_their_spaces() -> None:
    body = (
        '<text:h text:outline-level="1">Challenges</text:h>'
        '<text:h text:outline-level="2">Data</text:h>'
        '<text:p>Few<text:s text:c="1000000"/>data,<text:tab/><text:span>of</text:span> low\n'
        "quality.</text:p>"
    )
    assert read_odt(body) == ["# Challenges", "## Data", "Few data, of low quality."]


def test_lists_are_counted_as_their_style_says() -> None:
    inner = f"<text:list>{point('<text:p>deeper</text:p>')}</text:list>"
    body = (
        '<text:list text:style-name="L1">'
        + point("<text:p>first</text:p>", "<text:p>Its second paragraph.</text:p>", inner)
        + point("<text:p>second</text:p>")
        + "</text:list><text:list>"
        + point("<text:p>a bullet</text:p>")
        + "</text:list>"
    )
    assert read_odt(body, NUMBERS) == [
        "1. first",
        "Its second paragraph.",
        "  a) deeper",
        "2. second",
        "- a bullet",
    ]


def test_bold_short_paragraphs_are_headings_where_no_other_is() -> None:
    bold = '<style:text-properties fo:font-weight="bold"/>'
    styles = f'<style:style style:name="T1">{bold}</style:style>'
    head = '<text:p><text:span text:style-name="T1">{}</text:span></text:p>'
    text = f"<text:p>{LONG}</text:p>"
    body = head.format("Results") + text + head.format("Lessons") + text
    assert read_odt(body, styles) == ["# Results", LONG, "# Lessons", LONG]


def test_deleted_text_comments_and_indexes_are_left_out_and_notes_come_last() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>never</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>Contents 1</text:p></text:index-body>"
        "</text:table-of-content>"
        "<text:p>Fees<office:annotation><text:p>Sure?</text:p></office:annotation> fell.<text:note>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>By half.</text:p>"
        "</text:note-body></text:note></text:p><text:p>After.</text:p>"
    )
    assert read_odt(body) == ["Fees fell.", "After.", "By half."]


def test_tables_keep_the_paragraphs_of_their_cells_and_repeat_none_without_end() -> None:
    body = (
        '<table:table><table:table-row><table:table-cell table:number-columns-spanned="2">'
        "<text:p>Both</text:p></table:table-cell><table:covered-table-cell><text:p>below</text:p></table:covered-table-cell></table:table-row>"
        "<table:table-row><table:table-cell><text:p>Togo</text:p><text:p>Mali</text:p>"
        '</table:table-cell><table:table-cell table:number-columns-repeated="1000000">'
        "<text:p>2021</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert read_odt(body) == [[["Both", ""], ["Togo\nMali", "2021"]]]


def test_text_boxes_are_read_after_the_paragraph_that_holds_them() -> None:
    box = "<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame>"
    assert read_odt(f"<text:p>Beside {box}it.</text:p>") == ["Beside it.", "In a box."]


def test_pages_are_counted_where_the_document_has_their_ends() -> None:
    body = "<text:p>One.</text:p><text:p><text:soft-page-break/>Two.</text:p>"
    found = read(odt(body), ODT)
    assert [one.page for one in found if isinstance(one, Block)] == [1, 2]
    assert Pages(2) in found


def test_what_was_read_before_the_damage_is_kept() -> None:
    whole = odt(f"<text:p>Kept.</text:p><text:p>{LONG}</text:p>")
    content = documents.entry(whole, "content.xml").replace(b"their rights", b"<their rights")
    found, error = read_until_damage(documents.with_entries(whole, {"content.xml": content}), ODT)
    assert outline(found) == ["Kept."]
    assert isinstance(error, SyntaxError)


def test_a_sheet_is_a_heading_and_a_table_without_what_is_repeated_in_vain() -> None:
    cells = "".join(
        f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in ("TH", "2015")
    )
    nothing = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    sheet = (
        f'<table:table table:name="Fees"><table:table-row table:number-rows-repeated="2">{cells}'
        '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        f"{nothing}</table:table>"
    )
    found = read(
        documents.odf("spreadsheet", f"<office:spreadsheet>{sheet}</office:spreadsheet>"), ODS
    )
    assert outline(found) == ["# Fees", [["TH", "2015"], ["TH", "2015"]]]
    assert Pages(1) in found
