"""What somebody is in a group, and who may do what to whom. The rules are asked under the group's lock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import MemberRole
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
MOST_MEMBERS = 500
RANK: dict[MemberRole, int] = {"member": 0, "admin": 1, "owner": 2}


class Standing(Struct, frozen=True):
    """Somebody who is, or was, in a group."""

    contact_id: UUID
    role: MemberRole
    left_seq: int | None
    left_at: datetime | None
    removed: bool
    name: str
    account_id: UUID | None


class Counts(Struct, frozen=True):
    """How many are in a group, and how many of them are its owners."""

    members: int
    owners: int


async def find(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, contact_id: UUID
) -> Standing | None:
    """What this person is, or was, in the group."""
    return await QUERIES.maybe(
        connection,
        "standing",
        Standing,
        workspace_id=workspace_id,
        conversation_id=conversation_id,
        contact_id=contact_id,
    )


async def present(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, contact_id: UUID
) -> Standing:
    """What this person is in the group. Raises not_found for who is not in it."""
    found = await find(connection, workspace_id, conversation_id, contact_id)
    if found is None or found.left_seq is not None:
        raise not_found("member")
    return found


async def counts(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> Counts:
    """How many are in the group."""
    return await QUERIES.one(
        connection, "counts", Counts, workspace_id=workspace_id, conversation_id=conversation_id
    )


async def check_manages(
    connection: Connection, reader: Reader, conversation_id: UUID, least: MemberRole = "admin"
) -> Standing:
    """What the reader is in the group. Raises forbidden for who is less than `least`, and for who is not in it."""
    found = await find(connection, reader.workspace_id, conversation_id, reader.person.id)
    if reader.kind != "group":
        raise not_found("group")
    if found is None or found.left_seq is not None:
        raise AppError(ErrorCode.FORBIDDEN, "You are not in this group.")
    if RANK[found.role] < RANK[least]:
        raise AppError(ErrorCode.FORBIDDEN, f"Only {'owners' if least == 'owner' else 'admins'} may do this.")
    return found


async def check_an_owner_stays(connection: Connection, reader: Reader, conversation_id: UUID) -> None:
    """Raises conflict where an owner goes and others would be left without one."""
    so_far = await counts(connection, reader.workspace_id, conversation_id)
    if so_far.owners == 1 and so_far.members > 1:
        raise AppError(ErrorCode.CONFLICT, "Make somebody else the owner first.")
