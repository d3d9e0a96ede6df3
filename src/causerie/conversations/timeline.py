"""Reading a conversation's entries, marks and people. Writing is append.py's alone."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts.model import Person, PersonKind
from causerie.conversations.frames import PAGE_ENTRIES, Entries
from causerie.conversations.model import Amendment, Author, CaseStatus, ReadMark
from causerie.conversations.plan import Asked, Change, Kept
from causerie.conversations.readers import Reader
from causerie.conversations.standing import EntryRow, as_they_stand, at, named_in, visible
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
    Nothing of a conversation that was merged: it is said again in the other, where it may have been taken back since.
    """
    row = await conversation(connection, reader.workspace_id, conversation_id)
    head = reader.head(row.last_seq)
    end = min(before if before is not None else BEYOND, head + 1)
    if row.merged_into is not None:
        return Entries(conversation_id, after or 0, max(end - 1, after or 0), head, [], [])
    below: dict[int, EntryRow] = {}
    if after is not None:
        where = visible(reader, conversation_id) | {"before": end, "limit": limit}
        rows = await QUERIES.all(connection, "entries_forward", EntryRow, after=after, **where)
        # What the reader knows from before, and was amended since.
        ofs = {of for row in rows if (of := row.amends) is not None and of <= after}
        below = {row.seq: row for row in await at(connection, reader, conversation_id, ofs)}
        page = _that_fit(rows, below)
        is_cut = len(rows) == limit or len(page) < len(rows)
        first, through = after, page[-1].seq if is_cut else max(end - 1, after)
    else:
        where = visible(reader, conversation_id) | {"before": end, "limit": limit}
        rows = await QUERIES.all(connection, "entries_backward", EntryRow, **where)
        page = _that_fit(rows, below)
        is_cut = len(rows) == limit or len(page) < len(rows)
        first, through = page[-1].seq - 1 if is_cut else 0, end - 1
        page.reverse()
    amended = below.keys() & {row.amends for row in page}
    told = [row for row in page if not isinstance(row.body, Amendment)]
    entries_now = await as_they_stand(connection, reader, [below[seq] for seq in sorted(amended)] + told)
    authors = {who.id for entry in entries_now for who in named_in(entry) if who.id is not None}
    shown = await people(connection, reader.workspace_id, authors)
    return Entries(
        conversation_id,
        first,
        through,
        head,
        entries_now[len(amended) :],
        shown,
        entries_now[: len(amended)],
    )


def _that_fit(rows: list[RowT], below: Mapping[int, EntryRow] = {}) -> list[RowT]:
    """The first rows up to the limit of bytes, one at least; `below`: what amendments bring with them."""
    size, brought = 0, set[int]()
    for number, row in enumerate(rows):
        size += len(ENCODE(row.body))
        of = row.amends
        if of is not None and of in below and of not in brought:
            brought.add(of)
            size += len(ENCODE(below[of].body))
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
    kept: list[Kept] = []
    for _, group in groupby(rows, key=lambda row: row.conversation):
        page = _that_fit(list(group))
        if any(row.amends is not None for row in page):
            kept += await _with_amendments(connection, page)
        else:
            kept += [
                Kept(row.workspace_id, row.entry(staff=True), row.person, None, None, None) for row in page
            ]
    return kept


async def _with_amendments(connection: Connection, page: list[_NewsRow]) -> list[Kept]:
    """News of one conversation, with what its amendments made of entries."""
    anybody = Reader(page[0].workspace_id, Person("staff", UUID(int=0), ""))
    said = {row.seq: row for row in page if not isinstance(row.body, Amendment)}
    below = {of for row in page if (of := row.amends) is not None} - said.keys()
    rows = [*await at(connection, anybody, page[0].conversation, below), *said.values()]
    now = {entry.seq: entry for entry in await as_they_stand(connection, anybody, rows)}
    kept: list[Kept] = []
    for row in page:
        amended = now[row.amends] if row.amends is not None else None
        change = Change(row.seq) if isinstance(row.body, Amendment) else None
        asked = Asked(amended) if amended and not change else None
        entry = amended if amended and change else now[row.seq]
        kept.append(Kept(row.workspace_id, entry, row.person, None, None, None, change, asked))
    return kept


async def has_written(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> bool:
    """Whether the contact ever said something there."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    return bool(await QUERIES.value(connection, "has_written", bool, **where))


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
    # Of members nothing is counted that the lock would keep right, and many read at once.
    locks = "head_for_mark" if reader.is_member else "lock_head_for_mark"
    head = await QUERIES.value(connection, locks, int, **where)
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
    if read and not reader.is_member:
        await QUERIES.execute(connection, "recount_unread", **where)
    return row.mark
