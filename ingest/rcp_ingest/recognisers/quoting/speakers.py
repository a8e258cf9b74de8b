"""Who is named where somebody's words are attributed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rcp_ingest import territories
from rcp_ingest.recognisers.quoting.speech_words import (
    BODIES,
    FILLING,
    HONORIFICS,
    LEADS,
    NOBODY,
    PARTICLES,
    ROLES,
    VERBS,
    words_of,
)
from rcp_ingest.typography import bare

_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u064b-\u065f\u0670]|['’ʼ‑-](?=[^\W\d_]))*(?:(?<=\b\w)\.|(?<=\b\w\w)\.)?"
)
_ELISION = re.compile(r"(?:[dl]|qu)['’]", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0621-\u064a]")
_NOT_NAMES = VERBS | LEADS | FILLING | NOBODY
_TITLES = ROLES | HONORIFICS
_SENTENCE_END = frozenset(".;:!?؟؛\n—")
#: Longer than this it is a phrase.
_MOST_WORDS = 6


@dataclass(frozen=True)
class Person:
    """A name of a person as a text writes it."""

    name: str
    start: int
    end: int
    #: Whether a verb of saying is near, and whether a title or an office stands with it.
    speaking: bool = False
    titled: bool = False


@lru_cache(maxsize=20_000)
def _bare(word: str) -> str:
    return bare(word).rstrip(".")


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int
    #: The same for all words that only spaces part, and for all words of a sentence.
    run: int
    sentence: int

    @property
    def bare(self) -> str:
        return _bare(self.text)

    def is_of(self, words: frozenset[str]) -> bool:
        return self.bare in words

    @property
    def is_title(self) -> bool:
        """Whether it is an office or a form of address: "Vice-President", "Ms"."""
        return self.bare in _TITLES or all(part in ROLES for part in self.bare.split("-"))

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_acronym(self) -> bool:
        letters = self.text.rstrip(".").removesuffix("s")
        return 2 <= len(letters) <= 7 and letters.isupper()


def people_in(text: str) -> list[Person]:
    """Return the people whom a text names, in its order.

    Not for long texts: what looks like a name there is often none.
    """
    words = _words_of(text)
    arabic = [word for word in words if _ARABIC.match(word.text)]
    others = [word for word in words if not _ARABIC.match(word.text)]
    found = [*_capitalised(text, others), *_arabic_people(text, arabic)]
    return sorted(found, key=lambda person: person.start)


def names_somebody(text: str) -> bool:
    """Whether a text is little more than a name or an office: "Jane Doe, Ministry of Labour"."""
    words = _words_of(text)
    if not words or len(words) > 20 or text.rstrip().endswith(("?", "!", ":")):
        return False
    if any(word.is_of(NOBODY) or word.is_of(HONORIFICS) for word in words[:2]):
        return True
    people = people_in(text)
    if people:
        before = [word for word in words if word.start < people[0].start]
        return all(map(_leads_to_a_name, before)) and not any(word.is_of(VERBS) for word in words)
    return len(words) <= 10 and any(word.is_of(ROLES) for word in words[:4])


def _leads_to_a_name(word: _Word) -> bool:
    return word.is_acronym or word.is_of(_TITLES | BODIES | LEADS | FILLING)


def speaks(text: str) -> bool:
    """Whether there is a verb of saying, or words that lead to whose words they are."""
    return any(map(_says, _words_of(text)))


def starts_with_an_office(text: str) -> bool:
    """Whether a text begins with an office or a body: "ambassador of Senegal", "ILO"."""
    words = _words_of(text)[:3]
    return any(word.is_of(ROLES | BODIES) or word.is_acronym for word in words)


def has_role(text: str) -> bool:
    """Whether it names an office or a part in a meeting, or says that nobody is named."""
    return any(word.is_of(ROLES) or word.is_of(NOBODY) for word in _words_of(text))


def _says(word: _Word) -> bool:
    return word.is_of(VERBS) or word.is_of(LEADS - FILLING)


def _words_of(text: str) -> list[_Word]:
    found: list[_Word] = []
    run = sentence = end = 0
    for match in _WORD.finditer(text):
        start = match.start()
        between = text[end:start]
        run += bool(between.strip())
        sentence += not _SENTENCE_END.isdisjoint(between)
        elision = _ELISION.match(match[0])
        if elision and elision.end() < len(match[0]) and elision[0][0].islower():
            start += elision.end()
        found.append(_Word(text[start : match.end()], start, match.end(), run, sentence))
        end = match.end()
    return found


def _capitalised(text: str, words: Sequence[_Word]) -> Iterator[Person]:
    """Names in scripts that have capitals."""
    position = 0
    while position < len(words):
        group = _group_at(words, position)
        if not group:
            position += 1
            continue
        before = [one for one in words[max(0, position - 3) : position] if one.run == group[0].run]
        position += len(group)
        after = [
            one
            for one in words[position : position + 6]
            if one.sentence == group[-1].sentence and one.is_of(VERBS)
        ]
        person = _person(text, group)
        if person:
            if " " not in person.name:
                # "Irish officials said" is about officials.
                after = [word for word in after if word is words[position]]
                before = before[-2:]
            speaking = bool(after) or any(map(_says, (*before, *group)))
            if speaking or person.titled or " " in person.name:
                yield replace(person, speaking=speaking)


def _group_at(words: Sequence[_Word], start: int) -> list[_Word]:
    """Capitalised words that follow one another, with the small words inside names."""
    group: list[_Word] = []
    for position in range(start, len(words)):
        word = words[position]
        if group and word.run != group[0].run:
            break
        if word.is_capital:
            group.append(word)
        elif not (group and word.bare in PARTICLES and _goes_on(words, position)):
            break
        else:
            group.append(word)
    return group


def _goes_on(words: Sequence[_Word], position: int) -> bool:
    """Whether a name goes on behind a small word."""
    for word in words[position + 1 : position + 3]:
        if word.run != words[position].run:
            return False
        if word.is_capital:
            others = word.is_acronym or word.is_of(BODIES) or word.bare in territories.names()
            return not others
        if word.bare not in PARTICLES:
            return False
    return False


def _person(text: str, group: list[_Word]) -> Person | None:
    titled = [number for number, word in enumerate(group) if word.is_title]
    name = group
    if titled:
        name = group[titled[-1] + 1 :] or group[: titled[0]]
    while name and (name[0].is_of(_NOT_NAMES) or name[0].bare in PARTICLES - {"al", "ben"}):
        name = name[1:]
    while name and name[-1].is_of(_NOT_NAMES | PARTICLES):
        name = name[:-1]
    if not all(word.is_acronym for word in name) or len(name) == 1:
        while name and name[0].is_acronym:
            name = name[1:]
        while len(name) > 2 and name[-1].is_acronym:
            name = name[:-1]
    if not name or len(name) > _MOST_WORDS or _is_no_person(name):
        return None
    start, end = name[0].start, name[-1].end
    if text[end - 2 : end] in {"'s", "’s"}:
        end -= 2
    return Person(text[start:end], start, end, titled=bool(titled))


def _is_no_person(name: list[_Word]) -> bool:
    if any(word.is_of(BODIES) for word in name):
        return True
    known = territories.names()
    whole = " ".join(word.bare for word in name)
    return whole in known or all(
        word.bare in known or word.bare in PARTICLES or len(word.bare) < 2 for word in name
    )


def _arabic_people(text: str, words: Sequence[_Word]) -> Iterator[Person]:
    """Names in Arabic: what follows a verb, a title or a mark until the phrase ends."""
    position = 0
    while position < len(words):
        start = position
        while position < len(words) and words[position].run == words[start].run:
            position += 1
        yield from _arabic_in_run(text, words[start:position])


def _arabic_in_run(text: str, words: Sequence[_Word]) -> Iterator[Person]:
    led = titled = False
    name: list[_Word] = []
    for word in [*words, None]:
        ends = word is None or word.is_of(_NOT_NAMES) or word.is_of(_TITLES) or word.is_of(BODIES)
        if word is not None and not ends:
            name.append(word)
            continue
        person = _arabic_person(text, name)
        spoken = led or bool(word and word.is_of(VERBS))
        if person and (spoken or titled or len(name) == len(words)):
            yield replace(person, speaking=spoken, titled=titled)
        if word and word.is_of(BODIES):
            led = titled = False
        elif name or not led:
            led = bool(word and _says(word))
        titled = bool(word and word.is_of(_TITLES))
        name = []


def _arabic_person(text: str, name: list[_Word]) -> Person | None:
    if not 1 <= len(name) <= 5:
        return None
    known = territories.names()
    folded = [word.bare for word in name]
    if " ".join(folded) in known or all(word.startswith("ال") for word in folded):
        return None
    if all(word in known or word.removeprefix("و") in known for word in folded):
        return None
    return Person(text[name[0].start : name[-1].end], name[0].start, name[-1].end)


def attribution_in(text: str, *, speaking: bool = False) -> tuple[str, tuple[str, ...]]:
    """Return who is named as a speaker with office and body, and the names of the people alone.

    Where no person is named the attribution may be an office: "the delegate of Kenya". With
    ``speaking`` people of whom the text does not say that they spoke do not count beside others.
    """
    people = people_in(text)
    if speaking and any(person.speaking for person in people):
        people = [person for person in people if person.speaking]
    people = people or [*_standing_alone(text)]
    if not people:
        return _office_in(text), ()
    attribution = with_affiliation(text, people[0])
    return attribution, tuple(dict.fromkeys(person.name for person in people))


def with_affiliation(text: str, person: Person) -> str:
    """Return a person's name in a text with the office and the body that follow it."""
    return person.name + _affiliation(text[person.end :])


