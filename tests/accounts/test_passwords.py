"""Stored passwords give nothing away, also by how long they take."""

import argon2
from argon2 import PasswordHasher

from causerie.accounts import passwords


def test_a_password_is_known_again_and_no_other() -> None:
    stored = passwords.hashed("correct horse")
    assert passwords.is_password(stored, "correct horse")
    assert not passwords.is_password(stored, "correct horses")
    assert not passwords.is_password("no hash", "correct horse")


def test_where_none_is_stored_the_same_work_is_done() -> None:
    """Who asks must not learn from the time who has an account."""
    assert argon2.extract_parameters(passwords._NOBODYS) == argon2.extract_parameters(passwords.hashed("x"))
    assert not PasswordHasher().check_needs_rehash(passwords._NOBODYS)
    assert not passwords.is_password(None, "x")
