"""Find in texts what is known by name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rcp_ingest.mentions import doubts, numbered
from rcp_ingest.mentions.lexicon import Hit, Lexicon, Name
from rcp_ingest.mentions.words import Word, is_arabic, words_of
from rcp_ingest.names import Names

#: How likely a name means what it stands for; as measured on the labelled documents.
_STATE = 0.95
_RCP = 0.95
#: An acronym of so few letters stands for other things too.
_SHORT_ACRONYM = 4
_RCP_SHORT = 0.7
_THEME_PHRASE = 0.8
_THEME_WORD = 0.6
_THEME_LOOSE_WORD = 0.5
#: Themes whose names of one word are said of much else: "integration", "trade", "genre".
_LOOSE = frozenset(
    (
        *("capacity-building", "children", "data", "gender", "health", "integration"),
        *("regional-dialogue", "security", "skills", "technology", "trade"),
    )
)
#: A label of an objective that has so many words is hardly said of anything else.
_OBJECTIVE_WORDS = 3
_OBJECTIVE_LABEL = 0.55
#: One that has so many is its full title.
_OBJECTIVE_TITLE_WORDS = 6
_OBJECTIVE_TITLE = 0.95

#: What stands between two names of a list.
_LISTED = re.compile(r"\s?[,;،؛/]?\s?(?:and|et|y|e|и|و|or|ou|или|أو)?\s?")
_PARENTHESES = re.compile(r"\(([^()\n]{2,12})\)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that names something."""

    #: ``states``, ``rcps``, ``gcm_objectives``, ``sdg_targets`` or ``themes``.
    kind: str
    code: str
    start: int
    end: int
    #: As it stands in the text.
    written: str
    #: From 0 to 1: how likely the text means it.
    confidence: float


class Finder:
    """Finds what the exchange knows by name; made once, then asked for many texts."""

    def __init__(self, names: Names) -> None:
        self._lexicon = Lexicon()
        self._objectives = frozenset(names.gcm_objectives)
        self._targets = frozenset(names.sdg_targets)
        for other in doubts.OTHER_NAMES:
            self._lexicon.add("", "", other, is_proper=True)
        for kind, known in (("states", names.states), ("rcps", names.rcps)):
            for code, labels in known.items():
                for _language, label in labels:
                    self._lexicon.add(kind, code, label, is_proper=True)
        for code, labels in names.themes.items():
            for _language, label in labels:
                self._lexicon.add("themes", code, label, is_proper=False)
        for code, labels in names.gcm_objectives.items():
            for _language, label in labels:
                if len(words_of(label)) >= _OBJECTIVE_WORDS:
                    self._lexicon.add("gcm_objectives", code, label, is_proper=False)

    def mentions(self, text: str) -> list[Mention]:
        """Return everything that a text names, in order."""
        found = [*self._named(text), *self._numbered(text)]
        return sorted(found, key=lambda mention: (mention.start, mention.end))

    def besides(self, text: str, kind: str) -> str:
        """Return what a text says besides names of a kind; empty where it says nothing else.

        Joining words do not count. A text that names none is returned as it is.
        """
        rest, end = [], 0
        for mention in self.mentions(text):
            if mention.kind == kind:
                rest.append(text[end : mention.start])
                end = max(mention.end, end)
        if not end:
            return text
        left = " ".join([*rest, text[end:]])
        return left.strip() if any(len(word.folded) > 3 for word in words_of(left)) else ""

    def _numbered(self, text: str) -> Iterator[Mention]:
        for kind, numbers in (
            ("gcm_objectives", numbered.objectives(text, self._objectives)),
            ("sdg_targets", numbered.targets(text, self._targets)),
        ):
            for one in numbers:
                written = text[one.start : one.end]
                yield Mention(kind, one.code, one.start, one.end, written, one.confidence)

    def _named(self, text: str) -> Iterator[Mention]:
        words = words_of(text)
        hits = list(self._lexicon.hits(words))
        others = _otherwise_expanded(text, words, hits)
        for place, hit in enumerate(hits):
            start, end = words[hit.first].start, words[hit.end - 1].end
            for name in hit.names:
                confidence = _confidence(name, hits, place, words, text)
                if confidence and not (name.is_acronym and words[hit.first].written in others):
                    yield Mention(name.kind, name.code, start, end, text[start:end], confidence)


class _LastMade:
    """The finder that was asked for last: making one takes as long as reading some pages."""

    names = Names()
    finder = Finder(names)


def finder_of(names: Names) -> Finder:
    """Return the finder of these names, made when others were asked for before."""
    if _LastMade.names != names:
        _LastMade.names, _LastMade.finder = names, Finder(names)
    return _LastMade.finder


def _confidence(
    name: Name, hits: Sequence[Hit], place: int, words: Sequence[Word], text: str
) -> float:
    """Return how likely a name means what it stands for here; 0 where it does not."""
    hit = hits[place]
    if name.is_acronym and doubts.is_shouted(words, hit.first):
        return 0
    match name.kind:
        case "states":
            beside = _is_beside_states(hits, place, words, text)
            if doubts.is_doubtful(words, hit.first, hit.end, text, beside_states=beside):
                return 0
            return _STATE
        case "rcps":
            is_short = name.is_acronym and len(name.words[0]) <= _SHORT_ACRONYM
            return _RCP_SHORT if is_short else _RCP
        case "themes":
            word = _THEME_LOOSE_WORD if name.code in _LOOSE else _THEME_WORD
            return _THEME_PHRASE if len(name.words) > 1 else word
        case "gcm_objectives":
            is_title = len(name.words) >= _OBJECTIVE_TITLE_WORDS
            return _OBJECTIVE_TITLE if is_title else _OBJECTIVE_LABEL
        case _:
            return 0


def _is_beside_states(hits: Sequence[Hit], place: int, words: Sequence[Word], text: str) -> bool:
    """Say whether the name before or behind is that of another State, as in a list."""
    for one, other in ((place - 1, place), (place, place + 1)):
        if one < 0 or other == len(hits):
            continue
        gap = text[words[hits[one].end - 1].end : words[hits[other].first].start]
        beside = hits[one if other == place else other].names[0]
        if beside.kind == "states" and _LISTED.fullmatch(gap):
            return True
    return False


def _otherwise_expanded(text: str, words: Sequence[Word], hits: Sequence[Hit]) -> frozenset[str]:
    """Return acronyms that this text explains itself: "armoured personnel carrier (APC)".

    Not those that it explains as they are known here.
    """
    ends = {
        words[hit.end - 1].end for hit in hits if any(name.kind == "rcps" for name in hit.names)
    }
    explained = set()
    for found in _PARENTHESES.finditer(text):
        acronym = found[1].strip()
        if not acronym.isupper() or not acronym.isalpha():
            continue
        before = text[max(found.start() - 120, 0) : found.start()].rstrip()
        if found.start() - 1 in ends:
            continue
        initials = "".join(word.folded[0] for word in words_of(before)[-len(acronym) :])
        if initials.upper() == acronym and not is_arabic(acronym.lower()):
            explained.add(acronym)
    return frozenset(explained)
