"""Any sentence-transformers model replaces the default: the same vectors, prefixes included."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rcp_search import OnnxEmbedder
from rcp_search.models import calibration_measure
from rcp_search.models.manifest import Manifest, verified
from rcp_search.models.original_embedder import OriginalEmbedder
from rcp_search.models.originals import load
from rcp_search.models.prefixes import Prefixes
from rcp_search.models.prepared import embedder_in
from rcp_search.models.preparing import ModelRefused, Source, prepare

pytestmark = pytest.mark.model

TEXTS = ["Visas for seasonal workers.", "", "возвращение домой", "Fee", "long " * 60]
PROMPTS = {"query": "query: ", "document": "passage: "}


#: So long that every text of the tests is cut, as real models cut theirs.
LONGEST = 24


def make_bert(folder: Path) -> Any:
    """Return a two-layer BERT with a WordPiece tokenizer in lower case."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    letters = [chr(code) for code in (*range(97, 123), *range(1072, 1104), *range(1569, 1611))]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":", ".", "_", *letters]
    vocabulary = {piece: row for row, piece in enumerate([*pieces, *(f"##{x}" for x in letters)])}
    cutter = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    cutter.normalizer = normalizers.BertNormalizer(lowercase=True)
    cutter.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    cutter.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=cutter,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=LONGEST,
    )
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.5,
    )
    return _saved(folder, BertModel(config), tokenizer)


def make_xlm_roberta(folder: Path) -> Any:
    """Return a two-layer XLM-RoBERTa, which counts positions from behind its padding."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaModel

    letters = [chr(code) for code in (*range(33, 127), *range(1072, 1104), *range(1569, 1611))]
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", -9.0), ("▁", -2.0)]
    cutter = Tokenizer(models.Unigram([*pieces, *((x, -3.0) for x in letters)], unk_id=3))
    cutter.pre_tokenizer = pre_tokenizers.Metaspace()
    cutter.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=cutter,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        model_max_length=LONGEST,
    )
    torch.manual_seed(2)
    config = XLMRobertaConfig(
        vocab_size=cutter.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=LONGEST + 2,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        initializer_range=0.5,
    )
    return _saved(folder, XLMRobertaModel(config), tokenizer)


def make_model(
    folder: Path,
    transformer: Any,
    *,
    pooling: str = "mean",
    prompts: Mapping[str, str] | None = None,
    dense: bool = False,
) -> Path:
    """Write a whole model and return its folder; ``transformer`` is one of the above."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Dense
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    first = Transformer(str(transformer(folder / "transformer")))
    modules = [first, Pooling(first.get_embedding_dimension(), pooling_mode=pooling)]
    if dense:
        modules.append(Dense(32, 16))
    model = SentenceTransformer(
        modules=[*modules, Normalize()], prompts=dict(prompts or {}), device="cpu"
    )
    model.save_pretrained(str(folder / "model"))
    return folder / "model"


def _saved(folder: Path, model: Any, tokenizer: Any) -> Path:
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(autouse=True)
def few_texts(tmp_path, monkeypatch):
    """Measure the cosines on four questions instead of 48: what they mean is not tested here."""
    texts = calibration_measure._TEXTS.read_text(encoding="utf-8").splitlines()[:4]
    (tmp_path / "texts.jsonl").write_text("\n".join(texts), encoding="utf-8")
    monkeypatch.setattr(calibration_measure, "_TEXTS", tmp_path / "texts.jsonl")


def prepared(tmp_path, place, name="tiny", **asked):
    prepare(Source(str(place), name, **asked), tmp_path / "prepared")
    return embedder_in(tmp_path / "prepared")


def assert_like_the_original(embedder, place, query_prompt=None, passage_prompt=None):
    original = load(str(place))
    passages = original.encode_document(TEXTS, prompt=passage_prompt, normalize_embeddings=True)
    queries = original.encode_query(TEXTS, prompt=query_prompt, normalize_embeddings=True)
    assert np.abs(embedder.embed_passages(TEXTS) - passages).max() <= 1e-5
    ours = np.stack([embedder.embed_query(text) for text in TEXTS])
    assert np.abs(ours - queries).max() <= 1e-5
    assert np.abs(passages - passages[0]).max() > 0.01, (
        "a model that gives one vector tells nothing"
    )


