"""A student's transformer is served with what it learnt, in eight bits."""

import numpy as np
import pytest
import torch
from onnxruntime import InferenceSession
from transformers import BertConfig, BertModel

from rcp_search.models import student_export
from rcp_search.models.adapters import ADAPTERS, changes
from rcp_search.models.manifest import ONNX
from rcp_search.models.preparing import _export, _quiet
from training import adapters

WIDTH = 64


@pytest.fixture
def transformer():
    torch.manual_seed(1)
    size = {"hidden_size": WIDTH, "intermediate_size": 96}
    shape = {"num_hidden_layers": 2, "num_attention_heads": 2, "vocab_size": 40}
    shape["max_position_embeddings"] = 32
    return BertModel(BertConfig(**size, **shape)).eval()


@pytest.fixture
def student(tmp_path, transformer):
    """A student that has learnt something by chance."""
    learnt = adapters.attach(BertModel(transformer.config), seed=1)
    with torch.no_grad():
        for one in learnt.values():
            one.up.normal_(std=0.1)
    adapters.write(tmp_path, learnt)
    return tmp_path


def export(transformer, path):
    with _quiet():
        _export(transformer, path)


def vectors(states):
    mean = np.asarray(states).mean(axis=1)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def test_texts_are_read_with_what_was_learnt(transformer, student):
    student_export.write(transformer, student, export)
    entering = np.random.default_rng(1).normal(0, 0.05, (2, 9, WIDTH)).astype(np.float32)
    mask = np.ones((2, 9), dtype=np.int64)
    session = InferenceSession(str(student / ONNX))
    (served,) = session.run(None, {"inputs_embeds": entering, "attention_mask": mask})
    asked = {"inputs_embeds": torch.tensor(entering), "attention_mask": torch.tensor(mask)}
    with torch.inference_mode():
        before = transformer(**asked).last_hidden_state
        for layer, change in changes(student):
            transformer.get_submodule(layer).weight += torch.from_numpy(change)
        taught = transformer(**asked).last_hidden_state
    assert (vectors(served) * vectors(taught)).sum(axis=1).min() > 0.998
    assert (vectors(served) * vectors(before)).sum(axis=1).max() < 0.99


def test_the_transformer_that_english_is_read_with_stays_as_it_is(transformer, student):
    before = {name: one.clone() for name, one in transformer.state_dict().items()}
    student_export.write(transformer, student, export)
    assert all(torch.equal(one, before[name]) for name, one in transformer.state_dict().items())


def test_what_answers_differently_in_eight_bits_is_refused(transformer, student, monkeypatch):
    monkeypatch.setattr(student_export, "_LEAST_ALIKE", 1.1)
    with pytest.raises(ValueError, match="in eight bits its vectors are other ones"):
        student_export.write(transformer, student, export)


def test_only_what_is_served_is_left(transformer, student):
    student_export.write(transformer, student, export)
    assert {path.name for path in student.iterdir()} == {ADAPTERS, ONNX}
    assert (student / ONNX).stat().st_size < 150_000
