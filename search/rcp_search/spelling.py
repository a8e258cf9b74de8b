"""Words that nobody wrote, and the closest ones that somebody did."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from rcp_search.lexical_query import term_of
from rcp_search.query_words import QueryWords
from rcp_search.thesaurus import Thesaurus
from rcp_search.words import LANGUAGES, is_function_word, stem

#: Shorter words are too like others.
SHORTEST = 4
#: From so many letters two mistakes are forgiven, else one.
LONG = 8
MOST_TAKEN = 3
MOST_CORRECTED = 4
#: A word in so many passages is known, whoever may read them: looking closer costs too much.
COMMON = 1_000

Words = tuple[str, ...]


class Spelling:
    """The words of an index that stand in some passages: those that the reader may see.

    A word that stands only elsewhere is unknown and is never suggested.
    """

    def __init__(
        self, tantivy: Any, schema: Any, searcher: Any, languages: Iterable[str], visible: Any
    ) -> None:
        self._query = tantivy.Query
        self._occur = tantivy.Occur
        self._schema = schema
        self._searcher = searcher
        self._languages = sorted(languages)
        self._visible = visible

    def corrections(self, words: QueryWords, thesaurus: Thesaurus) -> dict[str, Words]:
        """Return for each word that nobody wrote the closest ones, if any are close enough."""
        quoted = {word for phrase in words.quoted for word in phrase}
        suspects = (
            word
            for word in words.folded
            if mistakes_forgiven(word)
            and word not in words.capitals
            and word not in quoted
            and not thesaurus.knows(word)
            and not self._is_known(word)
        )
        closest = {
            word: self._closest(word, words.language, thesaurus)
            for word in islice(suspects, MOST_CORRECTED)
        }
        return {word: taken for word, taken in closest.items() if taken}

    def _is_known(self, word: str) -> bool:
        terms = [term_of(language, stem(word, language)) for language in self._languages]
        return self._is_seen([(field, term) for term in terms for field in ("stems", "title")])

    def _is_seen(self, places: Iterable[tuple[str, str]]) -> bool:
        """Say whether the reader may see a passage with any of these terms in these fields."""
        counted = [(self._searcher.doc_freq(*place), *place) for place in places]
        found = [(field, term) for count, field, term in counted if count]
        if not found or max(counted)[0] >= COMMON:
            return bool(found)
        terms = [self._query.term_query(self._schema, *place, "basic") for place in found]
        anywhere = self._query.boolean_query([(self._occur.Should, term) for term in terms])
        must = self._occur.Must
        seen = self._query.boolean_query([(must, anywhere), (must, self._visible)])
        return bool(self._searcher.search(seen, 1, count=False).hits)

    def _closest(self, word: str, language: str | None, thesaurus: Thesaurus) -> Words:
        """Return the words with the fewest mistakes, the commonest first, one of each stem.

        Everybody may read the words of the thesaurus.
        """
        taken: dict[str, str] = {}
        fewest = mistakes_forgiven(word)
        for candidate, own_language, mistakes in self._nearest(word, language, thesaurus):
            if mistakes > fewest or len(taken) == MOST_TAKEN:
                break
            stemmed = stem(candidate, own_language)
            if stemmed not in taken and (
                thesaurus.knows(candidate)
                or self._is_seen([("exact", term_of(own_language, candidate))])
            ):
                taken[stemmed] = candidate
                fewest = mistakes
        return tuple(taken.values())

    def _nearest(
        self, word: str, language: str | None, thesaurus: Thesaurus
    ) -> list[tuple[str, str, int]]:
        """Return words with their languages and the mistakes that would make them this one.

        They begin with the same letter, which is hardly ever the wrong one.
        """
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        written = [one for one in self._languages if language in (None, one)]
        known = [(one, self._beginning(word[0], one)) for one in written]
        offered = [language] if language else sorted(LANGUAGES)
        known += [(one, thesaurus.beginning(word[0], one)) for one in offered]
        most = mistakes_forgiven(word)
        near = [
            (found, one, int(mistakes))
            for one, words in known
            for found, mistakes, _ in extract(
                word, words, scorer=OSA.distance, score_cutoff=most, limit=None
            )
            if not is_function_word(found, one)
        ]
        return sorted(near, key=lambda found: found[2])

    def _beginning(self, letter: str, language: str) -> Words:
        """Return the words in a language that begin with a letter, the commonest first."""
        terms = self._searcher.terms_with_prefix("exact", term_of(language, letter))
        return tuple(term.partition(":")[2] for term, _ in terms)


def mistakes_forgiven(word: str) -> int:
    """Return how many mistakes a word may have; a swap of neighbours is one."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 2 if len(word) >= LONG else 1
