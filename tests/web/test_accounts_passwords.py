"""Which passwords are accepted, and how long wrong ones make an account wait."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask

from rcp_platform.accounts import passwords
from rcp_platform.accounts.throttle import wait_after

EMAIL = "focal.point@bali.example"
GOOD = "harbour lantern seven"


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "é" * 11,
        "focal.point@bali.example",
        "Focal.Point@Bali.Example",
        "my focal.point@bali.example",
        "point@bali.ex",
        "aaaaaaaaaaaaaa",
        "abcabcabcabc",
        "AbcaBcabcabca",
        "passwordpassword",
        "123456789012",
        "abcdefghijklm",
        "zyxwvutsrqpon",
        "aabbccddaabbdd",
        "x" * 100_000,
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(app: Flask, password: str) -> None:
    with pytest.raises(passwords.PasswordRefused):
        passwords.check(password, EMAIL)


@pytest.mark.parametrize(
    "password", [GOOD, "twelve-chars", "кириллица и слова", "كلمات لا صلة بينها"]
)
def test_a_long_password_of_unrelated_words_is_accepted(app: Flask, password: str) -> None:
    passwords.check(password, EMAIL)


def test_the_refusal_says_what_to_do_instead(app: Flask) -> None:
    with pytest.raises(passwords.PasswordRefused, match="at least 12 characters"):
        passwords.check("short", EMAIL)


def test_a_password_is_kept_only_as_an_argon2_hash() -> None:
    stored = passwords.hash_of(GOOD)
    assert stored.startswith("$argon2id$")
    assert GOOD not in stored
    assert passwords.matches(stored, GOOD)
    assert not passwords.matches(stored, GOOD + " ")


def test_the_same_letters_from_different_keyboards_are_the_same_password() -> None:
    composed, decomposed = "caf\u00e9 au lait noir", "cafe\u0301 au lait noir"
    assert passwords.matches(passwords.hash_of(composed), decomposed)


def test_half_a_surrogate_pair_is_a_wrong_password_and_no_error() -> None:
    assert not passwords.matches(passwords.hash_of(GOOD), "\ud800" * 12)


@pytest.mark.parametrize("stored", [None, "", "$argon2id$broken", "plain"])
def test_nothing_matches_an_account_without_a_usable_hash(stored: str | None) -> None:
    assert not passwords.matches(stored, "")
    assert not passwords.matches(stored, GOOD)


def test_a_hash_made_with_other_parameters_is_outdated() -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=1024)
    assert passwords.is_outdated(weaker.hash(GOOD))
    assert not passwords.is_outdated(passwords.hash_of(GOOD))


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (10, 15), (100_000, 15)],
)
def test_the_wait_doubles_from_one_minute_to_fifteen(failures: int, minutes: int) -> None:
    assert (wait_after(failures) or timedelta(0)) == timedelta(minutes=minutes)
