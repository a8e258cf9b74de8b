"""Passwords: what is accepted, and how they are kept (argon2id)."""

import unicodedata
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _

MINIMUM = 12
#: Longer texts would only cost time to hash.
MAXIMUM = 256
_FEWEST_DIFFERENT = 5
#: From one key to the next, with 0 after 9.
_UPWARDS = {1, -9}

_HASHER = PasswordHasher()


class PasswordRefused(ValueError):
    """The password is too easy to guess; the message says what to choose instead."""


def check(password: str, email: str) -> None:
    """Raise :exc:`PasswordRefused` unless the password is fit for the account."""
    written = _normalised(password)
    folded = written.casefold()
    if len(written) < MINIMUM:
        raise PasswordRefused(_("Use at least %(number)d characters.", number=MINIMUM))
    if len(written) > MAXIMUM:
        raise PasswordRefused(_("Use at most %(number)d characters.", number=MAXIMUM))
    if email in folded or folded in email:
        raise PasswordRefused(_("Choose something other than your e-mail address."))
    if _is_trivial(folded):
        raise PasswordRefused(
            _("This is too easy to guess. Several words that do not belong together work well.")
        )


def _is_trivial(text: str) -> bool:
    """Whether the text is one piece repeated, a handful of characters, or a plain run."""
    pieces = (text[:length] for length in range(1, len(text) // 2 + 1))
    repeats = any((piece * len(text)).startswith(text) for piece in pieces)
    steps = {ord(later) - ord(earlier) for earlier, later in pairwise(text)}
    return repeats or len(set(text)) < _FEWEST_DIFFERENT or steps <= _UPWARDS or steps == {-1}


def hash_of(password: str) -> str:
    """Return the argon2 hash to store."""
    return _HASHER.hash(_normalised(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. Takes as long where there is none to compare with."""
    if password_hash is None:
        hash_of(password)
        return False
    try:
        return _HASHER.verify(password_hash, _normalised(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def _normalised(password: str) -> str:
    """One form for what different keyboards send for the same letters (NIST SP 800-63B-4).

    Half of a surrogate pair cannot be hashed and is replaced.
    """
    composed = unicodedata.normalize("NFKC", password)
    return composed.encode("utf-8", "replace").decode("utf-8")
