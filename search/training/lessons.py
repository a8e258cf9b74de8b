"""From folders of pairs to what the student is taught with."""

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training import lists
from training.pairs import (
    HELD_OUT,
    LISTS,
    RUNNING_TEXT,
    WEIGHTS,
    HeldOut,
    Pair,
    folded,
    paragraphs,
    read_folder,
    read_glossary,
    read_sentences,
    read_texts,
)

#: Languages with little text are drawn oftener: in proportion to size to this power.
_LANGUAGE_POWER = 0.3
#: The two languages that share neither letters nor many names with English are drawn oftener.
_LANGUAGE_WEIGHTS = {"ar": 1.6, "ru": 1.6}
#: How often an English text itself is drawn, beside a translation.
_ENGLISH_WEIGHT = 0.12


@dataclass(frozen=True)
class Texts:
    """What is taught: texts, the row of the English text of each, and how often each is drawn."""

    english: list[str]
    texts: list[str]
    languages: list[str]
    english_rows: list[int]
    weights: npt.NDArray[np.float64]
    #: Pairs used of each source, by language.
    counts: dict[str, dict[str, int]]

    def by_language(self) -> dict[str, list[str]]:
        """Return the texts of each language."""
        found: dict[str, list[str]] = {}
        for text, language in zip(self.texts, self.languages, strict=True):
            found.setdefault(language, []).append(text)
        return found


def collect(
    folders: list[Path], own: list[Path], avoided: list[Path], seed: int
) -> tuple[Texts, list[Pair]]:
    """Return what is taught and, apart, the pairs that are held out.

    ``folders`` hold a source each; ``own`` are our own texts and the glossary (JSON lines);
    ``avoided`` are sets that are measured with.
    """
    rng = random.Random(seed)  # noqa: S311  chance is for drawing texts
    held_out = [p for f in folders if f.name in HELD_OUT for p in read_folder(f)]
    pairs: list[Pair] = []
    entries: list[Pair] = []
    for folder in sorted(folders):
        if folder.name not in HELD_OUT:
            found = list(read_folder(folder))
            if folder.name in LISTS:
                found = lists.drawn(found, rng)
                entries += found
            pairs += found
            if folder.name in RUNNING_TEXT:
                pairs += paragraphs(found, rng)
    for path in own:
        pairs += read_glossary(path) if "glossary" in path.name else read_sentences(path)
    sentences = sorted({pair.english for pair in pairs})
    pairs += lists.rows(entries, rng)
    pairs += lists.mixed(sentences, entries, rng)
    texts = [text for pair in held_out for text in (pair.english, pair.text)]
    texts += [text for folder in avoided for text in read_texts(folder)]
    return _as_texts(pairs, HeldOut(texts)), held_out


def _as_texts(pairs: list[Pair], held_out: HeldOut) -> Texts:
    rows: dict[str, int] = {}
    texts, languages, english_rows, sources = [], [], [], []
    seen: set[tuple[str, str]] = set()
    for pair in pairs:
        key = (folded(pair.english), folded(pair.text))
        if not all(key) or key in seen or pair in held_out:
            continue
        seen.add(key)
        texts.append(pair.text)
        languages.append(pair.language)
        english_rows.append(rows.setdefault(pair.english, len(rows)))
        sources.append(pair.source)
    size = Counter(languages)
    weights = [
        size[language] ** (_LANGUAGE_POWER - 1)
        * _LANGUAGE_WEIGHTS.get(language, 1.0)
        * WEIGHTS.get(source, 1.0)
        for language, source in zip(languages, sources, strict=True)
    ]
    english = list(rows)
    total = sum(weights)
    weights += [_ENGLISH_WEIGHT * total / len(english)] * len(english)
    return Texts(
        english,
        texts + english,
        languages + ["en"] * len(english),
        english_rows + list(range(len(english))),
        np.asarray(weights),
        _counted(sources, languages),
    )


def _counted(sources: list[str], languages: list[str]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for (source, language), count in sorted(Counter(zip(sources, languages, strict=True)).items()):
        counts.setdefault(source, {})[language] = count
    return counts
