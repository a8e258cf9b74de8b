"""The bridge of terms: which concepts a query names, and their names in each language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from rcp_search.languages.word_list import WordList
from rcp_search.languages.words import (
    LANGUAGES,
    folded_words,
    is_function_word,
    subject,
    subjects,
)
from rcp_search.terms.glossary import PACKAGED, Concept, read_glossary
from rcp_search.terms.labels import Analysis, analysed, is_exact

#: Shorter acronyms are too often something else in lower case.
_SHORTEST_IN_LOWER_CASE = 3
#: Of a longer text only so many concepts are looked for.
MOST_MENTIONS = 16
#: How far a single word may be from a label with the same stem, in letters after the common
#: beginning: "refugees" from "refugee" 1, "comunidad" from "comunicación" 9.
_FARTHEST = {"ar": 6, "ru": 6}
_FARTHEST_ELSEWHERE = 4

Words = tuple[str, ...]


class Form(NamedTuple):
    """A label as it stands in a text: a sequence of stems, or of folded words if ``exact``."""

    words: Words
    exact: bool = False


@dataclass(frozen=True)
class Mention:
    """A concept that some words of a query name, and the label that they met.

    ``place`` says where they are in the order of the query's words; ``exact`` that they are an
    acronym, which has no stem. ``forms`` are the concept's labels by language.
    """

    concept: Concept
    label: str
    place: slice
    exact: bool
    forms: Mapping[str, tuple[Form, ...]] = field(repr=False)


class _Name(NamedTuple):
    """A label to be looked up by the words in ``key``: stems, or folded words of an acronym."""

    key: Words
    concept: str
    label: str
    language: str


@dataclass(frozen=True)
class _Match:
    start: int
    end: int
    far: int
    exact: bool
    name: _Name

    def overlaps(self, other: "_Match") -> bool:
        return self.start < other.end and other.start < self.end


class Thesaurus:
    """Concepts by their labels; never changes, may be shared by threads.

    What the labels are made of is found out unless it is given.
    Raises ValueError when two concepts have the same id.
    """

    def __init__(self, concepts: Iterable[Concept] = (), analysis: Analysis | None = None) -> None:
        every = list(concepts)
        self.concepts: Mapping[str, Concept] = {concept.id: concept for concept in every}
        if len(self.concepts) != len(every):
            raise ValueError("two concepts have the same id")
        analysis = analysis or analysed(every)
        self._words = {code: frozenset(words) for code, words in analysis.words.items()}
        self._by_stem: dict[str, dict[str, list[_Name]]] = {}
        self._by_word: dict[str, list[_Name]] = {}
        stems = iter(analysis.stems)
        for concept in every:
            for language, labels in concept.labels.items():
                for label in labels:
                    self._learn(concept.id, language, label, next(stems))
        self._by_letter = _by_letter(analysis.words)
        self._beginning = cache(lambda *place: WordList(self._by_letter.get(place, ())))
        self._forms = cache(self._forms_of)

    @classmethod
    @cache
    def packaged(cls) -> "Thesaurus":
        """Return the glossary that comes with the package."""
        return cls(read_glossary(PACKAGED))

    def beginning(self, letter: str, language: str) -> WordList:
        """Return the folded words of the labels in a language that begin with a letter.

        Those in capitals are left out.
        """
        return self._beginning(language, letter)

    def knows(self, folded: str) -> bool:
        """Say whether a folded word stands in a label of any language."""
        return folded in self._by_word or any(folded in words for words in self._words.values())

    def mentions(
        self, order: Sequence[str], capitals: frozenset[str], language: str | None
    ) -> tuple[Mention, ...]:
        """Return the concepts that folded words in sequence name, the longest labels only.

        A single word is looked up in the query's language only, once that is known; a label
        that several concepts have names them all. An empty word ends a sequence.
        """
        matches = list(self._exact(order, capitals))
        for other in self._by_stem:
            single = language in (None, other)
            matches += self._stemmed(order, capitals, other, single)
        return tuple(
            Mention(
                self.concepts[match.name.concept],
                match.name.label,
                slice(match.start, match.end),
                match.exact,
                self._forms(match.name.concept),
            )
            for match in _longest(matches, language)[:MOST_MENTIONS]
        )

    def _learn(self, concept: str, language: str, label: str, stems: Sequence[str] | None) -> None:
        if stems:
            name = _Name(tuple(stems), concept, label, language)
            self._by_stem.setdefault(language, {}).setdefault(stems[0], []).append(name)
        elif stems is None and (written := tuple(folded_words(label))):
            for form in acronym_forms(written):
                name = _Name(form.words, concept, label, language)
                self._by_word.setdefault(form.words[0], []).append(name)

    def _forms_of(self, concept: str) -> dict[str, tuple[Form, ...]]:
        """Return the labels of a concept as they stand in texts, by language."""
        labels = self.concepts[concept].labels
        return {
            language: _shortest(
                form for one in labels[language] for form in self._form(one, language)
            )
            for language in labels
        }

    def _form(self, label: str, language: str) -> tuple[Form, ...]:
        if not is_exact(label):
            stems = tuple(subjects(label, language))
            return (Form(stems),) if stems else ()
        written = tuple(folded_words(label))
        return (
            acronym_forms(written) if written and not self._is_ambiguous(written, language) else ()
        )

    def _is_ambiguous(self, written: Words, language: str) -> bool:
        """Say whether an acronym in a text may well be an ordinary word."""
        return len(written) == 1 and (
            is_function_word(written[0], language) or self._is_ordinary(written[0])
        )

    def _is_ordinary(self, folded: str) -> bool:
        return any(folded in words for words in self._words.values())

    def _needs_capitals(self, key: Words) -> bool:
        return len(key) == 1 and (
            len(key[0]) < _SHORTEST_IN_LOWER_CASE
            or self._is_ordinary(key[0])
            or any(is_function_word(key[0], language) for language in LANGUAGES)
        )

    def _exact(self, order: Sequence[str], capitals: frozenset[str]) -> Iterator[_Match]:
        for start, word in enumerate(order):
            for name in self._by_word.get(word, ()):
                end = start + len(name.key)
                if tuple(order[start:end]) == name.key and (
                    word in capitals or not self._needs_capitals(name.key)
                ):
                    yield _Match(start, end, 0, True, name)

    def _stemmed(
        self, order: Sequence[str], capitals: frozenset[str], language: str, single: bool
    ) -> Iterator[_Match]:
        names = self._by_stem[language]
        places, stems = [], []
        for place, word in enumerate(order):
            found = subject(word.upper() if word in capitals else word, language) if word else ""
            if found or not word:
                places.append(place)
                stems.append(found)
        for first, found in enumerate(stems):
            for name in names.get(found, ()):
                last = first + len(name.key)
                if tuple(stems[first:last]) != name.key:
                    continue
                start, end = places[first], places[last - 1] + 1
                far = _far(" ".join(order[start:end]), " ".join(folded_words(name.label)))
                near = far <= _FARTHEST.get(language, _FARTHEST_ELSEWHERE)
                if len(name.key) > 1 or (single and near):
                    yield _Match(start, end, far, False, name)


def _by_letter(words: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], Words]:
    found: dict[tuple[str, str], list[str]] = {}
    for language, in_language in words.items():
        for word in in_language:
            found.setdefault((language, word[0]), []).append(word)
    return {place: tuple(beginning) for place, beginning in found.items()}


@lru_cache(maxsize=10_000)
def acronym_forms(written: Words) -> tuple[Form, ...]:
    """Return how an acronym stands in a text, given as folded words: "IDP" or "IDPs"."""
    only = Form(written, exact=True)
    if len(written) > 1 or not written[0].isascii() or written[0].endswith("s"):
        return (only,)
    return (only, Form((f"{written[0]}s",), exact=True))


def _shortest(forms: Iterable[Form]) -> tuple[Form, ...]:
    """Leave out what contains another form: wherever it stands, the shorter one stands too."""
    kept: list[Form] = []
    for form in sorted(dict.fromkeys(forms), key=lambda form: len(form.words)):
        if not any(
            form.exact == shorter.exact and _contains(form.words, shorter.words) for shorter in kept
        ):
            kept.append(form)
    return tuple(kept)


def _contains(form: Words, part: Words) -> bool:
    length = len(part)
    return any(form[start : start + length] == part for start in range(len(form) - length + 1))


def _far(one: str, other: str) -> int:
    """Return how many letters follow what both begin with."""
    common = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        common += 1
    return len(one) + len(other) - 2 * common


def _longest(matches: Iterable[_Match], language: str | None) -> list[_Match]:
    """Return matches that do not overlap, from left to right.

    Of the same words, those nearest to what is written and in the query's language, once for
    each concept.
    """

    def order(match: _Match) -> tuple[int, int, bool]:
        return (match.start - match.end, match.far, match.name.language != language)

    kept: list[_Match] = []
    for match in sorted(matches, key=order):
        rivals = [other for other in kept if match.overlaps(other)]
        if all(
            order(other) == order(match)
            and other.start == match.start
            and other.name.concept != match.name.concept
            for other in rivals
        ):
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


#: No bridge at all.
EMPTY = Thesaurus()
