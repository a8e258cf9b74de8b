"""The packaged word pieces of other languages: whole, small, and doing what they are for."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

import rcp_search
from rcp_search.models.manifest import MANIFEST, ONNX, STUDENT
from rcp_search.models.onnx_embedder import OnnxEmbedder
from rcp_search.models.preparing import default_student

PACKAGE = Path(rcp_search.__file__).parent
MIB = 1024 * 1024
_WRITTEN = (PACKAGE / "models" / "calibration_texts.jsonl").read_text(encoding="utf-8")
TEXTS = [json.loads(line) for line in _WRITTEN.splitlines()]
#: Licences under which a model made from a text may be given away.
OPEN = ("CC0", "CC BY", "MIT", "BSD", "Apache", "MPL", "ISC", "Unicode", "EUPL")


def test_the_files_are_those_of_the_manifest():
    from training.export import sha256_of

    manifest = json.loads((default_student() / MANIFEST).read_text())
    assert set(manifest["sha256"]) == {
        "adapters.npz",
        "pieces.npy",
        "scales.npy",
        "tokenizer.json",
    }
    for name, digest in manifest["sha256"].items():
        assert sha256_of(default_student() / name) == digest


def test_the_folder_stays_below_thirty_mebibytes():
    assert sum(path.stat().st_size for path in default_student().iterdir()) < 30 * MIB


def test_every_source_states_an_open_licence_that_allows_commercial_use():
    sources = json.loads((default_student() / "data.json").read_text(encoding="utf-8"))
    assert len(sources) > 30
    for name, source in sources.items():
        assert any(licence in source["licence"] for licence in OPEN), name
        assert not re.search(r"\bN[CD]\b", source["licence"]), name
        assert source["sha256"], name


def test_our_own_texts_are_those_it_was_trained_with():
    from training.export import sha256_of

    sources = json.loads((default_student() / "data.json").read_text(encoding="utf-8"))
    own = PACKAGE.parent / "training" / "own" / "sentences.jsonl"
    assert sources["sentences"]["sha256"] == {"sentences.jsonl": sha256_of(own)}


@pytest.fixture(scope="module")
def embedder(model_folder):
    return OnnxEmbedder(model_folder, model_folder / STUDENT)


@pytest.fixture(scope="module")
def english(embedder):
    return embedder.embed_passages([one["en"]["passage"] for one in TEXTS], ["en"] * len(TEXTS))


@pytest.mark.model
@pytest.mark.parametrize(
    ("language", "least"), [("ar", 0.9), ("es", 0.95), ("fr", 0.95), ("pt", 0.95), ("ru", 0.9)]
)
def test_a_passage_lies_nearest_to_its_english_translation(embedder, english, language, least):
    passages = [one[language]["passage"] for one in TEXTS]
    vectors = embedder.embed_passages(passages, [language] * len(TEXTS))
    first = (vectors @ english.T).argmax(axis=1) == np.arange(len(TEXTS))
    assert first.mean() >= least


@pytest.mark.model
@pytest.mark.parametrize("language", ["ar", "es", "fr", "pt", "ru"])
def test_without_its_pieces_other_languages_are_hardly_understood(embedder, english, language):
    questions = [one[language]["question"] for one in TEXTS]
    ours = np.stack([embedder.embed_query(text, language) for text in questions])
    as_english = np.stack([embedder.embed_query(text, "en") for text in questions])
    found = [(vectors @ english.T).diagonal().mean() for vectors in (ours, as_english)]
    assert found[0] > found[1] + 0.1


@pytest.mark.model
def test_english_keeps_the_vectors_of_the_english_model(embedder, model_folder):
    alone = OnnxEmbedder(model_folder)
    texts = [one["en"]["passage"] for one in TEXTS[:8]]
    ours = embedder.embed_passages(texts, ["en"] * 8)
    assert np.array_equal(ours, alone.embed_passages(texts, ["en"] * 8))


@pytest.mark.model
def test_pieces_that_change_nothing_are_read_by_the_english_transformer(model_folder, tmp_path):
    """So were all that were prepared before there were others; they are served on."""
    student = tmp_path / "student"
    shutil.copytree(model_folder / STUDENT, student)
    (student / ONNX).unlink()
    texts = [one["ru"]["passage"] for one in TEXTS[:8]]
    pieces_only, whole = (
        OnnxEmbedder(model_folder, folder).embed_passages(texts, ["ru"] * 8)
        for folder in (student, model_folder / STUDENT)
    )
    assert 0.5 < (pieces_only * whole).sum(axis=1).mean() < 0.999


@pytest.mark.model
def test_what_is_served_reads_as_the_student_that_was_taught(embedder):
    from training import tokens
    from training.student import Student
    from training.teacher import Teacher

    student = Student.read(default_student(), Teacher(), seed=1)
    texts = [one[code]["passage"] for one in TEXTS[:4] for code in ("ar", "ru", "fr")]
    taught = student.embed(tokens.load(default_student() / "tokenizer.json"), texts)
    served = embedder.embed_passages(texts, ["ru"] * len(texts))
    assert (taught * served).sum(axis=1).min() > 0.99


@pytest.mark.model
def test_texts_of_several_languages_may_be_embedded_together(embedder):
    texts, languages = zip(
        *[(one[code]["passage"], code) for one in TEXTS[:3] for code in one], strict=True
    )
    together = embedder.embed_passages(texts, languages)
    for row, (text, code) in enumerate(zip(texts, languages, strict=True)):
        assert np.abs(together[row] - embedder.embed_passages([text], [code])[0]).max() < 1e-5
