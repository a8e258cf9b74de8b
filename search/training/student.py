"""The student as numbers: eight bits for each, one scale for each word piece."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

from rcp_search.word_pieces import SCALES, TABLE
from training.teacher import Teacher, batches_of, padded


def quantised(
    table: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """Return a table (pieces, 384) as whole numbers and the scale (pieces, 1) of each row."""
    scales = (np.abs(table).max(1, keepdims=True) / 127 + 1e-8).astype(np.float16)
    return np.round(table / scales.astype(np.float32)).clip(-127, 127).astype(np.int8), scales


def read(folder: Path) -> npt.NDArray[np.float32]:
    """Return the table (pieces, 384) of a student's folder."""
    numbers, scales = np.load(folder / TABLE), np.load(folder / SCALES)
    table: npt.NDArray[np.float32] = numbers.astype(np.float32) * scales.astype(np.float32)
    return table


def embed(
    teacher: Teacher, tokenizer: Tokenizer, table: npt.NDArray[np.float32], texts: list[str]
) -> npt.NDArray[np.float32]:
    """Return the student's unit vectors (texts, 384)."""
    ids = [encoding.ids for encoding in tokenizer.encode_batch_fast(texts)]
    vectors = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda row: len(ids[row]))
    entering = torch.from_numpy(table)
    for rows in batches_of(order, [len(one) for one in ids]):
        tokens, mask = padded([ids[row] for row in rows])
        with torch.inference_mode():
            vectors[rows] = teacher.states_to_vectors(entering[tokens], mask).numpy()
    return vectors
