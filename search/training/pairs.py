"""Pairs of texts, English beside one of the five other languages, and what is held out."""

import json
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("ar", "es", "fr", "pt", "ru")
#: Whole sources that no model is trained on: development figures come from them.
HELD_OUT = ("udhr", "un_sdg_translations")
#: Sources that list words and names.
LISTS = frozenset({"geonames", "wikipedia_titles", "wiktionary"})
#: How often the pairs of a source are drawn, beside 1: terms less, formal prose and questions
#: more. "mixed" are made from lists.
WEIGHTS = {
    "geonames": 0.2,
    "wikipedia_titles": 0.4,
    "wiktionary": 0.3,
    "mixed": 0.6,
    "rubq": 8.0,
    "qald_10": 8.0,
    "omw_wordnet": 0.4,
    "eu_eforms": 0.3,
    "cldr_names": 0.5,
    "dhis2": 0.4,
    "indico": 0.4,
    "gnome_user_docs": 0.6,
    "tatoeba_anki": 0.6,
    "un_sdg_metadata": 2.0,
    "ethereum_org": 0.7,
    "ms_d365_business_central": 0.4,
    "ms_d365_business_central_headings": 0.2,
    "ms_d365_finops": 0.5,
    "ms_d365_finops_headings": 0.2,
    "osm_presets": 0.4,
    "react_docs": 0.4,
    "tico19": 2.0,
    "ntrex128": 2.0,
    "sentences": 3.0,
    "glossary": 1.5,
}
#: Sources whose lines follow each other as in a text.
RUNNING_TEXT = frozenset(
    {
        "tico19",
        "ntrex128",
        "opensource_guide",
        "gnome_user_docs",
        "un_sdg_metadata",
        "mozilla_www",
        "ethereum_org",
        "kubernetes_docs",
        "mozilla_legal",
        "ms_d365_business_central",
        "ms_d365_finops",
        "ms_d365_project_ops",
        "open_data_handbook",
        "privacy_guides",
    }
)
_LONGEST_PARAGRAPH_WORDS = 110


@dataclass(frozen=True)
class Pair:
    """An English text and its translation, from a named source."""

    english: str
    language: str
    text: str
    source: str


def folded(text: str) -> str:
    """Return a text as it is compared: lower case, no accents, single spaces, only words."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("\u0640", "")
    return re.sub(r"\W+", " ", bare).strip()


def read_folder(folder: Path) -> Iterator[Pair]:
    """Yield the pairs of a source: files en-xx.tsv, one pair a line, split by a tab."""
    for language in LANGUAGES:
        path = folder / f"en-{language}.tsv"
        if not path.is_file():
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            columns = line.split("\t")
            if len(columns) == 2 and columns[0].strip() and columns[1].strip():
                yield Pair(columns[0].strip(), language, columns[1].strip(), folder.name)


def read_sentences(path: Path) -> Iterator[Pair]:
    """Yield the pairs of our own texts: JSON lines with one text for each language."""
    for line in path.read_text(encoding="utf-8").splitlines():
        texts = json.loads(line)
        for language in LANGUAGES:
            yield Pair(texts["en"], language, texts[language], "sentences")


def read_glossary(path: Path) -> Iterator[Pair]:
    """Yield every label of a concept beside its preferred and each other English label."""
    for line in path.read_text(encoding="utf-8").splitlines():
        concept = json.loads(line)
        for language in LANGUAGES:
            for number, label in enumerate(concept[language]):
                for english in dict.fromkeys(
                    (concept["en"][0], concept["en"][min(number, len(concept["en"]) - 1)])
                ):
                    yield Pair(english, language, label, "glossary")


def paragraphs(pairs: list[Pair], rng: random.Random) -> Iterator[Pair]:
    """Yield runs of two to six lines that follow each other, as passages of a text."""
    at = 0
    while at < len(pairs):
        run = pairs[at : at + rng.randint(2, 6)]
        at += len(run)
        run = [pair for pair in run if pair.language == run[0].language]
        english = " ".join(pair.english for pair in run)
        if len(run) > 1 and len(english.split()) <= _LONGEST_PARAGRAPH_WORDS:
            text = " ".join(pair.text for pair in run)
            yield Pair(english, run[0].language, text, run[0].source)


class HeldOut:
    """Says of a pair whether a text of it is held out, or shares eight words in a row with one."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._whole: set[str] = set()
        self._runs: set[tuple[str, ...]] = set()
        for text in texts:
            words = folded(text).split()
            self._whole.add(" ".join(words))
            self._runs.update(_runs(words))

    def __contains__(self, pair: Pair) -> bool:
        for text in (pair.english, pair.text):
            words = folded(text).split()
            if " ".join(words) in self._whole:
                return True
            if any(run in self._runs for run in _runs(words)):
                return True
        return False


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[first:] for first in range(8)), strict=False)


def read_texts(folder: Path) -> Iterator[str]:
    """Yield the texts of a set in BEIR layout, which is for measuring only."""
    for name in ("corpus.jsonl", "queries.jsonl"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]
