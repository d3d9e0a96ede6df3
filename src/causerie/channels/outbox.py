"""What a kept entry calls for outside: noted with the entry, and made jobs of a moment later.

One transaction takes the notes and enqueues the jobs: whatever is killed, none is missed. What is noted for one
conversation within a moment is one job.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from causerie.content import Rating
from causerie.conversations.model import Happened, Message
from causerie.conversations.plan import Kept
from causerie.events import EmailGiven
from causerie.kit.database import Connection, Database
from causerie.kit.jobs import Job, Jobs
from causerie.kit.queries import Queries

LOG = logging.getLogger("causerie.outbox")
QUERIES = Queries.beside(__file__)

PAUSE_SECONDS = 0.1
# For what a process left that was killed.
POLL_SECONDS = 5.0
AT_ONCE = 100
# Who looks at the conversation has read it by then, and no device rings.
DEVICE_DELAY = timedelta(seconds=2)


class NotifyContact(Struct, frozen=True):
    """Send by mail what the contact has not read by then."""

    workspace_id: UUID
    conversation_id: UUID
    contact_id: UUID


class _Called(Struct):
    workspace_id: UUID
    conversation_id: UUID
    contact_id: UUID | None


class TellDevice(Struct, frozen=True):
    """Tell a device what its account has not read by then."""

    workspace_id: UUID
    conversation_id: UUID
    device_id: UUID


def device_key(conversation_id: UUID, device_id: UUID) -> str:
    """Of the job that tells a device of a conversation: while one waits, there is no other."""
    return f"tell:{conversation_id}:{device_id}"


# In the transaction that enqueues: others who must do something about what was kept in these conversations.
Due = Callable[[Connection, list[UUID]], Awaitable[None]]


class Outbox:
    """Answers that stay unread go out by mail after `delay`; several within it go out in one mail. `due`: whom else to
    tell; `hears`: whether they may want to know of an entry.

    Enqueues in the background, as long as `run()` runs.
    """

    def __init__(
        self, database: Database, jobs: Jobs, delay: timedelta, *, due: Due, hears: Callable[[Kept], bool]
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._due = due
        self._hears = hears
        self._delay = delay
        self._wake = asyncio.Event()

    def kept(self, kept: list[Kept]) -> None:
        """These were just committed by this process."""
        if not self._wake.is_set() and any(self.calls(one) for one in kept):
            self._wake.set()

    def calls(self, kept: Kept) -> bool:
        """Whether it calls for something outside."""
        return calls(kept) or self._hears(kept)

    async def run(self) -> None:
        """Enqueues what comes until it is cancelled."""
        while True:
            try:
                await self.catch_up()
            except Exception:
                LOG.exception("what answers call for could not be enqueued; trying again")
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass  # somebody else may have left something
            self._wake.clear()
            await asyncio.sleep(PAUSE_SECONDS)

    async def catch_up(self) -> None:
        """Enqueues everything that is called for now."""
        while await self._some():
            pass

    async def _some(self) -> bool:
        """Whether there may be more to do."""
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "begin_calling")
            called = await QUERIES.all(connection, "take_calls", _Called, most=AT_ONCE)
            notices = [
                NotifyContact(one.workspace_id, one.conversation_id, one.contact_id)
                for one in called
                if one.contact_id is not None
            ]
            await self._jobs.enqueue_many(
                connection,
                [
                    Job("notify_contact", notice, self._delay, f"notify:{notice.conversation_id}")
                    for notice in notices
                ],
            )
            devices = await QUERIES.all(
                connection,
                "devices_to_tell",
                TellDevice,
                conversations=[one.conversation_id for one in called],
            )
            await self._jobs.enqueue_many(
                connection,
                [
                    Job("tell_device", one, DEVICE_DELAY, device_key(one.conversation_id, one.device_id))
                    for one in devices
                ],
            )
            await self._due(connection, [one.conversation_id for one in notices])
        return bool(called)


def calls(kept: Kept) -> bool:
    """Whether staff or a bot said something to a contact, or the contact left an address, perhaps to get what was said
    before; or whether somebody said something among people."""
    if kept.change is not None:
        return False
    if kept.contact_id is None:
        return isinstance(kept.entry.body, Message)
    match kept.entry.body:
        case Message(content=Rating()):
            return True
        case Message():
            return kept.entry.author.kind in ("staff", "bot")
        case Happened(event=EmailGiven()):
            return True
        case _:
            return False
