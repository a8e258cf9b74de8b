"""The sample directory against figures counted by hand in the annex of Hansen (2010).

How the annex was counted, for every Process:
- States and territories under "Governments" are participating States, also those whose
  participation is qualified; the qualification is their note.
- Under "Observers, Partners" each named body counts once. Unnamed groups ("interested diplomatic
  missions", "NGOs on an ad hoc basis", "groups affiliated with the Catholic Church") do not count.
- A body is a partner where the annex calls it partner or participant, or says that there are no
  observers or that it is none; everyone else under that heading is an observer.
"""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from babel import Locale

DIRECTORY = Path(__file__).parents[2] / "platform/rcp_platform/samples/directory.json"
RECORDS: dict[str, dict[str, Any]] = {
    record["slug"]: record for record in json.loads(DIRECTORY.read_text(encoding="utf-8"))
}


class Counted(NamedTuple):
    """Figures of one Process: O observers, P partners; codes that are in and that are easily
    taken for a participating State but are not."""

    year: int
    states: int
    o_states: int
    o_organisations: int
    p_states: int
    p_organisations: int
    areas: int
    goals: int
    among: str
    not_among: str


ANNEX = {
    # Partners: SAMP, IOM. Observers: SADC Secretariat, SADC Parliamentary Forum, AU Commission,
    # UNHCR, UNDP. "Immigration and Labour" names no body and is left out.
    "midsa": Counted(2000, 16, 0, 5, 0, 2, 7, 6, "SZ CD KM MG MU SC TZ", "CG RW UG"),
    # Fourteen organisations from CONGAD to WFP; the OAU as the annex still calls it.
    "midwa": Counted(2000, 15, 2, 14, 0, 0, 5, 7, "CV CI GM GN GW NE NG", "GQ MR TD"),
    # Six members and Eritrea, suspended. "And other partners" makes all listed partners: fifteen
    # Forum States and six transit States; AU, IOM, EC, UNDP, World Bank and five RECs.
    "igad-rcp": Counted(2008, 7, 0, 0, 21, 10, 14, 5, "DJ SO SD ER", "SS RW TZ"),
    # New Zealand (until 2003) is one of the 35. UNIAP, admitted to one plenary, is the fourth
    # organisation after IOM, UNHCR and the PIDC Secretariat. Areas are prose: four groups.
    "apc": Counted(1996, 35, 0, 4, 0, 0, 4, 6, "HK MO NC FM NZ KR LA TL", "KP IR MV PW TO TR TW"),
    # Twelve non-State observers, two of which are RCPs. IOM and UNHCR: "participant status".
    "bali-process": Counted(
        2002, 43, 18, 10, 0, 2, 10, 9, "KP KR HK MO NC PW TR", "FM US RU AE TW"
    ),
    # Observers are those invited in 2005; Afghanistan, observer in 2004, is a participating State.
    "colombo-process": Counted(2003, 11, 8, 8, 0, 0, 3, 15, "AF CN NP TH VN", "KH MM MY"),
    # "11 Colombo Process countries" and "9 Asian destination countries".
    "abu-dhabi-dialogue": Counted(2008, 20, 7, 1, 0, 0, 4, 5, "OM SG YE AE MY", "JP KR MU JO"),
    # UNHCR stands in the list twice and counts once. RNCOM, "neither a member of nor an observer",
    # is kept as partner.
    "rcm": Counted(1996, 11, 5, 8, 0, 1, 3, 6, "DO BZ CA US", "DM CU HT CO"),
    # Seven named organisations before the unnamed groups. Areas are prose: seven topics.
    "sacm": Counted(1999, 12, 8, 7, 0, 0, 7, 5, "SR GY BO VE", "GF MX PA"),
    # Sixteen non-State observers, one of which is an RCP. MARRI is not among the fourteen RCPs.
    "budapest-process": Counted(1991, 49, 3, 15, 0, 0, 7, 3, "MK ME MD LI TM CY", "IS XK MC US"),
    # "No official observers": EC, IOM, UNHCR, SMB and the four regular counterparts are partners.
    # Areas are prose: asylum, irregular migration, transfer of experience.
    "soderkoping-process": Counted(2001, 10, 0, 0, 0, 8, 3, 5, "BY MD UA SK", "SE DE RU CZ"),
    # Areas are prose with ten topics between semicolons.
    "5-plus-5": Counted(2002, 10, 0, 3, 0, 0, 10, 7, "MR MT LY PT", "EG GR TR"),
    # 7 Arab, 27 EU, 3 other European and 7 new Partner States. IOM is both observer and partner.
    # Areas: five under Pillar I, three under Pillar II.
    "mtm": Counted(2003, 44, 1, 10, 0, 7, 8, 2, "SY LB CV GB TR NO", "HR JO PS IS AU"),
    # Areas are prose: nine topics.
    "igc": Counted(1985, 17, 0, 3, 0, 0, 9, 7, "NZ GR IE CH", "AT IT JP PT"),
}

