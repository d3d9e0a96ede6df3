"""The live lists of conversations: one stream a workspace for the desk, one an account for the messenger.

A change only wakes a stream. The stream then tells every head changed since its own cursor, so nothing is lost where a
wake-up was, and many changes are told together. What is read of one topic is told in the order in which it was read: a
head that was read later replaces the one before it.
"""

from __future__ import annotations

import asyncio
import logging
from uuid import UUID
from weakref import WeakValueDictionary

import msgspec

from causerie.conversations import heads, inbox
from causerie.conversations.frames import Heads, Resync
from causerie.conversations.model import Head
from causerie.kit.database import Database
from causerie.kit.hub import Hub

LOG = logging.getLogger("causerie.lists")
ENCODE = msgspec.json.Encoder().encode

# The first change is told at once, those that follow together after this long.
PAUSE_SECONDS = 0.05
RETRY_SECONDS = 1.0


def desk_topic(workspace_id: UUID) -> str:
    """Where the workspace's desks hear of changed heads."""
    return f"desk:{workspace_id}"


def inbox_topic(account_id: UUID) -> str:
    """Where an account's messengers hear of changed heads."""
    return f"inbox:{account_id}"


class Lists:
    """Every list stream that somebody in this process hears."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._dirty: set[str] = set()
        self._cursors: dict[str, str] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._reading: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def desk_changed(self, workspace_id: UUID) -> None:
        """Some head of the workspace changed."""
        self._wake(desk_topic(workspace_id), workspace_id)

    def inbox_changed(self, account_id: UUID) -> None:
        """Some head of the account's changed."""
        self._wake(inbox_topic(account_id), account_id)

    def any_inbox_heard(self) -> bool:
        """Whether a messenger is open in this process."""
        return any(topic.startswith("inbox:") for topic in self._cursors)

    async def poll(self) -> None:
        """Asks which streams are behind, all with two statements, and wakes those. One that is telling looks once more:
        what nobody heard of may have changed after its last look."""
        desks, inboxes = dict[UUID, str](), dict[UUID, str]()
        for topic, cursor in list(self._cursors.items()):
            kind, _, owner = topic.partition(":")
            if not self._hub.heard(topic):
                del self._cursors[topic]
            elif topic in self._running:
                self._dirty.add(topic)
            else:
                (desks if kind == "desk" else inboxes)[UUID(owner)] = cursor.partition(".")[2]
        async with self._database.system() as connection:
            behind_desks = await heads.desks_behind(connection, desks)
            behind_inboxes = await inbox.behind(connection, inboxes)
        for workspace_id in behind_desks:
            self.desk_changed(workspace_id)
        for account_id in behind_inboxes:
            self.inbox_changed(account_id)

    async def caught_up(self, topic: str, owner: UUID, cursor: str | None) -> Heads | Resync:
        """What a reader who subscribed before this call has missed since `cursor`; for null, only where to go on. It
        is to be told at once, before anything is awaited.

        Raises AppError(invalid) for what is no cursor.
        """
        try:
            async with self._one_reads(topic):
                frame = await self._changed(topic, owner, cursor)
        except heads.TooOld:
            return Resync("list")
        # The stream begins no later than its first reader; what changed meanwhile is told to it too.
        self._cursors.setdefault(topic, frame.cursor)
        self._wake(topic, owner)
        return frame

    def _wake(self, topic: str, owner: UUID) -> None:
        if not self._hub.heard(topic):
            self._cursors.pop(topic, None)
            return
        self._dirty.add(topic)
        if topic not in self._running:
            task = asyncio.ensure_future(self._run(topic, owner))
            self._running[topic] = task

    async def _run(self, topic: str, owner: UUID) -> None:
        try:
            while topic in self._dirty:
                self._dirty.discard(topic)
                try:
                    await self._tell(topic, owner)
                except Exception:
                    LOG.exception("the list %s could not be read; trying again", topic)
                    self._dirty.add(topic)
                    await asyncio.sleep(RETRY_SECONDS)
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            del self._running[topic]

    def _one_reads(self, topic: str) -> asyncio.Lock:
        """What one of two readings at the same time saw earlier could otherwise be told after what the other saw."""
        return self._reading.setdefault(topic, asyncio.Lock())

    async def _tell(self, topic: str, owner: UUID) -> None:
        async with self._one_reads(topic):
            await self._tell_changed(topic, owner)

    async def _tell_changed(self, topic: str, owner: UUID) -> None:
        cursor = self._cursors.get(topic)
        if cursor is None:
            return  # its first reader is still catching up, and wakes the stream again
        try:
            frame = await self._changed(topic, owner, cursor)
        except heads.TooOld:
            del self._cursors[topic]
            self._hub.publish(topic, ENCODE(Resync("list")))
            return
        self._cursors[topic] = frame.cursor
        if frame.heads:
            self._hub.publish(topic, ENCODE(frame))

    async def _changed(self, topic: str, owner: UUID, cursor: str | None) -> Heads:
        changed: list[Head]
        if topic == desk_topic(owner):
            async with self._database.tenant(owner) as connection:
                if cursor is None:
                    return Heads([], await heads.cursor_now(connection))
                desk, after = await heads.desk_changed(connection, owner, cursor)
                changed = [*desk]
        else:
            async with self._database.system() as connection:
                if cursor is None:
                    return Heads([], await heads.cursor_now(connection))
                own, after = await inbox.changed(connection, owner, cursor)
                changed = [*own]
        return Heads(changed, after)
