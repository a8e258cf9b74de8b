"""A concept that a query names is found by what it is called in every language."""

import json
from dataclasses import replace

import pytest

from rcp_search import Query
from rcp_search.rows.scope import Scope
from rcp_search.terms.glossary import Concept, read_glossary
from rcp_search.terms.labels import is_acronym
from rcp_search.terms.query_words import query_words
from rcp_search.terms.thesaurus import EMPTY, MOST_MENTIONS, Thesaurus

NETWORK = frozenset({"network"})

CONCEPTS = (
    Concept(
        "resource-centre",
        {
            "en": ("migrant resource centre", "MRC"),
            "fr": ("centre de ressources pour migrants", "CRM"),
            "ar": ("مركز موارد المهاجرين",),
        },
        related=("counselling",),
    ),
    Concept("regional-conference", {"fr": ("Conférence régionale sur les migrations", "CRM")}),
    Concept(
        "displaced",
        {"en": ("internally displaced person", "IDP"), "es": ("desplazado interno", "PDI")},
        broader=("displacement",),
    ),
    Concept("migrant", {"en": ("migrant",), "fr": ("migrant",), "ru": ("мигрант",)}),
    Concept("worker", {"en": ("migrant worker",), "es": ("trabajador migrante",)}),
    Concept("national", {"en": ("national",)}),
    Concept("citizenship", {"en": ("nationality",)}),
    Concept("abuse", {"en": ("sexual exploitation and abuse", "SEA")}),
    Concept("rescue", {"en": ("rescue at sea",)}),
    Concept("visa", {"en": ("visa",), "fr": ("visa",)}),
    Concept("e-visa", {"en": ("e-visa",), "fr": ("visa électronique",)}),
    Concept("evaluation", {"en": ("monitoring and evaluation", "M&E"), "es": ("SyE",)}),
    Concept("labour", {"fr": ("main-d'œuvre",)}),
    Concept("northern", {"en": ("Migrants in the North", "MAIN")}),
    Concept("music", {"en": ("Sound of Nations", "SON")}),
    Concept("dialogue", {"en": ("5+5 Dialogue", "5+5"), "es": ("Diálogo 5+5",)}),
    Concept("middle-east", {"es": ("Oriente Medio y Norte de África", "MENA")}),
)


@pytest.fixture(scope="module")
def thesaurus():
    return Thesaurus(CONCEPTS)


@pytest.fixture
def bridged(world, thesaurus):
    world.searcher.use(thesaurus)
    return world


def named(thesaurus, text):
    words = query_words(text)
    found = thesaurus.mentions(words.order, words.capitals, words.language)
    return [mention.concept.id for mention in found]


def search(world, text):
    return world.searcher.search(Query(text, NETWORK))


def keys(world, text):
    return [hit.key for hit in search(world, text).hits]


# --- which concepts a query names --------------------------------------------


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("what do migrant resource centres offer", ["resource-centre"]),
        ("Migrant Resource Center", ["resource-centre"]),
        ("les centres de ressources pour les migrants", ["resource-centre"]),
        ("مركز الموارد للمهاجرين", ["resource-centre"]),
        ("desplazada interna", ["displaced"]),
    ],
)
def test_a_label_is_met_in_any_language_and_inflection(thesaurus, text, concepts):
    assert named(thesaurus, text) == concepts


def test_the_longest_label_is_taken(thesaurus):
    assert named(thesaurus, "migrant workers and migrants") == ["worker", "migrant"]


def test_a_label_does_not_reach_over_words_in_quotation_marks(thesaurus):
    assert named(thesaurus, 'migrant "temporary" worker') == ["migrant"]


def test_words_in_quotation_marks_name_no_concept(thesaurus):
    assert named(thesaurus, '"migrant worker"') == []


def test_of_labels_with_the_same_stem_the_nearest_is_taken(thesaurus):
    assert named(thesaurus, "nationals") == ["national"]
    assert named(thesaurus, "nationality") == ["citizenship"]


def test_a_single_word_that_is_only_distantly_like_a_label_does_not_meet_it():
    labels = Thesaurus([Concept("news", {"es": ("comunicación", "comunicación clara")})])
    assert named(labels, "comunidad") == []
    assert named(labels, "comunicaciones") == ["news"]
    assert named(labels, "comunidad clara") == ["news"]


def test_a_label_of_several_concepts_names_them_all(thesaurus):
    assert named(thesaurus, "CRM") == ["resource-centre", "regional-conference"]


