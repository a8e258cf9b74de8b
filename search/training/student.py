"""The student: a table of word pieces, and a transformer with adapters that reads them."""

import copy
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

from rcp_search.models.adapters import ADAPTERS
from rcp_search.models.eight_bits import quantised, restored
from rcp_search.models.word_pieces import SCALES, TABLE
from training import adapters
from training.teacher import Teacher, batches_of, padded, vectors_of


class Student:
    """What is taught: ``table`` (pieces, 384) and ``adapters`` by the layers' names."""

    def __init__(self, teacher: Teacher, table: npt.NDArray[np.float32], seed: int) -> None:
        self.table = table
        self.transformer: Any = copy.deepcopy(teacher.body)
        self.adapters = adapters.attach(self.transformer, seed)

    @classmethod
    def read(cls, folder: Path, teacher: Teacher, seed: int) -> Self:
        """Return the student of a folder, with new adapters where it has none."""
        student = cls(teacher, restored(np.load(folder / TABLE), np.load(folder / SCALES)), seed)
        if (folder / ADAPTERS).exists():
            adapters.read(folder, student.adapters)
        return student

    def write(self, folder: Path) -> None:
        """Write table and adapters into a folder, in eight bits."""
        numbers, scales = quantised(self.table)
        np.save(folder / TABLE, numbers)
        np.save(folder / SCALES, scales)
        adapters.write(folder, self.adapters)

    def keep_of(self, former: Self, share: float) -> None:
        """Become the mean of this student and of a share of what it was before a course.

        What was learnt last then weighs less against what was known (Wortsman et al. 2022).
        """
        self.table = self.table + share * (former.table - self.table)
        with torch.no_grad():
            for name, adapter in self.adapters.items():
                adapter.down.lerp_(former.adapters[name].down, share)
                adapter.up.lerp_(former.adapters[name].up, share)

    def embed(self, tokenizer: Tokenizer, texts: list[str]) -> npt.NDArray[np.float32]:
        """Return unit vectors (texts, 384)."""
        ids = [encoding.ids for encoding in tokenizer.encode_batch_fast(texts)]
        vectors = np.zeros((len(texts), self.table.shape[1]), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda row: len(ids[row]))
        entering = torch.from_numpy(self.table)
        for rows in batches_of(order, [len(one) for one in ids]):
            tokens, mask = padded([ids[row] for row in rows])
            with torch.inference_mode():
                vectors[rows] = vectors_of(self.transformer, entering[tokens], mask).numpy()
        return vectors
