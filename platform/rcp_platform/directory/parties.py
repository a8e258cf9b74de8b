"""States, observers and partners as text to edit: one a line, a note after a dash.

    Australia -- Co-Chair
    Bali Process
    World Bank -- Partner in current projects

A line names a State in any language of the exchange, else a Process by any of its names,
else an organisation. What would be read as something else is written unmistakably:
``state:CG``, ``rcp:apc``, or the name of an organisation in quotation marks.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from rcp_platform.core import countries
from rcp_platform.core.text import clean
from rcp_platform.directory.facts import LONGEST_NAME, LONGEST_NOTE, PartyFact, StateFact
from rcp_platform.directory.models import PartyKind
from rcp_platform.directory.queries import Names

Fact = TypeVar("Fact", StateFact, PartyFact)

_DASH = re.compile(r"\s+(?:\u2013|\u2014|--)\s+")
#: A hyphen is more often part of a name; it begins a note only after a known name.
_DASH_OR_HYPHEN = re.compile(r"\s+(?:\u2013|\u2014|--?)\s+")
_QUOTED = re.compile(rf'"((?:[^"]|"")+)"(?:{_DASH.pattern}(.*))?')
#: No known name has more dashes, so that a line full of them costs nothing.
_MOST_DASHES = 4
_MOST_PROBLEMS = 10


@dataclass(frozen=True)
class Problem:
    """A line that cannot be read; ``suggestion`` is the nearest State, if any."""

    line: int
    written: str
    suggestion: str | None = None
    is_too_long: bool = False


class UnclearLines(ValueError):
    """Some lines cannot be read; ``problems`` holds the first of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} lines")
        self.problems = problems


def one_line(text: str) -> str:
    """Return the text as it is kept in a line: cleaned, with single spaces."""
    return " ".join(clean(text).split())


def states_text(states: Iterable[StateFact]) -> str:
    """Return participating States as lines, named in the reader's language."""
    return "\n".join(_state_line(state) for state in states)


def parse_states(text: str) -> tuple[StateFact, ...]:
    """Return the States of the lines, each once; a line may name several, with commas.

    Raises :exc:`UnclearLines`.
    """
    return _each_once(_facts_of_lines(text, _states_of), lambda state: state.code)


def parties_text(parties: Iterable[PartyFact], names: Names) -> str:
    """Return observers or partners as lines, States named in the reader's language."""
    return "\n".join(_party_line(party, names) for party in parties)


def parse_parties(text: str, names: Names) -> tuple[PartyFact, ...]:
    """Return the observers or partners of the lines, each once.

    Raises :exc:`UnclearLines`, but only for lines that are too long.
    """
    found = _facts_of_lines(text, lambda line: [_party_of(line, names)])
    return _each_once(found, lambda party: (party.kind, party.who))


def _facts_of_lines(text: str, read: Callable[[str], list[Fact]]) -> list[Fact]:
    facts: list[Fact] = []
    problems: list[Problem] = []
    for number, written in enumerate(text.splitlines(), start=1):
        line = one_line(written)
        if not line:
            continue
        try:
            read_facts = read(line)
        except countries.UnknownCountry as error:
            problems.append(Problem(number, error.name, error.suggestion))
        else:
            facts += read_facts
            if any(_is_too_long(fact) for fact in read_facts):
                problems.append(Problem(number, line, is_too_long=True))
        if len(problems) == _MOST_PROBLEMS:
            break
    if problems:
        raise UnclearLines(problems)
    return facts


def _is_too_long(fact: StateFact | PartyFact) -> bool:
    name = fact.who if isinstance(fact, PartyFact) else fact.code
    return len(name) > LONGEST_NAME or len(fact.note) > LONGEST_NOTE


def _each_once(facts: list[Fact], identity: Callable[[Fact], Hashable]) -> tuple[Fact, ...]:
    first: dict[Hashable, Fact] = {}
    for fact in facts:
        first.setdefault(identity(fact), fact)
    return tuple(first.values())


def _state_line(state: StateFact) -> str:
    plain = _with_note(countries.name_of(state.code), state.note)
    return plain if _states_of(plain) == [state] else _with_note(f"state:{state.code}", state.note)


def _states_of(line: str) -> list[StateFact]:
    if (known := _known_state(line)) is not None:
        return [known]
    listed, note = _at_first_dash(line)
    return [StateFact(code, note) for code in countries.parse(listed)]


def _known_state(line: str) -> StateFact | None:
    for written, note in _readings(line):
        prefix, _, rest = written.partition(":")
        if prefix == "state" and countries.is_code(rest):
            return StateFact(rest, note)
        if prefix != "state" and (code := countries.find(written)):
            return StateFact(code, note)
    return None


def _party_line(party: PartyFact, names: Names) -> str:
    match party.kind:
        case PartyKind.STATE:
            plain, unmistakable = countries.name_of(party.who), f"state:{party.who}"
        case PartyKind.RCP:
            plain, unmistakable = names.short_names[party.who], f"rcp:{party.who}"
        case PartyKind.ORGANISATION:
            plain, unmistakable = party.who, '"' + party.who.replace('"', '""') + '"'
    line = _with_note(plain, party.note)
    return line if _party_of(line, names) == party else _with_note(unmistakable, party.note)


def _party_of(line: str, names: Names) -> PartyFact:
    if quoted := _QUOTED.fullmatch(line):
        name = one_line(quoted[1].replace('""', '"'))
        return PartyFact(PartyKind.ORGANISATION, name, quoted[2] or "")
    for written, note in _readings(line):
        if known := _known_party(written, names):
            return PartyFact(*known, note)
    name, note = _at_first_dash(line)
    return PartyFact(PartyKind.ORGANISATION, name, note)


def _known_party(written: str, names: Names) -> tuple[PartyKind, str] | None:
    prefix, _, rest = written.partition(":")
    if prefix == "state" and countries.is_code(rest):
        return PartyKind.STATE, rest
    if prefix == "rcp" and rest in names.short_names:
        return PartyKind.RCP, rest
    # "EC" is the European Commission as often as Ecuador: a code needs its prefix here.
    if not countries.is_code(written) and (code := countries.find(written)):
        return PartyKind.STATE, code
    if slug := names.slug_of(written):
        return PartyKind.RCP, slug
    return None


def _readings(line: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a line: as a name alone, or a name and a note at each dash."""
    yield line, ""
    for _, dash in zip(range(_MOST_DASHES), _DASH_OR_HYPHEN.finditer(line), strict=False):
        yield line[: dash.start()], line[dash.end() :]


def _at_first_dash(line: str) -> tuple[str, str]:
    name, *note = _DASH.split(line, maxsplit=1)
    return name, note[0] if note else ""


def _with_note(name: str, note: str) -> str:
    return f"{name} \u2013 {note}" if note else name