#: The annex says "the 27 EU Member States" without naming them: no Croatia yet, still the UK.
EU_OF_2009 = "AT BE BG CY CZ DE DK EE ES FI FR GB GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"

REGIONS = {"africa", "americas", "asia", "europe", "gulf", "global"}

#: Characters that PostgreSQL would refuse to exceed.
ROOM = {"name": 200, "short_name": 80, "contact": 254, "as_of": 20, "source": 400}
NOTE = TITLE = 200
DETAIL = 1000

#: Names in the annex that differ from today's, by Process and code.
OTHER_NAMES = {
    ("midsa", "SZ"): "Swaziland",
    ("midwa", "CV"): "Cape Verde",
    ("apc", "MO"): "Macau SAR",
    ("bali-process", "MO"): "Macau SAR",
    ("bali-process", "TR"): "Turkey",
    ("sacm", "SR"): "Surinam",
    ("budapest-process", "CZ"): "Czech Republic",
    ("budapest-process", "MK"): "Macedonia (FYR)",
    ("budapest-process", "TR"): "Turkey",
    ("mtm", "CV"): "Cape Verde",
    ("mtm", "TR"): "Turkey",
}


def states(text: str) -> set[str]:
    return set(text.split())


def parties(slug: str, relation: str, kind: str) -> list[dict[str, str]]:
    return [party for party in RECORDS[slug][relation] if party["kind"] == kind]


def codes(slug: str) -> list[str]:
    return [state["code"] for state in RECORDS[slug]["states"]]


def codes_noted(slug: str, words: str) -> set[str]:
    return {state["code"] for state in RECORDS[slug]["states"] if words in state.get("note", "")}


def names(slug: str, relation: str) -> str:
    return "; ".join(party["name"] for party in parties(slug, relation, "organisation"))


def test_the_directory_holds_the_fourteen_processes_once_each() -> None:
    listed = [record["slug"] for record in json.loads(DIRECTORY.read_text(encoding="utf-8"))]
    assert len(listed) == 14
    assert set(listed) == set(ANNEX)


@pytest.mark.parametrize("slug", ANNEX)
def test_figures_are_those_of_the_annex(slug: str) -> None:
    record, annex = RECORDS[slug], ANNEX[slug]
    assert record["year_established"] == annex.year
    assert len(set(codes(slug))) == len(codes(slug)) == annex.states
    assert len(parties(slug, "observers", "state")) == annex.o_states
    assert len(parties(slug, "observers", "organisation")) == annex.o_organisations
    assert len(parties(slug, "partners", "state")) == annex.p_states
    assert len(parties(slug, "partners", "organisation")) == annex.p_organisations
    assert len(record["areas_of_discussion"]) == annex.areas
    assert len(record["goals"]) == annex.goals


@pytest.mark.parametrize("slug", ANNEX)
def test_states_that_are_easily_confused_are_told_apart(slug: str) -> None:
    assert states(ANNEX[slug].among) <= set(codes(slug))
    assert not states(ANNEX[slug].not_among) & set(codes(slug))


def test_the_annex_names_exactly_four_processes_that_observe_another() -> None:
    links = {
        (party["slug"], slug)
        for slug in RECORDS
        for relation in ("observers", "partners")
        for party in parties(slug, relation, "rcp")
    }
    assert links == {
        ("igc", "bali-process"),
        ("apc", "bali-process"),
        ("igc", "budapest-process"),
        ("igc", "mtm"),
    }
    assert all(not parties(slug, "partners", "rcp") for slug in RECORDS)


def test_states_keep_the_name_they_had_in_the_annex() -> None:
    named = {
        (slug, state["code"]): state["named_as"]
        for slug, record in RECORDS.items()
        for state in record["states"]
        if "named_as" in state
    }
    assert named == OTHER_NAMES


def test_qualified_participation_is_noted() -> None:
    assert codes_noted("igad-rcp", "suspended") == {"ER"}
    assert codes_noted("apc", "Until 2003") == {"NZ"}
    assert codes_noted("apc", "New Caledonia (France)") == {"NC"}
    assert codes_noted("bali-process", "New Caledonia (France)") == {"NC"}
    assert codes_noted("colombo-process", "joined in 2005") == {"AF"}
    assert codes_noted("bali-process", "Co-Chair") == {"AU", "ID"}
    assert codes_noted("bali-process", "teering group") == {"AU", "ID", "NZ", "TH"}
    assert codes_noted("budapest-process", "Chair") == {"TR", "HU"}


