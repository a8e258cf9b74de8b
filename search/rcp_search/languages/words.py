"""Words as they are compared: folded, stemmed, without function words.

One analysis serves the index, the query and the marking of what met, so the three agree.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from string import ascii_lowercase
from typing import Any

from rcp_search.languages.function_words import FUNCTION_WORDS
from rcp_search.languages.inflection import ARABIC_PREFIXES, arabic_stem, regular

_STEMMERS = {
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "pt": "portuguese",
    "ru": "russian",
}
#: The languages whose words are stemmed.
LANGUAGES = frozenset({*_STEMMERS, "ar"})
#: Stands for every language without a stemmer.
UNDETERMINED = "und"
#: Longer "words" are not language: an encoded attachment, a run of keys.
LONGEST_WORD = 64
#: More words in capitals are a text in capitals.
_MOST_ACRONYMS = 3

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u00ad\u200c\u200d"
_WORD = re.compile(rf"[^\W_]++(?:[{_MARKS}]++[^\W_]*+)*+")
#: What stands between the words of a text in ASCII, which are found in a third of the time.
_BETWEEN_ASCII_WORDS = {code: " " for code in range(128) if not chr(code).isalnum()}
# The breve stays on a Cyrillic и: "й" is a letter, and the stemmer's endings need it.
_FOLDED_AWAY = re.compile(rf"(?<!\u0438)\u0306|(?!\u0306)[{_MARKS}]")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "ı": "i"}
    | {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا"}
    | {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
)
_ALIKE = str.maketrans("ey", "ai")
_stemmers = threading.local()


def words_in(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text in order, as they are written."""
    return _WORD.finditer(text)


def words_of(text: str) -> list[str]:
    """Return the words of a text in order, as they are written."""
    if text.isascii():
        return text.translate(_BETWEEN_ASCII_WORDS).split()
    return _WORD.findall(text)


def written_words(text: str) -> list[str]:
    """Return the words of a text in order, in lower case if capitals tell nothing there."""
    return words_of(text.lower() if is_shouted(text) else text)


def folded_words(text: str) -> list[str]:
    """Return the words of a text in order, folded."""
    return [folded for folded in map(fold, words_of(text)) if folded]


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return a word in lower case without accents, vowel marks and variants of one letter.

    Nothing is left of what is too long to be a word.
    """
    if len(word) > LONGEST_WORD:
        return ""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower())
    bare = _FOLDED_AWAY.sub("", decomposed)
    folded = unicodedata.normalize("NFC", bare).translate(_LETTERS)
    # A few characters stand for a whole phrase.
    return folded.replace(" ", "")


@lru_cache(maxsize=10_000)
def beginning(letters: str) -> str:
    """Return what a stem keeps of the first letter, or two, of a word as written; folded.

    The second may be another vowel in the stem: men is read as man, dying as die.
    """
    begun = fold(letters)[:2]
    if begun.isascii():
        return begun[:1] + begun[1:].translate(_ALIKE)
    # Letters may be composed of others, "й" of two.
    return begun[0].replace("й", "и")


def beginnings(sought: Iterable[str], language: str | None = None) -> frozenset[str]:
    """Return the :func:`beginning` of all words that may be read as folded words, or stems.

    Words begin as their stems do, or with what is written onto them in front.
    """
    found = {""}
    for word in sought:
        found |= {beginning(word[:1]), beginning(word[:2])}
        if len(word) == 1:  # the stem of longer words: French "ts"
            found.update(word + second for second in ascii_lowercase)
    if language == "ar":
        found.update(ARABIC_PREFIXES)
    return frozenset(found)


@lru_cache(maxsize=20_000)
def stem(folded: str, language: str) -> str:
    """Return the stem of a folded word; the word itself where the language has no stemmer.

    Stemmers: Snowball, as tantivy carries them; the Arabic one is our own.
    """
    if language not in LANGUAGES or folded.isdigit():
        return folded
    if language == "ar":
        return arabic_stem(folded)
    (found,) = _stemmer(language).analyze(regular(folded, language))
    return fold(str(found))


def subjects(text: str, language: str) -> list[str]:
    """Return the stems of the words of a text that carry a subject, in order."""
    stems = [subject(word, language) for word in written_words(text)]
    return [found for found in stems if found]


@lru_cache(maxsize=100_000)
def subject(word: str, language: str) -> str:
    """Return the stem of a word as written, nothing if it carries no subject."""
    folded = fold(word)
    if not folded or (is_function_word(folded, language) and not in_capitals(word)):
        return ""
    return stem(folded, language)


def in_capitals(word: str) -> bool:
    """Say whether a word is written like an acronym: WHO is not who."""
    return len(word) > 1 and word.isupper()


def is_shouted(text: str) -> bool:
    """Say whether a text is all in capitals, so that they tell nothing of its words."""
    return text.isupper() and len(words_of(text)) > _MOST_ACRONYMS


def analysed_language(language: str) -> str:
    """Return the language that words are analysed in, for any language tag ("pt-BR")."""
    code = language.lower().partition("-")[0]
    return code if code in LANGUAGES else UNDETERMINED


@lru_cache(maxsize=1)
def folded_function_words() -> dict[str, frozenset[str]]:
    """Return for each language its function words, folded."""
    return {
        language: frozenset(fold(word) for word in words.split())
        for language, words in FUNCTION_WORDS.items()
    }


def is_function_word(folded: str, language: str) -> bool:
    """Say whether a word carries no subject: articles, prepositions, single letters."""
    if len(folded) == 1 and not folded.isdigit():
        return True
    return folded in folded_function_words().get(language, ())


def _stemmer(language: str) -> Any:
    # An analyzer is busy while it works: one for each thread.
    found = getattr(_stemmers, language, None)
    if found is None:
        import tantivy

        stemming = tantivy.Filter.stemmer(_STEMMERS[language])
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
        found = builder.filter(stemming).build()
        setattr(_stemmers, language, found)
    return found
