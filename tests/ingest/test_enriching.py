"""What the text of a record names is proposed for it, with its places."""

from tests.ingest.building import document

from rcp_ingest.document import Document
from rcp_ingest.enriching import enriched
from rcp_ingest.names import Names
from rcp_ingest.records import Found, Place, PracticeRecord, Quotation, Reading, Shape

CODES = ("Aland", "Beland", "Celand", "Deland", "Eland", "Feland", "Geland", "Heland")
NAMES = Names(
    states={name[:2].upper(): (("en", name),) for name in CODES},
    rcps={"midsa": (("", "MIDSA"), ("", "Migration Dialogue of the South"))},
    gcm_objectives={str(number): (("en", "x"),) for number in range(1, 24)},
    sdg_targets={"10.7": (("en", "x"),)},
    themes={
        "recruitment": (("en", "recruitment"), ("en", "recruitment fee")),
        "trafficking": (("en", "trafficking in persons"),),
        "security": (("en", "security"),),
    },
)


def proposed(*blocks: str, title: int | None = None, **stated: object) -> PracticeRecord:
    """Return the record of a document's first blocks, after proposals."""
    found = document(*blocks)
    fields = {
        "title" if number == title else f"section{number}": Found(
            block.text, 0.9, (Place(number, 0, len(block.text)),)
        )
        for number, block in enumerate(found.blocks)
    }
    fields |= {name: Found(value, 1.0) for name, value in stated.items()}
    reading = Reading(Shape.SECTIONS, practices=(PracticeRecord(fields),))
    (record,) = enriched(reading, found, NAMES).practices
    return record


def test_states_objectives_targets_and_processes_are_proposed() -> None:
    record = proposed("Aland and Beland do it with MIDSA (GCM objective 6, SDG 10.7).")
    assert record.value("countries") == ["AL", "BE"]
    assert record.value("gcm_objectives") == [6]
    assert record.value("sdg_targets") == ["10.7"]
    assert record.value("rcps") == ["midsa"]


def test_a_proposal_knows_where_it_stands() -> None:
    text = "The people of Aland did it."
    (place,) = proposed(text).fields["countries"].places
    assert text[place.start : place.end] == "Aland"


def test_what_is_stated_is_kept() -> None:
    record = proposed("Aland did it for recruitment fees.", countries=["BE"], themes=["data"])
    assert record.value("countries") == ["BE"]
    assert record.value("themes") == ["data"]


def test_what_the_title_names_is_surer() -> None:
    text = "Aland did it."
    titled = proposed(text, title=0).fields["countries"]
    assert titled.confidence > proposed(text).fields["countries"].confidence


def test_of_a_long_list_of_states_only_those_named_elsewhere_are_proposed() -> None:
    record = proposed("A desk in Aland", f"It was presented to {', '.join(CODES)}.", title=0)
    assert record.value("countries") == ["AL"]


def test_themes_are_proposed_where_enough_is_said_of_them() -> None:
    assert proposed("A word of recruitment.").value("themes") == ""
    assert proposed("Recruitment without recruitment fees").value("themes") == ["recruitment"]
    assert proposed("Trafficking in persons", title=0).value("themes") == ["trafficking"]


def test_a_word_of_many_meanings_makes_no_theme() -> None:
    assert proposed("Security at the port", title=0).value("themes") == ""


def test_languages_are_told_of_the_document_its_records_and_quotations() -> None:
    french = "Le guichet informe les travailleurs de leurs droits avant le départ."
    english = "The desk tells workers what they have to pay before they leave the country."
    place = Place(0, 0, len(french))
    reading = Reading(
        Shape.SECTIONS,
        practices=(PracticeRecord({"description": Found(french, 0.9, (place,))}),),
        quotations=(Quotation("Nobody asked us what we had learnt."), Quotation("Oui.")),
    )
    told = enriched(reading, document(french, *[english] * 3), NAMES)
    assert told.language == "en"
    assert told.practices[0].value("language") == "fr"
    assert [quotation.language for quotation in told.quotations] == ["en", "en"]


def test_a_process_in_the_title_of_the_document_is_a_weak_proposal() -> None:
    found = document("# Meeting of MIDSA", "A desk tells workers.")
    reading = Reading(
        Shape.SECTIONS,
        session={"title": Found("Meeting of MIDSA", 0.9, (Place(0, 0, 16),))},
        practices=(PracticeRecord({"summary": Found("x", 0.9, (Place(1, 0, 21),))}),),
    )
    (record,) = enriched(reading, found, NAMES).practices
    assert record.value("rcps") == ["midsa"]
    assert record.fields["rcps"].confidence < 0.5


def test_a_record_without_places_or_text_is_left_as_it_is() -> None:
    reading = Reading(Shape.SECTIONS, practices=(PracticeRecord({}),))
    empty = Document("x", "text/plain", ())
    assert enriched(reading, empty, NAMES) == reading
