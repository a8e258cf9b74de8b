"""Prepare a student for serving: the transformer with its adapters, in eight bits.

A student has no original to be equal to: its weights in eight bits, 32 in a block, take a
quarter of the memory and a fifth less time for a query.
"""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from rcp_search.models.adapters import changes
from rcp_search.models.manifest import ONNX

_BITS = 8
_BLOCK = 32
#: Sums are made of whole numbers, too.
_IN_EIGHT_BITS = 4
#: The cosine of what is served and what was taught, at least.
_LEAST_ALIKE = 0.998


def write(transformer: Any, student: Path, export: Callable[[Any, Path], None]) -> None:
    """Write into a student's folder the transformer that reads its word pieces.

    ``export`` writes a transformer in ONNX. Raises ValueError where eight bits change too much.
    """
    adapted = copy.deepcopy(transformer)
    _adapt(adapted, student)
    exact = student / "exact.onnx"
    export(adapted, exact)
    _in_eight_bits(exact, student / ONNX)
    alike = _least_alike(exact, student / ONNX, transformer.config.hidden_size)
    exact.unlink()
    if alike < _LEAST_ALIKE:
        raise ValueError(f"in eight bits its vectors are other ones, cosine {alike:.4f}")


def _adapt(transformer: Any, student: Path) -> None:
    import torch

    with torch.no_grad():
        for layer, change in changes(student):
            transformer.get_submodule(layer).weight += torch.from_numpy(change)


def _in_eight_bits(exact: Path, target: Path) -> None:
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import (
        DefaultWeightOnlyQuantConfig,
        MatMulNBitsQuantizer,
    )

    how = DefaultWeightOnlyQuantConfig(
        block_size=_BLOCK, is_symmetric=True, accuracy_level=_IN_EIGHT_BITS, bits=_BITS
    )
    quantizer = MatMulNBitsQuantizer(onnx.load(str(exact)), algo_config=how)
    quantizer.process()
    quantizer.model.save_model_to_file(str(target))


def _least_alike(exact: Path, served: Path, width: int) -> float:
    import onnxruntime

    pieces = np.random.default_rng(1).normal(0, 0.05, (8, 24, width)).astype(np.float32)
    asked = {"inputs_embeds": pieces, "attention_mask": np.ones((8, 24), dtype=np.int64)}
    vectors = []
    for path in (exact, served):
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        mean = session.run(None, asked)[0].mean(axis=1)
        vectors.append(mean / np.linalg.norm(mean, axis=1, keepdims=True))
    return float((vectors[0] * vectors[1]).sum(axis=1).min())
