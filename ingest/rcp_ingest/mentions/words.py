"""Words as names are looked up: without case and accents, whatever is written onto them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u00ad\u200c\u200d"
# "5+5" is one word: a Process is called so.
_WORD = re.compile(rf"\d ?\+ ?\d(?!\d)|[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "ı": "i", " ": None}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None}
)
_ENDS = re.compile(r"[!?؟;؛:•|\t]|\n\s*\n")
#: A point behind a word that is no longer shortens it: "St. Lucia", "U.S.".
_LONGEST_SHORTENED = 3
#: A longer word is no name.
_LONGEST = 40
#: Conjunctions, prepositions and the article that Arabic writes onto a word.
_WRITTEN_ON = ("", "و", "ف", "ب", "ك", "ل", "وب", "ول", "وك", "فب", "فل")
_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, and where it stands."""

    written: str
    folded: str
    start: int
    end: int
    #: Whether a sentence, a line of its own or a cell ends before it: no name goes on here.
    begins: bool = False

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins as names do, in scripts that have capitals."""
        first = self.written[0]
        return first.isupper() or first.lower() == first.upper()

    @property
    def is_capitals(self) -> bool:
        """Whether it is written as acronyms are."""
        return len(self.written) > 1 and self.written.isupper()


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order."""
    words: list[Word] = []
    end, length = 0, 0
    for found in _WORD.finditer(text):
        gap = text[end : found.start()]
        begins = gap != " " and _is_end(gap, length)
        words.append(Word(found[0], fold(found[0]), found.start(), found.end(), begins))
        end, length = found.end(), len(found[0])
    return words


def _is_end(gap: str, length: int) -> bool:
    """Say whether something ends between a word of this length and the next."""
    if "." in gap and length > _LONGEST_SHORTENED and gap[-1:].isspace():
        return True
    return bool(_ENDS.search(gap))


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return a word in lower case without accents, vowel marks and variants of a letter."""
    if word.isascii():
        return word.lower().replace(" ", "")[:_LONGEST]
    # The breve stays on a Cyrillic и: "й" is a letter of its own.
    kept = word[:_LONGEST].casefold().replace("й", "\0")
    bare = "".join(c for c in unicodedata.normalize("NFKD", kept) if not unicodedata.combining(c))
    return bare.replace("\0", "й").translate(_LETTERS)


@lru_cache(maxsize=100_000)
def key(folded: str) -> str:
    """Return the part of a folded word that all its forms have in common.

    Words of one key need not be forms of one word: :func:`is_form` says whether they are.
    """
    if is_arabic(folded):
        return _stripped(folded)
    return folded[:3] if is_cyrillic(folded) else _singular(folded)[:4]


@lru_cache(maxsize=200_000)
def is_form(written: str, name: str, *, strict: bool) -> bool:
    """Say whether a folded word is a form of a word of a name.

    ``strict`` is for proper names, which have no plural and keep their article.
    """
    if written == name:
        return True
    if is_arabic(name):
        return _is_arabic_form(written, name, strict=strict)
    if is_cyrillic(name):
        return _is_russian_form(written, name, strict=strict)
    return not strict and _singular(written) == _singular(name)


def is_arabic(folded: str) -> bool:
    """Whether a word is in Arabic letters."""
    return "\u0600" <= folded[:1] <= "\u06ff"


def is_cyrillic(folded: str) -> bool:
    """Whether a word is in Cyrillic letters."""
    return "\u0400" <= folded[:1] <= "\u04ff"


def _stripped(folded: str) -> str:
    while len(folded) > 3:
        if folded.startswith(_ARTICLE) and len(folded) > 4:
            folded = folded[2:]
        elif folded[0] in "وفبكل":
            folded = folded[1:]
        else:
            break
    return folded


def _is_arabic_form(written: str, name: str, *, strict: bool) -> bool:
    bare = name.removeprefix(_ARTICLE)
    if not strict or bare != name:
        # "لل" is "ل" and the article, whose first letter is not written then.
        joined = [before + _ARTICLE for before in _WRITTEN_ON] + ["لل", "ولل", "فلل"]
        if any(written == before + bare for before in joined):
            return True
    if strict and bare != name:
        return False
    return any(written == before + bare for before in _WRITTEN_ON)


def _endings(written: str) -> frozenset[str]:
    return frozenset(written.replace("-", "").split(" "))


#: Endings of cases, by how the first one ends; "-" is none.
_OF_A = _endings("а я ы и е у ю ой ою ей ею")
_OF_A_OR_MANY = _endings("- а я ы и е у ю ой ою ей ею ам ами ах ям ях")
_OF_CONSONANT = _endings("- а я у ю ом ем е и ы ов ев ей ам ами ах ях")
_OF_SOFT = _OF_CONSONANT | _endings("ь й ью ям ями ии")
_OF_PLURAL = _endings("- ы и ов ам ами ах ям ями ях а у ом ых ым ыми")
_OF_ADJECTIVE = _endings(
    "ая яя ой ей ую юю ое ее ий ый ого его ому ему ым им ом ем ые ие ых их ыми ими"
)
_OF_NEUTER = _endings("- о а у ом е ам ами ах")
_OF_IE = _OF_ADJECTIVE | _endings("ия ию ием ии иям иями иях")
_OF_IA = _endings("ия ии ию ией иею ий иям иями иях")
_AFTER_SOFT_I = _endings("я ю ем и")
_ADJECTIVES = ("ая", "яя", "ое", "ее", "ий", "ый", "ые")


def _is_russian_form(written: str, name: str, *, strict: bool) -> bool:
    for stem, endings in _declension(name, strict):
        if len(stem) >= 2 and written.startswith(stem) and written[len(stem) :] in endings:
            return True
    return False


@lru_cache(maxsize=20_000)
def _declension(name: str, strict: bool) -> list[tuple[str, frozenset[str]]]:
    """Return how a noun or adjective may be declined: its stem and the endings it takes."""
    if name.endswith("ия"):
        return [(name[:-2], _OF_IA)]
    if name.endswith(_ADJECTIVES):
        found = [(name[:-2], _OF_ADJECTIVE)]
        if name.endswith("ий"):
            found.append((name[:-1], _AFTER_SOFT_I))
        return found
    if name.endswith("ие"):
        return [(name[:-2], _OF_IE)]
    if name == "острова":
        return [("остров", _OF_PLURAL)]
    if name.endswith(("а", "я")):
        return [(name[:-1], _OF_A if strict else _OF_A_OR_MANY)]
    if name.endswith(("ь", "й")):
        return [(name[:-1], _OF_SOFT)]
    if name.endswith("ы"):
        return [(name[:-1], _OF_PLURAL)]
    if name.endswith("о") and (not strict or name.endswith("ство")):
        return [(name[:-1], _OF_NEUTER)]
    if name.endswith("и") and not strict:
        return [(name[:-1], _OF_PLURAL)]
    # Names such as Мали, Перу and Того have one form.
    return [] if name[-1] in "оеуюиэё" else [(name, _OF_CONSONANT)]


@lru_cache(maxsize=50_000)
def _singular(word: str) -> str:
    """Return what the singular and the plural of a word have in common (en, fr, es, pt)."""
    if word.endswith("oes"):
        return word[:-3] + "ao"
    bare = word[:-1] if word.endswith("s") and len(word) > 3 else word
    bare = bare[:-1] if bare.endswith("e") and len(bare) > 3 else bare
    return bare[:-1] + "i" if bare.endswith("y") else bare
