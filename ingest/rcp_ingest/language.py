"""In which of the languages of the exchange a text is written."""

import re
from functools import cache
from typing import Any

#: ISO 639-1.
KNOWN = ("en", "fr", "es", "ar", "pt", "ru")
#: Others that documents come in. Near relatives of the known ones, such as Catalan, are left out:
#: a short text is rather in the known one.
_OTHERS = (
    *("az", "bg", "bn", "cs", "da", "de", "el", "et", "fa", "fi", "he", "hi", "hr", "hu", "hy"),
    *("id", "it", "ja", "ka", "kk", "ko", "lt", "lv", "mn", "nb", "nl", "pl", "ro", "sk", "so"),
    *("sq", "sr", "sv", "sw", "ta", "th", "tl", "tr", "uk", "ur", "vi", "yo", "zh"),
)
#: More of a text tells no more.
_READ = 3000
_FEWEST_LETTERS = 8
#: A language that is less likely than this among all is not the text's.
_LEAST = 0.2

_LETTERS = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> tuple[str, float]:
    """Return the ISO 639-1 code of a text's language and how sure that is, from 0 to 1.

    The code is empty for a text in another language, and for one that is too short to tell.
    """
    words = _LETTERS.findall(text[:_READ])
    if sum(map(len, words)) < _FEWEST_LETTERS:
        return "", 0.0
    ranked = _detector().compute_language_confidence_values(" ".join(words))
    codes = [one.language.iso_code_639_1.name.lower() for one in ranked]
    place = next(place for place, code in enumerate(codes) if code in KNOWN)
    if place and ranked[place].value < _LEAST:
        return "", 0.0
    return codes[place], round(ranked[place].value, 2)


@cache
def _detector() -> Any:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in KNOWN + _OTHERS]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    # The accurate mode needs 290 MB and two seconds for what is hardly better in sentences.
    return builder.with_low_accuracy_mode().build()
