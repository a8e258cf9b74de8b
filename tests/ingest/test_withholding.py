"""A name that is withheld stands nowhere in what is told."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.building import document

from rcp_ingest import Found, Ingested, PracticeRecord, Quotation, Reading, Shape
from rcp_ingest.published import published
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognising import reading_of
from rcp_ingest.withholding import Withholding, without_names


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ada Lark", "Then Ada Lark left."),
        ("Ada Lark", "Then Ms Lark left."),
        ("Ada Lark", "Then Lark’s team left."),
        ("Ada Lark", "ADA LARK left."),
        ("Ada Lark", "A. Lark left."),
        ("Ada Lark", "Lark, Ada"),
        ("Ada Lark", "Write to a.lark@example.org today."),
        ("José Núñez", "Then Jose Nunez left."),
        ("Anne-Marie d'Orval", "Then Anne-Marie left."),
        ("Анна Петрова", "Письмо Анне Петровой отправлено."),
        ("Анна Петрова", "По словам А. Петровой, данных мало."),
        ("ليلى حداد", "وأشارت إلى ذلك ولحداد رأي آخر"),
        ("ليلى حداد", "السيدة ليلى قالت ذلك"),
    ],
)
def test_every_part_of_a_name_is_taken_out(name: str, text: str) -> None:
    told = Withholding([name]).of(text)
    assert "[name withheld]" in told
    for part in (*name.split(), name.split()[-1].upper(), "Nunez", "Петров", "a.lark"):
        assert part not in told


def test_the_name_of_a_state_stays_where_no_name_stands_beside_it() -> None:
    hidden = Withholding(["Mary Jordan"])
    assert hidden.of("Jordan and Lebanon agreed.") == "Jordan and Lebanon agreed."
    assert "Jordan" not in hidden.of("Ms Jordan and Mary Jordan agreed.")


def test_a_word_that_begins_a_sentence_is_no_name() -> None:
    hidden = Withholding(["Will Young"])
    assert hidden.of("Young people move. will young people stay?").startswith("Young people")
    assert hidden.of("as Young noted") == "as [name withheld] noted"


def test_words_that_only_hold_a_name_stay() -> None:
    assert Withholding(["Ann Li"]).of("Annual Lists of LI and li") == "Annual Lists of LI and li"


def test_a_file_names_nobody_in_small_letters() -> None:
    assert Withholding(["Ada Lark"]).of("lark-notes_ada.docx", any_case=True) == (
        "[name withheld]-notes_[name withheld].docx"
    )


def test_who_wrote_and_chaired_is_left_out_where_withheld() -> None:
    reading = Reading(
        Shape.RAPPORTEUR_REPORT,
        session={
            "rapporteur": Found("Ms Lark (ILO)", 1.0),
            "chairs": Found(["Ada Lark", "Ben Roe"], 1.0),
        },
        withheld=("Ada Lark",),
    )
    told = without_names(reading)
    assert "rapporteur" not in told.session
    assert told.session["chairs"].value == ["Ben Roe"]


def test_who_approved_stays_named_with_that_quotation_alone() -> None:
    reading = Reading(
        Shape.NOTE,
        language="fr",
        challenges=(Found("Ada Lark dit que non", 1.0),),
        quotations=(Quotation("Oui", speaker="Ada Lark", approval="approuvé"), Quotation("Non")),
        withheld=("Ada Lark",),
    )
    told = without_names(reading)
    assert told.quotations[0].speaker == "Ada Lark"
    assert told.challenges[0].value == "[nom non divulgué] dit que non"


def test_each_record_speaks_its_own_language() -> None:
    practice = PracticeRecord({"title": Found("От Ada Lark", 1.0), "language": Found("ru", 1.0)})
    reading = Reading(Shape.NOTE, language="en", practices=(practice,), withheld=("Ada Lark",))
    assert without_names(reading).practices[0].value("title") == "От [имя не раскрывается]"


NAMES = st.sampled_from(
    [
        *("Jane Doverfield", "Amina Diallo-Sarr", "Juan Pérez de la Cruz", "Maria da Silveira"),
        *("Jean-Luc Moreau", "Иван Сидоренко", "Анна Петрова", "Nguyen Van Tran", "Ada O'Connell"),
        *("ليلى الحداد", "كريم سعيد", "Fatou Ndiaye Sow", "Siti binti Rahmani", "Jane DOVERFIELD"),
    ]
)
#: Where the name stands, in the ways of six languages; {q} are the quoted words.
WAYS = st.sampled_from(
    [
        "“{q}”, said {n} of the ILO.",
        "“{q}” — {n}, Ministry of Labour",
        "“{q}” ({n}, Kenya)",
        "{n}: “{q}”",
        "As Minister {n} put it, “{q}”.",
        "According to {n}, “{q}”",
        "« {q} », a déclaré {n}, du Bureau.",
        "Selon {n} : « {q} »",
        "«{q}», señaló {n}, de la OIM",
        "«{q}», afirmou {n}, do Instituto.",
        "«{q}», — сказал {n}, Министерство труда",
        "По словам {n}: «{q}»",
        "«{q}» وقالت {n} من وزارة العمل",
        "قال السيد {n}: «{q}»",
        "“{q}” ({n}, approval pending)",
        "'{q}' - {n} (not yet approved)",
        "{q} ({n}, UNHCR)",
        "{q} — {n}",
    ]
)
QUOTES = st.sampled_from(
    ["Borders are drawn by people", "No region can do this alone", "الهجرة تبدأ من البيت كل يوم"]
)


@settings(max_examples=60, deadline=None)
@given(name=NAMES, way=WAYS, quote=QUOTES, other=st.booleans())
def test_a_name_without_approval_is_never_published(
    name: str, way: str, quote: str, other: bool
) -> None:
    surname = name.split()[-1]
    lines = [
        f"Rapporteur: {name} (ODI)",
        f"Chairs: {name}; Ben Roe",
        "# 2. Challenges",
        f"- The office that {name} leads is far from the border.",
        f"- Files of Dr {surname} were late.",
        "# 3. Good practices",
        f"- {name} opened desks in four ports.",
        "# 6. Inspiring quotes",
        *(["“We all move one day” (Ola Berg, approved)"] if other else []),
        way.format(q=quote, n=name),
    ]
    told = document(*lines, name=f"{name.replace(' ', '-').lower()}.txt")
    written = json.dumps(
        published(Ingested(told, reading_of(told, Context())), rcp="bali-process"),
        ensure_ascii=False,
    )
    assert name not in written
    assert surname not in written
    assert surname.lower() not in json.loads(written)["document"]
    assert not other or "Ola Berg" in written
