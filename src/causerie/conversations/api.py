"""Conversations over HTTP: the desk's lists and verbs, the messenger's list, and the timeline for programs."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from litestar import Router, get, patch, post
from litestar.params import Parameter

from causerie.accounts.model import Session, Staff
from causerie.accounts.permissions import may
from causerie.conversations.amend import Rights
from causerie.conversations.frames import PAGE_ENTRIES, Ack, Amend, Append, Entries
from causerie.conversations.model import (
    Counts,
    DeskPage,
    Detail,
    Filter,
    Inbox,
    InboxChange,
    InboxHead,
)
from causerie.conversations.plan import Line
from causerie.conversations.readers import Reader
from causerie.conversations.search import Found, OwnFound, Search
from causerie.conversations.service import Conversations
from causerie.conversations.shared import Shared, What
from causerie.errors import AppError, ErrorCode
from causerie.events import Priority

Limit = Annotated[int, Parameter(ge=1, le=PAGE_ENTRIES)]
Seq = Annotated[int | None, Parameter(ge=0, le=2**53)]


@get("/conversations", permission="conversations.read")
async def list_conversations(
    workspace: UUID,
    staff: Staff,
    conversations: Conversations,
    view: Literal["mine", "unassigned", "all"] = "all",
    status: Literal["bot", "open", "snoozed", "resolved"] = "open",
    label: Annotated[str | None, Parameter(min_length=1, max_length=50)] = None,
    team: UUID | None = None,
    priority: Priority | None = None,
    due: bool = False,
    limit: Annotated[int, Parameter(ge=1, le=100)] = 50,
    page: Annotated[str | None, Parameter(max_length=300)] = None,
) -> DeskPage:
    """A page of the list, the newest first; with `due`, those with a deadline, the next one first. `page` is the `next`
    of the page before."""
    only = Filter(label, team, priority, due)
    return await conversations.desk_page(staff, view=view, status=status, only=only, after=page, limit=limit)


@get("/counts", permission="conversations.read")
async def count_conversations(workspace: UUID, staff: Staff, conversations: Conversations) -> Counts:
    """How many open conversations each view has, and how many of them with unread messages."""
    return await conversations.counts(staff)


@get("/conversations/{conversation:uuid}", permission="conversations.read")
async def get_conversation(
    workspace: UUID, conversation: UUID, staff: Staff, conversations: Conversations
) -> Detail:
    """A conversation with its contact's profile."""
    return await conversations.detail(staff.workspace_id, conversation)


@get("/conversations/{conversation:uuid}/entries", permission="conversations.read")
async def get_entries(
    workspace: UUID,
    conversation: UUID,
    staff: Staff,
    conversations: Conversations,
    after: Seq = None,
    before: Seq = None,
    limit: Limit = PAGE_ENTRIES,
) -> Entries:
    """The entries in (`after`, `before`): the first of them where `after` is given, the last otherwise."""
    reader = Reader(staff.workspace_id, staff.person)
    return await conversations.entries(reader, conversation, after=after, before=before, limit=limit)


@post("/conversations/{conversation:uuid}/entries", permission="conversations.write", status_code=201)
async def append_entry(
    workspace: UUID, conversation: UUID, data: Append, staff: Staff, conversations: Conversations
) -> Ack:
    """Appends a message or a note; the same `client_id` again gives the same answer."""
    if data.conversation not in (None, conversation):
        raise AppError(ErrorCode.INVALID, "The body names another conversation than the path.")
    owner = str(staff.account.id)
    reader = Reader(staff.workspace_id, staff.person)
    body = await conversations.body_of(reader, owner, data)
    line = Line(staff.workspace_id, conversation, data.client_id, body, reader.author, "api", staff.person)
    stands_in, seq = await conversations.say(line)
    return Ack(data.client_id, stands_in, seq)


