"""Models as sentence-transformers loads them, and what they consist of."""

import hashlib
from pathlib import Path
from typing import Any

#: Passages are shorter; attention over thousands of tokens would take gigabytes.
_MOST_TOKENS = 512


def load(place: str) -> Any:
    """Return the SentenceTransformer of a folder, or of a name on the model hub.

    It computes in float32 on the CPU and reads at most 512 tokens of a text. Code that comes
    with a model is never run.
    """
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        place,
        device="cpu",
        local_files_only=Path(place).is_dir(),
        model_kwargs={"attn_implementation": "eager", "dtype": torch.float32},
    )
    if model.transformers_model is not None:
        model.max_seq_length = longest(model)
    return model.eval()


def longest(model: Any) -> int:
    """Return how many tokens of a text a model reads."""
    return int(min(model.max_seq_length or _MOST_TOKENS, _MOST_TOKENS))


def fingerprint(model: Any, *facts: str) -> str:
    """Return a SHA-256 over the weights of a model and further facts that decide its vectors.

    It is of the numbers alone: the names of the weights differ from version to version.
    """
    weights = sorted(
        hashlib.sha256(weight.detach().numpy().tobytes()).digest() for weight in model.parameters()
    )
    return hashlib.sha256(b"".join(weights) + "\0".join(facts).encode()).hexdigest()


def pooling_of(model: Any) -> str:
    """Return "mean" or "cls" when a model is a transformer and a mean or its first state.

    Anything else, such as a further layer, gives "".
    """
    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return ""
    pooling = model[1]
    is_plain = pooling.pooling_mode in {"mean", "cls"} and pooling.include_prompt
    return str(pooling.pooling_mode) if is_plain else ""
