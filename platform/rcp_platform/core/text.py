"""Text as people send it, made fit to store."""

import re
import unicodedata

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 60


def is_slug(text: str) -> bool:
    """Whether the text has the form of a slug: kebab-case ASCII, at most 60 characters."""
    return len(text) <= LONGEST_SLUG and _SLUG.fullmatch(text) is not None


def clean(text: str) -> str:
    """Return the text composed (NFC), with plain line ends, no control characters, trimmed.

    Control characters and lone surrogates cannot be stored by every database.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in unified if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept).strip()


def one_line(text: str) -> str:
    """Return the words of a text on one line: in mail and many files a new line begins anew."""
    return " ".join(text.split())


def lines(text: str) -> list[str]:
    """Return the lines that say something, trimmed."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """Return a text as paragraphs (``p``) and lists (``ul``), each with its lines.

    An empty line ends a paragraph; a line that begins with ``- `` is an item of a list.
    """
    found: list[tuple[str, list[str]]] = []
    begins_anew = True
    for line in text.splitlines():
        words = line.strip()
        if not words:
            begins_anew = True
            continue
        kind = "ul" if words.startswith("- ") else "p"
        if found and found[-1][0] == kind and not (begins_anew and kind == "p"):
            found[-1][1].append(words.removeprefix("- "))
        else:
            found.append((kind, [words.removeprefix("- ")]))
        begins_anew = False
    return found
