"""Messages of staff for later: held back for the seconds in which they can be taken back, or until a time.

Each is sent once, whatever is killed and however many workers there are: that it is taken from here and that it stands
in the timeline is one transaction, under the lock of its conversation. What waits in one conversation is sent in the
order of its times.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Person, Staff
from causerie.answering.jobs import SendScheduled
from causerie.answering.model import IfAnswered, NewScheduled, ScheduledMessage
from causerie.conversations.cases import HeadState
from causerie.conversations.frames import Append, ScheduledChanged
from causerie.conversations.model import Author, ChannelKind, Message
from causerie.conversations.plan import Line
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import Reader, staff_topic
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import MessageHeld, WhyHeld
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.jobs import Jobs
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

MOST = 50  # in one conversation
LONGEST = timedelta(days=366)
# What may be well again in a moment.
TRANSIENT = (ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED)

# Ends the present case of a conversation.
EndCase = Callable[[UUID, UUID, Person, ChannelKind], Awaitable[None]]


class _Gone(AppError):
    """It was cancelled, or somebody else has sent it."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.CONFLICT, "It waits no more.")


class _Answered(AppError):
    """Somebody else said something since it was written."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.CONFLICT, "Somebody else said something meanwhile.")


class _Row(Struct):
    workspace_id: UUID
    id: UUID
    conversation_id: UUID
    client_id: str
    account_id: UUID
    body: Message
    after_seq: int
    due_at: datetime
    if_answered: IfAnswered
    resolve: bool
    held: WhyHeld | None
    sent: bool
    works_here: bool
    name: str
    avatar_url: str | None

    @property
    def author(self) -> Person:
        return Person("staff", self.account_id, self.name, self.avatar_url)

    @property
    def told(self) -> ScheduledMessage:
        return ScheduledMessage(
            self.id,
            self.conversation_id,
            self.client_id,
            self.author,
            self.body.content,
            self.body.reply_to,
            self.after_seq,
            self.due_at,
            self.if_answered,
            self.resolve,
            self.held,
        )


class Scheduled:
    """Verbs over messages for later, of all workspaces."""

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        conversations: Conversations,
        publisher: Publisher,
        *,
        end_case: EndCase,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._conversations = conversations
        self._publisher = publisher
        self._end_case = end_case

    def register(self) -> None:
        """Says who does this room's jobs."""
        self._jobs.handler("send_scheduled", SendScheduled)(self.send)

    async def waiting(self, workspace_id: UUID, conversation_id: UUID) -> list[ScheduledMessage]:
        """What waits in a conversation, the next to be sent first. Raises not_found."""
        await self._conversations.check_exists(workspace_id, conversation_id)
        return [row.told for row in await self._rows(workspace_id, conversation_id) if not row.sent]

    async def schedule(self, staff: Staff, conversation_id: UUID, new: NewScheduled) -> ScheduledMessage:
        """Keeps a message for later; the same `client_id` again gives the same.

        Raises not_found, invalid for a time that is over or more than a year away and for what is no message, conflict
        where 50 wait already, and what `Conversations.body_of` raises.
        """
        append = Append(new.client_id, new.content, conversation_id, new.reply_to)
        reader = Reader(staff.workspace_id, staff.person)
        body = await self._conversations.body_of(reader, str(staff.account.id), append)
        if not isinstance(body, Message):
            raise AppError(ErrorCode.INVALID, "Only a message can wait to be sent.")
        now = datetime.now(UTC)
        due = new.due or now + timedelta(seconds=new.in_seconds)
        if not now <= due <= now + LONGEST:
            raise AppError(ErrorCode.INVALID, "`due` is over already, or more than a year away.")
        message_id = new_id()
        waiting = await self._rows(staff.workspace_id, conversation_id)
        if len(waiting) >= MOST:
            raise AppError(ErrorCode.CONFLICT, f"{MOST} messages wait here already.")
        async with self._database.system() as connection:
            made = await QUERIES.execute(
                connection,
                "schedule",
                workspace_id=staff.workspace_id,
                conversation_id=conversation_id,
                id=message_id,
                client_id=new.client_id,
                account_id=staff.account.id,
                body=body,
                due_at=due,
                if_answered=new.if_answered,
                resolve=new.resolve,
            )
            if made:
                job = SendScheduled(staff.workspace_id, message_id)
                await self._jobs.enqueue(connection, "send_scheduled", job, after=due - now)
        self._tell(conversation_id)
        for row in await self._rows(staff.workspace_id, conversation_id):
            if row.client_id == new.client_id and row.account_id == staff.account.id:
                return row.told
        raise not_found("conversation")

    async def send_now(self, workspace_id: UUID, message_id: UUID) -> None:
        """Sends it, whoever said something meanwhile. Raises not_found where it waits no more."""
        now = datetime.now(UTC)
        where = {"workspace_id": workspace_id, "id": message_id}
        async with self._database.system() as connection:
            found = await QUERIES.value(connection, "send_scheduled_now", UUID, due_at=now, **where)
            if found is None:
                raise not_found("message")
            await self._jobs.enqueue(connection, "send_scheduled", SendScheduled(workspace_id, message_id))
        self._tell(found)

    async def cancel(self, workspace_id: UUID, message_id: UUID) -> None:
        """It will not be sent. Raises not_found where it waits no more."""
        async with self._database.tenant(workspace_id) as connection:
            found = await QUERIES.value(
                connection, "cancel_scheduled", UUID, workspace_id=workspace_id, id=message_id
            )
        if found is None:
            raise not_found("message")
        self._tell(found)

    async def send(self, job: SendScheduled) -> None:
        """The job of a message whose time has come, and of those that wait before it. Raises AppError where they can't
        be kept now."""
        async with self._database.tenant(job.workspace_id) as connection:
            due = await QUERIES.all(
                connection, "due_with", _Row, workspace_id=job.workspace_id, id=job.message_id
            )
        for row in due:
            await self._send(row)

    async def _send(self, row: _Row) -> None:
        if not row.sent:
            why: WhyHeld | None = "author_left"
            if row.works_here:
                try:
                    why = await self._say(row)
                except _Gone:
                    return
            if why is not None:
                await self._hold(row, why)
                return
        if row.resolve:
            await self._end_case(row.workspace_id, row.conversation_id, row.author, "desk")
        async with self._database.tenant(row.workspace_id) as connection:
            await QUERIES.execute(connection, "scheduled_is_done", workspace_id=row.workspace_id, id=row.id)
        self._tell(row.conversation_id)

    async def _say(self, row: _Row) -> WhyHeld | None:
        """Puts it into the timeline; or says why it is not there."""
        line = Line(
            row.workspace_id,
            row.conversation_id,
            row.client_id,
            row.body,
            Author("staff", row.account_id),
            "desk",
            row.author,
            guard=partial(_take, row),
        )
        try:
            await self._conversations.say(line)
        except _Gone:
            raise
        except _Answered:
            return "answered"
        except AppError as error:
            if error.code in TRANSIENT:
                raise
            return "refused"
        return None

    async def _hold(self, row: _Row, why: WhyHeld) -> None:
        await self._conversations.happened(
            row.workspace_id,
            row.conversation_id,
            MessageHeld(row.name, why),
            channel="api",
            client_id=f"held-{row.id.hex}",
        )
        async with self._database.tenant(row.workspace_id) as connection:
            await QUERIES.execute(
                connection, "hold_scheduled", workspace_id=row.workspace_id, id=row.id, why=why
            )
        self._tell(row.conversation_id)

    async def _rows(self, workspace_id: UUID, conversation_id: UUID) -> list[_Row]:
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(
                connection, "scheduled", _Row, workspace_id=workspace_id, conversation_id=conversation_id
            )

    def _tell(self, conversation_id: UUID) -> None:
        self._publisher.frame(staff_topic(conversation_id), ScheduledChanged(conversation_id))


async def forget(connection: Connection, workspace_id: UUID, conversations: list[UUID]) -> None:
    """Nothing is sent any more to those whose conversations these were."""
    await QUERIES.execute(
        connection, "forget_scheduled", workspace_id=workspace_id, conversations=conversations
    )


async def _take(row: _Row, connection: Connection, head: HeadState) -> None:
    """The guard of its line. Where the conversation was merged, nothing is kept of this one, and it is asked again."""
    if head.merged_into is not None:
        return
    answered = await QUERIES.value(
        connection, "take_scheduled", bool, workspace_id=row.workspace_id, id=row.id
    )
    if answered is None:
        raise _Gone
    if answered:
        raise _Answered
