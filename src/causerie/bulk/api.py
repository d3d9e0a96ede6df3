"""The same done with many conversations, over HTTP."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, delete, get, post, put

from causerie.accounts.model import Staff
from causerie.bulk.macros import Macros
from causerie.bulk.model import Bulk, Macro, NewBulk, NewMacro
from causerie.bulk.service import Bulks


@post("/bulk", permission="conversations.write", status_code=202)
async def begin(workspace: UUID, data: NewBulk, staff: Staff, bulks: Bulks) -> Bulk:
    """Begins to do the same with many conversations. How far it is, desks are told by `bulk_went` frames."""
    return await bulks.begin(staff, data)


@get("/bulk/{bulk:uuid}", permission="conversations.read")
async def get_bulk(workspace: UUID, bulk: UUID, staff: Staff, bulks: Bulks) -> Bulk:
    """How far it is, and what was left out. Kept for 30 days."""
    return await bulks.one(staff, bulk)


@post("/bulk/{bulk:uuid}/undo", permission="conversations.write", status_code=202)
async def undo(workspace: UUID, bulk: UUID, staff: Staff, bulks: Bulks) -> Bulk:
    """Begins to take it back, for whoever did it, wherever nobody has changed it since."""
    return await bulks.undo(staff, bulk)


@get("/macros", permission="conversations.read")
async def list_macros(workspace: UUID, staff: Staff, macros: Macros) -> list[Macro]:
    """The macros that one may run: one's own, one's teams' and everybody's."""
    return await macros.all(staff)


@post("/macros", permission="conversations.write", status_code=201)
async def write_macro(workspace: UUID, data: NewMacro, staff: Staff, macros: Macros) -> Macro:
    """Keeps a macro. Everybody's are for admins to write, a team's for its members too."""
    return await macros.write(staff, data)


@put("/macros/{macro:uuid}", permission="conversations.write")
async def change_macro(workspace: UUID, macro: UUID, data: NewMacro, staff: Staff, macros: Macros) -> Macro:
    """Writes a macro anew."""
    return await macros.change(staff, macro, data)


@delete("/macros/{macro:uuid}", permission="conversations.write")
async def delete_macro(workspace: UUID, macro: UUID, staff: Staff, macros: Macros) -> None:
    """Removes a macro."""
    await macros.delete(staff, macro)


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[begin, get_bulk, undo, list_macros, write_macro, change_macro, delete_macro],
    tags=["cases"],
)
