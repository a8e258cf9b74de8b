"""All names in one table: the longest that begins at a word of a text is found at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rcp_ingest.mentions.words import Word, is_form, key, words_of

_SHORTEST = 2
#: An acronym has no more letters.
_LONGEST_ACRONYM = 7


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called."""

    #: A member of :class:`rcp_ingest.names.Names`: "states", "rcps"; "" for what only looks like
    #: a name of one: "Northern Ireland" is not Ireland.
    kind: str
    code: str
    words: tuple[str, ...]
    #: Written in capitals only: "us" is not the United States.
    is_acronym: bool
    #: Bears no plural, and begins with a capital where there are capitals.
    is_proper: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """Names that stand at one place of a text: all of the longest."""

    names: tuple[Name, ...]
    first: int
    #: The number of the word behind the last.
    end: int


class Lexicon:
    """Names by their words."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, ...], list[Name]] = {}
        #: By the first word: how many words its names have, most first.
        self._lengths: dict[str, tuple[int, ...]] = {}

    def add(self, kind: str, code: str, label: str, *, is_proper: bool) -> None:
        """Take up a label as written."""
        words = words_of(label)
        if sum(len(word.folded) for word in words) < _SHORTEST:
            return
        name = Name(
            kind,
            code,
            tuple(word.folded for word in words),
            is_acronym=len(words) == 1 and _is_acronym(words[0].written),
            is_proper=is_proper,
        )
        keys = tuple(map(key, name.words))
        same = self._names.setdefault(keys, [])
        if name not in same:
            same.append(name)
        lengths = {*self._lengths.get(keys[0], ()), len(keys)}
        self._lengths[keys[0]] = tuple(sorted(lengths, reverse=True))

    def hits(self, words: Sequence[Word]) -> Iterator[Hit]:
        """Yield what is named, from the first word to the last; no two overlap."""
        keys = [key(word.folded) for word in words]
        place = 0
        while place < len(words):
            found = self._longest(words, keys, place)
            if found:
                yield found
            place = found.end if found else place + 1

    def _longest(self, words: Sequence[Word], keys: list[str], place: int) -> Hit | None:
        for length in self._lengths.get(keys[place], ()):
            end = place + length
            candidates = self._names.get(tuple(keys[place:end]))
            if not candidates or end > len(words):
                continue
            if any(word.begins for word in words[place + 1 : end]):
                continue
            names = tuple(name for name in candidates if _is_here(name, words[place:end]))
            if names:
                return Hit(names, place, end)
        return None


def _is_here(name: Name, words: Sequence[Word]) -> bool:
    if name.is_acronym:
        return words[0].is_capitals and words[0].folded == name.words[0]
    if name.is_proper and not words[0].is_capitalised:
        return False
    return all(
        is_form(word.folded, wanted, strict=name.is_proper)
        for word, wanted in zip(words, name.words, strict=True)
    )


def _is_acronym(written: str) -> bool:
    return written.isupper() and 1 < len(written) <= _LONGEST_ACRONYM
