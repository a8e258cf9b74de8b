"""What was read in a labelled document beside what there is to find in it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.ingest.labelled import Labelled, Record
from tests.ingest.likeness import ALIKE, holds, matched, same

from rcp_ingest import Ingested, NotRead
from rcp_ingest.records import Found, PracticeRecord, Profile, Quotation, Reading

#: A record of less is one that reviewers are told to doubt: where there is nothing to find, it
#: is no mistake.
_DOUBTED = 0.5
SECTIONS = (
    "challenge", "objectives", "approach", "impact", "lessons",
    "enablers", "barriers", "replication", "legal_basis", "costs",
)  # fmt: skip
_TEXTS = ("summary", "description", "beneficiaries", "lead_organisation", "partners")
CODES = ("practice_type", "status", "scope")
SETS = ("countries", "rcps", "gcm_objectives", "sdg_targets", "themes")
YEARS = ("year_from", "year_to")
_LISTS = ("areas_of_discussion", "goals", "priorities")
IN_SESSION = ("meeting", "number", "date", "location", "rapporteur", "chairs")


@dataclass
class Count:
    """How often something was found, was made up and was missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, other: "Count") -> None:
        """Count what another one counted too."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right; None where nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        """The share of what there is to find that was found; None where there is nothing."""
        there = self.right + self.missed
        return self.right / there if there else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        all_counted = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / all_counted if all_counted else None


@dataclass
class Score:
    """How well one document was read."""

    document: Labelled
    counts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    #: In words: what was missed or made up.
    mistakes: list[str] = field(default_factory=list)
    #: Confidences that were stated, each with whether the value was right.
    confidences: list[tuple[float, bool]] = field(default_factory=list)
    #: Names to be withheld that are in what would be published.
    leaks: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    def right(self, name: str) -> None:
        """Count something that was found."""
        self.counts[name].right += 1

    def missed(self, name: str, what: object) -> None:
        """Count something that was not found."""
        self.counts[name].missed += 1
        self.mistakes.append(f"{name}: missed {_short(what)}")

    def wrong(self, name: str, what: object) -> None:
        """Count something that was made up."""
        self.counts[name].wrong += 1
        self.mistakes.append(f"{name}: wrong {_short(what)}")


def score(
    document: Labelled, told: Sequence[Ingested | NotRead], published: Iterable[str]
) -> Score:
    """Return how well a document was read: ``published`` is what would be told of it as JSON."""
    done = Score(document)
    readings = [one.reading for one in told if isinstance(one, Ingested) and one.reading]
    done.readings = readings
    _kind(done, readings)
    _remarks(done, told)
    _session(done, readings)
    _practices(done, [record for reading in readings for record in reading.practices])
    for name, expected in (
        ("challenges", document.challenges),
        ("recommendations", document.recommendations),
    ):
        found = [one for reading in readings for one in getattr(reading, name)]
        _found_texts(done, name, expected, found)
    _quotations(done, [one for reading in readings for one in reading.quotations])
    _profiles(done, [one for reading in readings for one in reading.profiles])
    text = "\n".join(published).casefold()
    done.leaks = [name for name in document.withheld if name.casefold() in text]
    return done


def _kind(done: Score, readings: Sequence[Reading]) -> None:
    document = done.document
    if document.shape != "none":
        shapes = [reading.shape.value for reading in readings]
        _choice(done, "shape", document.shape, shapes)
    _choice(done, "language", document.language, [reading.language for reading in readings])


def _choice(done: Score, name: str, expected: str, found: Sequence[str]) -> None:
    """Judge something of which a file with several documents has several."""
    if expected in found:
        done.right(name)
    elif any(found):
        done.counts[name].wrong += 1
        done.missed(name, f"{expected}, found {', '.join(found)}")
    else:
        done.missed(name, expected)


def _remarks(done: Score, told: Sequence[Ingested | NotRead]) -> None:
    found = {
        remark.kind.value
        for one in told
        if isinstance(one, Ingested)
        for remark in one.document.remarks
    }
    _set(done, "remarks", done.document.remarks, found)


def _set(
    done: Score, name: str, expected: Iterable[Any], found: Iterable[Any], may: Iterable[Any] = ()
) -> bool:
    """Judge a set of codes; those that may be there are neither right nor wrong."""
    wanted, given = set(map(str, expected)), set(map(str, found))
    done.counts[name].right += len(wanted & given)
    for one in sorted(wanted - given):
        done.missed(name, one)
    made_up = sorted(given - wanted - set(map(str, may)))
    for one in made_up:
        done.wrong(name, one)
    return not made_up


def _session(done: Score, readings: Sequence[Reading]) -> None:
    expected = done.document.session
    sessions = [one.session for one in readings]
    # A mail and its annex each have one: the annex tells more.
    told = max(sessions, key=lambda one: len(one.keys() & set(IN_SESSION)), default={})
    for name in IN_SESSION:
        field_name = f"session {name}"
        found = told.get(name)
        if name not in expected:
            # What a meeting is called is open to dispute where nobody labelled it.
            if found and name != "meeting":
                done.wrong(field_name, found.value)
                done.confidences.append((found.confidence, False))
        elif not found:
            done.missed(field_name, expected[name])
        else:
            is_right = _judged(done, field_name, expected[name], found.value, name)
            done.confidences.append((found.confidence, is_right))


def _judged(done: Score, field_name: str, expected: Any, found: Any, name: str) -> bool:
    if name == "chairs":
        given = found if isinstance(found, list | tuple) else [found]
        together = " ".join(map(str, given))
        for chair in expected:
            if holds(together, chair) >= ALIKE:
                done.right(field_name)
            else:
                done.missed(field_name, chair)
        made_up = [one for one in given if not any(holds(one, chair) >= ALIKE
                                                   for chair in expected)]  # fmt: skip
        for one in made_up:
            done.wrong(field_name, one)
        return not made_up
    exact = name in {"number", "date"}
    if str(found) == str(expected) if exact else holds(found, expected) >= ALIKE:
        done.right(field_name)
        return True
    done.counts[field_name].wrong += 1
    done.missed(field_name, f"{expected}, found {found}")
    return False


def _found_texts(done: Score, name: str, expected: Sequence[str], found: Sequence[Found]) -> None:
    pairs, missing, extra = matched(expected, found, lambda text, one: same(text, one.value))
    for _, one in pairs:
        done.right(name)
        done.confidences.append((one.confidence, True))
    for text in missing:
        done.missed(name, text)
    for one in extra:
        done.wrong(name, one.value)
        done.confidences.append((one.confidence, False))


def _practices(done: Score, found: Sequence[PracticeRecord]) -> None:
    if done.document.shape == "none":
        found = [one for one in found if _confidence(one.fields) >= _DOUBTED]
    pairs, missing, extra = matched(done.document.practices, found, _alike)
    for record, practice in pairs:
        done.right("practices")
        done.confidences.append((_confidence(practice.fields), True))
        _title(done, record, practice)
        _texts(done, record, practice)
        _facts(done, record, practice)
    for record in missing:
        done.missed("practices", record.texts[0])
        for name in SETS:
            for code in record.facts.get(name, ()):
                done.missed(name, f"{code} of “{_short(record.texts[0])}”")
        for name in record.parts.keys() & set(SECTIONS):
            done.missed("sections", f"{name} of “{_short(record.texts[0])}”")
    for practice in extra:
        done.wrong("practices", practice.value("title"))
        done.confidences.append((_confidence(practice.fields), False))


def _confidence(fields: Mapping[str, Found]) -> float:
    return fields["title"].confidence if "title" in fields else 0.0


def _alike(record: Record, practice: PracticeRecord) -> float:
    whole = "\n".join(
        str(practice.value(name)) for name in ("title", "summary", "description", *SECTIONS)
    )
    return max(same(record.texts[0], practice.value("title")), holds(whole, record.texts[0]))


def _title(done: Score, record: Record, practice: PracticeRecord) -> None:
    """A title that is told is taken; any other is made of the practice's own words."""
    title = practice.value("title")
    if "title" in record.parts:
        is_right = same(record.parts["title"][0], title) >= ALIKE
    else:
        is_right = bool(title) and holds(record.texts[0], title) >= ALIKE
    if is_right:
        done.right("title")
    else:
        done.counts["title"].wrong += 1
        done.missed("title", f"{record.texts[0]}, found {title}")


