"""The only writer of timelines.

Whatever waits is committed together: one transaction locks the heads in the order of their ids, gives each entry the
next seq of its conversation, inserts, moves the heads and enqueues the jobs. A sender is answered after that commit and
not before. There is no timer: a batch is what arrived while the one before was committed. Where more waits, readers and
senders are told while the database works on that.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from causerie.accounts.model import Person
from causerie.content import FileContent, ImageContent
from causerie.conversations.amend import Rights, Subject, amended, refusal
from causerie.conversations.cases import HeadState, before, move, snippet
from causerie.conversations.model import (
    Amendment,
    Author,
    Body,
    ChannelKind,
    Deleted,
    Entry,
    Happened,
    Message,
    Note,
    Reacted,
    Source,
    Stored,
)
from causerie.conversations.standing import subjects
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

LOG = logging.getLogger("causerie.append")
QUERIES = Queries.beside(__file__)

MAX_BATCH = 1_000
MAX_WAITING = 20_000
# What is committed is told no later than this, even where the next batch waits for a lock.
TELL_SECONDS = 0.005
ENCODE = msgspec.json.Encoder().encode


class Line(Struct, frozen=True):
    """An entry that somebody wants to stand in a timeline. `person` is its author as the readers see them, `rights` are
    those of who amends."""

    workspace_id: UUID
    conversation_id: UUID
    client_id: str
    body: Stored
    author: Author
    channel: ChannelKind
    person: Person | None = None
    identity_id: UUID | None = None
    source: Source | None = None
    rights: Rights = Rights()


class Change(Struct, frozen=True):
    """That it was an amendment, which stands at `seq`. `line`: what was said, in the process that kept it; `withdrawn`:
    the file that the entry does not show any more."""

    seq: int
    line: Line | None = None
    withdrawn: UUID | None = None


class Kept(Struct, frozen=True):
    """An entry that was committed, with what its readers need: who wrote it and whose conversation it is."""

    workspace_id: UUID
    entry: Entry
    person: Person | None
    contact_id: UUID | None
    account_id: UUID | None
    identity_id: UUID | None
    change: Change | None = None

    @property
    def seq(self) -> int:
        """Where it stands."""
        return self.entry.seq if self.change is None else self.change.seq


class MergedAway(Exception):
    """The conversation was merged into another, where the line belongs now."""

    def __init__(self, into: UUID) -> None:
        super().__init__(str(into))
        self.into = into


class _Known(Struct):
    conversation_id: UUID
    client_id: str
    seq: int
    author_kind: str
    author_id: UUID | None


# The seq that a line got, or why it got none: not_found, conflict, invalid, unavailable, or MergedAway.
Answer = int | AppError | MergedAway
# Told once, after the commit: the conversation in which the line stands with its seq, or why it was not kept. Must not
# raise.
Answered = Callable[[UUID, int | AppError], None]


class _Waiting(NamedTuple):
    line: Line
    answered: Answered


class _Done(NamedTuple):
    """A batch that is committed, and whom to tell."""

    kept: list[Kept]
    seconds: float
    batch: list[_Waiting]
    answers: list[Answer]


# In the transaction that keeps the entries: what must happen exactly when they are kept.
WithEntries = Callable[[Connection, list[Kept]], Awaitable[None]]
# After the commit, which took so many seconds: tell the readers. Must not raise.
AfterCommit = Callable[[list[Kept], float], None]


class Appender:
    """Commits lines in the order in which they came. `run()` is a task; `stop()` commits what waits and ends it."""

    def __init__(self, database: Database, *, with_entries: WithEntries, after_commit: AfterCommit) -> None:
        self._database = database
        self._with_entries = with_entries
        self._after_commit = after_commit
        self._waiting: deque[_Waiting] = deque()
        self._wake = asyncio.Event()
        self._stopping = False
        self._untold: list[_Done] = []

    def append(self, line: Line, answered: Answered) -> None:
        """Calls `answered` with the entry's seq, once it is kept. The same client_id again gives the same seq.
        Where the conversation was merged into another, the line goes there.

        Raises AppError(overloaded) at once where too much waits.
        """
        if len(self._waiting) >= MAX_WAITING or self._stopping:
            raise AppError(
                ErrorCode.OVERLOADED, "The server can't keep up; send it again.", retry_after_ms=1_000
            )
        self._waiting.append(_Waiting(line, answered))
        self._wake.set()

    async def run(self) -> None:
        """Commits batch after batch until `stop()`."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MAX_BATCH))]
                await self._commit(batch)
            self._tell()
            if self._stopping:
                return

    def stop(self) -> None:
        """Takes no more lines; `run()` ends when the waiting ones are committed."""
        self._stopping = True
        self._wake.set()

    async def _commit(self, batch: list[_Waiting], *, look_up: bool = False) -> None:
        """`look_up`: some of it may be kept already. That is seldom so, and costs a search for each line."""
        loop = asyncio.get_running_loop()
        if self._untold:
            loop.call_later(TELL_SECONDS, self._tell)
        try:
            async with self._database.system() as connection:
                heads = await _heads(connection, batch)
                merged = any(head.merged_into is not None for head in heads.values())
                amending = [waiting for waiting in batch if isinstance(waiting.line.body, Amendment)]
                # What an amendment does depends on those before it: whether it was kept is asked first.
                asked = batch if look_up or merged else amending
                work = _Batch(
                    heads,
                    await _known(connection, asked) if asked else None,
                    await _subjects(connection, amending) if amending else {},
                )
                answers = [work.take(waiting.line) for waiting in batch]
                if work.kept:
                    loop.call_soon(self._tell)
                    await work.write(connection)
                    await self._with_entries(connection, work.kept)
                began = loop.time()
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
            if isinstance(error, asyncpg.UniqueViolationError) and not look_up:
                await self._commit(batch, look_up=True)
            else:
                await self._commit_alone(batch, error)
            return
        except Exception as error:
            LOG.exception("a batch of %d could not be committed", len(batch))
            _refuse(batch, error)
            return
        self._untold.append(_Done(work.kept, loop.time() - began, batch, answers))

    def _tell(self) -> None:
        """Tells the readers and the senders of what is committed. Where more waits, the database has it before."""
        untold, self._untold = self._untold, []
        for done in untold:
            if done.kept:
                self._after_commit(done.kept, done.seconds)
            for (line, answered), answer in zip(done.batch, done.answers, strict=True):
                if isinstance(answer, MergedAway):
                    self._append_to(answer.into, line, answered)
                else:
                    answered(line.conversation_id, answer)

    def _append_to(self, into: UUID, line: Line, answered: Answered) -> None:
        try:
            self.append(msgspec.structs.replace(line, conversation_id=into), answered)
        except AppError as error:
            answered(line.conversation_id, error)

    async def _commit_alone(self, batch: list[_Waiting], error: Exception) -> None:
        """One entry of the batch can't be kept: each is tried alone, and the bad one fails alone."""
        if len(batch) == 1:
            LOG.warning("an entry was refused by the database: %s", error)
            (line, answered), *_ = batch
            answered(line.conversation_id, AppError(ErrorCode.INVALID, "This can't be kept."))
            return
        for waiting in batch:
            await self._commit([waiting])


