"""Text as records hold it, whatever program and page it came from."""

import re
import unicodedata

_STRAIGHT = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
    **dict.fromkeys("\u2010\u2011\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2028\u2029\x0b\x0c\x85\r", "\n"),
    **dict.fromkeys("\xa0\u1680\u202f\u205f\u3000", " "),
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
}
#: Soft hyphens, what has no width, and what only turns the direction of writing.
_UNSEEN = dict.fromkeys(
    [
        *(0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x206A),
    ]
)
_PLAIN = str.maketrans(_STRAIGHT) | _UNSEEN
_SPACES = re.compile(r"  +")


def plain(text: str) -> str:
    """Return a text with straight quotes, plain spaces and hyphens, and nothing unseen.

    In NFC and without space around it. Dashes, guillemets, tabs and ends of lines stay.
    """
    straight = text.replace("\r\n", "\n").translate(_PLAIN)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", straight)).strip()


def one_line(text: str) -> str:
    """Return a text as :func:`plain` does, on one line."""
    return " ".join(plain(text).split())


_ONE_LETTER = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None, "ؤ": "و", "ئ": "ي", "ٱ": "ا"})


def bare(text: str) -> str:
    """Return a text without case, accents and vowel signs, for comparing."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_ONE_LETTER))
    return "".join(one for one in apart if not unicodedata.combining(one))
