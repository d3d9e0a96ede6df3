"""The only writer of timelines.

Whatever waits is committed together. A batch is planned from the heads as this process left them, and one statement
locks the heads in the order of their ids and, only where their cases are still so, inserts the entries, each with the
next seq of its conversation, notes what else is due, and moves the heads. Where a head is not known or its case was
moved by somebody else, and where the plan needs more than heads, it is made under the locks, in a transaction. A sender
is answered after the commit and not before. There is no timer: a batch is what arrived while the one before was
committed. Where more waits, readers and senders are told while the database works on that.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from causerie.conversations.amend import Subject
from causerie.conversations.cases import HeadState, settle
from causerie.conversations.model import Amendment
from causerie.conversations.plan import Kept, Known, Line, MergedAway, Plan, Verdict
from causerie.conversations.standing import subjects
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection, Database
from causerie.kit.queries import Queries

LOG = logging.getLogger("causerie.append")
QUERIES = Queries.beside(__file__)

MAX_BATCH = 1_000
MAX_WAITING = 20_000
# So many heads are remembered, those that moved last.
MAX_REMEMBERED = 10_000
# Where somebody else moves the same heads, being wrong again costs more than asking.
DOUBT_SECONDS = 1.0
# What is committed is told no later than this, even where the next batch waits for a lock.
TELL_SECONDS = 0.005


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
    answers: list[Verdict]


# In the transaction that keeps amendments: what must happen exactly when they are kept.
WithAmendments = Callable[[Connection, list[Kept]], Awaitable[None]]
# Whether an entry calls for something outside, which is noted with it.
Calls = Callable[[Kept], bool]
# After the commit, which took so many seconds: tell the readers. Must not raise.
AfterCommit = Callable[[list[Kept], float], None]


class Appender:
    """Commits lines in the order in which they came. `run()` is a task; `stop()` commits what waits and ends it."""

    def __init__(
        self, database: Database, *, calls: Calls, with_amendments: WithAmendments, after_commit: AfterCommit
    ) -> None:
        self._database = database
        self._calls = calls
        self._with_amendments = with_amendments
        self._after_commit = after_commit
        # The heads that moved last, as this process left them.
        self._remembered: dict[UUID, HeadState] = {}
        self._doubts_until = 0.0
        self._waiting: deque[_Waiting] = deque()
        # Whether some of it may have a guard.
        self._guarded = False
        self._wake = asyncio.Event()
        self._stopping = False
        self._untold: list[_Done] = []
        # By which one statement after the other goes.
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None

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
        if line.guard is not None:
            self._guarded = True
        self._wake.set()

    async def run(self) -> None:
        """Commits batch after batch until `stop()`."""
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._waiting:
                    await self._commit(self._next_batch())
                self._tell()
                if self._stopping:
                    return
        finally:
            if self._connection is not None:
                self._connection.terminate()

    def stop(self) -> None:
        """Takes no more lines; `run()` ends when the waiting ones are committed."""
        self._stopping = True
        self._wake.set()

    def _next_batch(self) -> list[_Waiting]:
        """What waits, up to the next that has a guard; that one is kept alone."""
        batch = min(len(self._waiting), MAX_BATCH)
        if self._guarded:
            guarded = (n for n, waiting in enumerate(self._waiting) if waiting.line.guard is not None)
            first = next(guarded, None)
            self._guarded = first is not None
            batch = batch if first is None else min(max(first, 1), batch)
        return [self._waiting.popleft() for _ in range(batch)]

    async def _commit(self, batch: list[_Waiting], *, look_up: bool = False) -> None:
        """`look_up`: some of it may be kept already. That is seldom so, and costs a search for each line."""
        if self._untold:
            asyncio.get_running_loop().call_later(TELL_SECONDS, self._tell)
        amending = [waiting for waiting in batch if isinstance(waiting.line.body, Amendment)]
        try:
            done = await self._commit_guarded(batch[0]) if batch[0].line.guard is not None else None
            if done is None and not amending and not look_up:
                done = await self._commit_as_remembered(batch)
            if done is None:
                done = await self._commit_under_locks(batch, amending, look_up=look_up)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
            if isinstance(error, asyncpg.UniqueViolationError) and not look_up:
                await self._commit(batch, look_up=True)
            else:
                await self._commit_alone(batch, error)
            return
        except Exception as error:
            self._remembered.clear()
            LOG.exception("a batch of %d could not be committed", len(batch))
            self._lose(batch, error)
            return
        self._untold.append(done)

    def _lose(self, batch: list[_Waiting], error: Exception) -> None:
        """What waits behind it in the same conversations would stand before it, once it is sent again."""
        lost = {waiting.line.conversation_id for waiting in batch}
        waiting, self._waiting = self._waiting, deque()
        for one in waiting:
            (batch if one.line.conversation_id in lost else self._waiting).append(one)
        _refuse(batch, error)

    async def _commit_as_remembered(self, batch: list[_Waiting]) -> _Done | None:
        """By one statement; None where that did not do, and nothing is kept."""
        heads = self._recall(batch)
        if heads is None:
            return None
        plan = Plan(heads)
        answers = [plan.take(waiting.line) for waiting in batch]
        # A refusal must be for what is so, and not for what was so.
        if not all(isinstance(answer, int) for answer in answers):
            return None
        began = asyncio.get_running_loop().time()
        if self._connection is None or self._connection.is_closed():
            self._connection = await self._database.own()
        if not await self.keep(self._connection, plan):
            self._doubts_until = began + DOUBT_SECONDS
            return None
        if plan.shifts:
            answers = [
                answer + plan.shifts.get(waiting.line.conversation_id, 0)
                if isinstance(answer, int)
                else answer
                for waiting, answer in zip(batch, answers, strict=True)
            ]
        return self._done(plan, began, batch, answers)

    async def _commit_under_locks(
        self, batch: list[_Waiting], amending: list[_Waiting], *, look_up: bool
    ) -> _Done:
        async with self._database.system() as connection:
            heads = await _heads(connection, batch)
            merged = any(head.merged_into is not None for head in heads.values())
            # What an amendment does depends on those before it: whether it was kept is asked first.
            asked = batch if look_up or merged else amending
            plan = Plan(
                heads,
                await _known(connection, asked) if asked else None,
                await _subjects(connection, amending) if amending else {},
            )
            answers = [plan.take(waiting.line) for waiting in batch]
            began = asyncio.get_running_loop().time()
            if plan.kept:
                if not await self.keep(connection, plan):
                    raise RuntimeError("a head moved under its lock")
                if amending:
                    await self._with_amendments(connection, plan.kept)
        return self._done(plan, began, batch, answers)

    async def _commit_guarded(self, waiting: _Waiting) -> _Done:
        line = waiting.line
        began = asyncio.get_running_loop().time()
        try:
            async with self._database.system() as connection:
                heads = await _heads(connection, [waiting])
                known = await _known(connection, [waiting])
                if line.guard is not None and line.conversation_id in heads and not known:
                    await line.guard(connection, heads[line.conversation_id])
                plan = Plan(heads, known)
                answer = plan.take(line)
                if plan.kept and not await self.keep(connection, plan):
                    raise RuntimeError("a head moved under its lock")
        except AppError as refusal:
            return _Done([], 0.0, [waiting], [refusal])
        return self._done(plan, began, [waiting], [answer])

    async def keep(self, connection: Connection, plan: Plan) -> bool:
        """Writes what was planned, and tells of the batch before meanwhile. False: a head is another by now, and
        nothing is written."""
        asyncio.get_running_loop().call_soon(self._tell)
        return await plan.write(connection, self._calls)

    def _recall(self, batch: list[_Waiting]) -> dict[UUID, HeadState] | None:
        """The heads as they were left; None where one is not known. They are forgotten until it is known what became of
        the plan."""
        if asyncio.get_running_loop().time() < self._doubts_until:
            return None
        wanted = {waiting.line.conversation_id for waiting in batch}
        if not wanted <= self._remembered.keys():
            return None
        return {conversation_id: self._remembered.pop(conversation_id) for conversation_id in wanted}

    def _done(self, plan: Plan, began: float, batch: list[_Waiting], answers: list[Verdict]) -> _Done:
        seconds = asyncio.get_running_loop().time() - began
        for head in plan.moved:
            settle(head)
            self._remembered[head.id] = head
        while len(self._remembered) > MAX_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        return _Done(plan.kept, seconds, batch, answers)

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
        # Ahead of all that waits, so that what stands behind one whose outcome is not known is refused with it.
        self._waiting.extendleft(reversed(batch))
        for _ in batch:
            if self._waiting:
                await self._commit([self._waiting.popleft()])


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


async def _known(connection: Connection, batch: list[_Waiting]) -> dict[tuple[UUID, str], Known]:
    rows = await QUERIES.all(
        connection,
        "known_entries",
        Known,
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