_PIECE = re.compile(r"[^()\[\],،;؛:.\n—–―]+")
_OF = re.compile(
    r"\s+(?:of|from|for|at|de|du|des|del|da|do|dos|das|d'|из|от|من|في"
    r"|لدى)\b[^,،()\[\].;:\n—–―]{2,80}"
)
_NEXT = re.compile(r"\s*(?:[,،]\s*([^,،()\[\].;:\n—–―]{2,80})|\(([^()]{2,80})\))")


def _standing_alone(text: str) -> Iterator[Person]:
    """A single name between marks: "— Doe", "(Doe)", "Doe: …"."""
    for piece in _PIECE.finditer(text):
        words = _words_of(piece[0])
        if len(words) != 1 or words[0].is_acronym or not words[0].is_capital:
            continue
        word = words[0]
        if not word.is_of(_NOT_NAMES | _TITLES | BODIES) and word.bare not in territories.names():
            start = piece.start() + word.start
            yield Person(word.text, start, start + len(word.text))


def _affiliation(text: str) -> str:
    """What follows a name: " of the Ministry", ", ILO", " (ODI)"."""
    said = ""
    if found := _OF.match(text):
        verbs = [word.start for word in _words_of(found[0]) if word.is_of(VERBS)]
        said = found[0][: verbs[0]] if verbs else found[0]
        said, text = said.rstrip(), "" if verbs else text[found.end() :]
    for _ in range(2):
        found = _NEXT.match(text)
        if not found or _is_no_affiliation(found[1] or found[2]):
            break
        said, text = said + found[0].rstrip(), text[found.end() :]
    return said


