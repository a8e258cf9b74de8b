"""What is printed of a document can be imported as it is."""

from tests.ingest.building import document

from rcp_ingest import Ingested
from rcp_ingest.published import published
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognising import reading_of
from rcp_platform.practices.interchange import remarks_on, values_of


def test_a_practice_of_a_report_is_a_record_of_an_interchange_file() -> None:
    told = document(
        "Name of Rapporteur: Ada Lark",
        "# 2. Challenges",
        "- Few visas",
        "# 3. Good practices",
        f"- {'Desks in ports tell newcomers their rights. ' * 40}",
        "- Joint training",
        "# 6. Quotes",
        "“No one is alone here” — Ben Roe",
    )
    printed = published(Ingested(told, reading_of(told, Context())), rcp="bali-process")
    assert len(printed["practices"]) == 2
    for record in printed["practices"]:
        values = values_of(record)
        assert values["rcp_slug"] == "bali-process"
        assert values["audience"].value == "members"
        assert remarks_on(record) == ["unknown fields are ignored: from"]
