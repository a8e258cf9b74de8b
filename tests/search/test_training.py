"""How the six-language student is made, on texts small enough to follow."""

import json
import random

import numpy as np
import pytest
import torch

from rcp_search.models import eight_bits
from rcp_search.models.adapters import changes
from training import export, learn, lessons, lists, pairs, table, tokens
from training.pairs import HeldOut, Pair
from training.student import Student
from training.teacher import vectors_of


def pair(english, text, language="ru", source="tico19"):
    return Pair(english, language, text, source)


@pytest.fixture
def folder(tmp_path):
    def write(name, rows, about="- licence: CC0 1.0\n", language="ru"):
        place = tmp_path / "data" / name
        place.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{english}\t{text}\n" for english, text in rows)
        (place / f"en-{language}.tsv").write_text(lines, encoding="utf-8")
        (place / "SOURCE.md").write_text(about, encoding="utf-8")
        return place

    return write


def test_lines_that_are_no_pair_are_left_out(folder):
    place = folder("one", [("Visa", "Виза"), ("", "Пусто"), ("a\tb", "c"), ("Border", "Граница")])
    assert [one.english for one in pairs.read_folder(place)] == ["Visa", "Border"]


def test_texts_that_share_eight_words_in_a_row_with_one_held_out_are_not_learnt_from():
    text = "every person has the right to leave any country including his own"
    held = HeldOut([text])
    assert pair(f"They say that {text}, and to return.", "…") in held
    assert pair(text.upper() + "!", "…") in held
    assert pair("every person has the right to leave", "…") not in held


def test_a_translation_that_is_held_out_counts_too():
    held = HeldOut(["право покидать любую страну"])
    assert pair("Something else", "Право покидать любую страну.") in held


def test_paragraphs_are_runs_of_lines_and_never_mix_languages():
    rows = [pair(f"line {n}", f"строка {n}") for n in range(40)]
    rows += [pair(f"line {n}", f"ligne {n}", "fr") for n in range(40)]
    found = list(pairs.paragraphs(rows, random.Random(1)))  # noqa: S311
    assert len(found) > 10
    for one in found:
        word = "строка" if one.language == "ru" else "ligne"
        numbers = [int(part) for part in one.text.replace(word, "").split()]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert one.english == " ".join(f"line {n}" for n in numbers)


def test_every_label_of_a_concept_is_paired_with_the_preferred_english_one(tmp_path):
    path = tmp_path / "glossary.jsonl"
    concept = {"id": "avrr", "en": ["assisted return", "AVRR"]}
    concept |= {language: ["a", "b", "c"] for language in pairs.LANGUAGES}
    path.write_text(json.dumps(concept) + "\n", encoding="utf-8")
    french = [(p.english, p.text) for p in pairs.read_glossary(path) if p.language == "fr"]
    assert {("assisted return", text) for text in "abc"} <= set(french)
    assert ("AVRR", "b") in french


def test_whole_sources_and_sets_to_measure_with_are_held_out(folder, tmp_path):
    taught = folder("tico19", [("Wash your hands", "Мойте руки"), ("Stay home", "Дома")])
    held = folder("udhr", [("Stay home", "Оставайтесь дома")])
    measured = tmp_path / "set"
    measured.mkdir()
    (measured / "corpus.jsonl").write_text('{"text": "Мойте руки"}\n', encoding="utf-8")
    (measured / "queries.jsonl").write_text('{"text": "?"}\n', encoding="utf-8")
    texts, apart = lessons.collect([taught, held], [], [measured], seed=1)
    assert [one.english for one in apart] == ["Stay home"]
    assert not set(texts.texts) & {"Мойте руки", "Wash your hands", "Дома", "Stay home"}


def test_a_language_with_little_text_is_drawn_oftener(folder):
    words = "abcdefghijklmnopqrstuvwxyz"
    folder("tico19", [(f"{a} {b}", f"да {a} {b}") for a in words for b in words])
    place = folder("tico19", [("one", "واحد")], language="ar")
    texts, _ = lessons.collect([place], [], [], seed=1)
    weight = dict(zip(texts.languages, texts.weights, strict=True))
    assert weight["ar"] > 50 * weight["ru"]


def test_arabic_and_russian_are_drawn_oftener_than_languages_with_latin_letters(folder):
    for language in ("ar", "es", "fr", "pt", "ru"):
        place = folder("tico19", [("Wash your hands", f"hands {language}")], language=language)
    texts, _ = lessons.collect([place], [], [], seed=1)
    weight = dict(zip(texts.languages, texts.weights, strict=True))
    assert weight["ar"] == weight["ru"] > weight["es"] == weight["fr"] == weight["pt"]


