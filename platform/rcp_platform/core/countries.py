"""States and territories: ISO 3166-1 alpha-2 codes and their names in every language.

Names are those of the Unicode CLDR; where CLDR uses a name that the United Nations does
not, the United Nations' short name stands instead (UNTERM).
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import chain

from babel import Locale
from flask_babel import get_locale

from rcp_platform.core.vocabularies import LANGUAGES

#: CLDR also names groupings, test locales and parts of States that have no code in ISO 3166-1.
_NOT_IN_ISO = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)

_UN_NAMES: dict[str, dict[str, str]] = {
    "en": {
        "CD": "Democratic Republic of the Congo",
        "CG": "Congo",
        "CV": "Cabo Verde",
        "KP": "Democratic People's Republic of Korea",
        "KR": "Republic of Korea",
        "MM": "Myanmar",
        "PS": "State of Palestine",
        "VN": "Viet Nam",
    },
    "fr": {
        "CD": "République démocratique du Congo",
        "CG": "Congo",
        "CV": "Cabo Verde",
        "KP": "République populaire démocratique de Corée",
        "KR": "République de Corée",
        "MM": "Myanmar",
        "PS": "État de Palestine",
        "TL": "Timor-Leste",
    },
    "es": {
        "KP": "República Popular Democrática de Corea",
        "KR": "República de Corea",
        "MM": "Myanmar",
        "PS": "Estado de Palestina",
    },
    "ar": {
        "CD": "جمهورية الكونغو الديمقراطية",
        "CG": "الكونغو",
        "CI": "كوت ديفوار",
        "CV": "كابو فيردي",
        "KP": "جمهورية كوريا الشعبية الديمقراطية",
        "KR": "جمهورية كوريا",
        "MM": "ميانمار",
        "PS": "دولة فلسطين",
        "TL": "تيمور-ليشتي",
    },
    "pt": {
        "CD": "República Democrática do Congo",
        "CG": "Congo",
        "KP": "República Popular Democrática da Coreia",
        "KR": "República da Coreia",
        "MM": "Mianmar",
        "PS": "Estado da Palestina",
    },
    "ru": {
        "CD": "Демократическая Республика Конго",
        "CG": "Конго",
        "KP": "Корейская Народно-Демократическая Республика",
        "MM": "Мьянма",
        "PS": "Государство Палестина",
        "TL": "Тимор-Лешти",
    },
}

#: Further names that people write, as :func:`_folded` leaves them.
ALSO_WRITTEN = {
    "birmania": "MM",
    "birmanie": "MM",
    "bolivarian republic of venezuela": "VE",
    "bolivia plurinational state of": "BO",
    "brunei darussalam": "BN",
    "burma": "MM",
    "china hong kong": "HK",
    "china hong kong sar": "HK",
    "china macao sar": "MO",
    "congo democratic republic of": "CD",
    "congo republic of": "CG",
    "costa de marfil": "CI",
    "czech republic": "CZ",
    "democratic republic of congo": "CD",
    "dr congo": "CD",
    "drc": "CD",
    "east timor": "TL",
    "eau": "AE",
    "ee uu": "US",
    "eeuu": "US",
    "emiratos": "AE",
    "eua": "US",
    "fyrom": "MK",
    "great britain": "GB",
    "holy see": "VA",
    "hong kong": "HK",
    "hong kong china": "HK",
    "hong kong sar": "HK",
    "iran islamic republic of": "IR",
    "islamic republic of iran": "IR",
    "ivory coast": "CI",
    "kirghizie": "KG",
    "kirghizistan": "KG",
    "korea democratic peoples republic of": "KP",
    "korea republic of": "KR",
    "ksa": "SA",
    "kyrgyz republic": "KG",
    "lao pdr": "LA",
    "lao peoples democratic republic": "LA",
    "macao": "MO",
    "macau": "MO",
    "macau china": "MO",
    "macau sar": "MO",
    "macedonia": "MK",
    "macedonia fyr": "MK",
    "micronesia federated states of": "FM",
    "moldova republic of": "MD",
    "netherlands kingdom of": "NL",
    "palestina": "PS",
    "palestine": "PS",
    "palestine state of": "PS",
    "rd congo": "CD",
    "rdc": "CD",
    "republic of congo": "CG",
    "republic of moldova": "MD",
    "republic of north macedonia": "MK",
    "republica checa": "CZ",
    "republica tcheca": "CZ",
    "republique tcheque": "CZ",
    "russian federation": "RU",
    "slovak republic": "SK",
    "suazilandia": "SZ",
    "surinam": "SR",
    "swaziland": "SZ",
    "syrian arab republic": "SY",
    "tanzania united republic of": "TZ",
    "turkey": "TR",
    "u k": "GB",
    "u s": "US",
    "u s a": "US",
    "uae": "AE",
    "uk": "GB",
    "united kingdom of great britain and northern ireland": "GB",
    "united republic of tanzania": "TZ",
    "united states of america": "US",
    "us": "US",
    "usa": "US",
    "venezuela bolivarian republic of": "VE",
    "белоруссия": "BY",
    "бирма": "MM",
    "дрк": "CD",
    "кнр": "CN",
    "кыргызстан": "KG",
    "молдавия": "MD",
    "оаэ": "AE",
    "объединенные арабские эмираты": "AE",
    "палестина": "PS",
    "российская федерация": "RU",
    "рф": "RU",
    "свазиленд": "SZ",
    "соединенное королевство": "GB",
    "соединенные штаты америки": "US",
    "сша": "US",
    "туркмения": "TM",
    "чешская республика": "CZ",
    "южная корея": "KR",
    "الاتحاد الروسي": "RU",
    "الامارات": "AE",
    "البوسنة": "BA",
    "الجمهورية العربية السورية": "SY",
    "السعودية": "SA",
    "بنن": "BJ",
    "تايلند": "TH",
    "زمبابوي": "ZW",
    "سورية": "SY",
    "فلسطين": "PS",
    "فييت نام": "VN",
    "مالاوي": "MW",
}

_APOSTROPHES = "'`\u2019\u02bc"
#: A longer word is no name, and looking for what it resembles would take long.
_LONGEST_NAME = 80
#: "Korea, Democratic People's Republic of" has one comma; no name has more than two.
_MOST_PIECES = 3


class UnknownCountry(ValueError):
    """A name that no State or territory bears; ``suggestion`` is the nearest one, if any."""

    def __init__(self, name: str, suggestion: str | None) -> None:
        super().__init__(name)
        self.name = name
        self.suggestion = suggestion


@cache
def names(language: str) -> dict[str, str]:
    """Return the name of every code in a language (ISO 639-1)."""
    own = _UN_NAMES.get(language, {})
    return {
        code: own.get(code, name)
        for code, name in _cldr_names(_SHOWN_AS.get(language, language)).items()
    }


#: Most Portuguese-speaking States write as Portugal does; CLDR's "pt" is Brazil's.
_SHOWN_AS = {"pt": "pt_PT"}


def _cldr_names(language: str) -> dict[str, str]:
    return {
        code: _spelled_out(name) if language == "en" else name
        for code, name in Locale.parse(language).territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in _NOT_IN_ISO
    }


def _spelled_out(name: str) -> str:
    return name.replace(" & ", " and ").replace("St. ", "Saint ")


def name_of(code: str) -> str:
    """Return a State's name in the reader's language."""
    locale = get_locale()
    return names(locale.language if locale else "en").get(code, code)


def is_code(code: str) -> bool:
    """Whether this is a code of ISO 3166-1, or XK, which CLDR and the European Union use."""
    return code in names("en")


def parse(text: str) -> list[str]:
    """Return the codes of States named one a line or separated by commas or semicolons.

    Names in any language of the exchange and codes are understood. Raises
    :exc:`UnknownCountry` for the first name that is neither.
    """
    codes: dict[str, None] = {}
    for listed in re.split(r"[\n;؛]", text):
        pieces = [piece for piece in re.split(r"[,،]", listed) if piece.strip()]
        start = 0
        while start < len(pieces):
            name = _first_name(pieces[start : start + _MOST_PIECES])
            codes[code_of(" ".join(name))] = None
            start += len(name)
    return list(codes)


def _first_name(pieces: list[str]) -> list[str]:
    """Return the pieces that make the first name: "Korea, Republic of" is one name."""
    for count in range(len(pieces), 1, -1):
        if _folded(" ".join(pieces[:count])) in _by_name():
            return pieces[:count]
    return pieces[:1]


def find(written: str) -> str | None:
    """Return the code of a State given by its code or its name, or None.

    Names in any language of the exchange are known; case, accents, punctuation and list
    marks make no difference.
    """
    name = written.strip()
    return name if is_code(name) else _by_name().get(_folded(name))


def code_of(written: str) -> str:
    """Return what :func:`find` does, or raise :exc:`UnknownCountry`."""
    if code := find(written):
        return code
    raise UnknownCountry(written.strip(), _nearest(_folded(written)))


def _nearest(folded: str) -> str | None:
    if len(folded) > _LONGEST_NAME:
        return None
    near = difflib.get_close_matches(folded, _by_name(), n=1, cutoff=0.75)
    return name_of(_by_name()[near[0]]) if near else None


def all_names(language: str) -> Iterator[tuple[str, str]]:
    """Yield code and name of every State, also the names that the United Nations does not use."""
    for named in (_cldr_names(language), names(language)):
        yield from named.items()


@cache
def _by_name() -> dict[str, str]:
    listed = chain.from_iterable(map(all_names, LANGUAGES))
    return {_folded(name): code for code, name in listed} | ALSO_WRITTEN


def _folded(name: str) -> str:
    """Return a name without what writers differ in: case, accents, punctuation, articles."""
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("&", " and ")
    letters = "".join(c for c in plain if c not in _APOSTROPHES and not unicodedata.combining(c))
    words = re.sub(r"[\W_]+", " ", letters).split()
    return " ".join("saint" if word == "st" else word for word in words if word != "the")