def test_a_single_word_is_looked_up_in_the_language_of_the_query(thesaurus):
    assert named(thesaurus, "мигрант") == ["migrant"]
    labels = Thesaurus(
        [Concept("hand", {"pt": ("mine",)}), Concept("bread", {"pt": ("pão de mine",)})]
    )
    assert named(labels, "what is in the mine") == []
    assert named(labels, "mine") == ["hand"]


def test_only_so_many_concepts_of_a_long_text_are_taken():
    many = Thesaurus(Concept(f"c{n}", {"en": (f"concept{n}",)}) for n in range(100))
    assert len(named(many, " ".join(f"concept{n}" for n in range(60)))) == MOST_MENTIONS


@pytest.mark.parametrize("text", ["IDP", "idp", "IDPs", "idps in town", "pdi"])
def test_an_acronym_is_met_in_upper_and_lower_case_and_as_more_than_one(thesaurus, text):
    assert named(thesaurus, text) == ["displaced"]


@pytest.mark.parametrize("text", ["idpx", "xidp", "pdis mrcx"])
def test_an_acronym_is_met_only_as_a_whole_word(text):
    labels = Thesaurus(
        [Concept("displaced", {"en": ("IDP",)}), Concept("centre", {"en": ("MRC",)})]
    )
    assert named(labels, text) == []


@pytest.mark.parametrize(
    ("ordinary", "acronym", "concept"),
    [
        ("main results", "MAIN results", "northern"),
        ("son amie", "SON amie", "music"),
        ("boats on the sea", "SEA policy", "abuse"),
    ],
)
def test_an_acronym_that_is_an_ordinary_word_is_met_only_in_capitals(
    thesaurus, ordinary, acronym, concept
):
    assert concept not in named(thesaurus, ordinary)
    assert concept in named(thesaurus, acronym)


def test_what_is_all_in_capitals_tells_nothing_of_acronyms(thesaurus):
    assert named(thesaurus, "THE BOATS ON THE SEA") == []


@pytest.mark.parametrize(
    ("text", "concept"),
    [("M&E", "evaluation"), ("e-visa", "e-visa"), ("5+5", "dialogue"), ("visa", "visa")],
)
def test_a_label_with_a_letter_or_digit_is_met_as_it_is_written(thesaurus, text, concept):
    assert named(thesaurus, text) == [concept]


@pytest.mark.parametrize("label", ["MRC", "CoE", "AVR+R", "COVID-19", "5+5", "eMRTD", "ВПЛ"])
def test_names_of_capitals_and_digits_are_acronyms(label):
    assert is_acronym(label)


@pytest.mark.parametrize("label", ["border", "Interpol", "Bali Process", "État", "حدود", ""])
def test_other_words_are_not(label):
    assert is_acronym(label) is (label == "")


def test_labels_without_a_word_are_harmless():
    odd = Thesaurus([Concept("odd", {"en": ("", "—", "the", "+", "a", "visa")})])
    assert named(odd, "the + — a visa") == ["odd"]


def test_two_concepts_with_one_id_are_refused():
    with pytest.raises(ValueError, match="same id"):
        Thesaurus([Concept("visa", {}), Concept("visa", {})])


# --- what is found ---------------------------------------------------------------


def test_an_acronym_finds_the_full_name_in_another_language(bridged, make):
    bridged.put(
        make(1, "", "Un centre de ressources pour les migrants a ouvert.", language="fr"),
        make(2, "", "Des ressources pour un centre ; rien pour les migrants.", language="fr"),
    )
    results = search(bridged, "MRC")
    assert [hit.key for hit in results.hits] == [1]
    assert not results.hits[0].weak
    hits = search(bridged, "CRM").hits
    assert hits[0].key == 1
    assert [hit.key for hit in hits if hit.words] == [1]


def test_a_full_name_finds_the_acronym(bridged, make):
    bridged.put(make(1, "", "Two IDPs came.", language="en"))
    assert keys(bridged, "desplazados internos") == [1]


def test_without_a_thesaurus_there_is_no_bridge(bridged, make):
    bridged.put(make(1, "", "Un centre de ressources pour migrants.", language="fr"))
    bridged.searcher.use(EMPTY)
    assert keys(bridged, "MRC") == []


def test_a_name_in_the_title_is_found(bridged, make):
    bridged.put(make(1, "Centre de ressources pour migrants", "Ouvert le lundi.", language="fr"))
    assert keys(bridged, "MRC") == [1]


