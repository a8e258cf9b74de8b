"""Figures on the sources held out: does a translation find its English text?"""

import numpy as np
from tokenizers import Tokenizer

from training.pairs import LANGUAGES, Pair, folded
from training.student import Student
from training.teacher import Teacher


class HeldOutCheck:
    """Each held-out text looks for its English text among those of its language."""

    def __init__(self, teacher: Teacher, pairs: list[Pair]) -> None:
        self._teacher = teacher
        self._pairs = {}
        for language in LANGUAGES:
            distinct = {
                folded(pair.english): pair
                for pair in pairs
                if pair.language == language and len(pair.english.split()) >= 5
            }
            if distinct:
                self._pairs[language] = list(distinct.values())
        self._english = {
            language: teacher.embed([p.english for p in own], "Held out").astype(np.float32)
            for language, own in self._pairs.items()
        }

    def figures(self, tokenizer: Tokenizer, student: Student) -> dict[str, dict[str, float]]:
        """Return by language the share found first, and the mean cosine to the English text."""
        found = {}
        for language, own in self._pairs.items():
            vectors = student.embed(tokenizer, [p.text for p in own])
            alike = vectors @ self._english[language].T
            first = (alike.argmax(1) == np.arange(len(own))).mean()
            found[language] = {
                "first": round(100 * float(first), 1),
                "cosine": round(float(alike.diagonal().mean()), 3),
                "texts": len(own),
            }
        return found
