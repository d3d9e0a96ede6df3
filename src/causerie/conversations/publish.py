"""Tells those who watch what was committed: here by frames encoded once, in other processes by a hint on the bus."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

import msgspec
from msgspec import Raw

from causerie.conversations.frames import Marked, ServerFrame
from causerie.conversations.groups import Groups
from causerie.conversations.hints import (
    ALL,
    DECODE,
    CarriedHint,
    DeskHint,
    EntriesHint,
    FrameHint,
    GroupHint,
    Hint,
    InboxHint,
    PresenceHint,
    bus_topic,
)
from causerie.conversations.lists import Lists, desk_topic, inbox_topic
from causerie.conversations.news import News
from causerie.conversations.plan import Kept
from causerie.conversations.readers import contact_topic, staff_topic
from causerie.conversations.telling import Telling, Told, stretches
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
        self._telling = Telling(hub, self.watched, self._late, alone=not bus.carries)
        self.news = News(database, self.watched, self._tell_news)
        self.groups = Groups(database, lists)

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
        for id_, entries in conversations.items():
            for part in stretches(entries):
                told = Told.of(part)
                self._telling.tell(told)
                if self._bus.carries:
                    self._tell_others(told, part)
            if entries[0].contact_id is None:
                self.members_changed(entries[0].workspace_id, id_)
                continue
            workspaces.add(entries[0].workspace_id)
            accounts |= {one.account_id for one in entries if one.account_id is not None}
        self._heads_changed(workspaces, accounts)

    def _tell_news(self, kept: list[Kept]) -> None:
        for part in stretches(kept):
            self._telling.tell(Told.of(part))

    def changed(self, workspace_id: UUID, account_id: UUID | None) -> None:
        """A head changed without an entry."""
        self._heads_changed({workspace_id}, {account_id} if account_id else set())

    def members_changed(self, workspace_id: UUID, conversation_id: UUID) -> None:
        """A head changed in the lists of all members."""
        self.groups.changed(workspace_id, conversation_id)
        self.tell(ALL, GroupHint(workspace_id, conversation_id))

    def inbox_changed(self, account_id: UUID) -> None:
        """A head changed in this account's list alone."""
        self._heads_changed(set(), {account_id})

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
        if self._bus.carries:
            self._bus.publish(bus_topic(topic), ENCODE(hint))

    def _tell_others(self, told: Told, kept: list[Kept]) -> None:
        """With what was committed, by as few hints as carry it; what none carries is read from the database there."""
        frame = told.frame
        topic = bus_topic(contact_topic(frame.conversation))
        carried = CarriedHint(told.workspace_id, frame.conversation, frame.through, Raw(told.encoded))
        hint = ENCODE(carried)
        if len(hint) <= self._bus.carries:
            self._bus.publish(topic, hint)
        elif len(kept) > 1:
            half = len(kept) // 2
            for part in (kept[:half], kept[half:]):
                self._tell_others(Told.of(part), part)
        else:
            named = EntriesHint(told.workspace_id, frame.conversation, frame.after, frame.through)
            self._bus.publish(topic, ENCODE(named))

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

    # from the other processes ----------------------------------------------------------------------------------

    def _heard(self, message: bytes) -> None:
        try:
            self._follow(DECODE(message))
        except msgspec.DecodeError as error:
            LOG.warning("a hint of another version of this program was not understood: %s", error)

    def _follow(self, hint: Hint) -> None:
        match hint:
            case FrameHint(topic=topic, frame=frame):
                encoded = bytes(frame)
                marked = DECODE_MARKED(encoded) if encoded.startswith(MARKED) else None
                self._push(topic, encoded, marked)
            case DeskHint(workspace_id=workspace_id):
                self._lists.desk_changed(workspace_id)
            case InboxHint(account_id=account_id):
                self._lists.inbox_changed(account_id)
            case GroupHint():
                self.groups.changed(hint.workspace_id, hint.conversation_id)
            case EntriesHint():
                if self._is_news(hint):
                    self.news.heard(hint)
            case CarriedHint():
                if self._is_news(hint):
                    self._telling.tell(Told.heard(hint.workspace_id, bytes(hint.frame)))
            case _:
                self._presence(hint)

    def _is_news(self, hint: EntriesHint | CarriedHint) -> bool:
        id_ = hint.conversation_id
        heard = self._hub.heard(staff_topic(id_)) or self._hub.heard(contact_topic(id_))
        known = self.watched.conversations.get(id_)
        return heard and (known is None or known.seq < hint.through)

    def _late(self, workspace_id: UUID, conversation_id: UUID, through: int) -> None:
        known = self.watched.conversations.get(conversation_id)
        if known is not None:
            self.news.heard(EntriesHint(workspace_id, conversation_id, known.seq, through))


def _other_side(topic: str) -> str | None:
    audience, _, rest = topic.partition(":")
    if audience == "staff":
        return f"contact:{rest}"
    return f"staff:{rest}" if audience == "contact" else None