def test_senses_in_brackets_and_explanations_are_not_drawn_from_lists():
    visa = pair("visa", "виза", source="wiktionary")
    others = [
        pair("bank (of a river)", "берег", source="wiktionary"),
        pair("what is worn on the head in winter", "шапка", source="wiktionary"),
        pair("Wash your hands", "Мойте руки"),
    ]
    assert lists.drawn([visa, *others], random.Random(1)) == [visa]  # noqa: S311


def test_rows_of_words_and_names_keep_to_one_language():
    entries = [pair(f"name{n}", f"имя{n}") for n in range(40)]
    entries += [pair(f"name{n}", f"nom{n}", "fr") for n in range(40)]
    found = list(lists.rows(entries, random.Random(1)))  # noqa: S311
    assert sum(len(one.text.split()) for one in found) > 70
    for one in found:
        word = "имя" if one.language == "ru" else "nom"
        assert one.text == one.english.replace("name", word)


def test_words_known_in_a_language_take_their_place_in_an_english_sentence():
    english = "The Normans came to Sicily from the north of France"
    entries = [pair("Sicily", "Сицилия"), pair("France", "Франция"), pair("the", "этот")]
    found = {
        one.text
        for seed in range(40)
        for one in lists.mixed([english], entries, random.Random(seed))  # noqa: S311
    }
    assert "The Normans came to Сицилия from the north of Франция" in found
    assert english not in found
    assert not any("этот" in text for text in found)


def test_the_arabic_article_is_no_part_of_a_word_piece():
    texts = {"ar": ["الهجرة والعمل", "هجرة عمل", "للهجرة بالعمل"] * 20, "en": ["work"] * 60}
    tokenizer = tokens.train(texts, seed=1)
    bare = tokenizer.encode("هجرة عمل").tokens
    assert tokenizer.encode("الهجرة والعمل").tokens == bare
    assert bare[0] == "[CLS]"
    assert bare[-1] == "[SEP]"


def test_ridge_regression_finds_what_each_piece_adds():
    rng = np.random.default_rng(1)
    adds = rng.normal(size=(30, 8)).astype(np.float32)
    texts = [rng.integers(0, 30, rng.integers(2, 9)).tolist() for _ in range(4000)]
    targets = np.stack([adds[own].sum(0) / np.sqrt(len(own)) for own in texts])
    found = table.meanings(*tokens.flat(texts), targets.astype(np.float32), 30)
    assert np.abs(found - adds).max() < 0.05


def test_a_piece_begins_among_the_english_pieces_of_its_meaning():
    rng = np.random.default_rng(1)
    meaning, words = rng.normal(size=(2, 40, 16)).astype(np.float32)
    english = [f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(38)] + ["7", "?"]
    found = table.beginning(["виза", "7"], meaning[[5, 0]], english, meaning, words)
    cosine = found[0] @ words.T / np.linalg.norm(words, axis=1) / np.linalg.norm(found[0])
    assert int(cosine.argmax()) == 5
    assert np.array_equal(found[1], words[38])


def test_eight_bits_keep_each_number_within_half_a_step_of_its_row():
    rows = np.random.default_rng(1).normal(size=(50, 384)).astype(np.float32)
    numbers, scales = eight_bits.quantised(rows)
    assert numbers.dtype == np.int8
    step = scales.astype(np.float32)
    assert (np.abs(numbers * step - rows) <= step * 0.6).all()


class SmallTeacher:
    """A transformer of two small layers instead of the English model."""

    def __init__(self):
        from transformers import BertConfig, BertModel

        torch.manual_seed(1)
        size = {"hidden_size": 32, "intermediate_size": 48}
        shape = {"num_hidden_layers": 2, "num_attention_heads": 2, "vocab_size": 40}
        self.body = BertModel(BertConfig(**size, **shape)).to(torch.bfloat16).eval()
        for weights in self.body.parameters():
            weights.requires_grad_(False)


@pytest.fixture
def teacher():
    return SmallTeacher()


@pytest.fixture
def taught(teacher, monkeypatch):
    """A student of forty texts, whose English texts have vectors by chance."""
    monkeypatch.setattr(learn, "_WARM_UP", 100)
    rng = np.random.default_rng(1)
    table = rng.normal(size=(50, 32)).astype(np.float32)
    learner = Student(teacher, table, seed=1)
    ids, starts = tokens.flat([rng.integers(4, 50, 5).tolist() for _ in range(40)])
    targets = rng.normal(size=(40, 32)).astype(np.float16)
    lesson = learn.Lessons(ids, starts, np.arange(40), targets, np.ones(40))

    def teach(texts, kept):
        losses = []
        course = learn.Course(texts, 0.02, 1)
        learn.teach(learner, lesson, course, kept, lambda _, loss: losses.append(loss))
        return losses

    return learner, teach


