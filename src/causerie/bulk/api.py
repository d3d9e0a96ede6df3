"""The same done with many conversations, over HTTP."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, get, post

from causerie.accounts.model import Staff
from causerie.bulk.model import Bulk, NewBulk
from causerie.bulk.service import Bulks


@post("/", permission="conversations.write", status_code=202)
async def begin(workspace: UUID, data: NewBulk, staff: Staff, bulks: Bulks) -> Bulk:
    """Begins to do the same with many conversations. How far it is, desks are told by `bulk_went` frames."""
    return await bulks.begin(staff, data)


@get("/{bulk:uuid}", permission="conversations.read")
async def get_bulk(workspace: UUID, bulk: UUID, staff: Staff, bulks: Bulks) -> Bulk:
    """How far it is, and what was left out. Kept for 30 days."""
    return await bulks.one(staff, bulk)


@post("/{bulk:uuid}/undo", permission="conversations.write", status_code=202)
async def undo(workspace: UUID, bulk: UUID, staff: Staff, bulks: Bulks) -> Bulk:
    """Begins to take it back, for whoever did it, wherever nobody has changed it since."""
    return await bulks.undo(staff, bulk)


router = Router(
    path="/workspaces/{workspace:uuid}/bulk", route_handlers=[begin, get_bulk, undo], tags=["cases"]
)
