"""Lists of words and names: entries, rows of them, and English sentences with them."""

import random
import re
from collections.abc import Iterator

from training.pairs import LISTS, Pair, paragraphs

#: So many entries of each list and language, of so many words at most.
_MOST = 50_000
_LONGEST_ENTRY_WORDS = 6
#: So many English sentences get words of each language; of so many words each.
_SENTENCES = 40_000
_SENTENCE_WORDS = range(6, 31)
_REPLACED = 0.6
_WORD = re.compile(r"[A-Za-z]{4,}")


def drawn(pairs: list[Pair], rng: random.Random) -> list[Pair]:
    """Return entries drawn from lists: no senses in brackets, no explanations."""
    found: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        short = len(pair.english.split()) <= _LONGEST_ENTRY_WORDS
        if pair.source in LISTS and short and "(" not in pair.english + pair.text:
            found.setdefault((pair.source, pair.language), []).append(pair)
    return [
        pair for _, own in sorted(found.items()) for pair in rng.sample(own, min(len(own), _MOST))
    ]


def rows(entries: list[Pair], rng: random.Random) -> Iterator[Pair]:
    """Yield entries of one language in rows: words are read beside others, not only alone."""
    shuffled = rng.sample(entries, len(entries))
    shuffled.sort(key=lambda pair: pair.language)
    for row in paragraphs(shuffled, rng):
        yield Pair(row.english, row.language, row.text, "rows")


def mixed(sentences: list[str], entries: list[Pair], rng: random.Random) -> Iterator[Pair]:
    """Yield English sentences in which words have become those of another language."""
    fit = [one for one in sentences if len(one.split()) in _SENTENCE_WORDS]
    known: dict[str, dict[str, str]] = {}
    for pair in entries:
        known.setdefault(pair.language, {}).setdefault(pair.english.lower(), pair.text)
    for language, words in sorted(known.items()):
        for english in rng.sample(fit, min(len(fit), _SENTENCES)):
            text = _with_words(english, words, rng)
            if text != english:
                yield Pair(english, language, text, "mixed")


def _with_words(english: str, words: dict[str, str], rng: random.Random) -> str:
    def word(found: re.Match[str]) -> str:
        other = words.get(found[0].lower())
        return other if other and rng.random() < _REPLACED else found[0]

    return _WORD.sub(word, english)
