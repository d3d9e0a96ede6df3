"""Identifiers: UUIDv7 (RFC 9562), made here and never by the database, rising with time."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid_utils.compat.uuid7()