def test_mtm_partner_states_are_seven_arab_thirty_european_and_seven_new() -> None:
    assert codes_noted("mtm", "Arab") == states("DZ EG LB LY MA SY TN")
    assert codes_noted("mtm", "European Union") == states(EU_OF_2009)
    assert codes_noted("mtm", "European Partner") == states(EU_OF_2009) | {"NO", "CH", "TR"}
    assert codes_noted("mtm", "New Partner") == states("CV ET GH ML NE NG SN")


def test_abu_dhabi_dialogue_joins_the_colombo_process_with_nine_destinations() -> None:
    assert codes_noted("abu-dhabi-dialogue", "Colombo Process") == set(codes("colombo-process"))
    assert codes_noted("abu-dhabi-dialogue", "destination") == states("BH KW MY OM QA SA SG AE YE")


@pytest.mark.parametrize(
    ("slug", "relation", "expected"),
    [
        ("bali-process", "observers", "AT BE CA CH DE DK ES FI GB IT NL NO PL RO RU SE US ZA"),
        ("budapest-process", "observers", "AU CA US"),
        ("colombo-process", "observers", "AE BH IT KR KW MY QA SA"),
        ("abu-dhabi-dialogue", "observers", "DE FR JP KR MU PL US"),
        ("igad-rcp", "partners", "AT BE CA DE DK EG FR GB GR IE IT JP LY NE NL NO SE TD TN US YE"),
        ("midwa", "observers", "CH FR"),
        ("mtm", "observers", "AU"),
        ("rcm", "observers", "AR CO EC JM PE"),
        ("sacm", "observers", "AU CA CH ES FR IT MX US"),
    ],
)
def test_observer_and_partner_states_are_those_named(
    slug: str, relation: str, expected: str
) -> None:
    found = sorted(party["code"] for party in parties(slug, relation, "state"))
    assert found == expected.split()


@pytest.mark.parametrize(
    ("slug", "relation", "acronyms"),
    [
        ("midsa", "observers", "SADC AU UNHCR UNDP"),
        ("midsa", "partners", "SAMP IOM"),
        ("midwa", "observers", "CONGAD ECOWAS IRD ILO IOM OCHA OAU OECD UEMOA UNAIDS UNHCR UNICEF"),
        ("midwa", "observers", "UNODC WFP"),
        ("igad-rcp", "partners", "AU IOM EC UNDP ECOWAS EAC SADC ECCAS CEN-SAD"),
        ("apc", "observers", "IOM UNHCR PIDC UNIAP"),
        ("bali-process", "observers", "ADB EC ICMPD ICRC IFRC ILO INTERPOL UNDP UNODC"),
        ("bali-process", "partners", "IOM UNHCR"),
        ("colombo-process", "observers", "ADB ASEAN DFID EC GCC ILO UNIFEM"),
        ("abu-dhabi-dialogue", "observers", "EC"),
        ("rcm", "observers", "ECLAC IOM UNHCR SICA IACHR SEGIB UNFPA"),
        ("rcm", "partners", "RNCOM"),
        ("sacm", "observers", "CAN ECLAC ILO IOM SELA UNESCO UNHCR"),
        ("budapest-process", "observers", "EC ICMPD IOM UNHCR UNODC UN-CICP INTERPOL MARRI ILO"),
        ("budapest-process", "observers", "CIS BSEC Europol Frontex"),
        ("soderkoping-process", "partners", "EC IOM UNHCR SMB ENARO"),
        ("5-plus-5", "observers", "IOM ILO ICMPD"),
        ("mtm", "observers", "CEN-SAD DCAF IOM IOPCR MARRI OSCE UNESCWA"),
        ("mtm", "partners", "Europol Frontex INTERPOL IOM UNHCR UNODC"),
        ("igc", "observers", "IOM UNHCR EC"),
    ],
)
def test_organisations_are_those_named(slug: str, relation: str, acronyms: str) -> None:
    assert set(acronyms.split()) <= set(re.findall(r"\(([^)]+)\)", names(slug, relation)))


