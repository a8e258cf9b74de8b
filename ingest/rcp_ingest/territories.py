"""The names of States and territories, so that they are not taken for people's names."""

from functools import cache

from rcp_ingest.typography import bare

_LANGUAGES = ("en", "fr", "es", "pt", "ru", "ar")


@cache
def names() -> frozenset[str]:
    """Return the names in six languages as :func:`.typography.bare` has them, from the CLDR."""
    # Loaded here: most documents quote nobody.
    from babel import Locale

    return frozenset(
        bare(name)
        for language in _LANGUAGES
        for code, name in Locale(language).territories.items()
        if code.isalpha()
    )
