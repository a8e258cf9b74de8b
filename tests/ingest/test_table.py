"""Tables of practices: a header in any language, a practice for each row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.ingest.building import document

from rcp_ingest import formats
from rcp_ingest.document import Document
from rcp_ingest.names import Names
from rcp_ingest.recognisers import table
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognisers.table_layout import header_key
from rcp_ingest.records import PracticeRecord, Reading

NAMES = Names(
    states={
        "JO": (("ar", "الأردن"),),
        "KE": (("en", "Kenya"), ("ru", "Кения")),
        "ML": (("en", "Mali"), ("fr", "Mali")),
        "UG": (("en", "Uganda"), ("ru", "Уганда")),
    },
    rcps={"midsa": (("", "MIDSA"),)},
    gcm_objectives={str(number): (("en", "x"),) for number in range(1, 24)},
    sdg_targets={"10.7": (("en", "x"),), "8.8": (("en", "x"),)},
    themes={"recruitment": (("en", "Recruitment"),), "reintegration": (("en", "Reintegration"),)},
)
Table = Sequence[Sequence[str]]


def sheet(*written: str | Table) -> Document:
    return replace(document(*written), media_type=formats.XLSX)


def read(*written: str | Table, mappings: Mapping[str, tuple[str, ...]] | None = None) -> Reading:
    return table.read(sheet(*written), Context(NAMES, mappings or {}))


def values(record: PracticeRecord) -> dict[str, Any]:
    return {name: found.value for name, found in record.fields.items()}


def fields(reading: Reading) -> list[str]:
    return [field for _header, field in reading.columns]


@pytest.mark.parametrize(
    "headers",
    [
        ["Title", "Country", "Summary", "Year"],
        ["Titre", "Pays", "Résumé", "Année"],
        ["Título", "País", "Resumen", "Año"],
        ["العنوان", "البلد", "الملخص", "السنة"],
        ["Título", "País", "Resumo", "Ano"],
        ["Название", "Страна", "Краткое описание", "Год"],
    ],
)
def test_headers_are_understood_in_six_languages(headers: list[str]) -> None:
    reading = read([headers, ["Desk", "Kenya", "A desk tells workers.", "2015"]])
    assert fields(reading) == ["title", "countries", "summary", "year_from"]
    (record,) = reading.practices
    assert values(record) == {
        "title": "Desk",
        "countries": ["KE"],
        "summary": "A desk tells workers.",
        "year_from": 2015,
    }


def test_cells_are_understood() -> None:
    headers = ["Title", "Countries", "Years", "Themes", "GCM objectives", "SDG targets", "Status"]
    row = [
        "Desk",
        "Kenya; Uganda",
        "2015–2018",
        "Recruitment; hats",
        "6, 18",
        "10.7; 8.8",
        "ongoing",
    ]
    (record,) = read([headers, row]).practices
    assert values(record) == {
        "title": "Desk",
        "countries": ["KE", "UG"],
        "year_from": 2015,
        "year_to": 2018,
        "themes": ["recruitment"],
        "keywords": ["hats"],
        "gcm_objectives": [6, 18],
        "sdg_targets": ["10.7", "8.8"],
        "status": "ongoing",
    }


def test_the_header_may_stand_below_titles() -> None:
    reading = read([["Register 2024"], ["Title", "Country", "Year"], ["Desk", "Kenya", "2015"]])
    assert [record.value("title") for record in reading.practices] == ["Desk"]
    assert reading.session["title"].value == "Register 2024"


def test_units_and_narrower_columns_belong_to_the_header() -> None:
    units = read([["Title", "Country", "Start"], ["", "(ISO)", "(YYYY)"], ["Desk", "KE", "2015"]])
    assert len(units.practices) == 1
    narrower = read(
        [
            ["Practice", "", "Where and when", ""],
            ["Title", "Summary", "Country", "Year"],
            ["Desk", "It tells workers.", "Kenya", "2015"],
        ]
    )
    assert fields(narrower) == ["title", "summary", "countries", "year_from"]
    assert len(narrower.practices) == 1


def test_practices_may_stand_beside_each_other() -> None:
    reading = read([["Title", "Desk", "Post"], ["Country", "Kenya", "Mali"], ["Year", "2015", ""]])
    assert [record.value("title") for record in reading.practices] == ["Desk", "Post"]
    assert [record.value("countries") for record in reading.practices] == [["KE"], ["ML"]]


def test_columns_without_a_known_header_are_told_by_what_they_hold() -> None:
    rows = [["A desk for workers", "Kenya", "2015"], ["A post on a river", "Mali", "2016"]]
    assert fields(read([["Foo", "Bar", "Baz"], *rows])) == ["title", "countries", "year_from"]


def test_what_a_column_holds_corrects_a_header_of_two_meanings() -> None:
    rows = [["Balcão", "em curso", "Resumo breve"], ["Escola", "concluído", "Outro resumo"]]
    assert fields(read([["Título", "Estado", "Resumo"], *rows])) == ["title", "status", "summary"]


def test_nothing_is_lost() -> None:
    reading = read(
        [
            ["Title", "Country", "Year", "Approach", "Hints from the minister"],
            ["Desk", "West Africa, Mali", "long ago", "By bus.", "Ask in spring"],
        ]
    )
    (record,) = reading.practices
    assert record.value("countries") == ["ML"]
    assert record.value("description").split("\n\n") == [
        "Country: West Africa, Mali",
        "Year: long ago",
        "Hints from the minister: Ask in spring",
    ]


@pytest.mark.parametrize(
    "header", ["Focal point", "Personne à contacter", "E-mail", "Телефон", "Speaker"]
)
def test_people_to_ask_are_no_part_of_a_practice(header: str) -> None:
    told = read(
        [["Title", "Country", header], ["Desk", "Kenya", "Ines Calloway, ines@desk.example"]]
    )
    assert values(told.practices[0]) == {"title": "Desk", "countries": ["KE"]}
    assert told.withheld == ("Ines Calloway",)
    assert told.columns[2] == (header, "")


def test_a_row_without_a_title_is_called_by_its_summary() -> None:
    (record,) = read(
        [["Title", "Summary", "Country"], ["", "A desk in the port: it helps.", "Kenya"]]
    ).practices
    assert record.value("title") == "A desk in the port"
    assert record.fields["title"].confidence < 0.5


def test_numbers_of_rows_repeated_headers_and_group_rows_are_no_practices() -> None:
    headers = ["No.", "Title", "Country", "Year"]
    reading = read(
        [
            *(headers, ["Part A"], ["1", "Desk", "Kenya", "2015"], headers),
            *(["2", "Post", "Mali", "2016"], ["", "", "", ""]),
        ]
    )
    assert [record.value("title") for record in reading.practices] == ["Desk", "Post"]
    assert reading.columns[0] == ("No.", "")


def test_each_value_knows_its_cell() -> None:
    found = sheet("# Practices", [["Title", "Country"], ["Desk", "Kenya"], ["Post", "Mali"]])
    reading = table.read(found, Context(NAMES))
    for record in reading.practices:
        (place,) = record.fields["title"].places
        assert found.blocks[place.block].text[place.start : place.end] == record.value("title")
        assert place.heading == "Practices"


def test_a_remembered_mapping_counts() -> None:
    rows = [["Title", "Foo", "Country"], ["Desk", "Kenya", "left out"]]
    key = header_key(["TITLE:", "foo", "Country "])
    (record,) = read(rows, mappings={key: ("title", "countries", "")}).practices
    assert values(record) == {"title": "Desk", "countries": ["KE"]}


def test_several_sheets_give_all_their_practices() -> None:
    one = [["Title", "Country", "Year"], ["Desk", "Kenya", "2015"]]
    other = [["Titre", "Pays", "Résumé"], ["Guichet", "Mali", "Un guichet."]]
    reading = read("# One", one, "# Deux", other)
    assert [record.value("title") for record in reading.practices] == ["Desk", "Guichet"]


def test_a_table_that_a_page_cuts_goes_on_without_its_header() -> None:
    rows = [["Title", "Country", "Year"], ["Desk", "Kenya", "2015"]]
    cut = document(rows, [["Post of the river", "Mali", "2016"]])
    blocks = tuple(replace(block, page=number) for number, block in enumerate(cut.blocks, 1))
    reading = table.read(replace(cut, blocks=blocks, media_type=formats.PDF), Context(NAMES))
    titles = [record.value("title") for record in reading.practices]
    assert titles == ["Desk", "Post of the river"]


def test_spreadsheets_and_documents_that_are_one_table_look_like_tables() -> None:
    rows = [["Title", "Country", "Year"], ["Desk", "Kenya", "2015"], ["Post", "Mali", "2016"]]
    assert table.likeness(sheet(rows)) > 0.9
    assert table.likeness(document(rows)) > 0.7
    assert table.likeness(document("Word " * 200, rows)) < 0.5
    assert table.likeness(document("Word", [["a", "b"], ["c", "d"]])) == 0
    assert table.likeness(sheet("# Empty")) == 0


@pytest.mark.parametrize(
    "rows", [[], [[]], [[""]], [["Title"]], [["Title", "Country"]], [["", ""]] * 9]
)
def test_a_table_without_practices_gives_none(rows: Table) -> None:
    assert read(rows).practices == ()


def test_an_absurdly_wide_table_costs_no_more_than_its_text() -> None:
    rows = [["Title", "Country"], [""] * 100_000, *([["Desk", "Kenya"]] * 3_000)]
    found = table.read(sheet(rows), Context(NAMES))
    assert len(found.practices) == 3_000
