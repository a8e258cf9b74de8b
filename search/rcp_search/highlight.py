"""Mark in a passage what met the query."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rcp_search.query_words import QueryWords
from rcp_search.sentences import Range, sentences_of
from rcp_search.thesaurus import Form
from rcp_search.words import analysed, fold, is_function_word, stem

Words = tuple[str, ...]
#: Words in sequence, and the concept that they name, if they do.
_Sought = tuple[Words, str | None]


@dataclass(frozen=True)
class Marks:
    """Ranges of what met, one form of each as written, and the best sentence.

    ``concepts`` are the ids of the query's concepts that a label in the passage names.
    """

    spans: tuple[Range, ...]
    words: tuple[str, ...]
    sentence: Range
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class _Met:
    """What met: its range, its stems or words, and the concept if it is a label."""

    start: int
    end: int
    words: Words
    concept: str | None = None


def marks(text: str, language: str, query: QueryWords) -> Marks:
    """Return what a passage in an analysed language has in common with a query."""
    met = list(_met(text, language, query))
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


def _met(text: str, language: str, query: QueryWords) -> Iterator[_Met]:
    words = list(analysed(text, language))
    forms = [
        (form, mention.concept.id)
        for mention in query.mentions
        for form in query.forms(mention, language)
    ]
    stems = _by_first([one for one in forms if not one[0].exact])
    for found in _stems(language, query):
        stems.setdefault(found, []).append(((found,), None))
    yield from _standing([one for one in words if one[1]], stems)
    if written := _by_first([one for one in forms if one[0].exact]):
        yield from _standing([(word, fold(word.group())) for word, _ in words], written)


def _stems(language: str, query: QueryWords) -> set[str]:
    acronyms = query.acronyms()
    own = {found for word, found in query.stems(language).items() if word not in acronyms}
    taken = (word for words in query.corrections.values() for word in words)
    return own | {stem(word, language) for word in taken if not is_function_word(word, language)}


def _by_first(forms: Iterable[tuple[Form, str]]) -> dict[str, list[_Sought]]:
    sought: dict[str, list[_Sought]] = {}
    for form, concept in forms:
        sought.setdefault(form.words[0], []).append((form.words, concept))
    return sought


def _standing(
    words: Sequence[tuple[re.Match[str], str]], sought: Mapping[str, Sequence[_Sought]]
) -> Iterator[_Met]:
    """Yield what stands in a sequence of words, of all that begins with each of them."""
    for place, (word, first) in enumerate(words):
        for sequence, concept in sought.get(first, ()):
            there = words[place : place + len(sequence)]
            if tuple(found for _, found in there) == sequence:
                yield _Met(word.start(), there[-1][0].end(), sequence, concept)


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
