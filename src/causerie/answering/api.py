"""Answering over HTTP."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, delete, get, post, put

from causerie.accounts.model import Staff
from causerie.answering.model import CannedReply, FilledReply, NewReply, NewScheduled, ScheduledMessage
from causerie.answering.replies import Replies
from causerie.answering.scheduled import Scheduled


@get("/conversations/{conversation:uuid}/scheduled", permission="conversations.read")
async def list_scheduled(
    workspace: UUID, conversation: UUID, staff: Staff, scheduled: Scheduled
) -> list[ScheduledMessage]:
    """The messages that wait to be sent here, the next first."""
    return await scheduled.waiting(staff.workspace_id, conversation)


@post("/conversations/{conversation:uuid}/scheduled", permission="conversations.write", status_code=201)
async def schedule(
    workspace: UUID, conversation: UUID, data: NewScheduled, staff: Staff, scheduled: Scheduled
) -> ScheduledMessage:
    """Keeps a message that is sent later, once; the same `client_id` again gives the same answer."""
    return await scheduled.schedule(staff, conversation, data)


@post("/scheduled/{message:uuid}/send", permission="conversations.write", status_code=204)
async def send_now(workspace: UUID, message: UUID, staff: Staff, scheduled: Scheduled) -> None:
    """Sends it now, also where it was held since somebody else had said something."""
    await scheduled.send_now(staff.workspace_id, message)


@delete("/scheduled/{message:uuid}", permission="conversations.write")
async def cancel(workspace: UUID, message: UUID, staff: Staff, scheduled: Scheduled) -> None:
    """Takes it back: it is not sent."""
    await scheduled.cancel(staff.workspace_id, message)


@get("/replies", permission="conversations.read")
async def list_replies(workspace: UUID, staff: Staff, replies: Replies) -> list[CannedReply]:
    """The canned replies that one may use: one's own, one's teams' and everybody's."""
    return await replies.all(staff)


@post("/replies", permission="conversations.write", status_code=201)
async def write_reply(workspace: UUID, data: NewReply, staff: Staff, replies: Replies) -> CannedReply:
    """Keeps a canned reply. Everybody's are for admins to write, a team's for its members too."""
    return await replies.write(staff, data)


@put("/replies/{reply:uuid}", permission="conversations.write")
async def change_reply(
    workspace: UUID, reply: UUID, data: NewReply, staff: Staff, replies: Replies
) -> CannedReply:
    """Writes a canned reply anew."""
    return await replies.change(staff, reply, data)


@delete("/replies/{reply:uuid}", permission="conversations.write")
async def delete_reply(workspace: UUID, reply: UUID, staff: Staff, replies: Replies) -> None:
    """Removes a canned reply."""
    await replies.delete(staff, reply)


@post(
    "/conversations/{conversation:uuid}/replies/{reply:uuid}/fill",
    permission="conversations.write",
    status_code=200,
)
async def fill_reply(
    workspace: UUID, conversation: UUID, reply: UUID, staff: Staff, replies: Replies
) -> FilledReply:
    """The canned reply as it would be sent here; nothing is sent."""
    return await replies.fill(staff, conversation, reply)


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[
        list_scheduled,
        schedule,
        send_now,
        cancel,
        list_replies,
        write_reply,
        change_reply,
        delete_reply,
        fill_reply,
    ],
    tags=["answering"],
)
