"""Numbers in eight bits, one scale for each row."""

import numpy as np
import numpy.typing as npt


def quantised(
    rows: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """Return rows (rows, columns) as whole numbers, and the scale (rows, 1) of each row."""
    scales = (np.abs(rows).max(1, keepdims=True) / 127 + 1e-8).astype(np.float16)
    return np.round(rows / scales.astype(np.float32)).clip(-127, 127).astype(np.int8), scales


def restored(
    numbers: npt.NDArray[np.int8], scales: npt.NDArray[np.float16]
) -> npt.NDArray[np.float32]:
    """Return the rows that whole numbers and their scales stand for."""
    rows: npt.NDArray[np.float32] = numbers.astype(np.float32) * scales.astype(np.float32)
    return rows