@pytest.mark.parametrize(
    ("transformer", "pooling", "prompts"),
    [
        (make_bert, "mean", None),
        (make_bert, "cls", PROMPTS),
        (make_xlm_roberta, "mean", PROMPTS),
        (make_xlm_roberta, "cls", None),
    ],
)
def test_a_plain_transformer_is_exported_and_gives_the_same_vectors(
    tmp_path, transformer, pooling, prompts
):
    place = make_model(tmp_path, transformer, pooling=pooling, prompts=prompts)
    embedder = prepared(tmp_path, place)
    assert isinstance(embedder, OnnxEmbedder)
    manifest = Manifest.read(tmp_path / "prepared")
    assert (manifest.pooling, manifest.dimension, manifest.max_tokens) == (pooling, 32, 24)
    assert manifest.prefixes == (Prefixes("query: ", "passage: ") if prompts else Prefixes())
    assert_like_the_original(embedder, place)


@pytest.mark.parametrize(("pooling", "dense"), [("mean", True), ("max", False)])
def test_another_kind_of_model_is_served_by_sentence_transformers(tmp_path, pooling, dense):
    place = make_model(tmp_path, make_bert, pooling=pooling, prompts=PROMPTS, dense=dense)
    embedder = prepared(tmp_path, place)
    assert isinstance(embedder, OriginalEmbedder)
    assert embedder.dimension == (16 if dense else 32)
    assert_like_the_original(embedder, place)


def test_a_model_that_answers_differently_once_exported_is_served_as_it_is(tmp_path, monkeypatch):
    place = make_model(tmp_path, make_bert)
    monkeypatch.setattr("rcp_search.models.preparing._LARGEST_DIFFERENCE", -1.0)
    told = []
    prepare(Source(str(place), "tiny"), tmp_path / "prepared", told.append)
    assert any("answers differently" in message for message in told)
    embedder = embedder_in(tmp_path / "prepared")
    assert isinstance(embedder, OriginalEmbedder)
    assert verified(tmp_path / "prepared")
    assert_like_the_original(embedder, place)


def test_a_model_without_prompts_reads_the_prefixes_of_its_family(tmp_path):
    place = make_model(tmp_path, make_bert)
    embedder = prepared(tmp_path, place, "someone/multilingual-e5-small")
    assert_like_the_original(embedder, place, "query: ", "passage: ")


def test_prefixes_that_are_asked_for_win_even_when_they_are_empty(tmp_path):
    place = make_model(tmp_path, make_bert, prompts=PROMPTS)
    embedder = prepared(tmp_path, place, query_prefix="ask ", passage_prefix="")
    assert_like_the_original(embedder, place, "ask ", "")


def test_the_name_changes_with_all_that_decides_the_vectors(tmp_path):
    places = [
        make_model(tmp_path / pooling, make_bert, pooling=pooling) for pooling in ("mean", "cls")
    ]
    asked = [{}, {"query_prefix": "a"}, {"passage_prefix": "a"}]
    names = [prepared(tmp_path, place, **one).name for place in places for one in asked]
    assert len(set(names)) == 6
    assert prepared(tmp_path, places[0]).name == names[0], "and with nothing else"


def test_what_is_asked_for_decides_the_folder():
    one = Source("someone/model", "model")
    assert one.folder_name.startswith("model-")
    others = [
        Source("another/model", "model"),
        Source("someone/model", "model", query_prefix=""),
        Source("someone/model", "model", passage_prefix=""),
    ]
    assert len({source.folder_name for source in (one, *others)}) == 4
    assert "/" not in Source("a/b", "a/b").folder_name


def test_a_model_that_cannot_be_loaded_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelRefused, match=r"The model .*empty cannot be loaded: \w+"):
        prepare(Source(str(tmp_path / "empty"), "x"), tmp_path / "prepared")
    assert not (tmp_path / "prepared").exists()