@pytest.mark.parametrize(
    ("typed", "other"), [("MRC", "migrant resource centre"), ("migrant resource centre", "MRC")]
)
def test_what_is_called_as_typed_goes_before_what_is_called_otherwise(bridged, make, typed, other):
    bridged.put(
        make(1, "", f"In town they all meet at {other} each day of every week."),
        make(2, "", f"In town they all meet at {typed} each day of every week."),
    )
    bridged.index.bring_up_to_date()
    words = query_words(typed)
    mentions = Thesaurus(CONCEPTS).mentions(words.order, words.capitals, words.language)
    scope = Scope(NETWORK)
    otherwise, as_typed = bridged.index.coverage(replace(words, mentions=mentions), scope)
    assert 0.5 * as_typed < otherwise < as_typed


def test_an_acronym_is_not_found_by_words_that_share_its_stem(bridged, make):
    bridged.put(make(1, "", "Hay menos visados.", language="es"))
    bridged.put(make(2, "", "En MENA hay menos visados.", language="es"))
    (hit,) = search(bridged, "MENA").hits
    assert (hit.key, hit.spans) == (2, ((3, 7),))


def test_an_acronym_that_is_an_ordinary_word_is_not_looked_for_in_texts(bridged, make):
    bridged.put(make(1, "", "Boats on the sea."), make(2, "", "Abuse and sexual exploitation."))
    assert keys(bridged, "sexual exploitation and abuse") == [2]


def test_a_concept_found_by_another_name_covers_the_query_almost_like_its_words(bridged, make):
    bridged.put(
        *(
            make(key, "", f"Un autre texte parle une fois du sujet {key} seulement.", language="fr")
            for key in range(3, 30)
        ),
        make(1, "", "Un centre de ressources pour migrants propose des visas.", language="fr"),
        make(2, "", "Le CRM propose des visas.", language="fr"),
    )
    hits = {hit.key: hit for hit in search(bridged, "MRC visas").hits}
    assert not hits[1].weak
    assert not hits[2].weak


def test_labels_that_met_are_marked_and_named_in_the_hit(bridged, make):
    text = "Ouvert. Le centre de ressources pour les migrants, ou CRM, aide les migrants."
    bridged.put(make(1, "", text, language="fr"))
    (hit,) = search(bridged, "MRC ressources").hits
    assert [text[start:end] for start, end in hit.spans] == [
        "centre de ressources pour les migrants",
        "CRM",
    ]
    assert hit.words == ("centre de ressources pour les migrants", "CRM")
    assert hit.concepts == ("resource-centre",)
    assert text[slice(*hit.sentence)].startswith("Le centre")


def test_a_hit_without_a_label_names_no_concept(bridged, make):
    bridged.put(make(1, "", "MRC opened."), make(2, "", "The town opened."))
    hits = {hit.key: hit.concepts for hit in search(bridged, "MRC town").hits}
    assert hits == {1: ("resource-centre",), 2: ()}


def test_the_concepts_named_are_told_with_their_neighbours_which_are_not_looked_for(bridged, make):
    bridged.put(make(1, "", "Displacement and counselling."))
    results = search(bridged, "MRC idp")
    told = [(one.id, one.label, one.broader, one.related) for one in results.concepts]
    assert told == [
        ("resource-centre", "MRC", (), ("counselling",)),
        ("displaced", "IDP", ("displacement",), ()),
    ]
    assert results.total == 0


def test_a_misspelt_label_is_a_bridge_too(bridged, make):
    bridged.put(make(1, "", "Un trabajador migrante.", language="es"))
    results = search(bridged, "the migrant wroker")
    assert [hit.key for hit in results.hits] == [1]
    assert results.corrections == {"wroker": ("worker",)}
    assert [one.id for one in results.concepts] == ["worker"]
    assert results.hits[0].concepts == ("worker",)


# --- the glossary ---------------------------------------------------------------


def test_the_glossary_of_the_package_can_be_read():
    packaged = Thesaurus.packaged()
    assert len(packaged.concepts) > 500
    assert named(packaged, "remesas") == ["remittances"]


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"en": ["x"]}', '{"id": "x", "en": "visa"}', '{"id": "x", "broader": [1]}']
)
def test_a_line_that_is_no_concept_is_named(tmp_path, line):
    file = tmp_path / "glossary.jsonl"
    file.write_text(json.dumps({"id": "visa", "en": ["visa"]}) + "\n" + line + "\n")
    with pytest.raises(ValueError, match=r"glossary\.jsonl, line 2 is not a concept"):
        read_glossary(file)


def test_a_glossary_is_read_as_written(tmp_path):
    file = tmp_path / "glossary.jsonl"
    row = {"id": "visa", "broader": ["paper"], "related": [], "en": ["visa"], "fr": [], "note": "n"}
    file.write_text(json.dumps(row) + "\n")
    assert read_glossary(file) == [Concept("visa", {"en": ("visa",)}, ("paper",), (), "n")]
