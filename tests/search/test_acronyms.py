"""An acronym is said to the model in words; what was typed keeps half of the say."""

import numpy as np
import pytest

from rcp_search import HashingEmbedder
from rcp_search.acronyms import spelt_out, vector_of
from rcp_search.models.embedding import unit_rows
from rcp_search.terms.glossary import Concept
from rcp_search.terms.query_words import query_words
from rcp_search.terms.thesaurus import EMPTY, Thesaurus

TERMS = Thesaurus(
    [
        Concept(
            "resource-centre",
            {
                "en": ("migrant resource centre", "MRC"),
                "fr": ("CRM", "centre de ressources pour migrants"),
            },
        ),
        Concept("displaced", {"es": ("desplazado interno", "PDI")}),
        Concept("dialogue", {"en": ("5+5 Dialogue", "5+5")}),
        Concept("only", {"en": ("XYZ",)}),
    ]
)


def spelt(text):
    words = query_words(text)
    return spelt_out(words, TERMS.mentions(words.order, words.capitals, words.language))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("What does an MRC do?", "What does an migrant resource centre do?"),
        ("(MRC), or the MRC!", "(migrant resource centre), or the migrant resource centre!"),
        ("que fait le MRC ici", "que fait le centre de ressources pour migrants ici"),
        ("what is a CRM", "what is a migrant resource centre"),
        ("how do the PDI live", "how do the desplazado interno live"),
        ("CRM", "centre de ressources pour migrants"),
    ],
)
def test_an_acronym_is_said_in_words_of_the_querys_language_where_it_has_some(typed, said):
    assert spelt(typed) == said


@pytest.mark.parametrize(
    "text", ["what does an mrc do", "migrant resource centre", "a 5+5 meeting", "the XYZ", ""]
)
def test_everything_else_is_left_as_it_was_typed(text):
    assert spelt(text) == text


def test_the_vector_lies_between_the_query_as_typed_and_in_words():
    embedder, words = HashingEmbedder(), query_words("the MRC in the port")
    typed, said = (
        embedder.embed_query(text)
        for text in ("the MRC in the port", "the migrant resource centre in the port")
    )
    vector = vector_of(embedder, words, TERMS)
    assert vector == pytest.approx(unit_rows((typed + said)[np.newaxis])[0])
    assert vector @ typed == pytest.approx(vector @ said, abs=1e-6)


def test_without_terms_the_vector_is_that_of_what_was_typed():
    embedder, words = HashingEmbedder(), query_words("the MRC in the port")
    assert np.array_equal(vector_of(embedder, words, EMPTY), embedder.embed_query(words.text))
