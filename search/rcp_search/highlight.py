"""Mark in a passage what met the query."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from rcp_search.languages.sentences import Range, sentences_of
from rcp_search.languages.words import (
    beginning,
    beginnings,
    fold,
    is_function_word,
    is_shouted,
    stem,
    subject,
    words_of,
)
from rcp_search.terms.query_words import QueryWords

Words = tuple[str, ...]
#: Words in sequence, and the concept that they name, if they do.
_Sequence = tuple[Words, str | None]


@dataclass(frozen=True)
class Marks:
    """Ranges of what met, one form of each as written, and the best sentence.

    ``concepts`` are the ids of the query's concepts that a label in the passage names.
    """

    spans: tuple[Range, ...]
    words: tuple[str, ...]
    sentence: Range
    concepts: tuple[str, ...]


class _Met(NamedTuple):
    """What met: its range, its stems or words, and the concept if it is a label."""

    start: int
    end: int
    words: Words
    concept: str | None = None


class _MayMeet(dict[str, bool]):
    """Says for the first letter, or two, of a word as written whether the word may meet."""

    def __init__(self, beginnings: frozenset[str]) -> None:
        self._beginnings = beginnings

    def __missing__(self, letters: str) -> bool:
        self[letters] = beginning(letters) in self._beginnings
        return self[letters]


class _Sought:
    """Sequences by the first of their words, and how a word is read to be one of them.

    Reading a new word is slow: only those that begin like something sought are read.
    """

    def __init__(
        self,
        sequences: Iterable[_Sequence],
        read: Callable[[str, str], str],
        language: str,
    ) -> None:
        self.read = read
        self.language = language
        self.by_first: dict[str, list[_Sequence]] = {}
        for sequence in sequences:
            self.by_first.setdefault(sequence[0][0], []).append(sequence)
        self.may_meet = _MayMeet(beginnings(self.by_first, language))


class Marker:
    """Marks passages for one query; what it looks for is made once for each language."""

    def __init__(self, query: QueryWords) -> None:
        self._query = query
        self._sought = cache(self._sought_in)

    def marks(self, text: str, language: str) -> Marks:
        """Return what a passage in an analysed language has in common with the query."""
        met = list(self._met(text, language))
        outer = list(_outer(met))
        first_form: dict[Words, str] = {}
        for one in outer:
            first_form.setdefault(one.words, text[one.start : one.end])
        concepts = dict.fromkeys(one.concept for one in met if one.concept is not None)
        return Marks(
            tuple((one.start, one.end) for one in outer),
            tuple(first_form.values()),
            _best_sentence(text, outer),
            tuple(concepts),
        )

    def _met(self, text: str, language: str) -> Iterator[_Met]:
        written = words_of(text)
        read = [word.lower() for word in written] if is_shouted(text) else written
        standing = [one for sought in self._sought(language) for one in _standing(read, sought)]
        if standing:
            ends = _ends(text, written[: 1 + max(last for _, last, _ in standing)])
            for first, last, (words, concept) in standing:
                yield _Met(ends[first] - len(written[first]), ends[last], words, concept)

    def _sought_in(self, language: str) -> list[_Sought]:
        """Return what is looked for among stems, and among words as written, if anything is."""
        query = self._query
        forms = [
            (form, mention.concept.id)
            for mention in query.mentions
            for form in query.forms(mention, language)
        ]
        stems: list[_Sequence] = [(form.words, name) for form, name in forms if not form.exact]
        stems += [((found,), None) for found in _stems(language, query)]
        exact: list[_Sequence] = [(form.words, name) for form, name in forms if form.exact]
        exact += [
            ((name,), None) for word in query.names for name in query.names_like(word, language)
        ]
        sought = (_Sought(stems, subject, language), _Sought(exact, _as_written, ""))
        return [one for one in sought if one.by_first]


def _as_written(word: str, _language: str) -> str:
    return fold(word)


def _stems(language: str, query: QueryWords) -> set[str]:
    acronyms = query.acronyms()
    own = {found for word, found in query.stems(language).items() if word not in acronyms}
    taken = (word for words in query.corrections.values() for word in words)
    return own | {stem(word, language) for word in taken if not is_function_word(word, language)}


def _standing(written: Sequence[str], sought: _Sought) -> Iterator[tuple[int, int, _Sequence]]:
    """Yield what stands in a text, with the places of its first word and of its last.

    Words that nothing is read from do not count.
    """
    may_meet, read, language = sought.may_meet, sought.read, sought.language
    by_first = sought.by_first
    begun = [
        (first, sequences)
        for first, word in enumerate(written)
        if may_meet[word[0]]
        and may_meet[word[:2]]
        and (sequences := by_first.get(read(word, language)))
    ]
    for first, sequences in begun:
        for sequence in sequences:
            last = _last(written, first, sequence[0], sought)
            if last is not None:
                yield first, last, sequence


def _last(written: Sequence[str], first: int, sequence: Words, sought: _Sought) -> int | None:
    """Return the place of the last word of a sequence whose first word stands at a place."""
    last = first
    for wanted in sequence[1:]:
        found = ""
        while not found:
            last += 1
            if last == len(written):
                return None
            found = sought.read(written[last], sought.language)
        if found != wanted:
            return None
    return last


def _ends(text: str, written: Iterable[str]) -> list[int]:
    """Return where words end in a text that begins with them; only other signs are between."""
    end, find = 0, text.find
    return [end := find(word, end) + len(word) for word in written]


def _outer(met: Iterable[_Met]) -> Iterator[_Met]:
    """Yield in order what does not stand inside something that met."""
    end = 0
    for one in sorted(met, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            yield one
            end = one.end


def _best_sentence(text: str, met: Sequence[_Met]) -> Range:
    """Return the first of the sentences with the most different words in common."""
    sentences = sentences_of(text) or [(0, len(text))]

    def different_words(sentence: Range) -> int:
        first, last = sentence
        inside = (one for one in met if first <= one.start and one.end <= last)
        return len({word for one in inside for word in one.words})

    return max(sentences, key=different_words)
