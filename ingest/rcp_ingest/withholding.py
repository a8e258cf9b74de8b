"""Take names out of texts: what is withheld stands nowhere in what is told."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from rcp_ingest import territories
from rcp_ingest.recognisers.quoting.speakers import people_in
from rcp_ingest.recognisers.quoting.speech_words import (
    BODIES,
    FILLING,
    HONORIFICS,
    NOBODY,
    PARTICLES,
    ROLES,
    VERBS,
    words_of,
)
from rcp_ingest.records import Found, Place, PracticeRecord, Profile, Quotation, Reading
from rcp_ingest.typography import bare

#: What stands where a name was.
_INSTEAD = {
    "en": "[name withheld]",
    "fr": "[nom non divulgué]",
    "es": "[nombre reservado]",
    "pt": "[nome omitido]",
    "ru": "[имя не раскрывается]",
    "ar": "[الاسم محجوب]",
}
#: Names that are words too: at the beginning of a sentence they are taken for the word.
_WORDS = (
    words_of(
        "april august autumn baker banks bay best bishop black brook brown butler carter case",
        "church",
        "cook day dean dawn english faith field fields fisher fox freedom french friend gold good",
        "grace grant gray green hall hill holy hope hunter joy june justice king knight lake law",
        "long lord love low mark may mercy miller moon north page park patience peace person pope",
        "price prudence rich rivers rose sharp short silver small smart south sterling stone storm",
        "street strong summer swift taylor trust victor victoria walker waters way west white will",
        "winter wise wood woods young paz luz rosa leon reyes santos flores campos rios mar petit",
        "grand roi blanc noir legrand leroy fleur мир вера надежда любовь слава",
    )
    | FILLING
    | BODIES
    | ROLES
    | VERBS
    | NOBODY
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_BETWEEN = r"[\W_]{0,4}"
_NOT_IN_WORD, _ENDS = r"(?<![^\W_])", r"(?![^\W_])"
_BEGINS_SENTENCE = re.compile(r"(?:^|[.!?؟:;\n•])[\s\"'“‘«(]*$")
_TITLED = (
    "(?:(?:"
    + "|".join(sorted(map(re.escape, HONORIFICS), key=len, reverse=True))
    + r")\.?[\s_]+|(?<![^\W_])[^\W\d_]\.[\s_]?)"
)
_HAS_TITLE = re.compile(f"(?<![^\\W_]){_TITLED}$")
_SAYS = re.compile(r"\W*([^\W\d_]+)")
_CYRILLIC, _ARABIC = re.compile("[а-я]"), re.compile("[\u0621-\u064a]")
_RUSSIAN_ENDING = re.compile(
    r"(?:ого|его|ому|ему|ыми|ими|ыи|ии|ои|еи|ым|им|ом|ем|ую|юю|ая|яя|ою|ею|ых|их|а|я|у|ю|ы|и|е|о"
    r"|ь)$"
)
#: What may stand between two parts of a name.
_JOINS = re.compile(
    r"(?:[\s.,'’_-]|\b(?:" + "|".join(sorted(map(re.escape, PARTICLES))) + r")\b){0,6}"
)


class Withholding:
    """Takes the names of some people out of texts.

    Whole names, titles with surnames, each part of a name by itself, in capitals, with Arabic
    prefixes and Russian endings. A part that is also the name of a State is taken out only where
    a title or the rest of the name stands beside it.
    """

    def __init__(self, names: Iterable[str]) -> None:
        phrases: set[str] = set()
        parts: set[str] = set()
        for name in names:
            phrases.add(name)
            people = [person.name for person in people_in(name)]
            if not people and len(_NAME_WORD.findall(name)) == 1:
                people = [name]
            for person in people:
                phrases.add(person)
                parts.update(_parts_of(person))
        self._parts = {bare(part) for part in parts}
        self._phrases = _any_of(map(_phrase, phrases))
        self._single = _any_of(map(_part, parts))

    def of(self, text: str, language: str = "", *, any_case: bool = False) -> str:
        """Return a text without the names; with ``any_case`` in small letters too."""
        if self._phrases is None or not text:
            return text
        folded, places = _folded(text)
        spans = [found.span() for found in self._phrases.finditer(folded)]
        spans += self._single_spans(text, folded, places, any_case=any_case)
        spans = [_with_bracket(text, places[start], places[end - 1] + 1) for start, end in spans]
        spans += [found.span() for found in _MAIL.finditer(text) if self._is_told_by(found[0])]
        instead = _INSTEAD.get(language, _INSTEAD["en"])
        kept: list[str] = []
        position = 0
        for start, end in _merged(text, spans):
            kept.append(text[position:start])
            position = end
        return instead.join([*kept, text[position:]])

    def within(self, value: Any, language: str = "") -> Any:
        """Return a value of a record without the names, in lists and mappings too."""
        match value:
            case str():
                return self.of(value, language)
            case list() | tuple():
                return [self.within(one, language) for one in value]
            case Mapping():
                return {name: self.within(one, language) for name, one in value.items()}
            case _:
                return value

    def touches(self, text: str) -> bool:
        """Whether a text holds one of the names."""
        return self.of(text) != text

    def _single_spans(
        self, text: str, folded: str, places: Sequence[int], *, any_case: bool
    ) -> Iterator[tuple[int, int]]:
        if self._single is None:
            return
        known = territories.names()
        for found in self._single.finditer(folded):
            part = found["part"]
            first = text[places[found.start("part")]]
            if first.islower() and not any_case:
                continue
            before = folded[max(0, found.start() - 40) : found.start()]
            titled = bool(_HAS_TITLE.search(before)) or found.start() < found.start("name")
            said = _SAYS.match(folded, found.end())
            if len(part) < 3 and not (first.isupper() and text[places[found.end() - 1]].islower()):
                continue
            if part in known and not titled:
                continue
            begins = part in _WORDS and not titled and _BEGINS_SENTENCE.search(before)
            if begins and not (said and said[1] in VERBS):
                continue
            yield found.span()

    def _is_told_by(self, address: str) -> bool:
        local = bare(address.partition("@")[0])
        return any(part in local for part in self._parts if len(part) > 2)


def without_names(reading: Reading) -> Reading:
    """Return a reading in which nobody is named whose name it withholds.

    Who wrote and chaired is left out where it is somebody withheld. A speaker who approved being
    named stays named with the quotation that the approval is for.
    """
    if not reading.withheld:
        return reading
    hidden = Withholding(reading.withheld)
    language = reading.language
    return reading.with_(
        session=_session(hidden, reading.session, language),
        practices=tuple(
            PracticeRecord(_fields(hidden, one.fields, one.value("language", language)))
            for one in reading.practices
        ),
        challenges=tuple(_found(hidden, one, language) for one in reading.challenges),
        recommendations=tuple(_found(hidden, one, language) for one in reading.recommendations),
        quotations=tuple(_quotation(hidden, one, language) for one in reading.quotations),
        profiles=tuple(Profile(_fields(hidden, one.fields, language)) for one in reading.profiles),
        columns=tuple((hidden.of(header, language), name) for header, name in reading.columns),
        withheld=(),
    )


def _session(hidden: Withholding, session: Mapping[str, Found], language: str) -> dict[str, Found]:
    told: dict[str, Found] = {}
    for fact, found in session.items():
        value = found.value
        if fact == "chairs":
            value = [one for one in value if not hidden.touches(one)]
        elif fact == "rapporteur" and hidden.touches(value):
            continue
        if value:
            told[fact] = _found(hidden, replace(found, value=value), language)
    return told


def _fields(hidden: Withholding, fields: Mapping[str, Found], language: str) -> dict[str, Found]:
    return {name: _found(hidden, found, language) for name, found in fields.items()}


def _found(hidden: Withholding, found: Found, language: str) -> Found:
    return replace(
        found,
        value=hidden.within(found.value, language),
        places=_places(hidden, found.places, language),
    )


def _quotation(hidden: Withholding, said: Quotation, language: str) -> Quotation:
    own = said.language or language
    return replace(
        said,
        text=hidden.of(said.text, own),
        approval=hidden.of(said.approval, own),
        places=_places(hidden, said.places, own),
    )


def _places(hidden: Withholding, places: Sequence[Place], language: str) -> tuple[Place, ...]:
    return tuple(replace(place, heading=hidden.of(place.heading, language)) for place in places)


def _parts_of(name: str) -> Iterator[str]:
    for word in _NAME_WORD.findall(name):
        folded = bare(word)
        if len(folded) > 1 and folded not in PARTICLES and folded not in HONORIFICS:
            yield word


def _phrase(name: str) -> str:
    words = [bare(word) for word in _NAME_WORD.findall(name)]
    if not words:
        return ""
    return _BETWEEN.join(map(_inflected, words))


def _part(part: str) -> str:
    return _inflected(bare(part))


def _inflected(word: str) -> str:
    """A pattern for a word with what Arabic puts before it and Russian behind it."""
    if _ARABIC.match(word):
        return rf"و?ف?[بلك]?(?:ال)?{re.escape(word.removeprefix('ال'))}"
    if _CYRILLIC.match(word):
        stem = _RUSSIAN_ENDING.sub("", word) if len(word) > 3 else word
        stem = stem if len(stem) > 2 else word
        return rf"{re.escape(stem)}[а-я]{{0,3}}"
    return re.escape(word)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(filter(None, set(patterns)), key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(
        rf"{_NOT_IN_WORD}{_TITLED}{{0,3}}(?P<name>(?P<part>{'|'.join(longest_first)})){_ENDS}"
    )


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text for comparing, and of each of its characters the place in the text."""
    kept: dict[str, str] = {}
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character not in kept:
            kept[character] = bare(character)
        for one in kept[character]:
            folded.append(one)
            places.append(place)
    return "".join(folded), places


def _with_bracket(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the bracket that closes what was opened: "Jane Doe (ODI)"."""
    opened = text.count("(", start, end) > text.count(")", start, end)
    return start, end + 1 if opened and text[end : end + 1] == ")" else end


def _merged(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap or are parted only by what may stand inside a name."""
    ordered = sorted(spans)
    merged = ordered[:1]
    for _, (start, end) in pairwise(ordered):
        last_start, last_end = merged[-1]
        if start <= last_end or _JOINS.fullmatch(text[last_end:start]):
            merged[-1] = last_start, max(last_end, end)
        else:
            merged.append((start, end))
    return merged
