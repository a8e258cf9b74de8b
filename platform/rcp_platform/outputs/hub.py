"""The practice template of the UN Network on Migration's hub, filled in as far as known.

Fields after the hub's public description of what an entry holds: title, summary, dates, type,
place, partners, objectives, guiding principles, benefit, lessons, replication and innovation.
"""

from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from rcp_platform.core import countries, vocabularies
from rcp_platform.core.languages import locale_of
from rcp_platform.outputs.paper import Text, years_of
from rcp_platform.outputs.word import add, add_prose, new_document, saved
from rcp_platform.practices.reading import Reading

#: A heading of the template, what we know, and the field that would hold it here; empty where
#: this site asks for nothing of the kind.
Row = tuple[str, Text, str]


def hub_template_of(reading: Reading, address: str, language: str, at: datetime) -> bytes:
    """Return the template as a .docx file; its first page lists what is still missing."""
    with force_locale(locale_of(language)):
        document = new_document(reading.title, language, at)
        add(document, Text(_("Practice for the Migration Network Hub"), language), "Title")
        add(document, Text(address, language))
        rows = _rows(reading, language)
        _add_missing(document, rows, language)
        document.add_page_break()
        for heading, known, _field in rows:
            add(document, Text(heading, language), "Heading 1")
            if known.text:
                add_prose(document, known)
            else:
                add(document, Text(_("Still to be written."), language)).runs[0].italic = True
    return saved(document)


def missing_for_hub(reading: Reading, language: str) -> list[str]:
    """Return the headings of the template of which nothing is known, in a language."""
    with force_locale(locale_of(language)):
        return [heading for heading, known, _field in _rows(reading, language) if not known.text]


def _add_missing(document: object, rows: list[Row], language: str) -> None:
    missing = [(heading, field) for heading, known, field in rows if not known.text]
    add(document, Text(_("Still missing"), language), "Heading 1")
    if not missing:
        add(document, Text(_("Nothing: every part has some text. Please check it."), language))
    for heading, field in missing:
        where = _("Field of the practice: %(field)s", field=field) if field else ""
        advice = where or _("This site does not ask for it; write it here.")
        add(document, Text(f"{heading}. {advice}", language), "List Bullet")


def _rows(reading: Reading, language: str) -> list[Row]:
    v = vocabularies
    section = reading.sections.get
    joint = _(", ")

    def own(text: str) -> Text:
        return Text(text, reading.language)

    def ours(text: object) -> Text:
        return Text(str(text), language)

    objectives = joint.join(f"{n}. {v.GCM_OBJECTIVES[n]}" for n in reading.gcm_objectives)
    targets = joint.join(f"{n} {v.SDG_TARGETS[n]}" for n in reading.sdg_targets)
    regions = [v.REGIONS[region] for region in reading.rcp.regions] if reading.rcp else []
    contact = reading.rcp.contact or "" if reading.rcp else ""
    told = [own(part) for part in (section("description", ""), section("approach", "")) if part]
    return [
        (_("Title"), own(reading.title), _("Title")),
        (_("Summary: who, what, where"), own(reading.summary), _("Summary")),
        (
            _("Full description"),
            own("\n\n".join(text.text for text in told)),
            _("What was done"),
        ),
        (_("Type of practice"), ours(v.PRACTICE_TYPES.get(reading.practice_type, "")), _("Type")),
        (_("Dates"), ours(years_of(reading)), _("First year")),
        (_("Status"), ours(v.PRACTICE_STATUSES.get(reading.status, "")), _("Status")),
        (
            _("Countries"),
            ours(joint.join(map(countries.name_of, reading.countries))),
            _("States and territories"),
        ),
        (_("Regions"), ours(joint.join(map(str, regions))), ""),
        (_("Lead organisation"), own(reading.lead_organisation), _("Lead organisation")),
        (_("Partners and funders"), own(reading.partners), _("Partners and funders")),
        (_("Beneficiaries"), own(reading.beneficiaries), _("Who benefits")),
        (
            _("Objectives of the Global Compact for Migration"),
            ours(objectives),
            _("Objectives of the Global Compact for Migration"),
        ),
        (_("Guiding principles of the Global Compact"), ours(""), ""),
        (
            _("Targets of the Sustainable Development Goals"),
            ours(targets),
            _("Targets of the Sustainable Development Goals"),
        ),
        (_("Benefit and impact"), own(section("impact", "")), _("Results and impact")),
        (_("Key lessons"), own(section("lessons", "")), _("Lessons")),
        (
            _("Recommendations for replication"),
            own(section("replication", "")),
            _("Using it elsewhere"),
        ),
        (_("Innovation"), ours(""), ""),
        (_("References"), own(reading.references), _("Further reading")),
        (_("Focal point"), ours(contact), ""),
    ]
