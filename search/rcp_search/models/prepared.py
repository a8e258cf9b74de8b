"""Open a model that was prepared."""

from pathlib import Path

from rcp_search.models.embedding import Embedder
from rcp_search.models.manifest import STUDENT, Manifest
from rcp_search.models.onnx_embedder import OnnxEmbedder
from rcp_search.models.original_embedder import OriginalEmbedder


def embedder_in(folder: Path, threads: int = 1) -> Embedder:
    """Return the model that :func:`rcp_search.models.preparing.prepare` wrote into a folder.

    It is loaded on first use. Raises OSError, ValueError or TypeError where there is none.
    """
    if not Manifest.read(folder).pooling:
        return OriginalEmbedder(folder)
    student = folder / STUDENT
    return OnnxEmbedder(folder, student if student.is_dir() else None, threads)
