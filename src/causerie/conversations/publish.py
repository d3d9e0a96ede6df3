"""Tells those who watch what was committed: here by frames encoded once, in other processes by a hint on the bus."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from itertools import groupby
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from causerie.accounts.model import Person
from causerie.conversations import timeline
from causerie.conversations.append import Kept
from causerie.conversations.frames import Entries, ServerFrame
from causerie.conversations.lists import Lists
from causerie.conversations.model import Entry
from causerie.conversations.readers import (
    Reader,
    contact_may_see,
    contact_topic,
    staff_topic,
    without_source,
)
from causerie.kit.bus import Bus
from causerie.kit.database import Database
from causerie.kit.hub import Hub

LOG = logging.getLogger("causerie.publish")
ENCODE = msgspec.json.Encoder().encode


class EntriesHint(Struct, frozen=True, tag_field="h", tag="entries"):
    """Entries (after, through] of a conversation were committed."""

    workspace_id: UUID
    conversation_id: UUID
    account_id: UUID | None
    after: int
    through: int


class ChangedHint(Struct, frozen=True, tag_field="h", tag="changed"):
    """A head changed without an entry."""

    workspace_id: UUID
    account_id: UUID | None


class FrameHint(Struct, frozen=True, tag_field="h", tag="frame"):
    """A frame for whoever hears the topic; it may be lost."""

    topic: str
    frame: Raw


Hint = EntriesHint | ChangedHint | FrameHint
DECODE = msgspec.json.Decoder(Hint).decode


class Publisher:
    """The way from a commit to the sockets."""

    def __init__(self, database: Database, hub: Hub, bus: Bus, lists: Lists) -> None:
        self._database = database
        self._hub = hub
        self._bus = bus
        self._lists = lists
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begins to hear what the other processes say."""
        await self._bus.start(self._heard)

    def committed(self, kept: list[Kept]) -> None:
        """Entries were committed, in this order."""
        in_order = sorted(kept, key=lambda one: (one.entry.conversation, one.entry.seq))
        for conversation_id, group in groupby(in_order, key=lambda one: one.entry.conversation):
            entries = list(group)
            first, last = entries[0], entries[-1]
            self._push_staff(conversation_id, entries)
            self._push_contact(conversation_id, entries)
            self._lists.changed(first.workspace_id, first.account_id)
            after = first.entry.seq - 1
            self._tell(
                EntriesHint(first.workspace_id, conversation_id, first.account_id, after, last.entry.seq)
            )

    def changed(self, workspace_id: UUID, account_id: UUID | None) -> None:
        """A head changed without an entry."""
        self._lists.changed(workspace_id, account_id)
        self._tell(ChangedHint(workspace_id, account_id))

    def frame(self, topic: str, frame: ServerFrame) -> None:
        """Pushes a frame to whoever hears `topic`, in every process."""
        encoded = ENCODE(frame)
        self._hub.publish(topic, encoded)
        self._tell(FrameHint(topic, Raw(encoded)))

    def _tell(self, hint: Hint) -> None:
        self._bus.publish(ENCODE(hint))

    def _push_staff(self, conversation_id: UUID, kept: list[Kept]) -> None:
        topic = staff_topic(conversation_id)
        if self._hub.heard(topic):
            entries = [one.entry for one in kept]
            self._hub.publish(topic, ENCODE(_frame(conversation_id, kept, entries)))

    def _push_contact(self, conversation_id: UUID, kept: list[Kept]) -> None:
        topic = contact_topic(conversation_id)
        if self._hub.heard(topic):
            entries = [without_source(one.entry) for one in kept if contact_may_see(one.entry.body)]
            self._hub.publish(topic, ENCODE(_frame(conversation_id, kept, entries)))

    # from the other processes ----------------------------------------------------------------------------------

    def _heard(self, message: bytes) -> None:
        match DECODE(message):
            case FrameHint(topic=topic, frame=frame):
                self._hub.publish(topic, bytes(frame))
            case ChangedHint(workspace_id=workspace_id, account_id=account_id):
                self._lists.changed(workspace_id, account_id)
            case EntriesHint() as hint:
                self._lists.changed(hint.workspace_id, hint.account_id)
                for topic, staff in (
                    (staff_topic(hint.conversation_id), True),
                    (contact_topic(hint.conversation_id), False),
                ):
                    if self._hub.heard(topic):
                        self._spawn(self._load_and_push(hint, topic, staff=staff))

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _load_and_push(self, hint: EntriesHint, topic: str, *, staff: bool) -> None:
        person = Person("staff" if staff else "contact", UUID(int=0), "")
        reader = Reader(hint.workspace_id, person)
        try:
            async with self._database.tenant(hint.workspace_id) as connection:
                frame = await timeline.entries(
                    connection, reader, hint.conversation_id, after=hint.after, before=hint.through + 1
                )
        except Exception:
            # A hint: whoever misses this sees the gap at the next entry, or by its own polling.
            LOG.exception("news of conversation %s could not be loaded", hint.conversation_id)
            return
        self._hub.publish(topic, ENCODE(frame))


def _frame(conversation_id: UUID, kept: list[Kept], entries: list[Entry]) -> Entries:
    people = {one.person.id: one.person for one in kept if one.person is not None}
    after, through = kept[0].entry.seq - 1, kept[-1].entry.seq
    return Entries(conversation_id, after, through, through, entries, list(people.values()))
