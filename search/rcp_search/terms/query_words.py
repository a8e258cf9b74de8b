"""The words of a query and the language they are likely in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rcp_search.languages.alphabets import ALONE_IN_IT, alphabet_of
from rcp_search.languages.words import (
    fold,
    folded_function_words,
    folded_words,
    in_capitals,
    is_function_word,
    is_shouted,
    stem,
    words_in,
)
from rcp_search.terms.thesaurus import Form, Mention, acronym_forms

#: What is read of a query: a longer text is a document.
LONGEST_QUERY = 2_000
MOST_WORDS = 64
MOST_COMPOUNDS = 8
#: A query of more words is a text: what stands in quotation marks there is not an order.
MOST_WORDS_WITH_PHRASES = 32

_QUOTED = re.compile(r'(?<!\w)["“”„«]([^"“”„«»]+)["“”»](?!\w)')
#: "AVR+R", "5+5", "COVID-19", "3.5", "GCM 23".
_COMPOUND = re.compile(r"[^\W_]+(?:[-–+./,٫&][^\W_]+)+|[A-ZА-ЯЁ]{2,} \d+\b")

Words = tuple[str, ...]
#: Stands in the order of words where words in quotation marks were.
BREAK = ""


@dataclass(frozen=True)
class QueryWords:
    """The distinct words of a query without function words; language is None when unsure.

    ``any_word`` says whether there was a word at all, be it a function word. ``order`` has
    every word outside of quotation marks, ``quoted`` the runs of words inside; ``compounds``
    are the parts of names such as "COVID-19", ``capitals`` the words typed in capitals and
    ``capitalised`` those that begin with one.
    ``corrections`` says for a word that nobody wrote the ones that it is taken as, and
    ``mentions`` the concepts that the words name. ``names`` has for a word the names that sound
    like it in other languages. All words are folded.
    """

    text: str
    folded: Words
    language: str | None
    any_word: bool
    order: Words = ()
    quoted: tuple[Words, ...] = ()
    compounds: tuple[Words, ...] = ()
    capitals: frozenset[str] = frozenset()
    capitalised: frozenset[str] = frozenset()
    corrections: Mapping[str, Words] = field(default_factory=dict)
    mentions: tuple[Mention, ...] = ()
    names: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)

    def stems(self, language: str) -> dict[str, str]:
        """Return the stem of each word that counts in a language, by folded word."""
        return {
            word: stem(word, language)
            for word in self.folded
            if word in self.capitals or not is_function_word(word, language)
        }

    def names_like(self, word: str, language: str) -> Words:
        """Return the names in a language that sound like a word of another one."""
        return self.names.get(word, {}).get(language, ())

    def acronyms(self) -> frozenset[str]:
        """Return the words that name a concept by an acronym: these have no stems."""
        named = (self.order[mention.place] for mention in self.mentions if mention.exact)
        return frozenset(word for typed in named for word in typed)

    def forms(self, mention: Mention, language: str) -> tuple[Form, ...]:
        """Return how a concept may stand in a text, be it as the acronym that was typed."""
        labels = mention.forms.get(language, ())
        typed = self.order[mention.place]
        if not mention.exact or (len(typed) == 1 and is_function_word(typed[0], language)):
            return labels
        return (*labels, *acronym_forms(typed))


def query_words(text: str) -> QueryWords:
    """Read a query; anything is a query, only quotation marks are syntax."""
    text = text[:LONGEST_QUERY]
    every = list(dict.fromkeys(folded_words(text)))
    language = language_of(every)
    capitals = _capitals(text)
    content = [
        word for word in every if word in capitals or not is_function_word(word, language or "")
    ]
    quoted, outside = _parted(text)
    return QueryWords(
        text,
        tuple(content[:MOST_WORDS]),
        language,
        bool(every),
        _order(outside),
        quoted,
        _compounds(outside),
        capitals,
        _capitalised(text),
    )


def language_of(folded: list[str]) -> str | None:
    """Return the language of folded words by script, else by function words, else None."""
    alphabets = list(map(alphabet_of, folded))
    for alphabet, language in ALONE_IN_IT.items():
        if alphabets.count(alphabet) * 2 > len(folded):
            return language
    counts = {
        language: sum(word in words for word in folded)
        for language, words in folded_function_words().items()
    }
    best, second = sorted(counts, key=lambda language: -counts[language])[:2]
    return best if counts[best] > counts[second] else None


def _capitals(text: str) -> frozenset[str]:
    if is_shouted(text):
        return frozenset()
    written = [word.group() for word in words_in(text) if in_capitals(word.group())]
    return frozenset(folded_words(" ".join(written)))


def _capitalised(text: str) -> frozenset[str]:
    if is_shouted(text):
        return frozenset()
    written = (word.group() for word in words_in(text))
    return frozenset(fold(word) for word in written if word[0].isupper())


def _parted(text: str) -> tuple[tuple[Words, ...], list[str]]:
    """Return the words in quotation marks, and the pieces of text around these."""
    if len(folded_words(text)) > MOST_WORDS_WITH_PHRASES:
        return (), [text]
    quoted = (tuple(folded_words(part)) for part in _QUOTED.findall(text))
    return tuple(words for words in quoted if words), _QUOTED.split(text)[::2]


def _order(outside: list[str]) -> Words:
    order: list[str] = []
    for part in outside:
        order += [*folded_words(part), BREAK]
    return tuple(order[: 2 * MOST_WORDS])


def _compounds(outside: list[str]) -> tuple[Words, ...]:
    found = {
        tuple(folded_words(compound)): None
        for part in outside
        for compound in _COMPOUND.findall(part)
        if _is_name(compound)
    }
    return tuple(words for words in found if len(words) > 1)[:MOST_COMPOUNDS]


def _is_name(compound: str) -> bool:
    """Say whether joined words are a name rather than, say, "cross-border"."""
    return any(character.isdigit() for character in compound) or any(
        in_capitals(word.group()) for word in words_in(compound)
    )
