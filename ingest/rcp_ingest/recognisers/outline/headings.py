"""What a heading, a label or a column header speaks of, in six languages."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from rcp_ingest.recognisers.outline.heading_words import HEADING_WORDS

#: The sections that a practice knows, in the order in which they are told.
SECTIONS = (
    "challenge",
    "objectives",
    "approach",
    "impact",
    "lessons",
    "enablers",
    "barriers",
    "replication",
    "legal_basis",
    "costs",
)
#: Facts of a practice that are one text.
TEXT_FACTS = ("corridor", "beneficiaries", "lead_organisation", "partners", "references", "source")
#: Everything that a practice has, as in docs/interchange.md.
PRACTICE_FIELDS = frozenset(
    (
        *SECTIONS,
        *TEXT_FACTS,
        *("title", "summary", "description", "language", "rcp", "keywords"),
        *("countries", "themes", "gcm_objectives", "sdg_targets"),
        *("year_from", "year_to", "practice_type", "status", "scope"),
    )
)
#: What stands for something else where a practice is told.
_IN_A_PRACTICE = {
    "goals": "objectives",
    "governments": "countries",
    "background": "challenge",
    "agenda_2030": "sdg_targets",
    "global_compact": "gcm_objectives",
    "areas_of_discussion": "themes",
}

#: Longer than this it is a sentence rather than a heading.
_LONGEST = 160
_NUMBERING = re.compile(
    r"^\s*(?:(?:section|part|chapter|partie|chapitre|sección|capítulo|seção|раздел|глава|القسم)\s+)?"
    r"[(\[]?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[ivx]{1,5}|[a-zа-я])(?:[.):\]\-–]+\s*|(?<=\d)\s+)",
    re.IGNORECASE,
)
_ARABIC = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None, "ؤ": "و", "ئ": "ي", "ٱ": "ا"})
_WORDS = re.compile(r"[^\W_]+")
#: Words that say nothing about what a heading speaks of.
_EMPTY = frozenset(
    _WORDS.findall(
        "the a an of and or for in to its on with s le la les l de des du d et ou en au aux un une "
        "el los las del y e o u para por con os as do da dos das no na и в на для о об по с или "
        "main principal key other please specify principais principaux principales principale "
        "основные основных главные الرييسيه"
    )
)
#: Words that say of what something is the title, the summary or the objective.
_NEUTRAL = frozenset(
    _WORDS.findall(
        "practice practices good best pratique pratiques bonne practica practicas buena pratica "
        "praticas boa практики практика практик ممارسه الممارسه للممارسه الممارسات initiative "
        "iniciativa инициативы المبادره project projet proyecto projeto projecto проекта المشروع "
        "programa programme intervention your name relevant concerned related involved"
    )
)
_PARTED = re.compile(r"\s*(?:/|&|\band\b|\bet\b|\by\b|\be\b|\bи\b|\sو\s?)\s*", re.IGNORECASE)
_FUZZY_FROM, _FUZZY_TO = 6, 40
#: How much it tells that known words begin or end a heading, beside how much of it they are.
_FIRST, _LAST = 0.3, 0.15


@dataclass(frozen=True)
class Match:
    """What a heading speaks of, and how sure that is, from 0 to 1."""

    field: str
    confidence: float


def folded(text: str) -> str:
    """Return the words of a text without case, accents, numbering and punctuation."""
    return " ".join(_words(_without_number(text)))


def field_of(heading: str) -> str | None:
    """Return the field that a heading, label or column header names; None if it names none.

    Besides the fields of a practice (:data:`PRACTICE_FIELDS`) there are those of sessions, papers
    and profiles: see :data:`.outline.heading_words.HEADING_WORDS`.
    """
    found = match_of(heading)
    return found.field if found else None


def practice_match_of(heading: str) -> Match | None:
    """Return what a heading names where a practice is told: "goals" are its objectives there."""
    found = match_of(heading)
    field = in_a_practice(found.field) if found else None
    return Match(field, found.confidence) if found and field else None


def in_a_practice(field: str) -> str | None:
    """Return what a field of a document is where a practice is told; None if nothing."""
    field = _IN_A_PRACTICE.get(field, field)
    return field if field in PRACTICE_FIELDS else None


def surely_named_by(label: str) -> str | None:
    """Return the field that a label names without any words that are not known, or None.

    Many times faster than :func:`field_of`.
    """
    for part, _confidence in _readings(label):
        if found := _surely(part):
            return found.field
    return None


def match_of(heading: str) -> Match | None:
    """Return the field that a heading names and how sure that is; None if it names none."""
    if len(heading) > _LONGEST:
        heading = heading[:_LONGEST].partition(":")[0]
    return _kept_match_of(heading)


@cache
def _known() -> tuple[dict[str, str], frozenset[str]]:
    """Words and their field; and those that stand for it only by themselves."""
    fields: dict[str, str] = {}
    alone = set()
    for field, lines in HEADING_WORDS.items():
        for written in "|".join(lines).split("|"):
            words = " ".join(_words(written.removeprefix("=")))
            fields.setdefault(words, field)
            if written.startswith("="):
                alone.add(words)
    for words, field in list(fields.items()):
        telling = " ".join(word for word in words.split() if word not in _EMPTY)
        if telling and words not in alone:
            fields.setdefault(telling, field)
    return fields, frozenset(alone)


@lru_cache(maxsize=20_000)
def _kept_match_of(heading: str) -> Match | None:
    for part, most in _readings(heading):
        found = _named_by(part)
        if found:
            return Match(found.field, round(found.confidence * most, 2))
    return None


def _readings(heading: str) -> list[tuple[str, float]]:
    """The heading as a whole, then what stands before a colon or an aside."""
    before = re.split(r"[:：(\[|]", heading, maxsplit=1)[0]
    if before.strip() and before != heading:
        return [(before, 0.97), (heading, 0.9)]
    return [(heading, 1.0)]


def _named_by(text: str) -> Match | None:
    words = _words_without_number(text)
    return _surely(text) or _within(words) or _misspelt(" ".join(words))


def _surely(text: str) -> Match | None:
    """What known words alone name: those of "Results / impact" both."""
    whole = _exactly(_words_without_number(text))
    if whole or len(text) > _LONGEST // 2:
        return whole
    parts = [_exactly(_words_without_number(part)) for part in _PARTED.split(text)]
    if len(parts) > 1 and all(parts) and parts[0]:
        return Match(parts[0].field, 0.93)
    return None


def _words_without_number(text: str) -> list[str]:
    return _words(_without_number(text)) or _words(text)


def _exactly(words: list[str]) -> Match | None:
    fields, alone = _known()
    whole = " ".join(words)
    if whole in fields:
        return Match(fields[whole], 0.98)
    telling = " ".join(word for word in words if word not in _EMPTY)
    if telling in fields and telling not in alone:
        return Match(fields[telling], 0.95)
    bare = " ".join(word for word in words if word not in _EMPTY and word not in _NEUTRAL)
    if bare in fields and bare not in alone:
        return Match(fields[bare], 0.92)
    return None


def _within(words: list[str]) -> Match | None:
    """The longest known words inside, best where they come first or last."""
    fields, alone = _known()
    telling = sum(word not in _EMPTY for word in words) or 1
    best: tuple[float, str] | None = None
    for start in range(len(words)):
        for end in range(min(len(words), start + 8), start, -1):
            part = " ".join(words[start:end])
            if part in fields and part not in alone:
                covered = sum(word not in _EMPTY for word in words[start:end]) / telling
                rank = covered + (_FIRST if start == 0 else _LAST if end == len(words) else 0.0)
                if best is None or rank > best[0]:
                    best = rank, fields[part]
                break
    if best is None or best[0] < 0.3:
        return None
    return Match(best[1], min(0.9, 0.45 + 0.35 * best[0]))


def _misspelt(whole: str) -> Match | None:
    """What nearly the same letters name, the first of them right."""
    if not _FUZZY_FROM <= len(whole) <= _FUZZY_TO:
        return None
    fields, _alone = _known()
    near = _by_first_letter().get(whole[0], ())
    found = process.extractOne(whole, near, scorer=fuzz.ratio, score_cutoff=87)
    return Match(fields[found[0]], round(found[1] / 125, 2)) if found else None


@cache
def _by_first_letter() -> dict[str, list[str]]:
    fields, alone = _known()
    letters: dict[str, list[str]] = {}
    for words in fields:
        if len(words) >= _FUZZY_FROM and words not in alone:
            letters.setdefault(words[0], []).append(words)
    return letters


def _without_number(text: str) -> str:
    found = _NUMBERING.match(text)
    return text[found.end() :] if found else text


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_ARABIC))
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    return _WORDS.findall(bare)
