"""Narrow layers beside those of the transformer, which the student learns."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rcp_search.models.adapters import ADAPTERS, DOWN, SCALES, UP, matrices
from rcp_search.models.eight_bits import quantised

RANK = 64


class Adapter(torch.nn.Module):
    """A layer that stays as it is, and what is added to it (LoRA, Hu et al., 2021).

    ``down`` (rank, in) begins by chance, ``up`` (rank, out) with nothing: at first, the layer
    does what it did.
    """

    def __init__(self, layer: torch.nn.Linear, chance: torch.Generator) -> None:
        super().__init__()
        self.layer = layer
        width = layer.in_features
        self.down = torch.nn.Parameter(torch.randn(RANK, width, generator=chance) / width**0.5)
        self.up = torch.nn.Parameter(torch.zeros(RANK, layer.out_features))

    def forward(self, entering: torch.Tensor) -> torch.Tensor:
        """Return what the layer makes of its input, and what is added."""
        own = self.layer(entering)
        narrow = entering @ self.down.T.to(entering.dtype)
        added = torch.addmm(own.flatten(0, -2), narrow.flatten(0, -2), self.up.to(entering.dtype))
        return added.view_as(own)


def attach(transformer: Any, seed: int) -> dict[str, Adapter]:
    """Put an adapter around every layer of an encoder, and return them by the layers' names."""
    chance = torch.Generator().manual_seed(seed)
    layers = {
        name: layer
        for name, layer in transformer.named_modules()
        if name.startswith("encoder.") and isinstance(layer, torch.nn.Linear)
    }
    adapters = {name: Adapter(layer, chance) for name, layer in layers.items()}
    for name, adapter in adapters.items():
        parent, _, own = name.rpartition(".")
        setattr(transformer.get_submodule(parent), own, adapter)
    return adapters


def write(folder: Path, adapters: dict[str, Adapter]) -> None:
    """Write adapters into a folder, in eight bits, each row with a scale of its own."""
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for name, adapter in adapters.items():
        for part, matrix in ((DOWN, adapter.down), (UP, adapter.up)):
            arrays[name + part], arrays[name + part + SCALES] = quantised(matrix.detach().numpy())
    np.savez(folder / ADAPTERS, **arrays)


def read(folder: Path, adapters: dict[str, Adapter]) -> None:
    """Let adapters be as they were written into a folder."""
    with torch.no_grad():
        for name, down, up in matrices(folder):
            adapters[name].down.copy_(torch.from_numpy(down))
            adapters[name].up.copy_(torch.from_numpy(up))
