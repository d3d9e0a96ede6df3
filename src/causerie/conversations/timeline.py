"""Reading a conversation's entries, marks and people. Writing is append.py's alone."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from causerie.accounts.model import Person, PersonKind
from causerie.conversations.append import Kept
from causerie.conversations.frames import PAGE_ENTRIES, Entries
from causerie.conversations.model import Author, Body, CaseStatus, ChannelKind, Entry, ReadMark, Source
from causerie.conversations.readers import CONTACT_EVENTS, Reader
from causerie.errors import not_found
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
BEYOND = 2**62
# A quarter of what may wait for one reader before it is dropped (kit/link.py).
PAGE_BYTES = 256 * 1024
ENCODE = msgspec.json.Encoder().encode


class ConversationRow(Struct):
    """A conversation's head with whose it is."""

    workspace_id: UUID
    id: UUID
    kind: str
    contact_id: UUID | None
    last_seq: int
    status: CaseStatus
    assignee_id: UUID | None
    case_number: int
    merged_into: UUID | None
    account_id: UUID | None


class EntryRow(Struct):
    """An entry as the database keeps it."""

    conversation: UUID
    seq: int
    at: datetime
    author_kind: PersonKind
    author_id: UUID | None
    channel: ChannelKind
    client_id: str
    body: Body
    source: Source | None

    def entry(self, *, staff: bool) -> Entry:
        """The entry, with its source where it is for staff."""
        author = Author(self.author_kind, self.author_id)
        source = self.source if staff else UNSET
        return Entry(
            self.conversation, self.seq, self.at, author, self.channel, self.client_id, self.body, source
        )


RowT = TypeVar("RowT", bound=EntryRow)


class _NewsRow(EntryRow):
    workspace_id: UUID
    person: Person | None


class _MarkRow(Struct):
    conversation_id: UUID
    reader_kind: PersonKind
    reader_id: UUID
    delivered_seq: int
    read_seq: int

    @property
    def mark(self) -> ReadMark:
        return ReadMark(Author(self.reader_kind, self.reader_id), self.delivered_seq, self.read_seq)


async def conversation(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> ConversationRow:
    """The conversation's head. Raises not_found."""
    found = await conversations(connection, workspace_id, [conversation_id])
    if not found:
        raise not_found("conversation")
    return found[conversation_id]


async def conversations(
    connection: Connection, workspace_id: UUID, ids: list[UUID]
) -> dict[UUID, ConversationRow]:
    """The heads of those conversations that the workspace has."""
    rows = await QUERIES.all(connection, "conversations", ConversationRow, workspace_id=workspace_id, ids=ids)
    return {row.id: row for row in rows}


async def workspace_of(connection: Connection, conversation_id: UUID) -> UUID | None:
    """The workspace of a conversation that is known by its id alone, as an address for replies names it."""
    return await QUERIES.value(connection, "workspace_of", UUID, id=conversation_id)


async def entries(
    connection: Connection,
    reader: Reader,
    conversation_id: UUID,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = PAGE_ENTRIES,
) -> Entries:
    """What the reader may see in (`after`, `before`): from its beginning where `after` is given, its end otherwise.

    At most `limit` entries, and fewer where they are long: a page always fits into what may wait for one reader.
    """
    head = (await conversation(connection, reader.workspace_id, conversation_id)).last_seq
    end = min(before if before is not None else BEYOND, head + 1)
    where = {
        "workspace_id": reader.workspace_id,
        "conversation_id": conversation_id,
        "before": end,
        "staff": reader.is_staff,
        "events": CONTACT_EVENTS,
        "horizon": reader.horizon,
        "identity_id": reader.identity_id,
        "limit": limit,
    }
    if after is not None:
        rows = await QUERIES.all(connection, "entries_forward", EntryRow, after=after, **where)
        page = _that_fit(rows)
        is_cut = len(rows) == limit or len(page) < len(rows)
        first, through = after, page[-1].seq if is_cut else max(end - 1, after)
    else:
        rows = await QUERIES.all(connection, "entries_backward", EntryRow, **where)
        page = _that_fit(rows)
        is_cut = len(rows) == limit or len(page) < len(rows)
        first, through = page[-1].seq - 1 if is_cut else 0, end - 1
        page.reverse()
    found = [row.entry(staff=reader.is_staff) for row in page]
    authors = {entry.author.id for entry in found if entry.author.id is not None}
    shown = await people(connection, reader.workspace_id, authors)
    return Entries(conversation_id, first, through, head, found, shown)


def _that_fit(rows: list[RowT]) -> list[RowT]:
    """The first rows up to the limit of bytes, one at least."""
    size = 0
    for number, row in enumerate(rows):
        size += len(ENCODE(row.body))
        if size > PAGE_BYTES and number:
            return rows[:number]
    return rows


async def news(connection: Connection, after: list[tuple[UUID, UUID, int]]) -> list[Kept]:
    """What stands after a seq in each of several conversations (its workspace, its id, the seq), a page of each at
    most, by conversation and seq. For the readers of a process that did not commit it."""
    workspaces, conversations, seqs = zip(*after, strict=True)
    rows = await QUERIES.all(
        connection,
        "news",
        _NewsRow,
        workspaces=workspaces,
        conversations=conversations,
        seqs=seqs,
        limit=PAGE_ENTRIES,
    )
    pages = groupby(rows, key=lambda row: row.conversation)
    return [
        Kept(row.workspace_id, row.entry(staff=True), row.person, None, None, None)
        for _, page in pages
        for row in _that_fit(list(page))
    ]


async def people(connection: Connection, workspace_id: UUID, ids: set[UUID]) -> list[Person]:
    """Staff and contacts of the workspace among `ids`, as readers see them."""
    if not ids:
        return []
    return await QUERIES.all(connection, "people", Person, workspace_id=workspace_id, ids=list(ids))


async def marks(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> list[ReadMark]:
    """How far each reader of the conversation is."""
    return (await marks_of(connection, workspace_id, [conversation_id])).get(conversation_id, [])


async def marks_of(connection: Connection, workspace_id: UUID, ids: list[UUID]) -> dict[UUID, list[ReadMark]]:
    """How far each reader of these conversations is, where there is one."""
    found = dict[UUID, list[ReadMark]]()
    for row in await QUERIES.all(connection, "marks", _MarkRow, workspace_id=workspace_id, conversations=ids):
        found.setdefault(row.conversation_id, []).append(row.mark)
    return found


async def move_mark(
    connection: Connection, reader: Reader, conversation_id: UUID, *, delivered: int, read: int
) -> ReadMark | None:
    """Moves the reader's mark, never back and never beyond the head, and counts the unread anew. None: nothing moved.

    Raises not_found.
    """
    where = {"workspace_id": reader.workspace_id, "conversation_id": conversation_id}
    head = await QUERIES.value(connection, "lock_head_for_mark", int, **where)
    if head is None:
        raise not_found("conversation")
    row = await QUERIES.maybe(
        connection,
        "move_mark",
        _MarkRow,
        reader_kind=reader.person.kind,
        reader_id=reader.person.id,
        delivered=min(max(delivered, read), head),
        read=min(read, head),
        **where,
    )
    if row is None:
        return None
    if read:
        await QUERIES.execute(connection, "recount_unread", **where)
    return row.mark
