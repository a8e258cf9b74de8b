"""What the student changes in the transformer: two narrow matrices for each of its layers.

Their product is added to the layer's weights (LoRA, Hu et al., 2021). English texts go through
the transformer as it was published.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rcp_search.models.eight_bits import restored
from rcp_search.models.embedding import Vectors

ADAPTERS = "adapters.npz"
#: What the arrays of one layer are called after its name: whole numbers and their scales.
DOWN, UP, SCALES = ".down", ".up", ".scales"


def changes(folder: Path) -> Iterator[tuple[str, Vectors]]:
    """Yield the name of each layer and what is added to its weights, shape (out, in)."""
    for layer, down, up in matrices(folder):
        yield layer, up.T @ down


def matrices(folder: Path) -> Iterator[tuple[str, Vectors, Vectors]]:
    """Yield the name of each layer and its two matrices, shapes (rank, in) and (rank, out)."""
    with np.load(folder / ADAPTERS) as arrays:
        for layer in [name.removesuffix(DOWN) for name in arrays.files if name.endswith(DOWN)]:
            down, up = (
                restored(arrays[layer + part], arrays[layer + part + SCALES]) for part in (DOWN, UP)
            )
            yield layer, down, up
