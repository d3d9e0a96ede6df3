"""What a batch of lines makes of the heads that it was planned from: entries, and heads moved on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts.model import Person
from causerie.content import StoryAnswer, WithFile
from causerie.conversations.amend import Rights, Subject, amended, refusal, sees
from causerie.conversations.asked import answered, told_of_self
from causerie.conversations.cases import HeadState, before, misfit, move, snippet
from causerie.conversations.model import (
    Amendment,
    Answer,
    Author,
    Body,
    ChannelKind,
    Entry,
    Happened,
    Message,
    Note,
    Reacted,
    Source,
    Stored,
)
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import EmailGiven
from causerie.kit.database import Connection
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
ENCODE = msgspec.json.Encoder().encode
# What of a head moves with its case, by the names of its columns.
CASE_COLUMNS = (
    "case_seq",
    "case_number",
    "status",
    "status_until",
    "assignee_id",
    "team_id",
    "priority",
    "labels",
    "wants_agent",
    "blocked",
    "sla",
    "due_at",
    "missed_at",
)


# In the transaction that keeps a line, under its conversation's lock: what must be so for it, and what else changes
# with it. Raises AppError where it may not be kept.
Guard = Callable[[Connection, HeadState], Awaitable[None]]


class Line(Struct, frozen=True):
    """An entry that somebody wants to stand in a timeline. `person` is its author as the readers see them, `rights` are
    those of who amends, `guard` is of what changes more than the timeline."""

    workspace_id: UUID
    conversation_id: UUID
    client_id: str
    body: Stored | Answer
    author: Author
    channel: ChannelKind
    person: Person | None = None
    identity_id: UUID | None = None
    source: Source | None = None
    rights: Rights = Rights()
    guard: Guard | None = None


class Change(Struct, frozen=True):
    """That it was an amendment, which stands at `seq`. `line`: what was said, in the process that kept it; `withdrawn`:
    the files that the entry does not show any more."""

    seq: int
    line: Line | None = None
    withdrawn: frozenset[UUID] = frozenset()


class Asked(Struct, frozen=True):
    """That it answers a question, which stands as `question` now. `body`: the answer as it was given, in the process
    that kept it."""

    question: Entry
    body: Message | None = None


class Kept(Struct, frozen=True):
    """An entry that was committed, with what its readers need: who wrote it and whose conversation it is."""

    workspace_id: UUID
    entry: Entry
    person: Person | None
    contact_id: UUID | None
    account_id: UUID | None
    identity_id: UUID | None
    change: Change | None = None
    asked: Asked | None = None

    @property
    def seq(self) -> int:
        """Where it stands."""
        return self.entry.seq if self.change is None else self.change.seq


class MergedAway(Exception):
    """The conversation was merged into another, where the line belongs now."""

    def __init__(self, into: UUID) -> None:
        super().__init__(str(into))
        self.into = into


class Known(Struct):
    """An entry that is kept already."""

    conversation_id: UUID
    client_id: str
    seq: int
    author_kind: str
    author_id: UUID | None


# The seq that a line got, or why it got none: not_found, conflict, invalid, unavailable, or MergedAway.
Verdict = int | AppError | MergedAway


class Plan:
    """What one statement is to write, made in memory from the heads that a batch begins with.

    `known`: what is kept already; None: that was not looked up, and the database refuses the batch where it matters.
    """

    def __init__(
        self,
        heads: dict[UUID, HeadState],
        known: dict[tuple[UUID, str], Known] | None = None,
        subjects: dict[tuple[UUID, int], Subject] | None = None,
    ) -> None:
        self.kept: list[Kept] = []
        self._heads = heads
        self._known = known
        self._subjects = subjects or {}
        self._planned_seqs = {id_: head.last_seq for id_, head in heads.items()}
        self._planned_cases = {id_: head.case_seq for id_, head in heads.items()}
        # By how much the conversations were longer than planned, where they were.
        self.shifts: dict[UUID, int] = {}
        self._now = datetime.now(UTC)

    @property
    def moved(self) -> list[HeadState]:
        """The heads that it moves, in the order in which they are locked."""
        moved = (head for head in self._heads.values() if head.last_seq != self._planned_seqs[head.id])
        return sorted(moved, key=lambda head: (head.workspace_id, head.id))

    def take(self, line: Line) -> Verdict:
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
        if isinstance(line.body, Happened) and (refused := misfit(head, line.body.event)):
            return refused
        self._keep_before(head, line, line.body)
        return self._done(line, self._keep(head, line, line.body, line.client_id))

    def _keep_before(self, head: HeadState, line: Line, body: Body) -> None:
        name = line.person.name if line.person else ""
        for event in before(head, body, line.author, name, self._now):
            self._keep(head, line, event, new_id().hex)

    def _amend(self, head: HeadState, line: Line, change: Amendment) -> Verdict:
        """In a merged conversation nothing is amended: there the seq is another entry's."""
        subject = self._subjects.get((head.id, change.of)) if head.merged_into is None else None
        if isinstance(change, Answer):
            return self._answer(head, line, change, subject)
        refused = refusal(subject, change, line.author, line.identity_id, line.rights, self._now)
        if refused is not None or subject is None:
            return refused or not_found("message")
        head.last_seq += 1
        entry = amended(subject.entry, head.last_seq, self._now, line.author, change)
        self._subjects[head.id, change.of] = msgspec.structs.replace(subject, entry=entry)
        # A message of this batch, which came before, is what lists show then.
        if subject.is_last and head.last_at is None and not isinstance(change, Reacted):
            assert isinstance(entry.body, Message)
            head.snippet = snippet(entry.author, entry.body.content)
        withdrawn = _files(subject.entry) - _files(entry)
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

    def _answer(self, head: HeadState, line: Line, answer: Answer, subject: Subject | None) -> Verdict:
        """It is said, and told with its question. Of an answer right below its question nobody asks to what."""
        if subject is None or not sees(subject, line.author, line.identity_id, line.rights):
            return not_found("message")
        content = answered(subject.entry, answer, line.author)
        if isinstance(content, AppError):
            return content
        # Stars say themselves to what they are given.
        reply_to = answer.of if answer.of != head.last_seq and content.question != "rating" else None
        body = Message(content, reply_to)
        self._keep_before(head, line, body)
        seq = self._keep(head, line, Message(content.shown(), reply_to), line.client_id)
        question = amended(subject.entry, seq, self._now, line.author, content)
        self._subjects[head.id, answer.of] = msgspec.structs.replace(subject, entry=question, is_last=False)
        self.kept[-1] = msgspec.structs.replace(self.kept[-1], asked=Asked(question, body))
        email = told_of_self(question, content).email
        if email is not None and line.author.kind == "contact":
            self._keep(head, line, Happened(EmailGiven(email)), new_id().hex)
        return self._done(line, seq)

    def _done(self, line: Line, seq: int) -> int:
        if self._known is not None:
            author = line.author
            self._known[line.conversation_id, line.client_id] = Known(
                line.conversation_id, line.client_id, seq, author.kind, author.id
            )
        return seq

    def _keep(self, head: HeadState, line: Line, body: Body, client_id: str) -> int:
        move(head, body, line.author, self._now)
        is_event = isinstance(body, Happened)
        entry = Entry(
            conversation=head.id,
            seq=head.last_seq,
            at=self._now,
            author=line.author,
            channel=line.channel,
            client_id=client_id,
            body=body,
            source=_of_event(line.source) if is_event else line.source,
        )
        kept = Kept(line.workspace_id, entry, line.person, head.contact_id, head.account_id, line.identity_id)
        self.kept.append(kept)
        return head.last_seq

    async def write(self, connection: Connection, calls: Callable[[Kept], bool]) -> bool:
        """Inserts the entries, notes what `calls` for something outside, and moves the heads. False: nothing of it,
        since a case is not what it was. Where somebody else said something meanwhile, all stands behind that. Raises
        asyncpg's errors."""
        moved = self.moved
        calling = {one.entry.conversation: one.workspace_id for one in self.kept if calls(one)}
        row = await connection.fetchrow(
            QUERIES.sql("keep_entries"),
            [head.workspace_id for head in moved],
            [head.id for head in moved],
            [self._planned_seqs[head.id] for head in moved],
            [self._planned_cases[head.id] for head in moved],
            [head.account_id for head in moved],
            self._now,
            *_entry_columns(self.kept),
            list(calling.values()),
            list(calling),
            *_head_columns(moved),
        )
        assert row is not None
        if row["shifted"]:
            self._shift(dict(zip(row["shifted"], row["shifts"], strict=True)))
        return bool(row["moved"] == len(moved))

    def _shift(self, shifts: dict[UUID, int]) -> None:
        """The entries of these conversations stand so much further."""
        self.shifts = shifts
        for head in self._heads.values():
            if shift := shifts.get(head.id):
                head.last_seq += shift
                head.case_seq += shift if head.case_moved else 0
        self.kept = [
            msgspec.structs.replace(one, entry=msgspec.structs.replace(one.entry, seq=one.entry.seq + shift))
            if (shift := shifts.get(one.entry.conversation))
            else one
            for one in self.kept
        ]


