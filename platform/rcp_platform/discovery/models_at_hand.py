"""The embedding models prepared on this machine."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from rcp_platform.config import DEFAULT_MODEL, Settings, SettingsError
from rcp_search import Embedder
from rcp_search.models.manifest import verified
from rcp_search.models.prepared import embedder_in
from rcp_search.models.preparing import Source, default_model
from rcp_search.models.preparing import prepare as prepare_source


class Models(Protocol):
    """Where embedding models are found."""

    def configured(self) -> Embedder:
        """Return the model of the settings; raises SettingsError when it is not prepared."""
        ...

    def named(self, name: str) -> Embedder:
        """Return the model of a name; raises SettingsError when it is not on this machine."""
        ...

    def prepare(self, tell: Callable[[str], None]) -> None:
        """Make the configured model ready unless it is; ``tell`` hears each step.

        Raises :exc:`rcp_search.models.preparing.ModelRefused` when it cannot be used.
        """
        ...


class ModelsAtHand:
    """The prepared models in the instance; each is opened once and loaded on first use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: dict[Path, Embedder] = {}
        self._lock = threading.Lock()

    def configured(self) -> Embedder:
        """Return the model of the settings."""
        if not is_prepared(self._settings):
            raise SettingsError("The search model is not prepared. Run “rcp-exchange init”.")
        return self._open(prepared_folder(self._settings))

    def named(self, name: str) -> Embedder:
        """Return the model that the database names."""
        for folder in sorted(self._settings.models_folder.glob("*/")):
            if verified(folder) and self._open(folder).name == name:
                return self._open(folder)
        raise SettingsError(
            f"Searches use the model {name}, which is not prepared on this machine. Run "
            "“rcp-exchange init” with the RCP_MODEL that it was made with, or change to another "
            "one with “rcp-exchange reindex”."
        )

    def prepare(self, tell: Callable[[str], None]) -> None:
        """Verify, export and measure the model of the settings unless that is done."""
        if not is_prepared(self._settings):
            prepare_source(_source(self._settings), prepared_folder(self._settings), tell)

    def _open(self, folder: Path) -> Embedder:
        with self._lock:
            if folder not in self._opened:
                self._opened[folder] = embedder_in(folder)
            return self._opened[folder]


class OnlyModel:
    """One model whatever is asked for, given by the caller instead of the settings."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def configured(self) -> Embedder:
        """Return the model."""
        return self._embedder

    def named(self, name: str) -> Embedder:
        """Return the model if it has this name."""
        if name != self._embedder.name:
            raise SettingsError(f"Searches use the model {name}, not {self._embedder.name}.")
        return self._embedder

    def prepare(self, tell: Callable[[str], None]) -> None:
        """Do nothing: it is ready."""


def embedder_for(settings: Settings) -> Embedder:
    """Return the configured model; it is loaded on first use.

    Raises :exc:`~rcp_platform.config.SettingsError` when it has not been prepared.
    """
    return ModelsAtHand(settings).configured()


def prepared_folder(settings: Settings) -> Path:
    """Return where the configured model is kept once prepared."""
    return settings.models_folder / _source(settings).folder_name


def is_prepared(settings: Settings) -> bool:
    """Whether the configured model can be loaded as it is."""
    return verified(prepared_folder(settings))


def _source(settings: Settings) -> Source:
    prefixes = settings.query_prefix, settings.passage_prefix
    if settings.model == DEFAULT_MODEL:
        return default_model(*prefixes)
    return Source(settings.model, Path(settings.model).name, *prefixes)
