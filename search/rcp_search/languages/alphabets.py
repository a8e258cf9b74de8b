"""The alphabets of the six languages."""

ARABIC, CYRILLIC, LATIN = "Arabic", "Cyrillic", "Latin"
#: The first letter of each and the last, and the one language that is written in it.
_LETTERS = {ARABIC: ("\u0600", "\u06ff"), CYRILLIC: ("\u0400", "\u04ff")}
ALONE_IN_IT = {ARABIC: "ar", CYRILLIC: "ru"}
_OF_LANGUAGE = {language: alphabet for alphabet, language in ALONE_IN_IT.items()}


def alphabet_of(word: str) -> str:
    """Return the name of the alphabet that a word is written in; other ones pass for Latin."""
    for alphabet, (first, last) in _LETTERS.items():
        if first <= word[:1] <= last:
            return alphabet
    return LATIN


def alphabet_of_language(language: str) -> str:
    """Return the name of the alphabet that a language is written in."""
    return _OF_LANGUAGE.get(language, LATIN)