def test_organisations_without_an_acronym_are_there() -> None:
    assert "SADC Parliamentary Forum" in names("midsa", "observers")
    assert "World Bank" in names("igad-rcp", "partners")
    assert "World Bank" in names("bali-process", "observers")
    assert "World Bank" in names("colombo-process", "observers")
    assert "Special Rapporteur" in names("rcm", "observers")
    assert "Council of Europe; " in names("budapest-process", "observers")
    assert "SECI Centre" in names("budapest-process", "observers")
    assert "Odysseus Academic Network" in names("soderkoping-process", "partners")
    assert "Eurojust" in names("mtm", "observers")
    assert "General Secretariat of the European Council" in names("mtm", "observers")
    assert "League of Arab States" in names("mtm", "observers")
    assert "Caritas" in names("mtm", "partners")


def test_an_organisation_is_written_the_same_way_in_every_record() -> None:
    written: dict[str, set[str]] = {}
    for slug in RECORDS:
        for relation in ("observers", "partners"):
            for party in parties(slug, relation, "organisation"):
                for acronym in re.findall(r"\(([^)]+)\)$", party["name"]):
                    written.setdefault(acronym, set()).add(party["name"])
    assert {acronym: forms for acronym, forms in written.items() if len(forms) > 1} == {}


@pytest.mark.parametrize("slug", ANNEX)
def test_no_party_is_listed_twice_in_one_relation(slug: str) -> None:
    for relation in ("observers", "partners"):
        keys = [
            party.get("code") or party.get("slug") or party["name"]
            for party in RECORDS[slug][relation]
        ]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("slug", ANNEX)
def test_every_code_is_a_territory(slug: str) -> None:
    territories = Locale("en").territories
    party_codes = [
        party["code"]
        for relation in ("observers", "partners")
        for party in parties(slug, relation, "state")
    ]
    for code in codes(slug) + party_codes:
        assert re.fullmatch("[A-Z]{2}", code)
        assert code in territories


@pytest.mark.parametrize("slug", ANNEX)
def test_every_party_has_what_its_kind_needs_and_nothing_else(slug: str) -> None:
    identity = {"state": "code", "organisation": "name", "rcp": "slug"}
    for relation in ("observers", "partners"):
        for party in RECORDS[slug][relation]:
            assert set(party) - {"note"} == {"kind", identity[party["kind"]]}


@pytest.mark.parametrize("slug", ANNEX)
def test_every_record_is_complete_and_cites_its_source(slug: str) -> None:
    record = RECORDS[slug]
    assert record["as_of"] == "2009-10"
    assert record["source"].startswith("Hansen, R. (2010), An Assessment of Principal Regional")
    assert record["contact"] == f"focal-point@{slug}.example"
    assert record["regions"]
    assert set(record["regions"]) <= REGIONS
    assert record["observers"] or record["partners"]
    for field in ("name", "short_name", "aliases", "secretariat"):
        assert record[field]
    for texts in (record["aliases"], record["areas_of_discussion"], record["goals"]):
        assert all(text.strip() == text != "" for text in texts)
        assert len(set(texts)) == len(texts)
    assert 2 <= len(record["priorities"]) <= 6
    assert all(priority["title"] and priority["detail"] for priority in record["priorities"])


def test_only_the_annex_s_thematic_process_is_thematic() -> None:
    # The annex groups by continent, the Western Mediterranean and theme. Inter-regional are the two
    # Mediterranean Processes, and the Abu Dhabi Dialogue, which joins the Gulf with its origins.
    types = {slug: record["type"] for slug, record in RECORDS.items()}
    assert set(types.values()) == {"regional", "thematic", "inter-regional"}
    assert {slug for slug, kind in types.items() if kind == "thematic"} == {"igc"}
    assert {slug for slug, kind in types.items() if kind == "inter-regional"} == {
        "5-plus-5",
        "mtm",
        "abu-dhabi-dialogue",
    }


def test_abu_dhabi_dialogue_declares_its_priorities_for_contract_workers() -> None:
    titles = " | ".join(p["title"] for p in RECORDS["abu-dhabi-dialogue"]["priorities"]).lower()
    assert "illegal recruitment of contract workers" in titles
    assert "contractual workers" in titles
    assert "welfare" in titles
    assert "labour demand and supply" in titles


@pytest.mark.parametrize("slug", ANNEX)
def test_texts_fit_the_columns_they_are_stored_in(slug: str) -> None:
    record = RECORDS[slug]
    for field, room in ROOM.items():
        assert len(record[field]) <= room
    for entry in record["states"] + record["observers"] + record["partners"]:
        assert len(entry.get("note", "")) <= NOTE
        assert len(entry.get("name", "")) <= ROOM["name"]
    for priority in record["priorities"]:
        assert len(priority["title"]) <= TITLE
        assert len(priority["detail"]) <= DETAIL
