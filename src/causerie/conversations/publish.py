"""Tells those who watch what was committed: here by frames encoded once, in other processes by a hint on the bus."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw

from causerie.conversations.frames import Entries, Marked, ServerFrame
from causerie.conversations.hints import (
    ALL,
    DECODE,
    DeskHint,
    EntriesHint,
    FrameHint,
    Hint,
    InboxHint,
    PresenceHint,
    bus_topic,
)
from causerie.conversations.lists import Lists, desk_topic, inbox_topic
from causerie.conversations.model import Entry
from causerie.conversations.news import News
from causerie.conversations.plan import Kept
from causerie.conversations.readers import (
    contact_may_see,
    contact_topic,
    staff_topic,
    without_source,
)
from causerie.conversations.watched import Watched
from causerie.kit.bus import Bus, Missed
from causerie.kit.database import Database
from causerie.kit.hub import Hub

LOG = logging.getLogger("causerie.publish")
ENCODE = msgspec.json.Encoder().encode
MARKED = b'{"t":"marked"'
DECODE_MARKED = msgspec.json.Decoder(Marked).decode


class Publisher:
    """The way from a commit to the sockets."""

    def __init__(self, database: Database, hub: Hub, bus: Bus, lists: Lists) -> None:
        self.watched = Watched()
        self._hub = hub
        self._bus = bus
        self._lists = lists
        self._presence: Callable[[PresenceHint], None] = lambda hint: None
        self.news = News(database, self.watched, self._push_entries)

    async def start(self, presence: Callable[[PresenceHint], None], missed: Missed) -> None:
        """Begins to hear what the other processes say. `missed`: hints may have been lost."""
        self._presence = presence
        self._hub.on_interest(self._interest)
        self._bus.listen(ALL)
        await self._bus.start(self._heard, missed)

    def committed(self, kept: list[Kept]) -> None:
        """Entries were committed, in this order."""
        conversations: dict[UUID, list[Kept]] = {}
        for one in kept:
            conversations.setdefault(one.entry.conversation, []).append(one)
        workspaces, accounts = set[UUID](), set[UUID]()
        for conversation_id, entries in conversations.items():
            first, last = entries[0], entries[-1]
            self._push_entries(entries)
            hint = EntriesHint(first.workspace_id, conversation_id, first.seq - 1, last.seq)
            self.tell(contact_topic(conversation_id), hint)
            workspaces.add(first.workspace_id)
            if first.account_id is not None:
                accounts.add(first.account_id)
        self._heads_changed(workspaces, accounts)

    def changed(self, workspace_id: UUID, account_id: UUID | None) -> None:
        """A head changed without an entry."""
        self._heads_changed({workspace_id}, {account_id} if account_id else set())

    def _heads_changed(self, workspaces: set[UUID], accounts: set[UUID]) -> None:
        for workspace_id in workspaces:
            self._lists.desk_changed(workspace_id)
            self.tell(desk_topic(workspace_id), DeskHint(workspace_id))
        for account_id in accounts:
            self._lists.inbox_changed(account_id)
            self.tell(inbox_topic(account_id), InboxHint(account_id))

    def frame(self, topic: str, frame: ServerFrame) -> None:
        """Pushes a frame to whoever hears `topic`, in every process."""
        encoded = ENCODE(frame)
        self._push(topic, encoded, frame)
        self.tell(topic, FrameHint(topic, Raw(encoded)))

    def frame_here(self, topic: str, frame: ServerFrame) -> None:
        """Pushes a frame to whoever hears `topic` in this process."""
        self._push(topic, ENCODE(frame), frame)

    def tell(self, topic: str, hint: Hint) -> None:
        """Tells the other processes that hear `topic` of the hub."""
        self._bus.publish(bus_topic(topic), ENCODE(hint))

    def _push(self, topic: str, encoded: bytes, frame: ServerFrame | None) -> None:
        if isinstance(frame, Marked):
            self.watched.marked(frame.conversation, frame.mark)
        self._hub.publish(topic, encoded)

    def _interest(self, topic: str, heard: bool) -> None:
        other = _other_side(topic)
        wanted = bus_topic(topic)
        if wanted == ALL or (other is not None and self._hub.heard(other)):
            return
        if heard:
            self._bus.listen(wanted)
        else:
            self._bus.unlisten(wanted)

    def _push_entries(self, kept: list[Kept]) -> None:
        """To both sides of one conversation; the entries follow each other."""
        conversation_id = kept[0].entry.conversation
        self._push_staff(conversation_id, kept)
        self._push_contact(conversation_id, kept)
        self.watched.told(conversation_id, kept[0].seq - 1, kept[-1].seq)

    def _push_staff(self, conversation_id: UUID, kept: list[Kept]) -> None:
        topic = staff_topic(conversation_id)
        if self._hub.heard(topic):
            entries = [one.entry for one in kept if one.change is None]
            self._hub.publish(topic, ENCODE(_frame(conversation_id, kept, entries, _amended(kept))))

    def _push_contact(self, conversation_id: UUID, kept: list[Kept]) -> None:
        topic = contact_topic(conversation_id)
        if self._hub.heard(topic):
            entries = [
                without_source(one.entry)
                for one in kept
                if one.change is None and contact_may_see(one.entry.body)
            ]
            amended = [
                msgspec.structs.replace(entry, source=UNSET)
                for entry in _amended(kept)
                if contact_may_see(entry.body)
            ]
            self._hub.publish(topic, ENCODE(_frame(conversation_id, kept, entries, amended)))

    # from the other processes ----------------------------------------------------------------------------------

    def _heard(self, message: bytes) -> None:
        try:
            hint = DECODE(message)
        except msgspec.DecodeError as error:
            LOG.warning("a hint of another version of this program was not understood: %s", error)
            return
        match hint:
            case FrameHint(topic=topic, frame=frame):
                encoded = bytes(frame)
                marked = DECODE_MARKED(encoded) if encoded.startswith(MARKED) else None
                self._push(topic, encoded, marked)
            case DeskHint(workspace_id=workspace_id):
                self._lists.desk_changed(workspace_id)
            case InboxHint(account_id=account_id):
                self._lists.inbox_changed(account_id)
            case EntriesHint():
                if self._is_news(hint):
                    self.news.heard(hint)
            case _:
                self._presence(hint)

    def _is_news(self, hint: EntriesHint) -> bool:
        id_ = hint.conversation_id
        heard = self._hub.heard(staff_topic(id_)) or self._hub.heard(contact_topic(id_))
        known = self.watched.conversations.get(id_)
        return heard and (known is None or known.seq < hint.through)


def _other_side(topic: str) -> str | None:
    audience, _, rest = topic.partition(":")
    if audience == "staff":
        return f"contact:{rest}"
    return f"staff:{rest}" if audience == "contact" else None


def _amended(kept: list[Kept]) -> list[Entry]:
    """What is known from before, and is another now: each in its last state."""
    first = kept[0].seq
    changed = {one.entry.seq: one.entry for one in kept if one.change is not None}
    return [entry for entry in changed.values() if entry.seq < first] if changed else []


def _frame(conversation_id: UUID, kept: list[Kept], entries: list[Entry], amended: list[Entry]) -> Entries:
    people = {one.person.id: one.person for one in kept if one.person is not None}
    after, through = kept[0].seq - 1, kept[-1].seq
    return Entries(conversation_id, after, through, through, entries, list(people.values()), amended)
