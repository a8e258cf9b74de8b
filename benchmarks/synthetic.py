"""Make passages, vectors and questions that behave like real ones, from a seed.

Vectors are a mixture of gaussians scaled to length 1, in about as many uneven clusters as the
square root of their number. Texts have 60 to 160 words whose frequencies follow Zipf's law;
the most frequent ones are words of practice notes. A question is some words of a passage, and
a vector near that passage's. Labels do not depend on the clusters.
"""

import json
import re
from collections import Counter
from importlib.resources import files
from itertools import islice, product
from pathlib import Path

import numpy as np

from benchmarks.corpus import DIMENSION, SHARES, Corpus, Floats

_VOCABULARY = 60_000
_ZIPF = 1.07
_WORDS = (60, 160)
_QUESTION_WORDS = (2, 7)
#: Length of what is added to the middle of a cluster, and to a passage for a question.
_SPREAD = 0.9
_DISTANCE = 0.7

_WORD = re.compile(r"[a-z]{2,}")
_SYLLABLES = [a + b for a, b in product("bdfgklmnprstvz", "aeiou")]


def write(folder: Path, passages: int, questions: int, seed: int) -> Corpus:
    """Write a corpus into a new folder; the same numbers give the same files."""
    chance = np.random.default_rng([seed, passages])
    folder.mkdir()
    vectors = _clustered(chance, passages)
    words = np.array(_vocabulary())
    frequencies = 1 / (np.arange(len(words)) + 2.7) ** _ZIPF
    until = np.cumsum(frequencies / frequencies.sum())

    def text() -> str:
        drawn = chance.random(chance.integers(*_WORDS, endpoint=True))
        return " ".join(words[np.searchsorted(until, drawn, side="right")])

    texts = [text() for _ in range(passages)]
    asked: dict[str, int] = {}
    while len(asked) < questions:
        row = int(chance.integers(passages))
        asked.setdefault(_question(chance, texts[row]), row)
    _write_lines(folder / "texts.txt", texts)
    _write_lines(folder / "questions.txt", list(asked))
    np.save(folder / "vectors.npy", vectors)
    np.save(
        folder / "question_vectors.npy", _moved(chance, vectors[list(asked.values())], _DISTANCE)
    )
    np.save(
        folder / "labelled.npy", np.stack([_some(chance, passages, s) for s in SHARES.values()])
    )
    return Corpus(folder)


def _clustered(chance: np.random.Generator, count: int) -> Floats:
    clusters = max(1, int(count**0.5))
    middles = _moved(chance, np.zeros((clusters, DIMENSION), dtype=np.float32), 1.0)
    sizes = chance.dirichlet(np.full(clusters, 0.7))
    return _moved(chance, middles[chance.choice(clusters, count, p=sizes)], _SPREAD)


def _moved(chance: np.random.Generator, vectors: Floats, distance: float) -> Floats:
    moved = chance.standard_normal(vectors.shape, dtype=np.float32)
    moved *= distance / DIMENSION**0.5
    moved += vectors
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    return moved


def _some(chance: np.random.Generator, count: int, share: float) -> np.ndarray:
    """Return exactly that share of all, and at least one."""
    chosen = np.zeros(count, dtype=np.bool_)
    chosen[chance.permutation(count)[: max(1, round(count * share))]] = True
    return chosen


def _question(chance: np.random.Generator, text: str) -> str:
    words = list(dict.fromkeys(text.split()))
    size = chance.integers(*_QUESTION_WORDS, endpoint=True)
    return " ".join(chance.choice(words, size, replace=False))


def _vocabulary() -> list[str]:
    """Return real words, the most frequent first, then made-up ones."""
    counted: Counter[str] = Counter()
    resources = files("rcp_search")
    questions = (resources / "models" / "calibration_texts.jsonl").read_text(encoding="utf-8")
    terms = (resources / "terms" / "glossary.jsonl").read_text(encoding="utf-8")
    for line in questions.splitlines():
        counted.update(_WORD.findall(" ".join(json.loads(line)["en"].values()).lower()))
    for line in terms.splitlines():
        counted.update(_WORD.findall(" ".join(json.loads(line)["en"]).lower()))
    real = [word for word, _ in counted.most_common()]
    made_up = ("".join(syllables) for syllables in product(_SYLLABLES, repeat=3))
    return [*real, *islice(made_up, _VOCABULARY - len(real))]


def _write_lines(file: Path, lines: list[str]) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
