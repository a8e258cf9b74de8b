"""A practice as it is set on paper, whatever the file: headings, facts and texts in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale, format_datetime, get_locale
from flask_babel import gettext as _

from rcp_platform.core import countries, vocabularies
from rcp_platform.core.languages import locale_of
from rcp_platform.core.text import lines
from rcp_platform.outputs.citation import citation_of
from rcp_platform.practices.fields import HEADINGS
from rcp_platform.practices.quotations.presentation import said_by
from rcp_platform.practices.reading import Reading


@dataclass(frozen=True)
class Text:
    """Words in a language (ISO 639-1)."""

    text: str
    language: str


@dataclass(frozen=True)
class Part:
    """A headed piece of a paper."""

    heading: str
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Paper:
    """One practice, ready to be set. Headings are in the reader's language, texts in their own."""

    title: Text
    #: Which Process and region, or that it is not named.
    source: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    citation: str
    address: str
    #: What the briefing's author noted on it.
    note: str = ""


@dataclass(frozen=True)
class Bundle:
    """Papers in one file, with what stands before them. ``language`` is that of the headings."""

    title: Text
    intro: str
    papers: tuple[Paper, ...]
    language: str
    #: When it was made, with its zone, in words.
    made: str

    @property
    def is_collection(self) -> bool:
        """Whether it has a title of its own before the papers."""
        return self.title not in [paper.title for paper in self.papers] or bool(self.intro)


def bundle_of(
    papers: Sequence[Paper], language: str, at: datetime, title: Text | None = None, intro: str = ""
) -> Bundle:
    """Return papers as one file; a single one gives its title to the file."""
    with force_locale(locale_of(language)):
        moment = format_datetime(at, "d MMMM y, HH:mm", rebase=False)
        made = _("As its readers may read it, %(moment)s (UTC)", moment=moment)
    return Bundle(title or papers[0].title, intro, tuple(papers), language, made)


def paper_of(reading: Reading, address: str, language: str, note: str = "") -> Paper:
    """Return what a reader may know of a practice as a paper with headings in a language."""
    with force_locale(locale_of(language)):
        return Paper(
            title=Text(reading.title, reading.language),
            source=_source(reading),
            facts=tuple(_facts(reading)),
            parts=tuple(_parts(reading)),
            citation=citation_of(reading, address).plain,
            address=address,
            note=note,
        )


def _source(reading: Reading) -> str:
    if reading.rcp is None:
        return str(_("A Process of the network (source not named, at its wish)"))
    return f"{reading.rcp.name} · {vocabularies.REGIONS[reading.rcp.main_region]}"


def _facts(reading: Reading) -> list[tuple[str, str]]:
    v = vocabularies
    joint = _(", ")
    rows = [
        (_("States and territories"), joint.join(map(countries.name_of, reading.countries))),
        (_("Geographic scope"), v.SCOPES.get(reading.scope, "")),
        (_("Route or corridor"), reading.corridor),
        (_("Type"), v.PRACTICE_TYPES.get(reading.practice_type, "")),
        (_("Status"), v.PRACTICE_STATUSES.get(reading.status, "")),
        (_("Years"), years_of(reading)),
        (_("Who benefits"), reading.beneficiaries),
        (_("Lead organisation"), reading.lead_organisation),
        (_("Partners"), reading.partners),
        (_("Themes"), joint.join(str(v.THEMES[slug]) for slug in reading.themes)),
        (
            _("Global Compact objectives"),
            joint.join(f"{n}. {v.GCM_OBJECTIVES[n]}" for n in reading.gcm_objectives),
        ),
        (_("SDG targets"), joint.join(f"{n} {v.SDG_TARGETS[n]}" for n in reading.sdg_targets)),
        (_("Keywords"), joint.join(reading.keywords)),
    ]
    return [(str(label), str(known)) for label, known in rows if known]


#: Between left-to-right marks, or right-to-left text would turn the years around.
_TO = "\u200e–\u200e"


def years_of(reading: Reading) -> str:
    """Return when a practice took place, as "2015", "2015–2018" or "2015–"."""
    first, last = reading.year_from, reading.year_to
    if first and last and first != last:
        return f"{first}{_TO}{last}"
    if first and not last and reading.status == "ongoing":
        return f"{first}{_TO}"
    return str(first or last or "")


def _parts(reading: Reading) -> list[Part]:
    texts = {"summary": reading.summary, **reading.sections}
    parts = [
        Part(str(HEADINGS[name]), (Text(text, reading.language),))
        for name, text in texts.items()
        if text
    ]
    if reading.is_body_withheld:
        withheld = _("The full text is for fewer readers than this summary.")
        parts.append(Part("", (Text(withheld, _reader()),)))
    if reading.quotations:
        words = [
            Text(f"“{q.text}” – {said_by(q, reading)}", q.language) for q in reading.quotations
        ]
        parts.append(Part(_("In their words"), tuple(words)))
    if reading.source or reading.references:
        named = [Text(line, reading.language) for line in lines(reading.source)]
        listed = [Text(f"- {line}", reading.language) for line in lines(reading.references)]
        parts.append(Part(_("Sources and further reading"), (*named, *listed)))
    return parts


def _reader() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "en"
