"""What carries a live line: a WebSocket under ASGI, or one HTTP request that streams or waits.

Nothing here awaits a slow reader while others wait: what a reader has not taken is counted, and over the bound it is
dropped and comes back by cursor.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

from causerie.kit.link import Line, Link

# Bytes that wait for one reader before it is dropped.
MAX_BUFFERED = 1024 * 1024
# How long a reader may take to take the last of it, once its line is to be closed.
CLOSE_SECONDS = 3.0
CLOSE_UNSUPPORTED, CLOSE_SLOW = 1003, 1008

# Typed loosely: frameworks have types of their own for the same ASGI messages.
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
MakeLine = Callable[[Link], Line]


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


class SocketLink:
    """A WebSocket under any ASGI server. One task reads and one writes. `slow`: the last frame to a reader who is too
    far behind."""

    def __init__(
        self, receive: Receive, send: Send, *, beat: bytes, beat_seconds: float, slow: bytes
    ) -> None:
        self._receive = receive
        self._send = send
        self._beat = beat
        self._beat_seconds = beat_seconds
        self._waiting = _Waiting(slow)
        self._close_code: int | None = None
        self._gone = False
        self._writing: asyncio.Task[None] | None = None

    def send(self, frame: bytes) -> None:
        """Sends one text frame; drops a reader who is too far behind."""
        if self._close_code is None and not self._gone and not self._waiting.add(frame):
            self.close(CLOSE_SLOW)

    def buffered(self) -> int:
        """Bytes that were not yet handed to the server."""
        return self._waiting.size

    def close(self, code: int) -> None:
        """Sends what waits, then closes. A reader who does not take that within CLOSE_SECONDS is dropped."""
        if self._close_code is None:
            self._close_code = code
            self._waiting.wake.set()
            asyncio.get_running_loop().call_later(CLOSE_SECONDS, self._drop)

    def _drop(self) -> None:
        if self._writing is not None:
            self._writing.cancel()

    async def carry(self, make_line: MakeLine) -> None:
        """Accepts the socket and feeds the line until either side ends it."""
        await self._receive()
        await self._send({"type": "websocket.accept"})
        line = make_line(self)
        reading = asyncio.ensure_future(self._read(line))
        self._writing = asyncio.ensure_future(self._write())
        both = {reading, self._writing}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._gone = True
            line.on_close()
            for task in both:
                task.cancel()
            await asyncio.wait(both)
        for task in both:
            if not task.cancelled():
                task.result()

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
                await line.room()

    async def _write(self) -> None:
        try:
            await self._send_waiting()
            while self._close_code is None:
                await self._wait()
                await self._send_waiting()
            await self._send({"type": "websocket.close", "code": self._close_code})
        except (OSError, RuntimeError):
            pass  # the peer vanished between two frames; the reading side ends the line

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._beat_seconds):
                await self._waiting.wake.wait()
        except TimeoutError:
            self.send(self._beat)
        self._waiting.wake.clear()

    async def _send_waiting(self) -> None:
        while self._waiting.frames:
            frame = self._waiting.frames.popleft()
            await self._send({"type": "websocket.send", "text": frame.decode()})
            self._waiting.size -= len(frame)


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
