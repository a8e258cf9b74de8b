"""Names among the passages that sound like a word of a query in another language."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from rcp_search.languages.alphabets import ARABIC, alphabet_of, alphabet_of_language
from rcp_search.languages.names import alike, least_alike, names_in, sounds
from rcp_search.terms.query_words import QueryWords

FIELD = "names"
#: Names with the same sounds that are looked at, the commonest first, and that are taken.
_MOST_LOOKED_AT = 500
_MOST_TAKEN = 4
_SEPARATOR = " "

Words = tuple[str, ...]


def terms_of(text: str, language: str) -> Iterator[str]:
    """Yield a term for each way to read a name in a text: its language, sounds and folded word."""
    for name in dict.fromkeys(names_in(text, language)):
        for sound in sounds(name):
            yield _SEPARATOR.join((language, sound, name))


class SoundsLike:
    """The names of an index with texts in some languages, whoever may see them."""

    def __init__(self, searcher: Any, languages: Iterable[str]) -> None:
        self._searcher = searcher
        self._languages = sorted(languages)

    def names(self, words: QueryWords) -> dict[str, dict[str, Words]]:
        """Return for each word but acronyms the names most like it in other languages."""
        found: dict[str, dict[str, Words]] = {}
        for word in words.folded:
            if word in words.capitals:
                continue
            for language in self._languages:
                if _may_be_alike(word, words, language) and (names := self._like(word, language)):
                    found.setdefault(word, {})[language] = names
        return found

    def _like(self, word: str, language: str) -> Words:
        likeness: dict[str, float] = {}
        for sound in sounds(word):
            before = _SEPARATOR.join((language, sound, ""))
            terms = self._searcher.terms_with_prefix(FIELD, before)
            for term, _ in islice(terms, _MOST_LOOKED_AT):
                name = term.removeprefix(before)
                likeness[name] = alike(word, name)
        near = (name for name in likeness if likeness[name] >= least_alike(word, name))
        return tuple(sorted(near, key=lambda name: (-likeness[name], name))[:_MOST_TAKEN])


def _may_be_alike(word: str, words: QueryWords, language: str) -> bool:
    """Say whether a word may be a name in a language.

    One of the two must begin with a capital, which Arabic has not: there every word would be
    compared with every other. Where the language of a query is not known, only names in other
    letters are another language's.
    """
    alphabet = alphabet_of_language(language)
    if alphabet == ARABIC:
        return alphabet_of(word) != ARABIC and word in words.capitalised
    return alphabet_of(word) != alphabet or words.language not in (None, language)
