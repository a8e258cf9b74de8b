"""The evaluation set of invented practices keeps the rules its README states."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rcp_platform.core.vocabularies import THEMES
from rcp_search.languages.words import folded_words, subjects

ROOT = Path(__file__).parents[2]
SET = Path(__file__).parent / "data" / "domain"
LANGUAGES = {"en", "fr", "es", "ar", "pt", "ru"}
ANSWERED = {
    "acronym",
    "cross-lingual",
    "keyword",
    "no-shared-words",
    "phrase",
    "sentence",
    "typo",
}
ACRONYM = re.compile(r"\b[A-ZА-Я]{3,5}\b")


@cache
def read(name: str) -> dict[str, dict[str, Any]]:
    lines = (SET / name).read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len({record["_id"] for record in records}) == len(records)
    return {record["_id"]: {**record, **record["metadata"]} for record in records}


@cache
def judgements() -> list[tuple[str, str, int]]:
    header, *lines = (SET / "qrels.tsv").read_text(encoding="utf-8").splitlines()
    assert header == "query-id\tcorpus-id\tscore"
    rows = [line.split("\t") for line in lines]
    return [(query, practice, int(score)) for query, practice, score in rows]


def pairs(kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each query of a kind beside each practice that is relevant to it."""
    queries, corpus = read("queries.jsonl"), read("corpus.jsonl")
    found = [(queries[query], corpus[practice]) for query, practice, _score in judgements()]
    return [(query, practice) for query, practice in found if query["kind"] == kind]


def words_of(practice: dict[str, Any]) -> str:
    return f"{practice['title']}\n{practice['text']}"


def test_practices_have_the_promised_number_length_and_languages():
    practices = read("corpus.jsonl").values()
    counts = Counter(practice["language"] for practice in practices)
    least = {"en": 32, "fr": 15, "es": 15, "ar": 12, "pt": 11, "ru": 11}
    assert set(counts) == LANGUAGES
    assert all(counts[language] >= number for language, number in least.items())
    assert all(90 <= len(practice["text"].split()) <= 180 for practice in practices)


def test_practices_and_askers_belong_to_the_rcps_of_the_sample_directory():
    directory = ROOT / "platform/rcp_platform/samples/directory.json"
    slugs = {rcp["slug"] for rcp in json.loads(directory.read_text(encoding="utf-8"))}
    assert {practice["rcp"] for practice in read("corpus.jsonl").values()} == slugs
    assert {query["rcp"] for query in read("queries.jsonl").values()} == slugs


def test_practices_carry_known_themes():
    assert {practice["theme"] for practice in read("corpus.jsonl").values()} <= set(THEMES)


@pytest.mark.parametrize("kind", sorted(ANSWERED))
def test_both_halves_have_queries_of_every_kind_in_every_language(kind):
    queries = [query for query in read("queries.jsonl").values() if query["kind"] == kind]
    halves = Counter(query["split"] for query in queries)
    assert len(queries) >= 14
    assert set(halves) == {"tune", "report"}
    assert abs(halves["tune"] - halves["report"]) <= 2
    assert {(query["language"], query["split"]) for query in queries} == {
        (language, half) for language in LANGUAGES for half in halves
    }


def test_judgements_name_queries_and_practices_that_exist_once():
    named = [(query, practice) for query, practice, _score in judgements()]
    assert len(set(named)) == len(named)
    assert {query for query, _practice in named} <= set(read("queries.jsonl"))
    assert {practice for _query, practice in named} <= set(read("corpus.jsonl"))
    assert {score for *_, score in judgements()} == {1, 2}


def test_every_query_has_an_answer_but_those_that_ask_for_nothing():
    relevant = Counter(query for query, *_ in judgements())
    answered = {query for query, _practice, score in judgements() if score == 2}
    kinds = {key: query["kind"] for key, query in read("queries.jsonl").items()}
    assert set(kinds.values()) == ANSWERED | {"nothing"}
    assert sum(kind == "nothing" for kind in kinds.values()) >= 12
    assert answered == {key for key, kind in kinds.items() if kind != "nothing"}
    assert set(relevant) == answered
    assert max(relevant.values()) <= 5


def test_no_practice_answers_queries_of_both_halves():
    queries = read("queries.jsonl")
    halves = {(item, queries[query]["split"]) for query, item, score in judgements() if score == 2}
    assert max(Counter(practice for practice, _half in halves).values()) == 1


@pytest.mark.parametrize("kind", sorted(ANSWERED))
def test_answers_come_from_another_rcp_than_the_askers(kind):
    assert [query["text"] for query, item in pairs(kind) if query["rcp"] == item["rcp"]] == []


def test_cross_lingual_answers_are_in_other_languages_than_the_query():
    alike = [
        query["text"]
        for query, practice in pairs("cross-lingual")
        if query["language"] == practice["language"]
    ]
    assert alike == []


def test_a_query_without_shared_words_shares_no_stem_with_its_answers():
    for query, practice in pairs("no-shared-words"):
        language = practice["language"]
        stems = set(subjects(query["text"], language))
        assert stems.isdisjoint(subjects(words_of(practice), language)), query["text"]


def test_an_acronym_is_written_in_no_answer():
    for query, practice in pairs("acronym"):
        acronyms = {word.lower() for word in ACRONYM.findall(query["text"])}
        assert acronyms, query["text"]
        assert acronyms.isdisjoint(folded_words(words_of(practice))), query["text"]


def test_a_query_with_a_typo_has_a_word_that_no_practice_has():
    known = {
        word for item in read("corpus.jsonl").values() for word in folded_words(words_of(item))
    }
    typos = [query for query in read("queries.jsonl").values() if query["kind"] == "typo"]
    assert [query["text"] for query in typos if known.issuperset(folded_words(query["text"]))] == []


def test_a_phrase_stands_in_its_answer_and_nowhere_else():
    for query, practice in pairs("phrase"):
        phrase = " ".join(folded_words(query["text"]))
        holders = [
            key
            for key, item in read("corpus.jsonl").items()
            if phrase in " ".join(folded_words(words_of(item)))
        ]
        assert holders == [practice["_id"]]


@pytest.mark.parametrize(("kind", "shortest", "longest"), [("keyword", 1, 3), ("sentence", 15, 40)])
def test_keywords_are_short_and_sentences_long(kind, shortest, longest):
    for query in read("queries.jsonl").values():
        if query["kind"] == kind:
            assert shortest <= len(query["text"].split()) <= longest, query["text"]
