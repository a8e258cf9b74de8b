"""The embedding model of this instance."""

from collections.abc import Callable
from pathlib import Path

from rcp_platform.config import DEFAULT_MODEL, Settings, SettingsError
from rcp_search import Embedder, OnnxEmbedder, SentenceTransformerEmbedder, model_files


def embedder_for(settings: Settings) -> Embedder:
    """Return the configured model; it is loaded on first use.

    Raises :exc:`~rcp_platform.config.SettingsError` when it has not been prepared.
    """
    if not is_prepared(settings):
        raise SettingsError("The search model is not prepared. Run “rcp-exchange init”.")
    if settings.model == DEFAULT_MODEL:
        return OnnxEmbedder(prepared_folder(settings))
    return SentenceTransformerEmbedder(settings.model)


def prepared_folder(settings: Settings) -> Path:
    """Return where the default model is kept once prepared."""
    return settings.models_folder / DEFAULT_MODEL


def is_prepared(settings: Settings) -> bool:
    """Whether the configured model can be loaded as it is."""
    return settings.model != DEFAULT_MODEL or model_files.verified(prepared_folder(settings))


def prepare(settings: Settings, tell: Callable[[str], None]) -> None:
    """Verify the packaged weights and export them for serving; ``tell`` hears each step.

    Raises :exc:`rcp_search.model_files.ModelRefused` when they are not the published ones.
    """
    model_files.prepare(model_files.default_source(), prepared_folder(settings), progress=tell)