def test_a_student_learns_and_the_transformer_stays_as_it_is(teacher, taught, tmp_path):
    learner, teach = taught
    before = {name: one.clone() for name, one in teacher.body.state_dict().items()}
    table = learner.table.copy()
    losses = teach(800, tmp_path / "state.pt")
    assert losses[-1] < losses[0] * 0.8
    assert not np.array_equal(learner.table, table)
    assert all(one.up.abs().max() > 0 for one in learner.adapters.values())
    assert all(torch.equal(one, before[name]) for name, one in teacher.body.state_dict().items())


def test_an_untaught_student_reads_as_the_teacher_does(teacher):
    learner = Student(teacher, np.zeros((50, 32), dtype=np.float32), seed=1)
    assert len(learner.adapters) == 2 * 6
    entering, mask = torch.randn(2, 7, 32), torch.ones(2, 7, dtype=torch.int64)
    own = vectors_of(learner.transformer, entering, mask)
    assert torch.equal(own, vectors_of(teacher.body, entering, mask))


def test_teaching_goes_on_from_the_student_that_was_written(teacher, taught, tmp_path):
    learner, teach = taught
    teach(200, tmp_path / "state.pt")
    (tmp_path / "tokenizer").write_text("{}", encoding="utf-8")
    export.write(tmp_path / "student", learner, tmp_path / "tokenizer")
    again = Student.read(tmp_path / "student", teacher, seed=2)
    assert np.abs(again.table - learner.table).max() < 0.03
    for name, adapter in again.adapters.items():
        assert (adapter.up - learner.adapters[name].up).abs().max() < 0.01
        assert (adapter.down - learner.adapters[name].down).abs().max() < 0.01


def test_of_the_former_student_so_much_stays_as_is_asked_for(teacher):
    former = Student(teacher, np.zeros((50, 32), dtype=np.float32), seed=1)
    learner = Student(teacher, np.ones((50, 32), dtype=np.float32), seed=2)
    taught = {name: one.down.detach().clone() for name, one in learner.adapters.items()}
    with torch.no_grad():
        for adapter in learner.adapters.values():
            adapter.up.fill_(1)
    learner.keep_of(former, 0.25)
    assert np.allclose(learner.table, 0.75)
    for name, adapter in learner.adapters.items():
        assert torch.allclose(adapter.up, torch.tensor(0.75))
        wanted = 0.75 * taught[name] + 0.25 * former.adapters[name].down
        assert torch.allclose(adapter.down, wanted, atol=1e-6)


def test_a_course_that_was_interrupted_goes_on(taught, tmp_path, monkeypatch):
    monkeypatch.setattr(learn, "_KEPT_EVERY", 100)
    _, teach = taught
    teach(200, tmp_path / "state.pt")
    assert torch.load(tmp_path / "state.pt", weights_only=False)["seen"] >= 100
    assert len(teach(200, tmp_path / "state.pt")) < len(teach(200, tmp_path / "other.pt"))


def test_what_is_served_is_what_was_taught(teacher, taught, tmp_path):
    learner, teach = taught
    teach(200, tmp_path / "state.pt")
    learner.write(tmp_path)
    for layer, change in changes(tmp_path):
        adapter = learner.adapters[layer]
        wanted = (adapter.up.T @ adapter.down).detach().numpy()
        assert change.shape == tuple(adapter.layer.weight.shape)
        assert np.abs(change - wanted).max() < 0.02 * np.abs(wanted).max()


def test_a_source_without_a_licence_is_refused(folder, tmp_path):
    place = folder("tico19", [("Visa", "Виза")], about="No word of it.\n")
    with pytest.raises(ValueError, match="does not state its licence"):
        export.write_data(tmp_path / "data.json", [place], [], {"tico19": {"ru": 1}})


def test_the_record_of_data_has_licence_pairs_and_sums(folder, tmp_path):
    place = folder("tico19", [("Visa", "Виза")])
    export.write_data(tmp_path / "data.json", [place], [], {"tico19": {"ru": 1}})
    record = json.loads((tmp_path / "data.json").read_text())["tico19"]
    assert (record["licence"], record["pairs"]) == ("CC0 1.0", {"ru": 1})
    assert record["sha256"]["en-ru.tsv"] == export.sha256_of(place / "en-ru.tsv")
