"""Identifiers: UUIDv7 (RFC 9562), made here and never by the database, rising with time."""

from uuid import UUID, uuid5

import uuid_utils
from asyncpg.pgproto import pgproto


def new_id() -> UUID:
    """A fresh UUIDv7."""
    # The subclass that rows come with: made and sent in a third of the time.
    return pgproto.UUID(uuid_utils.uuid7().bytes)


def derived_id(of: UUID, name: str) -> UUID:
    """The id that is always the same for a name under another id (UUIDv5): who makes it twice makes one."""
    return uuid5(of, name)
