"""The real model: prepared once, the same answers without torch."""

import shutil

import numpy as np
import pytest

from rcp_search import Query
from rcp_search.models.manifest import MANIFEST, ONNX, Manifest, verified
from rcp_search.models.originals import load
from rcp_search.models.prepared import embedder_in
from rcp_search.models.preparing import (
    DEFAULT_SHA256,
    ModelRefused,
    Source,
    default_model,
    default_source,
    prepare,
)

pytestmark = pytest.mark.model

NETWORK = frozenset({"network"})
TEXTS = [
    "Standard employment contracts for domestic workers.",
    "",
    "Visa",
    "Les travailleurs migrants et leurs familles ont accès à une ligne d’écoute.",
    "Пункты содействия добровольному возвращению. " * 30,
    "العودة الطوعية وإعادة الإدماج",
    "word " * 2000,
    "\x00 🛂 \u202e",
    *(f"Practice number {number} " + "with more words " * number for number in range(12)),
]


def test_onnx_gives_the_vectors_of_sentence_transformers(onnx):
    original = load(str(default_source()))
    assert onnx.dimension == original.get_embedding_dimension() == 384
    ours = onnx.embed_passages(TEXTS, ["en"] * len(TEXTS))
    theirs = original.encode(TEXTS, normalize_embeddings=True)
    assert ours.dtype == np.float32
    assert np.abs(ours - theirs).max() <= 1e-5
    assert np.abs(onnx.embed_query(TEXTS[0], "en") - theirs[0]).max() <= 1e-5
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_row(onnx):
    assert onnx.embed_passages([]).shape == (0, 384)


def test_a_repeated_query_is_not_embedded_again(onnx):
    first = onnx.embed_query("standard  contracts")
    assert onnx.embed_query(" standard contracts\n") is first


def test_the_name_says_which_weights(onnx):
    assert onnx.name.partition("+")[0] == "all-MiniLM-L6-v2@0555f81e3af5"


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(ModelRefused, match="not the published ones"):
        prepare(Source(str(source), "x", sha256=DEFAULT_SHA256), tmp_path / "target")
    assert not (tmp_path / "target").exists()


def test_missing_weights_are_refused(tmp_path):
    with pytest.raises(ModelRefused, match="cannot be read"):
        prepare(Source(str(tmp_path), "x", sha256=DEFAULT_SHA256), tmp_path / "target")


def test_an_interrupted_export_leaves_nothing(tmp_path):
    def interrupt(message):
        if message.startswith("Comparing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(default_model(), tmp_path / "target", progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_preparing_is_silent_and_opens_no_connection(run_python, tmp_path):
    code = """
import os, socket, sys
from pathlib import Path
def refuse(*_):
    raise AssertionError("a connection was opened")
socket.socket.connect = socket.getaddrinfo = refuse
from rcp_search.models.manifest import verified
from rcp_search.models.preparing import default_model, prepare
target = Path(sys.argv[1]) / "new" / "model"
prepare(default_model(), target)
print(verified(target), sorted(path.name for path in target.parent.iterdir()))
"""
    assert run_python(code, str(tmp_path)) == "True ['model']\n"


def test_a_prepared_folder_is_recognised_and_a_damaged_one_is_not(model_folder, tmp_path):
    assert verified(model_folder)
    assert not verified(tmp_path)
    copy = tmp_path / "copy"
    shutil.copytree(model_folder, copy)
    (copy / ONNX).write_bytes((copy / ONNX).read_bytes()[:-1])
    assert not verified(copy)
    (copy / MANIFEST).write_text("{")
    assert not verified(copy)


def test_the_manifest_says_how_the_model_is_used(model_folder):
    manifest = Manifest.read(model_folder)
    assert (manifest.pooling, manifest.dimension, manifest.max_tokens) == ("mean", 384, 256)
    assert (manifest.query_prefix, manifest.passage_prefix) == ("", "")


def test_similarity_is_trusted_as_far_as_the_model_knows_the_languages(onnx):
    english = onnx.calibration.between("en", "en")
    assert 0.95 <= english.trust <= 1
    assert english.unrelated < 0.15 < english.floor < english.strong < 0.5


def test_serving_imports_no_torch(run_python, model_folder):
    code = """
import sys
from pathlib import Path
from rcp_search import Document, Index, Query, Searcher, Section, embedded_text, passages_of
from rcp_search.models.prepared import embedder_in
embedder = embedder_in(Path(sys.argv[1]))
index = Index(embedder.name, embedder.dimension)
one = Document(1, "Visa", (Section("", "Visas for workers."),), "en", frozenset({"n"}), {})
passages = passages_of(one)
texts = [embedded_text(one.title, passage.text) for passage in passages]
index.upsert(one, passages, embedder.embed_passages(texts))
print(Searcher(embedder, index).search(Query("work permits", frozenset({"n"}))).hits[0].key)
print([name for name in ("torch", "transformers", "sklearn", "scipy") if name in sys.modules])
"""
    assert run_python(code, str(model_folder)) == "1\n[]\n"


# --- what search is for -----------------------------------------------------


@pytest.fixture
def practices(real_world, make):
    return real_world.put(
        make(1, "Guide for business on ethical hiring",
             "Companies check the agencies that hire labour for their suppliers. No fee is taken"
             " from the person hired, and complaints reach an independent body."),
        make(2, "Statistics on border crossings",
             "Two States count entries and exits with one form and compare the figures monthly."),
        make(3, "Retour volontaire assisté",
             "Le programme organise le retour volontaire et la réintégration des migrants.",
             language="fr"),
        make(4, "Reception of unaccompanied children",
             "A guardian is named within a day and stays with the child until a decision."),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("protecting contract workers from abusive recruiters in supply chains", 1),
        ("minors who travel alone", 4),
        ("aide au retour", 3),
        ("data about people entering the country", 2),
    ],
)
def test_a_practice_is_found_in_words_it_does_not_use(practices, text, key):
    results = practices.searcher.search(Query(text, NETWORK))
    assert results.hits[0].key == key
    assert not results.weak


@pytest.mark.parametrize("text", ["asdf qwerty zxcv", "recipe for chocolate cake"])
def test_nothing_strong_is_found_for_what_is_not_there(practices, text):
    results = practices.searcher.search(Query(text, NETWORK))
    assert results.weak
    assert all(hit.weak for hit in results.hits)


def test_one_embedder_serves_many_threads(model_folder):
    from concurrent.futures import ThreadPoolExecutor

    embedder = embedder_in(model_folder)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda text: embedder.embed_passages([text])[0], TEXTS))
    assert np.abs(np.stack(rows) - embedder.embed_passages(TEXTS)).max() <= 1e-5
