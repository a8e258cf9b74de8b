"""Mark in a passage what met the query."""

from collections.abc import Iterable
from dataclasses import dataclass

from rcp_search.query_words import QueryWords
from rcp_search.sentences import Range, sentences_of
from rcp_search.words import subject, words_in


@dataclass(frozen=True)
class Marks:
    """Ranges of the words that met, one form of each as written, and the best sentence."""

    spans: tuple[Range, ...]
    words: tuple[str, ...]
    sentence: Range


def marks(text: str, language: str, query: QueryWords) -> Marks:
    """Return what a passage in an analysed language has in common with a query."""
    stems = set(query.stems(language).values())
    met = [
        (word.start(), word.end(), found)
        for word in words_in(text)
        if (found := subject(word.group(), language)) in stems
    ]
    first_form: dict[str, str] = {}
    for start, end, stem in met:
        first_form.setdefault(stem, text[start:end])
    return Marks(
        tuple((start, end) for start, end, _ in met),
        tuple(first_form.values()),
        _best_sentence(text, met),
    )


def _best_sentence(text: str, met: Iterable[tuple[int, int, str]]) -> Range:
    """Return the first of the sentences with the most different words in common."""
    sentences = sentences_of(text) or [(0, len(text))]
    met = list(met)

    def different_words(sentence: Range) -> int:
        first, last = sentence
        return len({stemmed for start, end, stemmed in met if first <= start and end <= last})

    return max(sentences, key=different_words)
