"""What the meaning of a text proposes: themes, objectives, and entries that tell much the same.

A theme is proposed where it stands out: its cosine with the text lies so many standard
deviations above the mean of all themes. Measured with the model of six languages, of at most
three proposed: for the sample practices 85 % of those proposed are right, and 18 % of their themes
are found; for the domain set of the tests, where each practice has one theme, 57 % and 39 %. Of the
objectives proposed for the sample practices 75 % are right, and 10 % of theirs are found.
"""

from collections.abc import Sequence
from itertools import chain, islice

import numpy as np
from flask_babel import force_locale
from sqlalchemy.orm import Session

from rcp_ingest.records import Found, PracticeRecord, Reading
from rcp_platform.core import vocabularies
from rcp_platform.core.access import Actor
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.similar import similar_to
from rcp_platform.intake.objectives import FULL_TITLES
from rcp_platform.intake.theme_terms import THEME_TERMS
from rcp_search import Embedder
from rcp_search.models.embedding import Vectors, unit_rows

#: Standard deviations above the mean from which on something is proposed.
_STANDS_OUT = 2.25
_MOST = 3
#: How likely a proposal is right, and how much more for each further deviation, as measured.
_LIKELY = 0.55
_LIKELIER = 0.5
_LIKELIEST = 0.9
#: Two passages that tell the same in two languages have a cosine of .70 in the median. The nearest
#: of a hundred that tell something else has .58.
_THE_SAME = 0.65

#: More of a text says no more of what it is about.
_READ = 1500

Texts = Sequence[str]
Languages = Sequence[str | None]


def proposed_themes(
    texts: Texts, languages: Languages, embedder: Embedder
) -> list[list[tuple[str, float]]]:
    """Return for each text the themes that it is about, with how likely each is, best first.

    Languages are ISO 639-1 codes, one for each text; None where it is not known.
    """
    themes = list(THEME_TERMS)
    found = _standing_out(texts, languages, _themes(embedder), embedder)
    return [[(themes[place], likely) for place, likely in one] for one in found]


def proposed_objectives(
    texts: Texts, languages: Languages, embedder: Embedder
) -> list[list[tuple[int, float]]]:
    """Return for each text the objectives of the Global Compact, as :func:`proposed_themes`."""
    numbers = list(FULL_TITLES)
    found = _standing_out(texts, languages, _objectives(embedder), embedder)
    return [[(numbers[place], likely) for place, likely in one] for one in found]


def with_meaning(reading: Reading, embedder: Embedder) -> Reading:
    """Return a reading whose practices have themes and objectives by meaning, where without any.

    The texts of all practices are embedded at once.
    """
    texts = [_text_of(record) for record in reading.practices]
    languages = [record.value("language") or None for record in reading.practices]
    themes = proposed_themes(texts, languages, embedder)
    objectives = proposed_objectives(texts, languages, embedder)
    return reading.with_(
        practices=tuple(
            PracticeRecord(
                dict(record.fields)
                | _where_empty(record, "themes", about)
                | _where_empty(record, "gcm_objectives", aims)
            )
            for record, about, aims in zip(reading.practices, themes, objectives, strict=True)
        )
    )


def near_duplicates(
    session: Session, text: str, language: str, actor: Actor
) -> list[tuple[int, float]]:
    """Return the ids of entries that tell much the same, as far as the actor may see them.

    With the likeness of each, from 0 to 1. A text begins with its title, on a line of its own.
    Drafts are compared by their titles only.
    """
    title, _, rest = text.partition("\n")
    similar = similar_to(session, current_engine(), title, rest.strip(), actor=actor)
    near = [(one.practice.id, one.hit.similarity) for one in similar.found]
    same = [(key, round(likeness, 2)) for key, likeness in near if likeness >= _THE_SAME]
    return same + [(draft.id, _THE_SAME) for draft in similar.drafts]


def _standing_out(
    texts: Texts, languages: Languages, known: Vectors, embedder: Embedder
) -> list[list[tuple[int, float]]]:
    if not texts:
        return []
    cosines = embedder.embed_passages(texts, languages) @ known.T
    spread = cosines.std(axis=1, keepdims=True)
    outstanding = (cosines - cosines.mean(axis=1, keepdims=True)) / np.where(spread, spread, 1)
    return [
        [
            (int(place), _likelihood(float(row[place])))
            for place in np.argsort(-row)[:_MOST]
            if row[place] >= _STANDS_OUT
        ]
        for row in outstanding
    ]


def _likelihood(deviations: float) -> float:
    return round(min(_LIKELIEST, _LIKELY + _LIKELIER * (deviations - _STANDS_OUT)), 2)


def _text_of(record: PracticeRecord) -> str:
    from rcp_ingest.recognisers.outline.headings import SECTIONS

    told = [record.value(name) for name in ("title", "summary", "description", *SECTIONS)]
    return ". ".join(filter(None, told))[:_READ]


def _where_empty(
    record: PracticeRecord, name: str, proposed: Sequence[tuple[str | int, float]]
) -> dict[str, Found]:
    if record.value(name) or not proposed:
        return {}
    # It stands nowhere in so many words: the whole text says so.
    places = next((found.places for found in record.fields.values() if found.places), ())
    likely = min(likely for _value, likely in proposed)
    return {name: Found([value for value, _likely in proposed], likely, places)}


#: The vectors of themes and of objectives, by the name of the model.
_kept: dict[tuple[str, str], Vectors] = {}


def _themes(embedder: Embedder) -> Vectors:
    """Return a vector of each theme: between its words together and the mean of each of them."""
    known = _kept.get((embedder.name, "themes"))
    if known is not None:
        return known
    # In English, whatever the language of the page: it is what the model knows best.
    with force_locale("en"):
        labels = {theme: str(vocabularies.THEMES[theme]) for theme in THEME_TERMS}
    words = {
        theme: [labels[theme], *(term.replace("-", " ") for term in terms)]
        for theme, terms in THEME_TERMS.items()
    }
    together = _embedded([f"{one[0]}: {', '.join(one[1:11])}" for one in words.values()], embedder)
    each = iter(_embedded(list(chain.from_iterable(words.values())), embedder))
    means = [np.mean(list(islice(each, len(one))), axis=0) for one in words.values()]
    known = _kept[embedder.name, "themes"] = unit_rows(together + unit_rows(np.array(means)))
    return known


def _objectives(embedder: Embedder) -> Vectors:
    key = (embedder.name, "objectives")
    if key not in _kept:
        _kept[key] = _embedded(list(FULL_TITLES.values()), embedder)
    return _kept[key]


def _embedded(texts: list[str], embedder: Embedder) -> Vectors:
    return embedder.embed_passages(texts, ["en"] * len(texts))
