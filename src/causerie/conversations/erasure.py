"""Forgets what a contact said. Nothing else changes what stands in a timeline; its numbers stay dense."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


class Contacts(Struct, frozen=True):
    """A contact with those that turned out to be the same person, and their conversations."""

    contacts: list[UUID]
    conversations: list[UUID]
    files: list[UUID]


async def everything_of(connection: Connection, workspace_id: UUID, contact_id: UUID) -> Contacts:
    """What there is of a contact: also what was merged into its conversation. `files`: those that its entries show."""
    return await QUERIES.one(
        connection, "everything_of", Contacts, workspace_id=workspace_id, contact_id=contact_id
    )


async def erase(connection: Connection, workspace_id: UUID, what: Contacts) -> None:
    """In place of what these contacts wrote stands from now on that it was deleted."""
    where = {"workspace_id": workspace_id}
    await QUERIES.execute(connection, "erase_entries", contacts=what.contacts, **where)
    await QUERIES.execute(
        connection, "erase_heads", conversations=what.conversations, contacts=what.contacts, **where
    )
