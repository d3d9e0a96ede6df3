"""The list of contacts: everybody, or who fits a filter, page by page, and how many they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from causerie.directory import filters
from causerie.directory.filters import SegmentFilter
from causerie.directory.model import ContactRow
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection, Database
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

LONGEST = "5s"
NAMED = "from contact t where t.workspace_id = $1 and t.erased_at is null and t.merged_into is null"


class Seen(Struct):
    """A contact's place in the list."""

    id: UUID
    seen_at: datetime


@asynccontextmanager
async def patient(database: Database, workspace_id: UUID) -> AsyncIterator[Connection]:
    """A tenant's transaction for what somebody put together and waits for. Raises too_large after five seconds."""
    try:
        async with database.tenant(workspace_id) as connection:
            await connection.execute(f"set local statement_timeout = '{LONGEST}'")
            yield connection
    except asyncpg.QueryCanceledError as error:
        raise AppError(
            ErrorCode.TOO_LARGE, "Looking for these contacts takes too long; ask for less."
        ) from error


async def rows(connection: Connection, workspace_id: UUID, ids: list[UUID]) -> list[ContactRow]:
    """These contacts as lists show them, in this order, without who is forgotten or known as another by now."""
    if not ids:
        return []
    return await QUERIES.all(connection, "rows", ContactRow, workspace_id=workspace_id, contacts=ids)


async def newest(
    connection: Connection, workspace_id: UUID, before: tuple[datetime, UUID], limit: int
) -> list[Seen]:
    """Who was seen last before there, the newest first."""
    at, id_ = before
    where = {"workspace_id": workspace_id, "before_at": at, "before_id": id_}
    return await QUERIES.all(connection, "newest", Seen, limit=limit, **where)


async def fitting(
    connection: Connection,
    workspace_id: UUID,
    wanted: SegmentFilter,
    before: tuple[datetime, UUID],
    limit: int,
    among: list[UUID] | None = None,
) -> list[Seen]:
    """Who fits the filter, as `newest`; `among`: of these alone."""
    filter_ = filters.compiled(wanted, datetime.now(UTC), taken=5)
    found = await connection.fetch(
        f"select t.id, t.seen_at {NAMED} and (t.seen_at, t.id) < ($2, $3)"
        f" and ($5::uuid[] is null or t.id = any ($5)) and {filter_.text}"
        " order by t.seen_at desc, t.id desc limit $4",
        workspace_id,
        *before,
        limit,
        among,
        *filter_.values,
    )
    return msgspec.convert([dict(row) for row in found], list[Seen])


async def count(connection: Connection, workspace_id: UUID, wanted: SegmentFilter | None) -> int:
    """How many fit the filter; none: everybody."""
    if wanted is None:
        found = await connection.fetchval(f"select count(*) {NAMED}", workspace_id)
        assert isinstance(found, int)
        return found
    filter_ = filters.compiled(wanted, datetime.now(UTC), taken=1)
    found = await connection.fetchval(
        f"select count(*) {NAMED} and {filter_.text}", workspace_id, *filter_.values
    )
    assert isinstance(found, int)
    return found
