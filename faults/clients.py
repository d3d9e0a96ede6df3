"""People on the public socket, made from docs/live.md alone: what they say they say until it is acknowledged, and they
go on where they were after every lost line. Each notes all that it sends and hears.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

import msgspec
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from causerie.content import Text
from causerie.conversations import frames as f
from causerie.conversations.model import Entry, ReadMark
from causerie.conversations.readers import contact_may_see
from causerie.errors import ErrorCode
from faults.history import (
    Acknowledged,
    Client,
    Connected,
    Heard,
    History,
    Listed,
    Lost,
    Marked,
    Received,
    Refused,
    Row,
    Sent,
)

ENCODE = msgspec.json.Encoder().encode
DECODE = msgspec.json.Decoder(f.ServerFrame).decode
ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# What may succeed when it is said again; nobody here does what any other refusal would be for.
AGAIN = (ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED, ErrorCode.RATE_LIMITED)

OPEN_SECONDS = 5.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
MAX_FRAME_BYTES = 16 * 1024 * 1024
# One entry in so many is marked; every mark is a transaction.
MARK_EVERY = 4


class Way(Struct, frozen=True):
    """A place that serves: its name in the history, and its URL."""

    name: str
    url: str


# Where somebody may connect now.
Ways = Callable[[], list[Way]]


class LineLost(Exception):
    """The line is to be begun anew."""


class Person:
    """One device of one person, over all its lines. `ways`: where it may connect now, as a balancer would choose.

    Says something about every `pause` seconds, while no more than `window` is unanswered.
    """

    def __init__(
        self,
        me: Client,
        hello: f.Hello,
        cookie: str,
        ways: Ways,
        history: History,
        rng: random.Random,
    ) -> None:
        self.me = me
        self.talking = False
        self.pause, self.window = 0.05, 8
        self.words = "ăîșțâ да"
        self.have: dict[UUID, int] = {}
        self.marks: dict[tuple[UUID, UUID], tuple[int, int]] = {}
        self.heads: dict[UUID, int] = {}
        # Oldest first.
        self.unanswered: dict[str, f.Append] = {}
        # Receipts that the server may still have to take.
        self.unmarked = 0
        self.connected = asyncio.Event()
        # Set when the device comes online again: then it tries at once.
        self.comes_online = asyncio.Event()
        # Contacts whose presence was told: by conversation and contact.
        self.here: dict[tuple[UUID, UUID | None], bool] = {}
        self.hello, self.cookie = hello, cookie
        self._headers = {"Cookie": cookie} if cookie else {}
        self._ways = ways
        self._history = history
        self._rng = rng
        self._own: UUID | None = None
        self._cursor: str | None = None
        self._said = 0
        self._heard = set[bytes]()
        self._asked: dict[UUID, int] = {}
        self._outgoing: asyncio.Queue[bytes] | None = None
        self._retry_after: float | None = None
        self._silence = 2.0 * f.HEARTBEAT_SECONDS
        history.add(me)

    async def live(self) -> None:
        """Connects, again and again, and talks while `talking`, until it is cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._talk())
            group.create_task(self._lines())

    async def read_afresh(self, conversation: UUID) -> list[Row]:
        """A whole conversation, as this person reads it on a new device."""
        async with self._socket(self._ways()[0]) as socket:
            await socket.send(ENCODE(self.hello), text=True)
            await socket.send(ENCODE(f.Watch(conversation, 0)), text=True)
            rows, have = [], 0
            async with asyncio.timeout(OPEN_SECONDS):
                while True:
                    frame = DECODE(await socket.recv(decode=False))
                    if isinstance(frame, f.Refused):
                        raise LineLost(frame.detail)
                    if not isinstance(frame, f.Entries) or frame.after != have:
                        continue
                    have = frame.through
                    rows += [_row(entry) for entry in frame.entries]
                    if have >= frame.head:
                        return rows
                    await socket.send(ENCODE(f.Pull(conversation, have)), text=True)

    # talking -----------------------------------------------------------------------------------------------------

    async def _talk(self) -> None:
        while True:
            await asyncio.sleep(self._rng.uniform(0, 2 * self.pause))
            if self.talking and len(self.unanswered) < self.window:
                self._say_something()

    def say(self, count: int) -> None:
        """Says so much at once, whatever is unanswered."""
        for _ in range(count):
            self._say_something()

    def _say_something(self) -> None:
        if self.me.staff and not self.have:
            return
        conversation = self._rng.choice(list(self.have)) if self.me.staff else self._own
        self._said += 1
        client_id = f"{self.me.who}-{self._said:06}"
        append = f.Append(client_id, Text(f"{client_id} {self.words}"), conversation)
        self.unanswered[client_id] = append
        self._send(append)

    def _send(self, frame: f.ClientFrame) -> None:
        if self._outgoing is not None:
            if isinstance(frame, f.Append):
                self._history.add(Sent(self._history.now, self.me.who, frame.client_id))
            self._outgoing.put_nowait(ENCODE(frame))

    # lines -------------------------------------------------------------------------------------------------------

    async def _lines(self) -> None:
        failures = 0
        while True:
            try:
                await self._line()
            except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed, LineLost) as error:
                failures = 0 if self.connected.is_set() else failures + 1
                self._lost(f"{type(error).__name__}: {error}")
            with suppress(TimeoutError):
                async with asyncio.timeout(self._until_next(failures)):
                    await self.comes_online.wait()
            self.comes_online.clear()

    def _until_next(self, failures: int) -> float:
        seconds = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(failures, 10))
        if self._retry_after is not None:
            seconds, self._retry_after = self._retry_after, None
        return seconds * self._rng.uniform(0.5, 1.5)

    def _lost(self, why: str) -> None:
        self._outgoing = None
        self._asked.clear()
        self.unmarked = 0
        if self.connected.is_set():
            self.connected.clear()
            self._history.add(Lost(self._history.now, self.me.who, why))

    async def _line(self) -> None:
        """One line; tries every way before it gives up, as a balancer does. Raises what ended it."""
        ways = self._ways()
        self._rng.shuffle(ways)
        refused: BaseException = LineLost("there is no way")
        for way in ways:
            try:
                socket = await self._socket(way)
            except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed) as error:
                refused = error
                continue
            async with socket:
                await self._carry(socket, way)
        raise refused

    def _socket(self, way: Way) -> connect:
        return connect(
            f"ws{way.url.removeprefix('http')}/live",
            additional_headers=self._headers,
            compression=None,
            proxy=None,
            open_timeout=OPEN_SECONDS,
            ping_interval=None,  # the protocol has a heartbeat of its own
            close_timeout=1,
            max_size=MAX_FRAME_BYTES,
        )

    async def _carry(self, socket: ClientConnection, way: Way) -> None:
        outgoing = asyncio.Queue[bytes]()
        writer = asyncio.create_task(_write(socket, outgoing))
        outgoing.put_nowait(ENCODE(self.hello))
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                self._take(await self._next(socket), way, outgoing)
            while True:
                async with asyncio.timeout(self._silence):
                    data = await self._next(socket)
                self._take(data, way, outgoing)
        finally:
            writer.cancel()

    async def _next(self, socket: ClientConnection) -> bytes:
        data = await socket.recv(decode=False)
        for found in ID.findall(data):
            if found not in self._heard:
                self._heard.add(found)
                self._history.add(Heard(self.me.who, UUID(found.decode())))
        return data

    # frames ------------------------------------------------------------------------------------------------------

    def _take(self, data: bytes, way: Way, outgoing: asyncio.Queue[bytes]) -> None:
        frame, now, who = DECODE(data), self._history.now, self.me.who
        match frame:
            case f.Welcome():
                self._outgoing = outgoing
                self._history.add(Connected(now, who, way.name))
                self.connected.set()
                self._welcomed(frame)
            case f.Watching():
                self.here.update({(frame.conversation, who.id): True for who in frame.online})
                for mark in frame.marks:
                    self._marked(frame.conversation, mark, present=True)
            case f.Entries():
                self._read(frame)
            case f.Ack():
                self._history.add(Acknowledged(now, who, frame.client_id, frame.conversation, frame.seq))
                self.unanswered.pop(frame.client_id, None)
                if not self.me.staff and self._own is None:
                    self._own = frame.conversation
                    self._watch(frame.conversation)
            case f.Refused():
                self._refused(frame)
            case f.Marked():
                self._marked(frame.conversation, frame.mark, present=False)
            case f.Heads():
                self._cursor = frame.cursor
                for head in frame.heads:
                    self._history.add(Listed(now, who, head.conversation, head.last_seq))
                    self.heads[head.conversation] = head.last_seq
                    if head.conversation not in self.have:
                        self._watch(head.conversation)
            case f.Bye():
                self._retry_after = None if frame.retry_after_ms is None else frame.retry_after_ms / 1000
                raise LineLost(f"bye {frame.reason}")
            case f.Pong():
                self.unmarked -= 1
            case f.Online():
                self.here[frame.conversation, frame.who.id] = frame.on
            case f.Beat() | f.IsTyping():
                pass
            case _:
                raise LineLost(f"nobody expects {type(frame).__name__}")

    def _welcomed(self, welcome: f.Welcome) -> None:
        self._silence = 2.0 * welcome.heartbeat_seconds
        if self._own is None and welcome.conversation is not None and not self.me.staff:
            self._own = welcome.conversation
            self.have.setdefault(self._own, 0)
        for conversation in self.have:
            self._watch(conversation)
        if self.me.staff:
            self._send(f.List(self._cursor))
        for append in list(self.unanswered.values()):
            self._send(append)

    def _watch(self, conversation: UUID) -> None:
        self._send(f.Watch(conversation, self.have.setdefault(conversation, 0)))

    def _read(self, frame: f.Entries) -> None:
        entries = [(entry.seq, entry.client_id) for entry in frame.entries]
        self._history.add(
            Received(self._history.now, self.me.who, frame.conversation, frame.after, frame.through, entries)
        )
        have = self.have[frame.conversation]
        if frame.after <= have < frame.through:
            have = self.have[frame.conversation] = frame.through
            if self._rng.randrange(MARK_EVERY) == 0:
                read = have if self._rng.random() < 0.5 else 0
                self._send(f.Mark(frame.conversation, delivered=have, read=read))
                self._send(
                    f.Ping()
                )  # frames are taken in their order: its answer says that the mark was taken
                self.unmarked += 1
        if have < max(frame.head, frame.through) and self._asked.get(frame.conversation) != have:
            self._asked[frame.conversation] = have
            self._send(f.Pull(frame.conversation, after=have))

    def _marked(self, conversation: UUID, mark: ReadMark, *, present: bool) -> None:
        reader, delivered, read = mark.reader.id, mark.delivered, mark.read
        assert reader is not None
        now = self._history.now
        self._history.add(Marked(now, self.me.who, conversation, reader, delivered, read, present))
        before = self.marks.get((conversation, reader), (0, 0))
        self.marks[conversation, reader] = max(before[0], delivered), max(before[1], read)

    def _refused(self, refused: f.Refused) -> None:
        self._history.add(Refused(self._history.now, self.me.who, refused.client_id, refused.code.value))
        if refused.code not in AGAIN:
            self.unanswered.pop(refused.client_id or "", None)
            return
        if refused.client_id is None:
            raise LineLost(f"refused: {refused.detail}")
        outgoing = self._outgoing

        def again() -> None:
            # On another line it was said again already.
            if self._outgoing is outgoing and (append := self.unanswered.get(refused.client_id or "")):
                self._send(append)

        asyncio.get_running_loop().call_later((refused.retry_after_ms or 1_000) / 1000, again)


def _row(entry: Entry) -> Row:
    kind = str(type(entry.body).__struct_config__.tag)
    return Row(entry.seq, entry.client_id, kind, contact_may_see(entry.body))


async def _write(socket: ClientConnection, outgoing: asyncio.Queue[bytes]) -> None:
    with suppress(ConnectionClosed):  # the reading side learns of it too
        while True:
            await socket.send(await outgoing.get(), text=True)
