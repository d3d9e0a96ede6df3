"""What was committed of a conversation, here or in another process, told here in the order of the timeline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from causerie.conversations.frames import Entries
from causerie.conversations.model import Entry, Happened
from causerie.conversations.plan import Kept
from causerie.conversations.readers import (
    Standing,
    contact_may_see,
    contact_topic,
    staff_topic,
    standing_topic,
    without_source,
)
from causerie.conversations.watched import Watched
from causerie.events import STANDING, MemberLeft
from causerie.kit.hub import Hub

ENCODE = msgspec.json.Encoder().encode
DECODE = msgspec.json.Decoder(Entries).decode
# What another process committed before is heard by then, or its hint was lost.
PATIENCE_SECONDS = 0.05


class Told:
    """Entries of one conversation that follow each other, as staff is told of them."""

    def __init__(self, workspace_id: UUID, frame: Entries, encoded: bytes | None = None) -> None:
        self.workspace_id = workspace_id
        self.frame = frame
        self._encoded = encoded

    @classmethod
    def of(cls, kept: list[Kept]) -> Told:
        """What was kept, in its order."""
        first, last = kept[0], kept[-1]
        people = {one.person.id: one.person for one in kept if one.person is not None}
        entries = [one.entry for one in kept if one.change is None]
        frame = Entries(
            first.entry.conversation,
            first.seq - 1,
            last.seq,
            last.seq,
            entries,
            list(people.values()),
            _amended(kept),
        )
        return cls(first.workspace_id, frame)

    @classmethod
    def heard(cls, workspace_id: UUID, encoded: bytes) -> Told:
        """What another process encoded. Raises msgspec.DecodeError."""
        return cls(workspace_id, DECODE(encoded), encoded)

    @property
    def encoded(self) -> bytes:
        """The frame for staff."""
        if self._encoded is None:
            self._encoded = ENCODE(self.frame)
        return self._encoded

    def for_contact(self) -> bytes:
        """The frame for the conversation's contact."""
        entries = [without_source(entry) for entry in self.frame.entries if contact_may_see(entry.body)]
        amended = [
            msgspec.structs.replace(entry, source=UNSET)
            for entry in self.frame.amended
            if contact_may_see(entry.body)
        ]
        return ENCODE(msgspec.structs.replace(self.frame, entries=entries, amended=amended))


class _Early(Struct):
    """What came before what stands below it, in order."""

    told: list[Told]
    asks: asyncio.TimerHandle


class Telling:
    """Tells the readers in this process. `late` is called with a workspace, a conversation, and the last seq that is
    known of it, where what stands below was not heard in time. `alone`: no other process commits."""

    def __init__(
        self, hub: Hub, watched: Watched, late: Callable[[UUID, UUID, int], None], *, alone: bool
    ) -> None:
        self._alone = alone
        self._hub = hub
        self._watched = watched
        self._late = late
        self._early: dict[UUID, _Early] = {}

    def tell(self, told: Told) -> None:
        """At once; what stands above a gap waits for what is missing."""
        frame = told.frame
        known = self._watched.conversations.get(frame.conversation)
        if not self._alone and known is not None and frame.after > known.seq:
            self._wait(told)
            return
        self._push(told)
        self._watched.told(frame.conversation, frame.after, frame.through)
        if frame.conversation in self._early:
            self._go_on(frame.conversation)

    def _push(self, told: Told) -> None:
        conversation_id = told.frame.conversation
        staff, contact = staff_topic(conversation_id), contact_topic(conversation_id)
        if self._hub.heard(staff):
            self._hub.publish(staff, told.encoded)
        if self._hub.heard(contact):
            self._hub.publish(contact, told.for_contact())
            if told.frame.entries and _changes_standing(told.frame.entries[-1]):
                self._hub.publish(standing_topic(conversation_id), ENCODE(_standing(told.frame.entries[-1])))

    def _wait(self, told: Told) -> None:
        id_ = told.frame.conversation
        early = self._early.get(id_)
        if early is None:
            asks = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._ask, id_)
            self._early[id_] = _Early([told], asks)
        else:
            early.told.append(told)
            early.told.sort(key=lambda one: one.frame.after)

    def _go_on(self, conversation_id: UUID) -> None:
        early = self._early.pop(conversation_id)
        early.asks.cancel()
        known = self._watched.conversations.get(conversation_id)
        for told in early.told:
            if known is None or told.frame.through > known.seq:
                self.tell(told)

    def _ask(self, conversation_id: UUID) -> None:
        told = self._early.pop(conversation_id).told[-1]
        self._late(told.workspace_id, conversation_id, told.frame.through)


def stretches(kept: list[Kept]) -> list[list[Kept]]:
    """What was kept, cut behind all that ends what somebody may hear: what follows is another frame."""
    if kept[0].contact_id is not None:
        return [kept]
    ends = [n for n, one in enumerate(kept, 1) if _changes_standing(one.entry) or n == len(kept)]
    return [kept[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _changes_standing(entry: Entry) -> bool:
    return isinstance(entry.body, Happened) and isinstance(entry.body.event, STANDING)


def _standing(entry: Entry) -> Standing:
    assert isinstance(entry.body, Happened)
    event = entry.body.event
    if isinstance(event, MemberLeft):
        return Standing(entry.conversation, event.who, entry.seq)
    return Standing(entry.conversation, None, None)


def _amended(kept: list[Kept]) -> list[Entry]:
    """What is known from before, and is another now: each in its last state."""
    first = kept[0].seq
    changed = {
        entry.seq: entry
        for one in kept
        if (entry := one.entry if one.change is not None else one.asked and one.asked.question)
    }
    return [entry for entry in changed.values() if entry.seq < first] if changed else []
