"""What the labels of concepts are made of; kept in a file: to find it out takes a while."""

import hashlib
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from rcp_search.languages.words import fold, in_capitals, subjects, words_of
from rcp_search.terms.glossary import Concept

#: "e-visa", "M&E": without the letter it is something else.
_WITH_A_LETTER = re.compile(r"(?<!\w)\w[-–&+/]\w|\w[&+/]\w(?!\w)")
#: Another of these files may find other words.
_DECIDING = (
    "terms/labels.py",
    "languages/words.py",
    "languages/inflection.py",
    "languages/function_words.py",
)


@dataclass(frozen=True)
class Analysis:
    """The stems of each label, in the order of the concepts, and the words by language.

    A label that is looked for as it is written has None for its stems. The words are folded,
    each once, without those in capitals.
    """

    stems: Sequence[Sequence[str] | None]
    words: Mapping[str, Sequence[str]]


def is_acronym(label: str) -> bool:
    """Say whether a label is one name, mostly of capitals or digits: "AVRR", "CoE", "5+5"."""
    if " " in label:
        return False
    upper = sum(map(str.isupper, label))
    letters = sum(map(str.isalpha, label))
    return (upper > 1 and upper * 2 > letters) or not letters


def is_exact(label: str) -> bool:
    """Say whether a label is looked for as it is written, without stems."""
    return is_acronym(label) or _WITH_A_LETTER.search(label) is not None


def analysed(concepts: Iterable[Concept]) -> Analysis:
    """Return what the labels of concepts are made of."""
    stems: list[list[str] | None] = []
    written: dict[str, dict[str, None]] = {}
    for concept in concepts:
        for language, labels in concept.labels.items():
            words = written.setdefault(language, {})
            for label in labels:
                stems.append(None if is_exact(label) else subjects(label, language))
                if not is_acronym(label):
                    words.update(dict.fromkeys(words_of(label)))
    return Analysis(stems, {language: _ordinary(words) for language, words in written.items()})


def kept(file: Path, concepts: Sequence[Concept]) -> Analysis:
    """Return the same from a file, written anew unless it is of these labels and this version."""
    of = _digest(concepts)
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads(file.read_bytes())
        if found["of"] == of:
            return Analysis(found["stems"], found["words"])
    analysis = analysed(concepts)
    # Where it cannot be written, the next start analyses once more.
    with suppress(OSError):
        _write(file, {"of": of, "stems": analysis.stems, "words": analysis.words})
    return analysis


def _ordinary(written: Iterable[str]) -> list[str]:
    folded = (fold(word) for word in written if not in_capitals(word))
    return [word for word in dict.fromkeys(folded) if word]


def _digest(concepts: Iterable[Concept]) -> str:
    labels = json.dumps([list(concept.labels.items()) for concept in concepts])
    return hashlib.sha256(_version() + labels.encode("ascii")).hexdigest()


@cache
def _version() -> bytes:
    """Name everything besides the labels that decides what they are made of."""
    sources = [(Path(__file__).parents[1] / file).read_bytes() for file in _DECIDING]
    return b"".join([*sources, version("tantivy").encode(), unicodedata.unidata_version.encode()])


def _write(file: Path, content: object) -> None:
    """Give the file its name when it is whole: another process may be reading or writing it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as target:
        beside = Path(target.name)
        try:
            json.dump(content, target)
            target.flush()
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)
