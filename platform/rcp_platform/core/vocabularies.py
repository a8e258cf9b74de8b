"""The controlled terms of the exchange, with labels marked for translation.

Sources: GCM objectives and guiding principles from A/RES/73/195 with the short labels of
the United Nations Network on Migration; themes from the areas of discussion of the RCPs
in Hansen (2010) and IOM's thematic areas; SDG targets from the Migration Data Portal.
"""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

Labels = dict[str, LazyString]

#: The languages of the exchange (ISO 639-1), each named in itself.
LANGUAGES: dict[str, str] = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ar": "العربية",
    "pt": "Português",
    "ru": "Русский",
}
RIGHT_TO_LEFT = frozenset({"ar"})


class RcpType(StrEnum):
    """What holds an RCP together."""

    REGIONAL = "regional"
    THEMATIC = "thematic"
    INTER_REGIONAL = "inter-regional"


RCP_TYPES: Labels = {
    "regional": _("Regional"),
    "thematic": _("Thematic"),
    "inter-regional": _("Inter-regional"),
}


class MeetingLevel(StrEnum):
    """Who meets."""

    MINISTERIAL = "ministerial"
    SENIOR_OFFICIALS = "senior_officials"
    TECHNICAL = "technical"
    WORKING_GROUP = "working_group"
    INTER_RCP = "inter_rcp"
    GLOBAL = "global"


MEETING_LEVELS: Labels = {
    "ministerial": _("Ministerial"),
    "senior_officials": _("Senior officials"),
    "technical": _("Technical"),
    "working_group": _("Working group"),
    "inter_rcp": _("Between Processes"),
    "global": _("Global"),
}

REGIONS: Labels = {
    "africa": _("Africa"),
    "americas": _("Americas"),
    "asia": _("Asia and the Pacific"),
    "europe": _("Europe and Central Asia"),
    "gulf": _("Middle East and the Gulf"),
    "global": _("Global"),
}

THEMES: Labels = {
    "labour-migration": _("Labour migration"),
    "recruitment": _("Recruitment"),
    "worker-protection": _("Protection of migrant workers"),
    "temporary-circular-migration": _("Temporary and circular migration"),
    "skills": _("Skills and vocational training"),
    "remittances": _("Remittances"),
    "diaspora": _("Diaspora"),
    "migration-development": _("Migration and development"),
    "free-movement": _("Free movement"),
    "trade": _("Migration and trade"),
    "pastoralist-movement": _("Pastoralist movement"),
    "irregular-migration": _("Irregular migration"),
    "smuggling": _("Smuggling of migrants"),
    "trafficking": _("Trafficking in persons"),
    "border-management": _("Border management and visas"),
    "security": _("Security"),
    "detention-reception": _("Detention and reception"),
    "return-readmission": _("Return and readmission"),
    "reintegration": _("Reintegration"),
    "asylum-protection": _("Asylum and refugee protection"),
    "mixed-flows": _("Mixed movements"),
    "children": _("Children and unaccompanied minors"),
    "gender": _("Gender"),
    "migrant-rights": _("Rights of migrants"),
    "consular-protection": _("Consular protection"),
    "integration": _("Integration"),
    "health": _("Migration and health"),
    "environment-climate": _("Environment and climate"),
    "data": _("Data and statistics"),
    "legislation-policy": _("Legislation and policy coherence"),
    "capacity-building": _("Capacity building"),
    "technology": _("Technology"),
    "regional-dialogue": _("Cooperation between States and Processes"),
}

PRACTICE_TYPES: Labels = {
    "law": _("Law or regulation"),
    "policy": _("Policy or strategy"),
    "programme": _("Programme"),
    "project": _("Project or pilot"),
    "tool": _("Tool or system"),
    "agreement": _("Agreement or memorandum"),
    "training": _("Training"),
    "guideline": _("Guideline"),
    "campaign": _("Information campaign"),
    "dialogue": _("Dialogue or network"),
    "research": _("Research or data"),
}

PRACTICE_STATUSES: Labels = {
    "planned": _("Planned"),
    "ongoing": _("Ongoing"),
    "completed": _("Completed"),
}

SCOPES: Labels = {
    "local": _("Local"),
    "national": _("National"),
    "bilateral": _("Bilateral"),
    "regional": _("Regional"),
    "inter-regional": _("Inter-regional"),
    "global": _("Global"),
}

#: Short labels of the 23 objectives of the Global Compact for Migration.
GCM_OBJECTIVES: dict[int, LazyString] = {
    1: _("Data"),
    2: _("Minimize adverse drivers"),
    3: _("Information provision"),
    4: _("Legal identity and documentation"),
    5: _("Regular pathways"),
    6: _("Recruitment and decent work"),
    7: _("Reduce vulnerabilities"),
    8: _("Save lives"),
    9: _("Counter smuggling"),
    10: _("Eradicate trafficking"),
    11: _("Manage borders"),
    12: _("Screening and referral"),
    13: _("Alternatives to detention"),
    14: _("Consular protection"),
    15: _("Access to basic services"),
    16: _("Inclusion and social cohesion"),
    17: _("Eliminate discrimination"),
    18: _("Skills development and recognition"),
    19: _("Migrant and diaspora contributions"),
    20: _("Remittances"),
    21: _("Dignified return and reintegration"),
    22: _("Social protection"),
    23: _("International cooperation"),
}

SDG_TARGETS: Labels = {
    "1.3": _("Social protection"),
    "3.8": _("Health coverage"),
    "4.3": _("Technical and vocational education"),
    "4.b": _("Scholarships and student mobility"),
    "5.2": _("Violence against women, including trafficking"),
    "8.5": _("Decent work"),
    "8.7": _("Forced labour and trafficking"),
    "8.8": _("Labour rights, including of migrant workers"),
    "10.2": _("Inclusion"),
    "10.7": _("Orderly, safe, regular and responsible migration"),
    "10.c": _("Remittance costs"),
    "13.1": _("Climate-related hazards and disasters"),
    "16.2": _("Abuse and trafficking of children"),
    "16.9": _("Legal identity"),
    "17.16": _("Partnerships"),
    "17.18": _("Data disaggregated by migratory status"),
}
