"""Practices and questions made by mixing sentences of the sample practices.

The same seed and number give the same practice, whatever else is made.
"""

import itertools
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from rcp_search.languages.sentences import sentences_of

#: Sections of each practice and how many sentences they have: about one passage each, of the
#: length that passages of the sample practices have (some sixty words).
_SECTIONS = {"challenge": (2, 4), "approach": (2, 5), "impact": (2, 4)}
PASSAGES_EACH = len(_SECTIONS)

_QUESTION_WORDS = (4, 10)
_WORD = re.compile(r"\w[\w’'-]*")
_KEPT = ("countries", "themes", "gcm_objectives", "year_from", "year_to")


class World:
    """What practices are made of."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._samples = [
            json.loads(line)
            for file in sorted(Path(str(files("rcp_platform.samples"))).glob("practices/*.jsonl"))
            for line in file.read_text(encoding="utf-8").splitlines()
        ]
        self._sentences: dict[str, list[str]] = defaultdict(list)
        for sample in self._samples:
            self._sentences[sample["language"]] += _sentences(sample)

    def practices(self, first: int, count: int) -> Iterator[dict[str, Any]]:
        """Yield practices in the interchange format, numbered from first."""
        for number in range(first, first + count):
            yield self._practice(number, random.Random(f"{self._seed}-{number}"))  # noqa: S311

    def write(self, file: Path, first: int, count: int) -> None:
        """Write practices to a file, one JSON object a line."""
        with file.open("w", encoding="utf-8") as stream:
            for practice in self.practices(first, count):
                stream.write(json.dumps(practice, ensure_ascii=False) + "\n")

    def sentences(self) -> list[str]:
        """Return all that texts are mixed from, titles too, each once."""
        titles = (_ended(sample["title"]) for sample in self._samples)
        every = itertools.chain(titles, *self._sentences.values())
        return list(dict.fromkeys(every))

    def questions(self, count: int) -> list[str]:
        """Return different questions: runs of words out of the sentences."""
        chance = random.Random(f"{self._seed}-questions")  # noqa: S311
        languages = [sample["language"] for sample in self._samples]
        found: dict[str, str] = {}
        while len(found) < count:
            words = _WORD.findall(chance.choice(self._sentences[chance.choice(languages)]))
            size = min(len(words), chance.randint(*_QUESTION_WORDS))
            start = chance.randint(0, len(words) - size)
            question = " ".join(words[start : start + size])
            if size >= _QUESTION_WORDS[0]:
                found.setdefault(question.casefold(), question)
        return list(found.values())

    def _practice(self, number: int, chance: random.Random) -> dict[str, Any]:
        sample, other = chance.choice(self._samples), chance.choice(self._samples)
        pool = self._sentences[sample["language"]]
        return {
            "id": external_id(number),
            "rcp": other["rcp"],
            "title": sample["title"],
            "language": sample["language"],
            "sections": {
                name: " ".join(chance.sample(pool, chance.randint(*sizes)))
                for name, sizes in _SECTIONS.items()
            },
            **{name: sample[name] for name in _KEPT if name in sample},
        }


def external_id(number: int) -> str:
    """Return the id of a practice in the interchange format; ids sort as their numbers."""
    return f"benchmark-{number:06}"


def _sentences(sample: dict[str, Any]) -> Iterator[str]:
    """Yield the sentences of a sample, so written that they stay apart in any order."""
    for text in (sample.get("summary", ""), *sample.get("sections", {}).values()):
        for start, end in sentences_of(text):
            sentence = text[start:end].removeprefix("- ").rstrip(";,: ")
            if sentence[0].isalpha():
                yield _ended(sentence[0].upper() + sentence[1:])


def _ended(sentence: str) -> str:
    return f"{sentence}." if sentence[-1].isalnum() else sentence
