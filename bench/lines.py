"""Sockets of the live protocol as a generator has them: who says hello and watches what, and until it is ready."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from bench.wire import FrameProtocol, client_frame, upgrade_request

READY_SECONDS = 30.0
CONNECTING = 50
_READY = (b'{"t":"entries"', b'{"t":"heads"')
REFUSED = (b'{"t":"error"', b'{"t":"bye"')


class Address(Struct, frozen=True):
    """Where a server listens, its processes, and the first process of its PostgreSQL."""

    port: int
    pids: list[int]
    database_pid: int


class LineSpec(Struct, frozen=True):
    """A socket: who it says it is, and the conversation that it watches; none: it hears the list."""

    hello: bytes
    conversation: str
    cookie: str = ""


class Line(FrameProtocol):
    """A socket that says hello, watches its conversation and tells its owner of frames."""

    def __init__(self, spec: LineSpec) -> None:
        super().__init__()
        self.spec = spec
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.gone = asyncio.Event()

    def on_head(self, head: bytes) -> None:
        """The handshake is answered: says hello and what it wants to hear."""
        if not head.startswith(b"HTTP/1.1 101"):
            self.ready.set_exception(ConnectionError(head.decode(errors="replace")))
            return
        watch = b'{"t":"watch","conversation":"%s"}' % self.spec.conversation.encode()
        if not self.spec.conversation:
            watch = b'{"t":"list"}'
        self.transport.write(client_frame(self.spec.hello) + client_frame(watch))

    def on_text(self, payload: bytes) -> None:
        """Ready by the first answer; then frame by frame."""
        if self.ready.done():
            self.on_frame(payload)
        elif payload.startswith(_READY):
            self.on_ready(payload)
            self.ready.set_result(None)
        elif payload.startswith(REFUSED):
            self.ready.set_exception(ConnectionError(payload.decode()))

    def on_ready(self, payload: bytes) -> None:
        """The answer to the watch."""

    def on_frame(self, payload: bytes) -> None:
        """A frame after the watch was answered."""

    def connection_lost(self, error: Exception | None) -> None:
        """The socket is gone."""
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError("closed before it was ready"))
        self.gone.set()


LineT = TypeVar("LineT", bound=Line)


async def connect(address: Address, specs: list[LineSpec], make: Callable[[LineSpec], LineT]) -> list[LineT]:
    """Opens a socket for each spec, `CONNECTING` at a time, each of them ready. Raises ConnectionError."""
    loop = asyncio.get_running_loop()
    turns = asyncio.Semaphore(CONNECTING)

    async def open_one(spec: LineSpec) -> LineT:
        async with turns:
            transport, line = await loop.create_connection(lambda: make(spec), "127.0.0.1", address.port)
            transport.write(upgrade_request(f"127.0.0.1:{address.port}", spec.cookie))
            async with asyncio.timeout(READY_SECONDS):
                await line.ready
            return line

    return list(await asyncio.gather(*(open_one(spec) for spec in specs)))
