"""Words that nobody wrote, and the closest ones that somebody did."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from rcp_search.languages.word_list import WordList
from rcp_search.languages.words import LANGUAGES, is_function_word, stem
from rcp_search.lexical.query import term_of
from rcp_search.lexical.word_index import WordIndex
from rcp_search.terms.query_words import QueryWords
from rcp_search.terms.thesaurus import Thesaurus

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

    ``visible`` are queries for them. A word that stands only elsewhere is unknown and is never
    suggested.
    """

    def __init__(
        self,
        tantivy: Any,
        schema: Any,
        passages: WordIndex,
        languages: Iterable[str],
        visible: Iterable[Any],
    ) -> None:
        self._query = tantivy.Query
        self._occur = tantivy.Occur
        self._schema = schema
        self._passages = passages
        self._searcher = passages.searcher
        self._languages = sorted(languages)
        self._visible = list(visible)

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
        return bool(self._searcher.search(self._visible_with(found), 1, count=False).hits)

    def _count_seen(self, word: str, language: str) -> int:
        """Return in how many passages that the reader may see a word stands as written."""
        place = ("exact", term_of(language, word))
        if not self._searcher.doc_freq(*place):
            return 0
        count: int = self._searcher.search(self._visible_with([place]), 1, count=True).count
        return count

    def _visible_with(self, places: Iterable[tuple[str, str]]) -> Any:
        terms = [self._query.term_query(self._schema, *place, "basic") for place in places]
        anywhere, must = self._any_of(terms), self._occur.Must
        # One by one: all of them at once would be gone through from end to end.
        each = [self._query.boolean_query([(must, anywhere), (must, one)]) for one in self._visible]
        return self._any_of(each)

    def _any_of(self, queries: Sequence[Any]) -> Any:
        if len(queries) == 1:
            return queries[0]
        return self._query.boolean_query([(self._occur.Should, one) for one in queries])

    def _closest(self, word: str, language: str | None, thesaurus: Thesaurus) -> Words:
        """Return the words with the fewest mistakes, the commonest first, one of each stem.

        Everybody may read the words of the thesaurus.
        """
        nearest = self._nearest(word, language, thesaurus)
        for _, alike in groupby(nearest, key=lambda found: found[2]):
            counted = {
                (-self._count_seen(candidate, own_language), candidate, own_language)
                for candidate, own_language, _ in alike
            }
            taken: dict[str, str] = {}
            for seen, candidate, own_language in sorted(counted):
                if seen or thesaurus.knows(candidate):
                    taken.setdefault(stem(candidate, own_language), candidate)
            if taken:
                return tuple(dict.fromkeys(taken.values()))[:MOST_TAKEN]
        return ()

    def _nearest(
        self, word: str, language: str | None, thesaurus: Thesaurus
    ) -> list[tuple[str, str, int]]:
        """Return words with their languages and the mistakes that would make them this one.

        They begin with the same letter, which is hardly ever the wrong one.
        """
        near: list[tuple[str, str, int]] = []
        for one in self._languages:
            if language in (None, one):
                written = self._passages.beginning("exact", term_of(one, ""), word[0])
                near += _near(word, written, one)
        for one in [language] if language else sorted(LANGUAGES):
            near += _near(word, thesaurus.beginning(word[0], one), one)
        return sorted(near, key=lambda found: found[2])


def _near(word: str, words: WordList, language: str) -> Iterator[tuple[str, str, int]]:
    """Yield words near enough to one that carry a subject, nearest first."""
    for found, mistakes in words.near(word, mistakes_forgiven(word)):
        if not is_function_word(found, language):
            yield found, language, mistakes


def mistakes_forgiven(word: str) -> int:
    """Return how many mistakes a word may have; a swap of neighbours is one."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 2 if len(word) >= LONG else 1
