"""Cases over HTTP: what the desk does with a piece of work, and what the owner decided about all of them."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, get, post, put

from causerie.accounts.model import Staff
from causerie.conversations.casework import Casework
from causerie.conversations.model import Assignment, DeskHead, Reopening, Snooze


@post("/conversations/{conversation:uuid}/assign", permission="conversations.write", status_code=200)
async def assign(
    workspace: UUID, conversation: UUID, data: Assignment, staff: Staff, casework: Casework
) -> DeskHead:
    """Makes somebody the one who answers, or nobody. With `instead_of`, of many who take it at once one gets it; the
    others are answered `conflict`."""
    return await casework.assign(staff, conversation, data)


@post("/conversations/{conversation:uuid}/resolve", permission="conversations.write", status_code=200)
async def resolve(workspace: UUID, conversation: UUID, staff: Staff, casework: Casework) -> DeskHead:
    """Ends the present case."""
    return await casework.resolve(staff, conversation)


@post("/conversations/{conversation:uuid}/snooze", permission="conversations.write", status_code=200)
async def snooze(
    workspace: UUID, conversation: UUID, data: Snooze, staff: Staff, casework: Casework
) -> DeskHead:
    """Puts the present case away until a time, or until the customer writes."""
    return await casework.snooze(staff, conversation, data.until)


@post("/conversations/{conversation:uuid}/give-to-bot", permission="conversations.write", status_code=200)
async def give_to_bot(workspace: UUID, conversation: UUID, staff: Staff, casework: Casework) -> DeskHead:
    """Leaves the present case to a bot, until it is reopened or somebody of the staff writes."""
    return await casework.give_to_bot(staff, conversation)


@post("/conversations/{conversation:uuid}/reopen", permission="conversations.write", status_code=200)
async def reopen(workspace: UUID, conversation: UUID, staff: Staff, casework: Casework) -> DeskHead:
    """Opens the last case again, whether it was resolved, snoozed or a bot's."""
    return await casework.reopen(staff, conversation)


@get("/reopening", permission="conversations.read")
async def get_reopening(workspace: UUID, staff: Staff, casework: Casework) -> Reopening:
    """For how many days after a case was resolved a message opens it again."""
    return Reopening(await casework.reopen_days(staff.workspace_id))


@put("/reopening", permission="cases.write")
async def put_reopening(workspace: UUID, data: Reopening, staff: Staff, casework: Casework) -> Reopening:
    """Sets that, for cases that are resolved from now on."""
    await casework.set_reopen_days(staff.workspace_id, data.days)
    return data


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[assign, resolve, snooze, give_to_bot, reopen, get_reopening, put_reopening],
    tags=["cases"],
)
