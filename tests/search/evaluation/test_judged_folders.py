"""A set is read from a folder; what is wrong with it is said."""

import pytest
from tests.search.evaluation.reports import CORPUS, QRELS, QUERIES

from rcp_search.evaluation import SetRefused, load_folder


@pytest.mark.parametrize(
    "qrels",
    [
        QRELS,
        QRELS.partition("\n")[2],
        "q1 0 d1 2\nq2 0 d2 1\nq2 0 d1 0\n",
        "\ufeffq1\td1\t2\nq2\td2\t1",
    ],
)
def test_judgements_have_a_header_or_not_and_three_or_four_columns(write, qrels):
    queries = load_folder(write(qrels=qrels)).queries
    assert {query.id: query.relevant for query in queries} == {"q1": {"d1": 2}, "q2": {"d2": 1}}


def test_what_a_line_says_of_itself_is_read_from_metadata_or_beside(write):
    said = {"language": "fr", "rcp": "apc", "kind": "word"}
    evaluated = load_folder(
        write(
            corpus=[{**CORPUS[0], "metadata": {"language": "es", "rcp": "rcm"}}, CORPUS[1]],
            queries=[{**QUERIES[0], "metadata": said}, {**QUERIES[1], "lang": "pt"}],
        )
    )
    first, second = evaluated.queries
    assert (first.language, first.rcp, first.kind) == ("fr", "apc", "word")
    assert (second.language, second.rcp, second.kind) == ("pt", None, None)
    assert evaluated.documents["d1"].language == "es"
    assert evaluated.documents["d1"].facets == {"rcp": frozenset({"rcm"})}


def test_a_language_that_is_not_said_is_the_given_one_or_guessed(write):
    corpus = [
        {"_id": "d1", "text": "Les travailleurs ne paient pas de frais pour le recrutement."},
        {"_id": "d2", "text": "Visa"},
    ]
    guessed = load_folder(write(corpus=corpus))
    assert [one.language for one in guessed.documents.values()] == ["fr", "en"]
    assert guessed.queries[0].language is None
    given = load_folder(write(corpus=corpus), language="pt")
    assert [one.language for one in given.documents.values()] == ["pt", "pt"]
    assert given.queries[0].language == "pt"
    said = load_folder(write(queries=[{**QUERIES[0], "lang": "es"}, QUERIES[1]]), language="pt")
    assert [query.language for query in said.queries] == ["es", "pt"]


def test_a_split_is_named_by_the_queries_or_by_files(write):
    queries = [
        {**QUERIES[0], "metadata": {"split": "test"}},
        {**QUERIES[1], "metadata": {"split": "dev"}},
        {"_id": "q3", "text": "not judged", "metadata": {"split": "test"}},
    ]
    folder = write(queries=queries)
    assert [query.id for query in load_folder(folder).queries] == ["q1", "q2"]
    assert [query.id for query in load_folder(folder, "dev").queries] == ["q2"]
    assert load_folder(folder, "test").left_out == 1
    folder = write()
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text("q1\td1\t1\n", encoding="utf-8")
    (folder / "qrels" / "dev.tsv").write_text("q2\td2\t1\n", encoding="utf-8")
    assert [query.id for query in load_folder(folder).queries] == ["q1"]
    assert [query.id for query in load_folder(folder, "dev").queries] == ["q2"]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"corpus": [CORPUS[0], "{"]}, "corpus.jsonl, line 2: cannot be read as JSON"),
        ({"corpus": ['{"_id": "d", "text": "\\ud800"}']}, "corpus.jsonl, line 1: cannot be read"),
        ({"corpus": ["[" * 100_000]}, "corpus.jsonl, line 1: cannot be read as JSON"),
        ({"corpus": []}, "corpus.jsonl holds no document."),
        ({"corpus": [{"_id": "d1"}]}, "corpus.jsonl, line 1: needs _id and text."),
        ({"corpus": [CORPUS[0], CORPUS[0]]}, "corpus.jsonl, line 2: the _id d1 is there twice."),
        ({"queries": ["[]"]}, "queries.jsonl, line 1: needs _id and text."),
        ({"queries": [{**QUERIES[0], "metadata": 1}]}, "line 1: metadata must be an object."),
        ({"qrels": "q1\td1\t1\n\nq9\td1\t1"}, "qrels.tsv, line 3: no query has the _id q9."),
        ({"qrels": "q1\td9\t1"}, "qrels.tsv, line 1: no document has the _id d9."),
        ({"qrels": "q1\td1\t1\nq2\td2\thigh"}, "qrels.tsv, line 2: needs the query's id"),
        ({"qrels": "q1\td1\t1\nq2"}, "qrels.tsv, line 2: needs the query's id"),
        ({"qrels": ""}, "small: no query has a relevant document."),
        ({"qrels": "q1\td1\t0"}, "small: no query has a relevant document."),
        (
            {"queries": [{**QUERIES[0], "kind": "nothing"}, QUERIES[1]]},
            "qrels.tsv: q1 is of the kind “nothing”, yet has an answer.",
        ),
    ],
)
def test_what_is_wrong_with_a_set_is_said_with_file_and_line(write, written, sentence):
    with pytest.raises(SetRefused) as refused:
        load_folder(write(**written))
    assert sentence in str(refused.value)


def test_a_missing_file_or_split_is_named(write):
    folder = write()
    with pytest.raises(SetRefused, match="no query of the split “dev” has"):
        load_folder(folder, "dev")
    for name in ("qrels.tsv", "queries.jsonl", "corpus.jsonl"):
        (folder / name).unlink()
        with pytest.raises(SetRefused, match=f"{name} is missing."):
            load_folder(folder)
