"""What carries a live line: a WebSocket under ASGI, or one HTTP request that streams or waits.

Nothing here awaits a slow reader while others wait: what a reader has not taken is counted, and over the bound it is
dropped and comes back by cursor.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

from uvicorn import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from causerie.kit import link
from causerie.kit.heartbeat import TURNS
from causerie.kit.link import (
    CLOSE_SLOW,
    CLOSE_UNSUPPORTED,
    HAND_OVER,
    MAX_BUFFERED,
    Carriage,
    Line,
)

# Typed loosely: frameworks have types of their own for the same ASGI messages.
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


_LOG = logging.getLogger("causerie.asgi")
_LOG.setLevel(logging.WARNING)


async def carry(scope: Any, receive: Receive, send: Send, carriage: Carriage) -> None:
    """Accepts a socket and carries a line over it, to its end unless the server takes sockets over (HAND_OVER)."""
    await receive()
    hand_over = scope["extensions"].get(HAND_OVER)
    if hand_over is not None:
        hand_over(carriage)
    await send({"type": "websocket.accept"})
    if hand_over is None:
        await SocketLink(carriage, receive, send).carry()


class AsgiProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own sockets, without a line in the log for each connection."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.logger = self.conn.logger = _LOG


class SocketLink:
    """A WebSocket under any ASGI server. One task reads, and one writes while there is something to write."""

    __slots__ = (
        "__weakref__",
        "_carriage",
        "_close_code",
        "_gone",
        "_held",
        "_out",
        "_quiet",
        "_reader",
        "_receive",
        "_send",
        "_size",
        "_writer",
    )

    def __init__(self, carriage: Carriage, receive: Receive, send: Send) -> None:
        self._carriage = carriage
        self._receive = receive
        self._send = send
        self._out: deque[bytes] | None = None
        self._size = 0
        self._quiet = 0
        self._reader: asyncio.Task[Any] | None = None
        self._writer: asyncio.Task[None] | None = None
        self._close_code: int | None = None
        self._gone = False
        self._held: asyncio.Future[None] | None = None

    def send(self, frame: bytes) -> None:
        """Sends one text frame; drops a reader who is too far behind."""
        if self._close_code is not None or self._gone:
            return
        if self._size > MAX_BUFFERED:
            self._out = deque([self._carriage.slow])
            self.close(CLOSE_SLOW)
            return
        self._quiet = 0
        self._put(frame)

    def buffered(self) -> int:
        """Bytes that were not yet handed to the server, which has a small buffer of its own."""
        return self._size

    def close(self, code: int) -> None:
        """Sends what waits, then closes; after a moment without that."""
        if self._close_code is None and not self._gone:
            self._close_code = code
            self.hold(held=False)
            self._write_soon()
            asyncio.get_running_loop().call_later(link.LINGER_SECONDS, self._give_up)

    def hold(self, *, held: bool) -> None:
        """Reads no more while `held`."""
        if held and self._held is None:
            self._held = asyncio.get_running_loop().create_future()
        elif not held and self._held is not None:
            self._held.set_result(None)
            self._held = None

    def turn(self) -> None:
        """Beats after a heartbeat of silence. Clients that are gone are found by the server's own pings."""
        self._quiet += 1
        if self._quiet >= TURNS:
            self.send(self._carriage.heartbeat.frame)

    async def carry(self) -> None:
        """Feeds the line until either side ends it."""
        self._reader = asyncio.current_task()
        line = self._carriage.make_line(self)
        self._carriage.heartbeat.join(self)
        try:
            await self._read(line)
        except asyncio.CancelledError:
            if self._close_code is None:
                raise
        finally:
            self._gone = True
            self._carriage.heartbeat.leave(self)
            line.on_close()
            if self._writer is not None:
                self._writer.cancel()

    def _give_up(self) -> None:
        if not self._gone and self._reader is not None:
            self._reader.cancel()

    async def _read(self, line: Line) -> None:
        while True:
            message: MutableMapping[str, Any] = await self._receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                self.close(CLOSE_UNSUPPORTED)
            elif self._close_code is None:
                line.on_message(text.encode())
                if self._held is not None:
                    await self._held

    def _put(self, frame: bytes) -> None:
        if self._out is None:
            self._out = deque()
        self._out.append(frame)
        self._size += len(frame)
        self._write_soon()

    def _write_soon(self) -> None:
        if self._writer is None:
            self._writer = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        try:
            while self._out:
                frame = self._out.popleft()
                await self._send({"type": "websocket.send", "text": frame.decode()})
                self._size -= len(frame)
            if self._close_code is not None:
                await self._send({"type": "websocket.close", "code": self._close_code})
        except (OSError, RuntimeError):
            # The peer vanished between two frames; the reading side ends the line.
            self._gone = True
        finally:
            self._out, self._writer = None, None


class _Waiting:
    """Frames that wait for one reader, counted. `slow`: the last frame to a reader who is too far behind, instead of
    what it has not taken."""

    def __init__(self, slow: bytes) -> None:
        self._slow = slow
        self.frames: deque[bytes] = deque()
        self.size = 0
        self.wake = asyncio.Event()

    def add(self, frame: bytes) -> bool:
        """False where the reader is too far behind: then `slow` alone waits, and the line is to be closed."""
        self.size += len(frame)
        if self.size > MAX_BUFFERED:
            self.frames = deque([self._slow])
            return False
        self.frames.append(frame)
        self.wake.set()
        return True


class RequestLink:
    """One HTTP request as a line: the client's frames came in its body, the server's go out in the answer."""

    def __init__(self, *, slow: bytes) -> None:
        self._waiting = _Waiting(slow)
        self.closed = False

    def send(self, frame: bytes) -> None:
        """Queues a frame for the answer; ends the request of a reader who is too far behind."""
        if not self.closed and not self._waiting.add(frame):
            self.close(CLOSE_SLOW)

    def buffered(self) -> int:
        """Bytes that were not yet taken for the answer."""
        return self._waiting.size

    def hold(self, *, held: bool) -> None:
        """Does nothing: all that the client says in a request is here already."""

    def close(self, code: int) -> None:
        """Ends the answer after what waits; its frames say why."""
        self.closed = True
        self._waiting.wake.set()

    def taken(self) -> list[bytes]:
        """What waits now."""
        frames, self._waiting.size = list(self._waiting.frames), 0
        self._waiting.frames.clear()
        self._waiting.wake.clear()
        return frames

    async def wait(self, seconds: float) -> bool:
        """Whether a frame came, or the end, within `seconds`."""
        if self._waiting.frames or self.closed:
            return True
        try:
            async with asyncio.timeout(seconds):
                await self._waiting.wake.wait()
        except TimeoutError:
            return False
        return True

    async def events(self, beat: bytes, beat_seconds: float) -> AsyncIterator[bytes]:
        """The frames as server-sent events (HTML standard, section 9.2), until the line is closed."""
        while True:
            for frame in self.taken():
                yield b"data: " + frame + b"\n\n"
            if self.closed:
                return
            if not await self.wait(beat_seconds):
                yield b"data: " + beat + b"\n\n"
