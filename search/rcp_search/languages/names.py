"""Names in other languages: Варшава and Warsaw, لوثر and Luther, Filipinas and Philippines.

A name is romanised letter by letter (anyascii), then its sounds are put into eight classes of
consonants. Names with the same classes are compared as they are romanised.

Of titles of encyclopaedia articles and names of places, each in English and in Russian or Arabic,
58 to 86 % have a class in common, names that are translated included.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from rcp_search.languages.alphabets import ARABIC, CYRILLIC, alphabet_of
from rcp_search.languages.words import (
    fold,
    is_function_word,
    is_shouted,
    stem,
    words_in,
)

#: How alike two names must be in different alphabets, and in one.
_ALIKE = 0.65
_ALIKE_IN_ONE_ALPHABET = 0.75
#: Ways to read one name.
_MOST_READINGS = 4
#: With fewer consonants it matters where the vowels are.
_ENOUGH_CONSONANTS = 3
_LEAST_CONSONANTS = 2

#: Long vowels, which anyascii leaves out or writes as signs.
_LONG = str.maketrans({"ا": "a", "آ": "a", "أ": "a", "إ": "i", "ى": "a", "ة": "a"})
_FINAL_A = re.compile(r"ه$")
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=\w{3})")
_NO_LETTERS = re.compile(r"[^a-z]")
_REPEATED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouwy]")

#: Sounds that alphabets write in different ways, in one way.
_PLAIN = tuple(
    (re.compile(written), plain)
    for written, plain in (
        (r"dzh|zh|dj|g(?=[eiy])", "j"),
        (r"s?c(?=[eiy])|ts|tz|z", "s"),
        (r"t?sch|t?sh|tch|cz|sz|ch", "s"),
        (r"kh|gh|ck|qu|c|q", "k"),
        ("ph", "f"),
        ("th", "t"),
    )
)

_SOUND = re.compile(r"tsch|sch|dzh|tch|tsh|cz|sz|sh|zh|dj|ch|kh|gh|th|ph|ts|tz|ck|qu|[a-z]")
_VOWEL = ("V",)
#: The classes of a sound, the likeliest first: b, k, l, m, n, r, s, t.
_CLASSES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("b", "p", "f", "v", "ph"), ("b",)),
    **dict.fromkeys(("d", "t", "th"), ("t",)),
    **dict.fromkeys(("g", "k", "q", "c", "kh", "gh", "ck", "qu"), ("k",)),
    **dict.fromkeys(("s", "z", "sh", "zh", "sch", "cz", "sz", "dj", "dzh", "tch"), ("s",)),
    **dict.fromkeys(("ts", "tz", "tsh", "tsch"), ("s", "ts")),
    **{letter: (letter,) for letter in "lmnr"},
    "x": ("ks",),
    "ch": ("s", "k"),
    "j": ("s", "k"),
    "h": ("", "k"),
    "w": ("V", "b"),
}
_BEFORE_E_AND_I = {"c": ("s",), "g": ("k", "s")}


def names_in(text: str, language: str) -> Iterator[str]:
    """Yield the folded words of a text that may be names: in capitals, in Arabic all of them."""
    if is_shouted(text):
        return
    for word in words_in(text):
        written = word.group()
        folded = fold(written)
        may_be = written[0].isupper() or language == "ar"
        if may_be and folded and not is_function_word(folded, language):
            yield folded


@lru_cache(maxsize=20_000)
def sounds(folded: str) -> frozenset[str]:
    """Return the classes of consonants that a folded word may be read as, in any alphabet."""
    alphabet = alphabet_of(folded)
    forms = {folded}
    if alphabet == ARABIC:
        forms.add(_ARTICLE.sub("", folded))
    elif alphabet == CYRILLIC:
        forms.add(stem(folded, "ru"))
    return frozenset(found for form in forms for found in _read(_romanised(form)))


def alike(folded: str, other: str) -> float:
    """Return how alike two folded names are as romanised, from 0 to 1.

    Where one is Arabic, which writes no short vowels, only consonants are compared.
    """
    from rapidfuzz.fuzz import ratio

    forms = {folded, _ARTICLE.sub("", folded)}
    without_vowels = ARABIC in (alphabet_of(folded), alphabet_of(other))
    return max(
        float(ratio(_compared(form, without_vowels), _compared(other, without_vowels))) / 100
        for form in forms
    )


def least_alike(folded: str, other: str) -> float:
    """Return how alike two folded names must be to be taken for one."""
    same = alphabet_of(folded) == alphabet_of(other)
    return _ALIKE_IN_ONE_ALPHABET if same else _ALIKE


@lru_cache(maxsize=20_000)
def _compared(folded: str, without_vowels: bool) -> str:
    romanised = _romanised(folded)
    for written, plain in _PLAIN:
        romanised = written.sub(plain, romanised)
    return _VOWELS.sub("", romanised) if without_vowels else romanised.replace("w", "v")


@lru_cache(maxsize=20_000)
def _romanised(folded: str) -> str:
    from anyascii import anyascii

    return _NO_LETTERS.sub("", anyascii(_FINAL_A.sub("ا", folded).translate(_LONG)).lower())


def _read(romanised: str) -> Iterator[str]:
    readings = 1
    sequence = []
    for sound in _SOUND.finditer(romanised):
        classes = _classes(sound)
        if readings * len(classes) > _MOST_READINGS:
            classes = classes[:1]
        readings *= len(classes)
        sequence.append(classes)
    for read in product(*sequence):
        consonants = _REPEATED.sub(r"\1", "".join(read).replace("V", ""))
        if len(consonants) >= _ENOUGH_CONSONANTS:
            yield consonants
        elif len(consonants) == _LEAST_CONSONANTS:
            yield _REPEATED.sub(r"\1", "".join(read))


def _classes(sound: re.Match[str]) -> tuple[str, ...]:
    written = sound.group()
    if sound.string[sound.end() : sound.end() + 1] in ("e", "i", "y"):
        written_so = _BEFORE_E_AND_I.get(written)
        if written_so:
            return written_so
    return _CLASSES.get(written, _VOWEL)