def _texts(done: Score, record: Record, practice: PracticeRecord) -> None:
    described = "\n".join(str(practice.value(name)) for name in ("summary", "description"))
    for text in record.texts if not record.parts else ():
        _held(done, "text", described, text)
    for name in _TEXTS:
        for text in record.parts.get(name, ()):
            told = described if name in {"summary", "description"} else practice.value(name)
            _held(done, "text" if name in {"summary", "description"} else "other facts", told, text)
    for name in SECTIONS:
        texts = record.parts.get(name, ())
        told = practice.value(name)
        held = [_held(done, "sections", told, text, name) for text in texts]
        if told and not texts:
            done.wrong("sections", f"{name}: {told}")
        if told:
            done.confidences.append((practice.fields[name].confidence, bool(held) and all(held)))


def _held(done: Score, name: str, told: Any, text: str, detail: str = "") -> bool:
    if holds(told, text) >= ALIKE:
        done.right(name)
        return True
    done.missed(name, f"{detail} {text}".strip())
    return False


def _facts(done: Score, record: Record, practice: PracticeRecord) -> None:
    may = record.facts.get("may", {})
    for name in SETS:
        found = practice.fields.get(name)
        values = found.value if found else ()
        is_right = _set(done, name, record.facts.get(name, ()), values, may.get(name, ()))
        if found and values:
            done.confidences.append((found.confidence, is_right))
    language = record.facts.get("language", done.document.language)
    _value(done, "practice language", language, practice.fields.get("language"), ())
    for name in YEARS:
        wanted = record.facts.get(name)
        _value(done, "years", wanted, practice.fields.get(name), may.get(name, ()))
    for name in CODES:
        if name in record.facts:
            _value(done, "other facts", record.facts[name], practice.fields.get(name), ())