def _refuse(batch: list[_Waiting], error: Exception) -> None:
    told = AppError(
        ErrorCode.UNAVAILABLE, "It is not known whether this was kept; send it again.", retry_after_ms=1_000
    )
    told.__cause__ = error
    for line, answered in batch:
        answered(line.conversation_id, told)


async def _heads(connection: Connection, batch: list[_Waiting]) -> dict[UUID, HeadState]:
    wanted = {waiting.line.conversation_id: waiting.line.workspace_id for waiting in batch}
    rows = await QUERIES.all(
        connection, "lock_heads", HeadState, workspaces=list(wanted.values()), conversations=list(wanted)
    )
    return {row.id: row for row in rows}


async def _known(connection: Connection, batch: list[_Waiting]) -> dict[tuple[UUID, str], _Known]:
    rows = await QUERIES.all(
        connection,
        "known_entries",
        _Known,
        workspaces=[waiting.line.workspace_id for waiting in batch],
        conversations=[waiting.line.conversation_id for waiting in batch],
        client_ids=[waiting.line.client_id for waiting in batch],
    )
    return {(row.conversation_id, row.client_id): row for row in rows}


async def _subjects(connection: Connection, amending: list[_Waiting]) -> dict[tuple[UUID, int], Subject]:
    """The entries that are amended, as they stand under the locks, by conversation and seq."""
    wanted: dict[tuple[UUID, UUID], set[int]] = {}
    for line in (waiting.line for waiting in amending):
        assert isinstance(line.body, Amendment)
        wanted.setdefault((line.workspace_id, line.conversation_id), set()).add(line.body.of)
    return {
        (conversation_id, subject.entry.seq): subject
        for (workspace_id, conversation_id), seqs in wanted.items()
        for subject in await subjects(connection, workspace_id, conversation_id, sorted(seqs))
    }