def _answers_something(body: Message | Note, head: HeadState) -> bool:
    return not isinstance(body, Message) or body.reply_to is None or body.reply_to <= head.last_seq


def _of_event(source: Source | None) -> Source | None:
    """Of an event is kept by which rule it happened; the page is that of the message."""
    return Source(rule=source.rule) if source is not None and source.rule is not None else None


def _files(entry: Entry) -> frozenset[UUID]:
    """What is shown in it and nowhere else, unless it is said again."""
    content = None if isinstance(entry.body, Happened) else entry.body.content
    files = [content.file] if isinstance(content, WithFile | StoryAnswer) else []
    if entry.card and entry.card.picture:
        files.append(entry.card.picture)
    return frozenset(file.id for file in files)


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
            ENCODE(one.asked.body if one.asked else one.entry.body).decode(),
            ENCODE(one.entry.source).decode() if one.entry.source else None,
        )
        for one in kept
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def _head_columns(heads: list[HeadState]) -> list[list[object]]:
    rows = [
        (
            head.last_seq,
            head.last_at,
            ENCODE(head.snippet).decode() if head.snippet else None,
            ENCODE({name: getattr(head, name) for name in CASE_COLUMNS}).decode()
            if head.case_moved
            else None,
            head.staff_unread,
            head.contact_unread,
        )
        for head in heads
    ]
    return [list(column) for column in zip(*rows, strict=True)]
