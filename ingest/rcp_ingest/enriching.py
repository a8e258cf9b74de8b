"""What the text of each record proposes for it: language, States, RCPs, objectives, themes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rcp_ingest.document import Document
from rcp_ingest.language import language_of
from rcp_ingest.mentions import Mention, finder_of
from rcp_ingest.names import Names
from rcp_ingest.records import Found, Place, PracticeRecord, Quotation, Reading

#: The fields that are proposed from mentions.
_PROPOSED = ("countries", "rcps", "gcm_objectives", "sdg_targets", "themes")
_KIND = {"countries": "states"}
#: A mention that is less likely right is not proposed.
_LIKELY = 0.5
#: A text that names more States than this tells of them as a region: those that it names once
#: are not proposed.
_MOST_STATES = 6
#: Themes are everywhere: the strongest few, that are named often enough.
_MOST_THEMES = 4
_ENOUGH = 1.1
_IN_TITLE = 2.0
#: The language of a document is told by its longest blocks.
_TELLING = 20
#: A short text that is less sure is in the language of its document.
_SURE_OF_LANGUAGE = 0.8
#: How a proposal from the document's title compares to one from the record's own text.
_FROM_DOCUMENT = 0.6


@dataclass(frozen=True)
class _Named:
    """A mention, its place in the document, and whether a title holds it."""

    mention: Mention
    place: Place
    in_title: bool


def enriched(reading: Reading, document: Document, names: Names) -> Reading:
    """Return a reading whose records carry what their texts propose.

    What a document states in so many words, in a form or in a column, is kept as it is.
    """
    language, sure = _language_of_document(document)
    around = _named_in((found for found in reading.session.values()), document, names)
    return reading.with_(
        language=reading.language or language,
        practices=tuple(
            _proposed(record, document, names, around, (language, sure))
            for record in reading.practices
        ),
        quotations=tuple(_with_language(quotation, language) for quotation in reading.quotations),
    )


def _language_of_document(document: Document) -> tuple[str, float]:
    longest = sorted(document.blocks, key=lambda block: -len(block.text))[:_TELLING]
    return language_of("\n".join(block.text[:500] for block in longest))


def _with_language(quotation: Quotation, language: str) -> Quotation:
    if quotation.language:
        return quotation
    return replace(quotation, language=language_of(quotation.text)[0] or language)


def _proposed(
    record: PracticeRecord,
    document: Document,
    names: Names,
    around: list[_Named],
    language: tuple[str, float],
) -> PracticeRecord:
    texts = {name: found for name, found in record.fields.items() if isinstance(found.value, str)}
    named = _named_in(texts.values(), document, names, title=record.fields.get("title"))
    fields = dict(record.fields)
    if not record.value("language"):
        code, sure = language_of("\n".join(found.value for found in texts.values()))
        code, sure = (code, sure) if sure >= _SURE_OF_LANGUAGE else language
        if code:
            fields["language"] = Found(code, sure)
    for name in _PROPOSED:
        if record.value(name):
            continue
        kind = _KIND.get(name, name)
        own = _values(name, [one for one in named if one.mention.kind == kind])
        if not own and name == "rcps":
            own = _weaker(_values(name, [one for one in around if one.mention.kind == kind]))
        if own:
            fields[name] = _found(name, own)
    return PracticeRecord(fields)


def _named_in(
    found: Iterable[Found], document: Document, names: Names, *, title: Found | None = None
) -> list[_Named]:
    """Return what is named where these values were found; each place is looked at once."""
    finder = finder_of(names)
    seen: dict[tuple[int, int], _Named] = {}
    for one in found:
        for place in one.places:
            text = document.blocks[place.block].text[place.start : place.end]
            for mention in finder.mentions(text):
                start, end = place.start + mention.start, place.start + mention.end
                there = replace(place, start=start, end=end)
                key = (hash((mention.kind, mention.code, place.block)), start)
                in_title = one is title or (key in seen and seen[key].in_title)
                seen[key] = _Named(mention, there, in_title)
    return list(seen.values())


def _values(name: str, named: list[_Named]) -> dict[str, tuple[float, tuple[Place, ...]]]:
    """Return the values that mentions propose, with how likely each is and where it stands."""
    by_code: dict[str, list[_Named]] = {}
    for one in named:
        if one.mention.confidence >= _LIKELY:
            by_code.setdefault(one.mention.code, []).append(one)
    if name == "themes":
        by_code = _strongest(by_code)
    if name == "countries" and len(by_code) > _MOST_STATES:
        by_code = {
            code: those
            for code, those in by_code.items()
            if len(those) > 1 or any(one.in_title for one in those)
        }
    return {
        code: (_likelihood(name, those), tuple(one.place for one in those))
        for code, those in by_code.items()
    }


def _strongest(by_code: Mapping[str, list[_Named]]) -> dict[str, list[_Named]]:
    strengths = {code: _strength(those) for code, those in by_code.items()}
    ordered = sorted(strengths, key=lambda code: -strengths[code])
    return {code: by_code[code] for code in ordered[:_MOST_THEMES] if strengths[code] >= _ENOUGH}


def _strength(named: list[_Named]) -> float:
    """Add up how strongly a theme is named: another word for it counts more than the same."""
    words = {one.mention.written.casefold(): one for one in named}
    distinct = sum(
        one.mention.confidence * (_IN_TITLE if one.in_title else 1) for one in words.values()
    )
    return distinct + 0.25 * (len(named) - len(words))


def _likelihood(name: str, named: list[_Named]) -> float:
    best = max(one.mention.confidence for one in named)
    if name == "themes":
        return round(min(0.9, 0.4 + 0.15 * _strength(named)), 2)
    if any(one.in_title for one in named) or len(named) > 1:
        return best
    return round(best * 0.85, 2)


def _weaker(
    values: Mapping[str, tuple[float, tuple[Place, ...]]],
) -> dict[str, tuple[float, tuple[Place, ...]]]:
    return {code: (likely * _FROM_DOCUMENT, places) for code, (likely, places) in values.items()}


def _found(name: str, values: Mapping[str, tuple[float, tuple[Place, ...]]]) -> Found:
    codes = [int(code) for code in values] if name == "gcm_objectives" else list(values)
    places = tuple(place for _likely, where in values.values() for place in where)
    return Found(codes, round(min(likely for likely, _where in values.values()), 2), places)
