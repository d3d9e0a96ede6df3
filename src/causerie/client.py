"""A client of the live protocol over WebSockets, as docs/live.md says: it outlives any number of lost sockets."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from types import TracebackType
from typing import Self
from uuid import UUID

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from causerie.content import Draft
from causerie.conversations import frames as f
from causerie.conversations.model import Entry, Head
from causerie.errors import AppError, ErrorCode

ENCODE = msgspec.json.Encoder().encode
DECODE = msgspec.json.Decoder(f.ServerFrame).decode

LONGEST_PAUSE_SECONDS = 30.0
FIRST_PAUSE_SECONDS = 0.5
# Unacknowledged appends on the line at once. A server answers `overloaded` to a thousand.
WINDOW = 200
MAX_FRAME_BYTES = 16 * 1024 * 1024
AGAIN = frozenset({ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED, ErrorCode.RATE_LIMITED})


class LineEnded(Exception):
    """The line is over and coming back will not help: the server said why, or the client was closed."""


class Timeline:
    """What a reader knows of one conversation: everything up to `have`, and that it goes on to `head`."""

    def __init__(self) -> None:
        self.have = 0
        self.head = 0
        self.entries: list[Entry] = []
        self._asked: int | None = None

    def amend(self, told: list[Entry]) -> None:
        """Entries that are known and were amended."""
        newer = {entry.seq: entry for entry in told}
        self.entries = [_newer(entry, newer.get(entry.seq)) for entry in self.entries]

    def take(self, frame: f.Entries) -> int | None:
        """Takes what is new, and drops what lies beyond a gap. Returns the seq to pull from, where something is
        missing that was not asked for yet."""
        self.head = max(self.head, frame.head, frame.through)
        if frame.amended:
            self.amend(frame.amended)
        if frame.after <= self.have < frame.through:
            self.entries += [entry for entry in frame.entries if entry.seq > self.have]
            self.have = frame.through
        if self.have >= self.head or self._asked == self.have:
            return None
        self._asked = self.have
        return self.have

    def line_lost(self) -> None:
        """What was asked for will not come."""
        self._asked = None


def _newer(known: Entry, told: Entry | None) -> Entry:
    return told if told is not None and (told.amended or 0) > (known.amended or 0) else known


class LiveClient:
    """One line to `base_url`, from `async with` to its end.

    `hello` is said on every connection; its `token` may be replaced. `cookie` is the whole header of somebody who is
    signed in. `on_frame` sees every frame of the server's after it was taken.
    """

    def __init__(
        self,
        base_url: str,
        hello: f.Hello,
        *,
        cookie: str | None = None,
        on_frame: Callable[[f.ServerFrame], None] | None = None,
    ) -> None:
        self.hello = hello
        self.welcome: f.Welcome | None = None
        self.connections = 0
        self.timelines: dict[UUID, Timeline] = {}
        self.heads: dict[UUID, Head] = {}
        self._url = "ws" + base_url.removeprefix("http").rstrip("/") + "/live"
        self._headers: Mapping[str, str] = {"Cookie": cookie} if cookie else {}
        self._on_frame = on_frame
        self._cursor: str | None = None
        self._lists = False
        # Oldest first; those in `_unsent` wait for their turn on the line.
        self._unacknowledged: dict[str, tuple[f.Append | f.Amend, asyncio.Future[f.Ack]]] = {}
        self._unsent: deque[str] = deque()
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._outgoing: asyncio.Queue[bytes] | None = None
        self._retry_after: float | None = None
        self._ended: LineEnded | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._task is not None
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    # what its owner does -----------------------------------------------------------------------------------------

    def append(
        self,
        content: Draft,
        *,
        conversation: UUID | None = None,
        note: bool = False,
        client_id: str | None = None,
    ) -> asyncio.Future[f.Ack]:
        """Says something; the answer comes when it is kept, over however many connections that takes.

        The answer raises AppError where the server refused it, LineEnded where the line is over.
        """
        return self._keep(f.Append(client_id or secrets.token_urlsafe(16), content, conversation, note=note))

    def amend(
        self,
        conversation: UUID,
        of: int,
        change: f.Edit | f.Delete | f.React | f.Close,
        *,
        client_id: str | None = None,
    ) -> asyncio.Future[f.Ack]:
        """Changes what was said; answered like `append`."""
        return self._keep(f.Amend(client_id or secrets.token_urlsafe(16), conversation, of, change))

    def _keep(self, append: f.Append | f.Amend) -> asyncio.Future[f.Ack]:
        answer: asyncio.Future[f.Ack] = asyncio.get_running_loop().create_future()
        if self._ended is not None:
            answer.set_exception(self._ended)
            return answer
        self._unacknowledged[append.client_id] = (append, answer)
        self._unsent.append(append.client_id)
        self._send_waiting()
        return answer

    def watch(self, conversation: UUID) -> Timeline:
        """Reads the conversation from its beginning, and then everything new in it."""
        timeline = self.timelines.setdefault(conversation, Timeline())
        self.say(f.Watch(conversation, timeline.have))
        return timeline

    def follow_list(self, cursor: str | None = None) -> None:
        """Follows the list of conversations, in `heads`, from a list page's cursor on."""
        self._lists, self._cursor = True, cursor
        self.say(f.List(cursor))

    def say(self, frame: f.ClientFrame) -> None:
        """Sends a frame that may be lost with the line (typing, page), or that is said again on the next one."""
        if self._outgoing is not None:
            self._outgoing.put_nowait(ENCODE(frame))

    async def until(self, true: Callable[[], bool]) -> None:
        """Waits until `true()`, which is asked after every frame. Raises LineEnded."""
        if true():
            return
        if self._ended is not None:
            raise self._ended
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((true, answer))
        await answer

    async def read(self, conversation: UUID, seq: int) -> None:
        """Waits until everything up to `seq` of a watched conversation is there. Raises LineEnded."""
        await self.until(lambda: self.timelines[conversation].have >= seq)

    # connections -------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        failures = 0
        try:
            while True:
                before = self.connections
                try:
                    await self._connection()
                except InvalidStatus as refused:
                    status = refused.response.status_code
                    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
                        raise LineEnded(f"the server refuses the socket with {status}") from refused
                except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed):
                    pass  # the line is lost; what was not acknowledged is said again on the next one
                failures = 0 if self.connections > before else failures + 1
                await asyncio.sleep(self._pause(failures))
        except LineEnded as ended:
            self._end(ended)
        finally:
            self._end(LineEnded("the line was closed"))

    def _pause(self, failures: int) -> float:
        seconds = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(failures, 10))
        if self._retry_after is not None:
            seconds, self._retry_after = self._retry_after, None
        return seconds * random.uniform(0.5, 1.5)

    def _end(self, ended: LineEnded) -> None:
        self._ended = self._ended or ended
        for _, answer in self._unacknowledged.values():
            if not answer.done():
                answer.set_exception(self._ended)
        for _, waiter in self._waiting:
            if not waiter.done():
                waiter.set_exception(self._ended)
        self._unacknowledged.clear()
        self._waiting.clear()

    async def _connection(self) -> None:
        async with connect(
            self._url,
            additional_headers=self._headers,
            compression=None,
            proxy=None,
            ping_interval=None,  # the protocol has a heartbeat of its own
            close_timeout=1,
            max_size=MAX_FRAME_BYTES,
        ) as socket:
            await socket.send(ENCODE(self.hello), text=True)
            writer: asyncio.Task[None] | None = None
            try:
                while True:
                    async with asyncio.timeout(self._silence()):
                        data = await socket.recv()
                    self._take(DECODE(data))
                    if writer is None and self._outgoing is not None:
                        writer = asyncio.create_task(_write(socket, self._outgoing))
            finally:
                self._line_lost()
                if writer is not None:
                    writer.cancel()

    def _silence(self) -> float:
        return 2.0 * (self.welcome.heartbeat_seconds if self.welcome else 10)

    def _line_lost(self) -> None:
        self._outgoing = None
        for timeline in self.timelines.values():
            timeline.line_lost()

    # frames --------------------------------------------------------------------------------------------------------

    def _take(self, frame: f.ServerFrame) -> None:
        match frame:
            case f.Welcome():
                self._welcomed(frame)
            case f.Entries():
                self._read(frame)
            case f.Heads():
                self.heads |= {head.conversation: head for head in frame.heads}
                self._cursor = frame.cursor
            case f.Ack():
                self._acknowledged(frame)
            case f.Refused():
                self._refused(frame)
            case f.Moved():
                self.timelines.pop(frame.conversation, None)
                self.watch(frame.into)
            case f.Resync(what="list"):
                self.heads.clear()
                self.follow_list()
            case f.Bye(retry_after_ms=None):
                raise LineEnded(f"the server said {frame.reason}")
            case f.Bye(retry_after_ms=int(milliseconds)):
                self._retry_after = milliseconds / 1000
            case _:
                pass
        if self._on_frame is not None:
            self._on_frame(frame)
        self._wake()

    def _welcomed(self, welcome: f.Welcome) -> None:
        if self.welcome is not None and welcome.epoch != self.welcome.epoch:
            self.timelines = {conversation: Timeline() for conversation in self.timelines}
            self.heads, self._cursor = {}, None
        self.welcome = welcome
        self.connections += 1
        self._outgoing = asyncio.Queue()
        for conversation in self.timelines:
            self.watch(conversation)
        if self._lists:
            self.follow_list(self._cursor)
        self._unsent = deque(self._unacknowledged)
        self._send_waiting()

    def _read(self, frame: f.Entries) -> None:
        timeline = self.timelines.get(frame.conversation)
        if timeline is not None and (after := timeline.take(frame)) is not None:
            self.say(f.Pull(frame.conversation, after))

    def _send_waiting(self) -> None:
        while self._outgoing is not None and self._unsent:
            if len(self._unacknowledged) - len(self._unsent) >= WINDOW:
                return
            self.say(self._unacknowledged[self._unsent.popleft()][0])

    def _acknowledged(self, ack: f.Ack) -> None:
        _, answer = self._unacknowledged.pop(ack.client_id, (None, None))
        if answer is not None and not answer.done():
            answer.set_result(ack)
        self._send_waiting()

    def _refused(self, refused: f.Refused) -> None:
        """An append that may succeed later is said again then; a line on which anything else did not work is begun
        anew; what will never work is told to whoever waits for it."""
        error = AppError(refused.code, refused.detail, retry_after_ms=refused.retry_after_ms)
        append, answer = self._unacknowledged.get(refused.client_id or "", (None, None))
        if refused.code in AGAIN:
            if append is None:
                raise ConnectionError(refused.detail)
            pause = (refused.retry_after_ms or 1000) / 1000
            asyncio.get_running_loop().call_later(pause, self._say_again, append.client_id)
        elif append is not None and answer is not None:
            del self._unacknowledged[append.client_id]
            if not answer.done():
                answer.set_exception(error)
            self._send_waiting()
        elif refused.code not in (ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN):
            raise LineEnded(refused.detail) from error

    def _say_again(self, client_id: str) -> None:
        if client_id in self._unacknowledged and client_id not in self._unsent:
            self.say(self._unacknowledged[client_id][0])

    def _wake(self) -> None:
        still = []
        for true, answer in self._waiting:
            if answer.done():
                continue
            if true():
                answer.set_result(None)
            else:
                still.append((true, answer))
        self._waiting = still


async def _write(socket: ClientConnection, outgoing: asyncio.Queue[bytes]) -> None:
    with suppress(ConnectionClosed):  # the reading side learns of it too, and begins the line anew
        while True:
            await socket.send(await outgoing.get(), text=True)
