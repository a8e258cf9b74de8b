"""What a model reads before a text: as it says itself, else as its family does."""

import pytest

from rcp_search.models.prefixes import Prefixes, prefixes_of


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("/srv/models/e5-base-v2/", "query: ", "passage: "),
        ("intfloat/multilingual-e5-large-instruct", "Instruct: ", ""),
        ("BAAI/bge-base-en-v1.5", "Represent this sentence", ""),
        ("BAAI/bge-m3", "", ""),
        ("nomic-ai/nomic-embed-text-v1.5", "search_query: ", "search_document: "),
        ("Snowflake/snowflake-arctic-embed-m", "Represent this sentence", ""),
        ("Snowflake/snowflake-arctic-embed-m-v2.0", "query: ", ""),
        ("thenlper/gte-base", "", ""),
        ("sentence-transformers/all-MiniLM-L6-v2", "", ""),
        ("some5-model", "", ""),
    ],
)
def test_the_prefixes_of_a_family_are_those_of_its_card(name, query, passage):
    found = prefixes_of(name, {"query": "", "document": ""})
    assert found.query.startswith(query)
    assert bool(found.query) == bool(query)
    assert found.passage == passage


def test_a_passage_prompt_counts_under_each_of_its_names():
    for key in ("document", "passage", "corpus"):
        prompts = {"query": "", "document": "", key: "text: "}
        assert prefixes_of("e5-base", prompts) == Prefixes("", "text: ")
