"""Semantic and lexical search over plain documents. Knows nothing of the web or the database."""

from rcp_search.documents import Document, Hit, Passage, Query, Results, Section
from rcp_search.index import Index
from rcp_search.models.embedding import Embedder, HashingEmbedder
from rcp_search.models.onnx_embedder import OnnxEmbedder
from rcp_search.passages import embedded_text, kept_passage, passages_of
from rcp_search.rows.snapshot import SnapshotUnusable
from rcp_search.searcher import Searcher

__all__ = [
    "Document",
    "Embedder",
    "HashingEmbedder",
    "Hit",
    "Index",
    "OnnxEmbedder",
    "Passage",
    "Query",
    "Results",
    "Searcher",
    "Section",
    "SnapshotUnusable",
    "embedded_text",
    "kept_passage",
    "passages_of",
]
