"""What a query looks for by words, and what each is worth."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Generic, NamedTuple, Protocol, TypeVar

from rcp_search.languages.words import is_function_word, stem
from rcp_search.terms.query_words import QueryWords
from rcp_search.terms.thesaurus import Form, Mention, acronym_forms

#: What a word is worth that stands in the title, or in exactly the form that was typed,
#: beside the same stem in the passage (1).
TITLE = 1.0
EXACT = 0.3
#: What another name of the same concept is worth, and a word taken for one that nobody wrote.
LABEL = 0.9
CORRECTED = 0.6
#: What a name is worth that sounds like a word of another language.
NAME = 0.8
#: What the parts of a name such as "COVID-19" are worth where they do not stand in sequence.
PARTS = 0.67

#: Where stems are looked for and what they are worth there; the same for words as written.
_STEMS = (("stems", 1.0), ("title", TITLE))
_WRITTEN = (("exact", 1.0), ("exact_title", TITLE))

Words = tuple[str, ...]
Q = TypeVar("Q")


class Scoring(Protocol[Q]):
    """Makes what gives passages their scores: a query, or the scores themselves."""

    @property
    def passages(self) -> int:
        """Count all passages."""
        ...

    def frequency(self, field: str, term: str) -> int:
        """Count the passages with a term in a field, those removed since included."""
        ...

    def term(self, field: str, term: str, boost: float) -> Q:
        """Return the BM25 of a term in a field, times a boost."""
        ...

    def phrase(self, field: str, terms: Words, boost: float) -> Q:
        """Return the BM25 of terms in sequence in a field, times a boost."""
        ...

    def best(self, scores: Sequence[Q]) -> Q:
        """Return the highest of some scores."""
        ...

    def sum(self, scores: Sequence[Q]) -> Q:
        """Return the sum of some scores."""
        ...

    def boosted(self, score: Q, boost: float) -> Q:
        """Return a score times a boost."""
        ...

    def required(self, score: Q, conditions: Sequence[Q]) -> Q:
        """Return a score for the passages that each of the conditions scores, none for others."""
        ...


class _Word(NamedTuple):
    """A word as typed, the terms of which any one is taken for it, and what each is worth."""

    typed: str
    terms: Words
    worth: float
    weight: float


@dataclass(frozen=True)
class _Group:
    """Words that stand for one thing, which has other names.

    A ``sequence`` is found as such, or as its parts for less; an ``acronym`` only as such.
    """

    words: frozenset[str]
    mentions: Sequence[Mention] = ()
    sequence: Words = ()
    acronym: Words = ()


class LexicalQuery(Generic[Q]):
    """Scores BM25 divided by the weight of all the words of a query in a language."""

    def __init__(self, scoring: Scoring[Q]) -> None:
        self._scoring = scoring
        self._passages = scoring.passages
        self._frequency: Callable[[str, str], int] = cache(scoring.frequency)

    def of(self, words: QueryWords, languages: Iterable[str]) -> Q | None:
        """Return what scores any of the words; None when none of them is anywhere."""
        groups = _groups(words)
        in_languages = (self._in_language(words, groups, one) for one in sorted(languages))
        found = [query for query in in_languages if query is not None]
        return self._sum(found) if found else None

    def _in_language(self, words: QueryWords, groups: Sequence[_Group], language: str) -> Q | None:
        known = {
            typed: self._word(typed, stemmed, words.corrections, language)
            for typed, stemmed in words.stems(language).items()
        }
        grouped = frozenset[str]().union(*(group.words for group in groups))
        clauses: list[Q] = []
        total = 0.0
        for typed, word in known.items():
            if typed not in grouped:
                clauses += self._of_word(word, language) or self._of_names(words, word, language)
                total += word.weight
        for group in groups:
            own = [known[typed] for typed in sorted(group.words) if typed in known]
            forms = [form for one in group.mentions for form in words.forms(one, language)]
            found, weight = self._of_group(group, own, forms, language)
            clauses += found
            total += weight
        if not clauses:
            return None
        return self._quoted(words, language, self._scoring.boosted(self._sum(clauses), 1 / total))

    def _word(
        self, typed: str, stemmed: str, corrections: Mapping[str, Words], language: str
    ) -> _Word:
        if typed not in corrections:
            term = term_of(language, stemmed)
            return _Word(typed, (term,), 1.0, self._weight("stems", term))
        counting = (word for word in corrections[typed] if not is_function_word(word, language))
        terms = sorted({term_of(language, stem(word, language)) for word in counting})
        weight = min((self._weight("stems", term) for term in terms), default=self._rarest)
        return _Word(typed, tuple(terms), CORRECTED, weight)

    def _of_word(self, word: _Word, language: str) -> list[Q]:
        if not self._occurs(word):
            return []
        found = [
            self._best(self._terms(field, word.terms, word.worth * boost))
            for field, boost in _STEMS
        ]
        written = self._as_written(word, language, EXACT)
        return [clause for clause in (*found, *written) if clause is not None]

    def _of_names(self, words: QueryWords, word: _Word, language: str) -> list[Q]:
        terms = terms_of(language, words.names_like(word.typed, language))
        places = [self._best(self._terms(field, terms, NAME * boost)) for field, boost in _WRITTEN]
        return [found for found in places if found is not None]

    def _of_group(
        self, group: _Group, own: Sequence[_Word], forms: Sequence[Form], language: str
    ) -> tuple[list[Q], float]:
        """Return what finds words or names that stand for one thing, and the thing's weight."""
        worth = min((word.worth for word in own), default=1.0)
        typed: set[Words] = set()
        if group.acronym:
            own = []
            typed = {terms_of(language, form.words) for form in acronym_forms(group.acronym)}
        every = dict.fromkeys(forms)
        names = [
            (form.exact, terms)
            for form in every
            if self._commonness(form.exact, terms := terms_of(language, form.words))
        ]
        commonest = max((self._commonness(*name) for name in names), default=0)
        weight = sum(word.weight for word in own)
        scale = PARTS if group.sequence else 1.0
        if commonest and not (own and all(self._occurs(word) for word in own)):
            scale *= self._idf(commonest) / weight if weight else 0.0
            weight = self._idf(commonest)
        sequence = terms_of(language, group.sequence)
        clauses = []
        for (field, boost), (written, _) in zip(_STEMS, _WRITTEN, strict=True):
            words = (self._terms(field, word.terms, word.worth * scale * boost) for word in own)
            found = [one for one in map(self._best, words) if one is not None]
            alternatives = [self._sum(found)] if found else []
            alternatives += self._phrase(written, sequence, weight * boost)
            for exact, name in names:
                place = written if exact else field
                own_name = exact and name in typed
                share = 1.0 + EXACT if own_name else LABEL * worth
                alternatives += self._phrase(place, name, share * weight * boost)
            clauses.append(self._best(alternatives))
        for word in own:
            clauses += self._as_written(word, language, EXACT * scale)
        return [clause for clause in clauses if clause is not None], weight or self._rarest

    def _as_written(self, word: _Word, language: str, boost: float) -> list[Q]:
        """Return what finds a word as typed; "WHO" is not written like that."""
        if is_function_word(word.typed, language):
            return []
        return self._terms("exact", (term_of(language, word.typed),), boost)

    def _quoted(self, words: QueryWords, language: str, query: Q) -> Q | None:
        """Return the query for what contains every phrase as written; None if nothing does."""
        phrases = []
        for phrase in words.quoted:
            terms = terms_of(language, phrase)
            places = [one for field, _ in _WRITTEN for one in self._phrase(field, terms, 1.0)]
            if not places:
                return None
            phrases.append(self._sum(places))
        return self._scoring.required(query, phrases) if phrases else query

    def _terms(self, field: str, terms: Iterable[str], boost: float) -> list[Q]:
        return [
            self._scoring.term(field, term, boost) for term in terms if self._frequency(field, term)
        ]

    def _phrase(self, field: str, terms: Words, weight: float) -> list[Q]:
        """Return what finds terms in sequence and scores a weight, whatever they are."""
        if not terms or not self._least(field, terms):
            return []
        boost = weight / sum(self._weight(field, term) for term in terms)
        if len(terms) == 1:
            return self._terms(field, terms, boost)
        return [self._scoring.phrase(field, terms, boost)]

    def _occurs(self, word: _Word) -> bool:
        return any(self._frequency(field, term) for term in word.terms for field, _ in _STEMS)

    def _commonness(self, exact: bool, terms: Words) -> int:
        """Return a bound of how many passages have terms in sequence, or in their titles."""
        (text, _), (title, _) = _WRITTEN if exact else _STEMS
        return max(self._least(text, terms), self._least(title, terms))

    def _least(self, field: str, terms: Words) -> int:
        least: int = self._passages
        for term in terms:
            least = min(least, self._frequency(field, term))
            if not least:
                break
        return least

    def _weight(self, field: str, term: str) -> float:
        """Return what BM25 gives a word once in a passage of average length."""
        return self._idf(self._frequency(field, term))

    @property
    def _rarest(self) -> float:
        return self._idf(0)

    def _idf(self, frequency: int) -> float:
        passages = self._passages
        frequency = min(passages, frequency)
        return log(1 + (passages - frequency + 0.5) / (frequency + 0.5))

    def _best(self, scores: Sequence[Q]) -> Q | None:
        if len(scores) > 1:
            return self._scoring.best(scores)
        return scores[0] if scores else None

    def _sum(self, scores: Sequence[Q]) -> Q:
        return scores[0] if len(scores) == 1 else self._scoring.sum(scores)


def term_of(language: str, value: str) -> str:
    """Return a word as a term: each language has its own."""
    return f"{language}:{value}"


def terms_of(language: str, values: Words) -> Words:
    """Return words as terms."""
    return tuple([f"{language}:{value}" for value in values])


def _groups(words: QueryWords) -> list[_Group]:
    named: dict[frozenset[str], list[Mention]] = {}
    for mention in words.mentions:
        named.setdefault(frozenset(words.order[mention.place]), []).append(mention)
    acronyms = words.acronyms()
    sequences = {frozenset(parts): parts for parts in words.compounds}
    groups = []
    for typed, mentions in named.items():
        if typed <= acronyms:
            groups.append(_Group(typed, mentions, acronym=words.order[mentions[0].place]))
        else:
            groups.append(_Group(typed, mentions, sequences.get(typed, ())))
    mentioned = frozenset[str]().union(*named)
    groups += [
        _Group(parts, (), sequence)
        for parts, sequence in sequences.items()
        if not parts & mentioned
    ]
    return groups
