"""Entries with their amendments: as they stand now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct

from causerie.accounts.model import PersonKind
from causerie.content import Answered, Question
from causerie.conversations.amend import AmendmentRow, Subject, folded
from causerie.conversations.model import (
    Amendment,
    Author,
    ChannelKind,
    Deleted,
    Entry,
    Linked,
    Message,
    Note,
    Source,
    Stored,
)
from causerie.conversations.readers import CONTACT_EVENTS, Reader
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


class EntryRow(Struct):
    """An entry, or an amendment, as the database keeps it."""

    conversation: UUID
    seq: int
    at: datetime
    author_kind: PersonKind
    author_id: UUID | None
    channel: ChannelKind
    client_id: str
    body: Stored
    source: Source | None

    def entry(self, *, staff: bool) -> Entry:
        """The entry as it was said, with its source where it is for staff."""
        assert not isinstance(self.body, Amendment)
        author = Author(self.author_kind, self.author_id)
        body = self.body
        if isinstance(body, Message) and isinstance(body.content, Answered):
            body = Message(body.content.shown(), body.reply_to)
        source = self.source if staff else UNSET
        return Entry(self.conversation, self.seq, self.at, author, self.channel, self.client_id, body, source)

    @property
    def amends(self) -> int | None:
        """The seq of the entry that this one makes another: what it amends, or answers."""
        if isinstance(self.body, Amendment):
            return self.body.of
        content = self.body.content if isinstance(self.body, Message) else None
        return content.of if isinstance(content, Answered) else None


class SubjectRow(EntryRow):
    """An entry that somebody amends, with what decides whether they may and what it does."""

    identity_id: UUID | None
    is_last: bool


class _AmendmentOf(AmendmentRow):
    of: int


def visible(reader: Reader, conversation_id: UUID) -> dict[str, Any]:
    """What a query needs to tell what the reader may see."""
    return {
        "workspace_id": reader.workspace_id,
        "conversation_id": conversation_id,
        "staff": reader.is_staff,
        "events": CONTACT_EVENTS,
        "horizon": reader.horizon,
        "identity_id": reader.identity_id,
    }


async def at(connection: Connection, reader: Reader, conversation_id: UUID, seqs: set[int]) -> list[EntryRow]:
    """Those of the entries that the reader may see."""
    if not seqs:
        return []
    where = visible(reader, conversation_id)
    return await QUERIES.all(connection, "entries_at", EntryRow, seqs=list(seqs), **where)


async def as_they_stand(connection: Connection, reader: Reader, rows: Sequence[EntryRow]) -> list[Entry]:
    """The entries of one conversation with their amendments, as the reader sees them.

    A browser that proved nothing learns, of what was done after its horizon, of deletions and its own alone.
    """
    amendments: dict[int, list[AmendmentRow]] = {}
    if any(isinstance(row.body, Message | Note) for row in rows):
        amendments = await _amendments(connection, reader.workspace_id, rows[0].conversation, rows)
    horizon = reader.horizon
    return [
        folded(
            row.entry(staff=reader.is_staff),
            [
                one
                for one in amendments.get(row.seq, ())
                if horizon is None
                or one.seq <= horizon
                or isinstance(one.body, Deleted | Linked)
                or one.identity_id == reader.identity_id
            ],
        )
        for row in rows
    ]


async def _amendments(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, rows: Sequence[EntryRow]
) -> dict[int, list[AmendmentRow]]:
    """What amends these entries, and answers those of them that ask, by the seq of each."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    said = [row.seq for row in rows if isinstance(row.body, Message | Note)]
    made = await QUERIES.all(connection, "amendments", _AmendmentOf, seqs=said, **where)
    asked = [
        row.seq for row in rows if isinstance(row.body, Message) and isinstance(row.body.content, Question)
    ]
    if asked:
        made += await QUERIES.all(connection, "answers", _AmendmentOf, seqs=asked, **where)
        made.sort(key=lambda one: one.seq)
    found: dict[int, list[AmendmentRow]] = {}
    for one in made:
        found.setdefault(one.of, []).append(one)
    return found


async def subjects(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, seqs: list[int]
) -> list[Subject]:
    """Those of the entries that can be amended, as they stand, with their sources."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id, "seqs": seqs}
    rows = await QUERIES.all(connection, "subjects", SubjectRow, **where)
    amendments = await _amendments(connection, workspace_id, conversation_id, rows)
    return [
        Subject(folded(row.entry(staff=True), amendments.get(row.seq, ())), row.identity_id, row.is_last)
        for row in rows
    ]


def named_in(entry: Entry) -> list[Author]:
    """The author, who reacted, and who answered."""
    reacted = [who for one in entry.reactions or () for who in one.people]
    return [entry.author, *reacted, *(one.who for one in (entry.answers.given if entry.answers else ()))]
