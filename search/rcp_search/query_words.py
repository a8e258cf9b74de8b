"""The words of a query and the language they are likely in."""

from dataclasses import dataclass

from rcp_search.words import folded_function_words, folded_words, is_function_word, stem

#: What is read of a query: a longer text is a document.
LONGEST_QUERY = 2_000
MOST_WORDS = 64

_SCRIPTS = {"ar": ("\u0600", "\u06ff"), "ru": ("\u0400", "\u04ff")}


@dataclass(frozen=True)
class QueryWords:
    """The distinct words of a query without function words; language is None when unsure.

    ``any_word`` says whether there was a word at all, be it a function word.
    """

    text: str
    folded: tuple[str, ...]
    language: str | None
    any_word: bool

    def stems(self, language: str) -> dict[str, str]:
        """Return the stem of each word that counts in a language, by folded word."""
        return {
            word: stem(word, language)
            for word in self.folded
            if not is_function_word(word, language)
        }


def query_words(text: str) -> QueryWords:
    """Read a query; anything is a query, nothing in it is syntax."""
    text = text[:LONGEST_QUERY]
    every = list(dict.fromkeys(folded_words(text)))
    language = language_of(every)
    content = [word for word in every if not is_function_word(word, language or "")]
    return QueryWords(text, tuple(content[:MOST_WORDS]), language, bool(every))


def language_of(folded: list[str]) -> str | None:
    """Return the language of folded words by script, else by function words, else None."""
    for language, (first, last) in _SCRIPTS.items():
        letters = sum(first <= word[0] <= last for word in folded)
        if letters * 2 > len(folded):
            return language
    counts = {
        language: sum(word in words for word in folded)
        for language, words in folded_function_words().items()
    }
    best, second = sorted(counts, key=lambda language: -counts[language])[:2]
    return best if counts[best] > counts[second] else None
