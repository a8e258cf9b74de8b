"""Passages are short, keep sentences whole and lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp_search import Document, Section, embedded_text, passages_of
from rcp_search.languages.sentences import sentences_of
from rcp_search.passages import PASSAGE_WORDS, SHORTEST_REST


def cut(*texts, title="Title"):
    sections = tuple(Section(f"s{place}", text) for place, text in enumerate(texts))
    return passages_of(Document(1, title, sections, "en", frozenset(), {}))


def test_a_short_section_is_one_passage_and_sections_are_not_mixed():
    passages = cut("One sentence. Another one.", "A third.")
    assert [(p.number, p.section, p.text) for p in passages] == [
        (0, "s0", "One sentence. Another one."),
        (1, "s1", "A third."),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "States agreed to share the forms that they use for work permits.",
        "Государства договорились обмениваться формами разрешений на работу.",
        "اتفقت الدول على تبادل نماذج تصاريح العمل المستخدمة لديها؟",
    ],
)
def test_long_sections_are_cut_between_sentences(sentence):
    passages = cut(" ".join([sentence] * 60))
    assert len(passages) > 2
    for passage in passages:
        assert passage.text.startswith(sentence)
        assert passage.text.endswith(sentence)
        assert len(passage.text.split()) <= PASSAGE_WORDS + SHORTEST_REST


def test_short_sentences_fill_a_passage():
    passages = cut("Ten words stand in each of these very short sentences. " * 30)
    assert [len(passage.text.split()) for passage in passages] == [PASSAGE_WORDS] * 2


def test_a_sentence_longer_than_a_passage_is_cut():
    passages = cut("word " * 1000)
    assert all(len(passage.text.split()) <= PASSAGE_WORDS + SHORTEST_REST for passage in passages)


def test_empty_sections_give_no_passage_and_an_empty_document_its_title():
    assert [passage.section for passage in cut("", " \n ", "Text.")] == ["s2"]
    assert [passage.text for passage in cut("", title=" Title ")] == ["Title"]
    assert [passage.text for passage in cut(title="")] == [""]


@given(st.lists(st.text(st.sampled_from("ab.!?؟ \nяА")), max_size=4))
def test_no_word_is_lost_or_doubled(texts):
    passages = cut(*texts, title="")
    assert " ".join(p.text for p in passages).split() == " ".join(texts).split()
    assert [passage.number for passage in passages] == list(range(len(passages)))


def test_sentences_end_at_full_stops_and_lines_but_not_at_abbreviations():
    text = "See Art. 5 e.g. recruiters. Who pays? “No one.” He said so\n- a list item\n- another"
    assert [text[start:end] for start, end in sentences_of(text)] == [
        "See Art. 5 e.g. recruiters.",
        "Who pays?",
        "“No one.”",
        "He said so",
        "- a list item",
        "- another",
    ]


@pytest.mark.parametrize(
    ("title", "text", "embedded"),
    [
        ("Return", "States agreed.", "Return. States agreed."),
        ("Who returns?", "States agreed.", "Who returns? States agreed."),
        ("", "States agreed.", "States agreed."),
        ("Return", "Return", "Return"),
    ],
)
def test_the_title_is_embedded_with_the_passage(title, text, embedded):
    assert embedded_text(title, text) == embedded
