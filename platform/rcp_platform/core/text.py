"""Text as people send it, made fit to store."""

import unicodedata


def clean(text: str) -> str:
    """Return the text composed (NFC), with plain line ends, no control characters, trimmed.

    Control characters and lone surrogates cannot be stored by every database.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in unified if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept).strip()


def lines(text: str) -> list[str]:
    """Return the lines that say something, trimmed."""
    return [line.strip() for line in text.splitlines() if line.strip()]
