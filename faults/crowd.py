"""Very many people who only read, each over raw frames: what they are told is counted and not kept."""

from __future__ import annotations

import asyncio
import random
import socket
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from msgspec import Struct

from bench.wire import FrameProtocol, client_frame, upgrade_request
from causerie.conversations.frames import Pull, Watch
from faults.clients import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Person, Ways
from faults.history import Followed, digest

ENCODE = msgspec.json.Encoder().encode
SMALL_BUFFER = 4096


class _Entry(Struct):
    seq: int
    client_id: str


class _Frame(Struct):
    """What a reader needs of any frame."""

    t: str
    after: int = 0
    through: int = 0
    head: int = 0
    entries: list[_Entry] = []
    retry_after_ms: int | None = None


DECODE = msgspec.json.Decoder(_Frame).decode


class Follower:
    """One more device `of` somebody, which reads a conversation from where that person is, over all the lines that it
    loses. `small`: the system keeps as little for it as it can. `lines`: so many were begun; `pulls`: so often more was
    asked for.
    """

    def __init__(
        self, person: Person, conversation: UUID, ways: Ways, rng: random.Random, *, small: bool = False
    ) -> None:
        self.conversation = conversation
        self.have = person.have[conversation]
        # The line knows all that stood when it was asked last.
        self.caught_up = asyncio.Event()
        self.lines = 0
        self.pulls = 0
        self._asked = -1
        self._present = asyncio.Event()
        self._present.set()
        self.of = person
        self._ways = ways
        self._rng = rng
        self._small = small
        self._began = self.have
        self._digest = 0
        self._line: _Line | None = None
        self._failures = 0
        self._retry_after: float | None = None

    async def live(self) -> None:
        """Connects again and again, until it is cancelled."""
        while True:
            await self._present.wait()
            with suppress(OSError, TimeoutError):
                await self._carry()
            self.caught_up.clear()
            await asyncio.sleep(self._pause() * self._rng.uniform(0.5, 1.5))

    def leave(self) -> None:
        """Hangs up, and stays away."""
        self._present.clear()
        self.caught_up.clear()
        if self._line is not None:
            self._line.transport.abort()

    def come_back(self) -> None:
        """Connects again, with what is known from before."""
        self._present.set()

    def be_deaf(self) -> None:
        """Takes nothing more from the system, and says nothing."""
        self.caught_up.clear()
        if self._line is not None:
            self._line.transport.pause_reading()

    def listen(self) -> None:
        """Hears again, first what waits; lines begun from now on are like anybody's."""
        self._small = False
        if self._line is not None and not self._line.transport.is_closing():
            self._line.transport.resume_reading()

    def followed(self) -> Followed:
        """What came of it."""
        me = self.of.me
        return Followed(
            f"one more {me.who}", self.conversation, me.staff, self._began, self.have, self._digest
        )

    def _pause(self) -> float:
        if self._retry_after is not None:
            seconds, self._retry_after = self._retry_after, None
            return seconds
        self._failures += 1
        return min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** (self._failures - 1))

    async def _carry(self) -> None:
        url = urlsplit(self._rng.choice(self._ways()).url)
        assert url.hostname is not None
        with socket.socket() as connecting:
            connecting.setblocking(False)
            if self._small:
                connecting.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(connecting, (url.hostname, url.port))
            _, self._line = await loop.create_connection(lambda: _Line(self), sock=connecting.dup())
        self._line.transport.write(upgrade_request(url.netloc, self.of.cookie))
        try:
            await self._line.gone.wait()
        finally:
            self._line.transport.abort()
            self._line = None

    def opened(self) -> list[bytes]:
        """What is said first."""
        return [ENCODE(self.of.hello), ENCODE(Watch(self.conversation, self.have))]

    def told(self, frame: _Frame) -> bytes | None:
        """Takes a frame. Returns what is to be asked then."""
        if frame.t == "welcome":
            self._failures = 0
            self._asked = -1
            self.lines += 1
        elif frame.t == "bye" and frame.retry_after_ms is not None:
            self._retry_after = frame.retry_after_ms / 1000
        elif frame.t == "entries":
            if frame.after <= self.have < frame.through:
                new = [entry.client_id for entry in frame.entries if entry.seq > self.have]
                self._digest, self.have = digest(new, self._digest), frame.through
            if self.have >= max(frame.head, frame.through):
                self.caught_up.set()
            elif self._asked != self.have:
                self._asked = self.have
                self.pulls += 1
                return ENCODE(Pull(self.conversation, after=self.have))
        return None


class _Line(FrameProtocol):
    """One line of a follower's."""

    def __init__(self, follower: Follower) -> None:
        super().__init__()
        self.gone = asyncio.Event()
        self._follower = follower

    def on_head(self, head: bytes) -> None:
        """The handshake is answered."""
        if head.startswith(b"HTTP/1.1 101"):
            self.transport.write(b"".join(map(client_frame, self._follower.opened())))
        else:
            self.transport.abort()

    def on_text(self, payload: bytes) -> None:
        """One frame."""
        asks = self._follower.told(DECODE(payload))
        if asks is not None:
            self.transport.write(client_frame(asks))

    def connection_lost(self, error: Exception | None) -> None:
        """The line is gone."""
        self.gone.set()