@post("/conversations/{conversation:uuid}/amendments", permission="conversations.write", status_code=201)
async def amend_entry(
    workspace: UUID, conversation: UUID, data: Amend, staff: Staff, conversations: Conversations
) -> Ack:
    """Edits, deletes or reacts to a message or a note; the same `client_id` again gives the same answer."""
    if data.conversation != conversation:
        raise AppError(ErrorCode.INVALID, "The body names another conversation than the path.")
    stands_in, seq = await conversations.say(
        Line(
            staff.workspace_id,
            conversation,
            data.client_id,
            data.body,
            Reader(staff.workspace_id, staff.person).author,
            "api",
            staff.person,
            rights=Rights(may(staff, "conversations.moderate")),
        )
    )
    return Ack(data.client_id, stands_in, seq)


@get("/search", permission="conversations.read")
async def find(
    workspace: UUID,
    staff: Staff,
    search: Search,
    q: Annotated[str, Parameter(min_length=1, max_length=200)],
    limit: Annotated[int, Parameter(ge=1, le=50)] = 20,
    page: Annotated[str | None, Parameter(max_length=20)] = None,
) -> Found:
    """Messages and notes with all these words, the newest first, and people who are called so.

    A word is found in all its forms; the last one may be a beginning, unless a space follows. `"Words in quotes"` stand
    one after the other; `-word` must not be there. Among them `from:`, `assignee:`, `label:`, `team:`, `status:`,
    `priority:`, `channel:`, `is:`, `has:`, `before:` and `after:` narrow it; what of them makes no sense is left out,
    and told in `puzzles`. Without words, conditions of the case alone give conversations. What was said is found a
    moment after. `page` is the `next` of the page before.
    """
    return await search.find(staff, q, page=page, limit=limit)


@get("/inbox", permission="account")
async def get_inbox(
    session: Session,
    conversations: Conversations,
    limit: Annotated[int, Parameter(ge=1, le=500)] = 200,
    page: Annotated[str | None, Parameter(max_length=300)] = None,
) -> Inbox:
    """The conversations of the signed-in person, the newest first; the first page also holds all pinned ones. `page` is
    the `next` of the page before."""
    return await conversations.inbox(session.account.id, after=page, limit=limit)


@get("/inbox/search", permission="account")
async def find_in_inbox(
    session: Session,
    search: Search,
    q: Annotated[str, Parameter(min_length=1, max_length=200)],
    limit: Annotated[int, Parameter(ge=1, le=50)] = 20,
    page: Annotated[str | None, Parameter(max_length=300)] = None,
) -> OwnFound:
    """Messages with all these words in everything that the signed-in person takes part in, the newest first; words as
    in the desk's search. `page` is the `next` of the page before."""
    return await search.find_own(session.account.id, q, page=page, limit=limit)


@patch("/inbox/{conversation:uuid}", permission="account")
async def place_in_inbox(
    conversation: UUID, data: InboxChange, session: Session, conversations: Conversations
) -> InboxHead:
    """Pins, mutes or archives one of one's own conversations, or ends that."""
    return await conversations.place_in_inbox(session.account.id, conversation, data)


@get("/inbox/{conversation:uuid}/entries", permission="account")
async def get_inbox_entries(
    conversation: UUID,
    session: Session,
    conversations: Conversations,
    after: Seq = None,
    before: Seq = None,
    limit: Limit = PAGE_ENTRIES,
) -> Entries:
    """The entries of one's own conversation in (`after`, `before`)."""
    reader = await conversations.reader_for_account(session.account.id, conversation)
    return await conversations.entries(reader, conversation, after=after, before=before, limit=limit)


@get("/inbox/{conversation:uuid}/shared", permission="account")
async def get_shared(
    conversation: UUID,
    session: Session,
    conversations: Conversations,
    what: What = "media",
    before: Seq = None,
    limit: Annotated[int, Parameter(ge=1, le=100)] = 60,
) -> Shared:
    """Pictures, links or files of one's own conversation, the newest first. `before` is that of the page before."""
    reader = await conversations.reader_for_account(session.account.id, conversation)
    return await conversations.shared(reader, conversation, what, before=before, limit=limit)


desk_router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[
        list_conversations,
        count_conversations,
        get_conversation,
        get_entries,
        append_entry,
        amend_entry,
        find,
    ],
    tags=["conversations"],
)
inbox_router = Router(
    path="/",
    route_handlers=[get_inbox, find_in_inbox, place_in_inbox, get_inbox_entries, get_shared],
    tags=["messenger"],
)
