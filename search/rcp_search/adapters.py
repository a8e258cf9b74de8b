"""What the student changes in the transformer: two narrow matrices for each of its layers.

Their product is added to the layer's weights (LoRA, Hu et al., 2021). English texts go through
the transformer as it was published.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rcp_search.embedding import Vectors

ADAPTERS = "adapters.npz"
#: What the arrays of one layer are called after its name: whole numbers and their scales.
DOWN, UP, SCALES = ".down", ".up", ".scales"


def changes(folder: Path) -> Iterator[tuple[str, Vectors]]:
    """Yield the name of each layer and what is added to its weights, shape (out, in)."""
    with np.load(folder / ADAPTERS) as arrays:
        for name in arrays.files:
            if name.endswith(DOWN):
                layer = name.removesuffix(DOWN)
                down, up = (_matrix(arrays, layer + one) for one in (DOWN, UP))
                yield layer, up.T @ down


def _matrix(arrays: "np.lib.npyio.NpzFile", name: str) -> Vectors:
    whole: Vectors = arrays[name].astype(np.float32)
    return whole * arrays[name + SCALES].astype(np.float32)