def _is_no_affiliation(text: str) -> bool:
    words = _words_of(text)
    if not words or words[0].is_of(VERBS | _PRONOUNS) or any(map(_says, words)):
        return True
    if not (words[0].is_capital or starts_with_an_office(text) or _names_a_body(words[0])):
        return True
    return _AGREED.search(bare(text)) is not None


_PRONOUNS = words_of("who whom which she he qui que quien quem которая который которые الذي التي")
_AGREED = re.compile(
    r"approv|agree|permission|consent|authori|autori|accord|approb|aprob|aprov|acord|acuerdo"
    r"|соглас|разреш|одобр|موافق|باذن|وافق"
)


def _office_in(text: str) -> str:
    """An office of which a State or a body is told: "delegate of Kenya"."""
    words = _words_of(text)
    for number, word in enumerate(words):
        if not word.is_of(ROLES):
            continue
        office = []
        for other in words[number : number + 9]:
            if other.run != word.run or not (_names_a_body(other) or other.is_of(_IN_AN_OFFICE)):
                break
            office.append(other)
        if any(_names_a_body(one) for one in office[1:]):
            return text[office[0].start : office[-1].end]
    return ""


_IN_AN_OFFICE = (ROLES | FILLING | PARTICLES) - VERBS


def _names_a_body(word: _Word) -> bool:
    return word.is_capital or word.is_of(BODIES) or word.bare in territories.names()
