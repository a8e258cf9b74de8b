"""Secrets that are handed out once; the database keeps only their digest."""

import hashlib
import secrets


def new_token() -> str:
    """Return a token nobody can guess, fit for a URL."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Return the SHA-256 of a token in hexadecimal, as it is stored and looked up."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
