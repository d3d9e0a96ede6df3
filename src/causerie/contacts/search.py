"""Finds people by what they are called and by their addresses."""

from __future__ import annotations

from uuid import UUID

from causerie.kit.database import Connection
from causerie.kit.queries import Queries
from causerie.kit.words import beginnings

QUERIES = Queries.beside(__file__)
MOST = 50


async def called(connection: Connection, workspace_id: UUID, query: str) -> list[UUID]:
    """Some contacts whose name has all these words, the last of them perhaps begun, or whose address begins so.

    Of more than fifty any fifty. The connection has full rights: an index of words can't be read under row level
    security.
    """
    words = beginnings(query)
    if words is None:
        return []
    address = query.strip().lower()
    return await QUERIES.column(
        connection,
        "called",
        UUID,
        workspace_id=workspace_id,
        words=f"'{workspace_id.hex}' & {words}",
        address=address,
        beyond=address + chr(0x10FFFF),
        limit=MOST,
    )
