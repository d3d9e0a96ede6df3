"""Passwords as they are stored: Argon2id (RFC 9106). Both calls take long by design: run them in a thread."""

from __future__ import annotations

import secrets
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """What of a password is stored."""
    return _HASHER.hash(password)


def is_password(stored: str | None, given: str) -> bool:
    """Whether this is it. Takes as long where none is stored."""
    try:
        _HASHER.verify(stored or _NOBODYS, given)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def _drawn() -> str:
    """The hash of no password that anybody knows; looking for one whose hash it is would take a quarter of a second."""
    salt, digest = (
        b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (_HASHER.salt_len, _HASHER.hash_len)
    )
    costs = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"


_NOBODYS = _drawn()