def _value(done: Score, name: str, wanted: Any, found: Found | None, may: Sequence[Any]) -> None:
    if wanted is None:
        if found and found.value not in may:
            done.wrong(name, found.value)
            done.confidences.append((found.confidence, False))
    elif found is None:
        done.missed(name, wanted)
    else:
        is_right = str(found.value) == str(wanted)
        done.confidences.append((found.confidence, is_right))
        if is_right:
            done.right(name)
        else:
            done.counts[name].wrong += 1
            done.missed(name, f"{wanted}, found {found.value}")


def _quotations(done: Score, found: Sequence[Quotation]) -> None:
    pairs, missing, extra = matched(
        done.document.quotations, found, lambda record, one: same(record.texts[0], one.text)
    )
    for record, quotation in pairs:
        done.right("quotations")
        done.confidences.append((quotation.confidence, True))
        speaker = record.facts.get("speaker", "")
        if holds(quotation.speaker, speaker) >= ALIKE if speaker else not quotation.speaker:
            done.right("attribution")
        else:
            done.counts["attribution"].wrong += 1
            done.missed("attribution", f"{speaker or 'nobody'}, found {quotation.speaker}")
    for record in missing:
        done.missed("quotations", record.texts[0])
    for quotation in extra:
        done.wrong("quotations", quotation.text)
        done.confidences.append((quotation.confidence, False))


def _profiles(done: Score, found: Sequence[Profile]) -> None:
    def alike(record: Record, profile: Profile) -> float:
        if record.facts["short_name"] == profile.value("short_name"):
            return 100
        return same(record.facts["name"], profile.value("name"))

    pairs, missing, extra = matched(done.document.profiles, found, alike)
    for record, profile in pairs:
        done.right("profiles")
        for name in ("short_name", "name", "year_established", "region"):
            wanted = record.facts[name]
            if same(profile.value(name), wanted) >= (ALIKE if name == "name" else 100):
                done.right("profile facts")
            else:
                done.counts["profile facts"].wrong += 1
                done.missed("profile facts", f"{wanted}, found {profile.value(name)}")
        _set(done, "profile States", record.facts["states"], profile.value("states", ()))
        for name in _LISTS:
            told = profile.value(name, ())
            points = [Found(one, 1) for one in ([told] if isinstance(told, str) else told)]
            _profile_points(done, record.parts.get(name, ()), points)
    for record in missing:
        done.missed("profiles", record.facts["name"])
    for profile in extra:
        done.wrong("profiles", profile.value("name"))


def _profile_points(done: Score, expected: Sequence[str], found: Sequence[Found]) -> None:
    pairs, missing, extra = matched(expected, found, lambda text, one: same(text, one.value))
    for _ in pairs:
        done.right("profile lists")
    for text in missing:
        done.missed("profile lists", text)
    for one in extra:
        done.wrong("profile lists", one.value)


def _short(what: object) -> str:
    text = str(what).replace("\n", " ⏎ ")
    return text if len(text) <= 120 else f"{text[:119]}…"