class _Batch:
    """One transaction's work, planned in memory under the locks and then written by one statement.

    `known`: what is kept already; None: that was not looked up, and the database refuses the batch where it matters.
    """

    def __init__(
        self,
        heads: dict[UUID, HeadState],
        known: dict[tuple[UUID, str], _Known] | None,
        subjects: dict[tuple[UUID, int], Subject],
    ) -> None:
        self.kept: list[Kept] = []
        self._heads = heads
        self._known = known
        self._subjects = subjects
        self._moved: dict[UUID, HeadState] = {}
        self._now = datetime.now(UTC)

    def take(self, line: Line) -> Answer:
        """The seq that the line gets, or why it gets none."""
        head = self._heads.get(line.conversation_id)
        if head is None or head.workspace_id != line.workspace_id:
            return not_found("conversation")
        known = self._known and self._known.get((line.conversation_id, line.client_id))
        if known:
            if (known.author_kind, known.author_id) != (line.author.kind, line.author.id):
                return AppError(ErrorCode.CONFLICT, "This client_id is another author's.")
            return known.seq
        if isinstance(line.body, Amendment):
            return self._amend(head, line, line.body)
        if head.merged_into is not None:
            return MergedAway(head.merged_into)
        if isinstance(line.body, Message | Note) and not _answers_something(line.body, head):
            return AppError(ErrorCode.INVALID, "reply_to names no entry of this conversation.")
        for event in before(head, line.body, line.author, line.person.name if line.person else ""):
            self._keep(head, line, event, new_id().hex)
        return self._done(line, self._keep(head, line, line.body, line.client_id))

    def _amend(self, head: HeadState, line: Line, change: Amendment) -> Answer:
        """In a merged conversation nothing is amended: there the seq is another entry's."""
        subject = self._subjects.get((head.id, change.of)) if head.merged_into is None else None
        refused = refusal(subject, change, line.author, line.identity_id, line.rights, self._now)
        if refused is not None or subject is None:
            return refused or not_found("message")
        head.last_seq += 1
        self._moved[head.id] = head
        entry = amended(subject.entry, head.last_seq, self._now, line.author, change)
        self._subjects[head.id, change.of] = msgspec.structs.replace(subject, entry=entry)
        # A message of this batch, which came before, is what lists show then.
        if subject.is_last and head.last_at is None and not isinstance(change, Reacted):
            assert isinstance(entry.body, Message)
            head.snippet = snippet(entry.author, entry.body.content)
        withdrawn = _file(subject.entry) if isinstance(change, Deleted) else None
        self.kept.append(
            Kept(
                line.workspace_id,
                entry,
                line.person,
                head.contact_id,
                head.account_id,
                line.identity_id,
                Change(head.last_seq, line, withdrawn),
            )
        )
        return self._done(line, head.last_seq)

    def _done(self, line: Line, seq: int) -> int:
        if self._known is not None:
            author = line.author
            self._known[line.conversation_id, line.client_id] = _Known(
                line.conversation_id, line.client_id, seq, author.kind, author.id
            )
        return seq

    def _keep(self, head: HeadState, line: Line, body: Body, client_id: str) -> int:
        move(head, body, line.author, self._now)
        self._moved[head.id] = head
        is_event = isinstance(body, Happened)
        entry = Entry(
            conversation=head.id,
            seq=head.last_seq,
            at=self._now,
            author=line.author,
            channel=line.channel,
            client_id=client_id,
            body=body,
            source=None if is_event else line.source,
        )
        kept = Kept(line.workspace_id, entry, line.person, head.contact_id, head.account_id, line.identity_id)
        self.kept.append(kept)
        return head.last_seq

    async def write(self, connection: Connection) -> None:
        """Inserts the entries and moves the heads."""
        moved = _head_columns(list(self._moved.values()))
        await connection.execute(QUERIES.sql("keep_entries"), self._now, *_entry_columns(self.kept), *moved)


def _answers_something(body: Message | Note, head: HeadState) -> bool:
    return not isinstance(body, Message) or body.reply_to is None or body.reply_to <= head.last_seq


def _file(entry: Entry) -> UUID | None:
    content = None if isinstance(entry.body, Happened) else entry.body.content
    return content.file.id if isinstance(content, ImageContent | FileContent) else None


def _change_columns(one: Kept, seq: int, line: Line) -> tuple[object, ...]:
    return (
        one.workspace_id,
        one.entry.conversation,
        seq,
        new_id(),
        line.client_id,
        type(line.body).__struct_config__.tag,
        line.author.kind,
        line.author.id,
        line.identity_id,
        line.channel,
        ENCODE(line.body).decode(),
        None,
    )


def _entry_columns(kept: list[Kept]) -> list[list[object]]:
    rows = [
        _change_columns(one, one.change.seq, one.change.line)
        if one.change is not None and one.change.line is not None
        else (
            one.workspace_id,
            one.entry.conversation,
            one.entry.seq,
            new_id(),
            one.entry.client_id,
            type(one.entry.body).__struct_config__.tag,
            one.entry.author.kind,
            one.entry.author.id,
            one.identity_id,
            one.entry.channel,
            ENCODE(one.entry.body).decode(),
            ENCODE(one.entry.source).decode() if one.entry.source else None,
        )
        for one in kept
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def _head_columns(heads: list[HeadState]) -> list[list[object]]:
    rows = [
        (
            head.workspace_id,
            head.id,
            head.last_seq,
            head.last_at,
            ENCODE(head.snippet).decode() if head.snippet else None,
            head.case_number,
            head.status,
            head.assignee_id,
            head.staff_unread,
            head.contact_unread,
        )
        for head in heads
    ]
    return [list(column) for column in zip(*rows, strict=True)]
