"""A server of live sockets in a thread of its own, with lines that echo, and a client that can send anything."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import uvicorn

from causerie.kit.carriers import carry
from causerie.kit.heartbeat import Heartbeat
from causerie.kit.http_protocol import HttpProtocol
from causerie.kit.link import Carriage, Link
from causerie.kit.outgoing import Outgoing
from causerie.serving import PROTOCOLS

LARGEST = 64 * 1024
BEAT, SLOW = b'{"t":"beat"}', b'{"t":"bye"}'
PATIENCE_SECONDS = 10
TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10
KEY = "dGhlIHNhbXBsZSBub25jZQ=="


class EchoLine:
    """Says what it hears; `flood N` says N KiB, `close N` closes with that code, `hold`
    stops reading for half a second, `scope` says who is there."""

    def __init__(self, link: Link, scope: Any) -> None:
        self.link = link
        self.scope = scope
        self.heard: list[bytes] = []
        self.most_buffered = 0
        self.heard_while_held = 0
        self.closed = threading.Event()
        self.times_closed = 0

    def on_message(self, data: bytes) -> None:
        self.heard.append(data)
        word, _, number = data.partition(b" ")
        if word == b"flood":
            for _ in range(int(number)):
                self.link.send(b"x" * 1024)
                self.most_buffered = max(self.most_buffered, self.link.buffered())
        elif word == b"close":
            self.link.close(int(number))
            self.link.send(b"too late")
        elif word == b"hold":
            self.link.hold(held=True)
            asyncio.get_running_loop().call_later(0.5, self._release)
        elif word == b"scope":
            host = self.scope["client"][0]
            self.link.send(f"{self.scope['scheme']} {host} {self.scope['query_string'].decode()}".encode())
        else:
            self.link.send(data)

    def _release(self) -> None:
        self.heard_while_held = len(self.heard)
        self.link.hold(held=False)

    def on_close(self) -> None:
        self.times_closed += 1
        self.closed.set()


@dataclass
class EchoServer:
    """The application, and what it saw."""

    carrier: str
    beat_seconds: float = 20.0
    tls: tuple[Path, Path] | None = None
    proxy: bool = False
    outgoing: Outgoing = field(default_factory=Outgoing)
    # What the system takes for a client that does not read; null: as it likes.
    send_buffer: int | None = None
    lines: list[EchoLine] = field(default_factory=list)
    port: int = 0
    seconds_to_stop: float = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/refused":
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return
        heartbeat = self._heartbeat()

        def make_line(link: Link) -> EchoLine:
            self.lines.append(EchoLine(link, scope))
            return self.lines[-1]

        await carry(scope, receive, send, Carriage(make_line, heartbeat, self.outgoing, SLOW))

    def connections(self) -> list[Any]:
        """The protocols of the open connections."""
        return list(self._server.server_state.connections)

    def _heartbeat(self) -> Heartbeat:
        # Made in the loop that it runs in.
        if not hasattr(self, "_made"):
            self._made = Heartbeat(self.beat_seconds, BEAT)
        return self._made

    @contextlib.contextmanager
    def running(self) -> Iterator[Self]:
        """Serves on uvloop until the block ends, as the product does."""
        config = uvicorn.Config(
            self,
            loop="uvloop",
            lifespan="off",
            http=HttpProtocol,
            ws=PROTOCOLS[self.carrier],  # type: ignore[arg-type]  # as in causerie.serving
            ws_max_size=LARGEST,
            ws_per_message_deflate=False,
            ws_ping_interval=self.beat_seconds,
            ws_ping_timeout=self.beat_seconds,
            proxy_headers=self.proxy,
            forwarded_allow_ips="127.0.0.1",
            ssl_keyfile=self.tls and self.tls[0],
            ssl_certfile=self.tls and self.tls[1],
            timeout_graceful_shutdown=2,
            log_config=None,
            access_log=False,
        )
        self._server = server = uvicorn.Server(config)
        listener = socket.create_server(("127.0.0.1", 0))
        if self.send_buffer is not None:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self.send_buffer)
        self.port = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield self
        finally:
            server.should_exit = True
            began = time.monotonic()
            thread.join(30)
            self.seconds_to_stop = time.monotonic() - began
            assert not thread.is_alive(), "the server did not stop"


def frame(opcode: int, payload: bytes, *, fin: bool = True, bits: int = 0, masked: bool = True) -> bytes:
    """One frame of RFC 6455, section 5.2, masked with zeros."""
    size = len(payload)
    length = (
        bytes([size])
        if size < 126
        else struct.pack(">BH" if size < 65536 else ">BQ", 126 + (size > 65535), size)
    )
    first = bytes([opcode | fin << 7 | bits << 4])
    return first + bytes([length[0] | masked << 7]) + length[1:] + (bytes(4) if masked else b"") + payload


class RawClient:
    """A client that sends what it is told, and answers nothing by itself."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, status: int) -> None:
        self._reader = reader
        self._writer = writer
        self.status = status

    @classmethod
    async def connect(
        cls,
        port: int,
        path: str = "/",
        *,
        headers: str = "",
        connection: str = "Upgrade",
        behind: bytes = b"",
        tls: ssl.SSLContext | None = None,
        small: bool = False,
    ) -> Self:
        """Asks for a socket; `behind` goes out in the same packet. `small`: takes little before it is read."""
        sock = socket.socket()
        if small:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", port))
        reader, writer = await asyncio.open_connection(
            sock=sock, ssl=tls, server_hostname="localhost" if tls else None, limit=4096 if small else 1 << 20
        )
        request = (
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: {connection}\r\n"
            f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n{headers}\r\n"
        )
        writer.write(request.encode() + behind)
        async with asyncio.timeout(PATIENCE_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        return cls(reader, writer, int(head.split(b" ")[1]))

    def send(self, *frames: bytes) -> None:
        """Sends bytes as they are."""
        self._writer.writelines(frames)

    def say(self, text: bytes) -> None:
        """Sends a text frame."""
        self.send(frame(TEXT, text))

    async def frame(self) -> tuple[int, bytes]:
        """The next frame's opcode and payload."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            first, second = await self._reader.readexactly(2)
            assert second < 128, "a server masks nothing"
            if second >= 126:
                kind = ">H" if second == 126 else ">Q"
                (second,) = struct.unpack(kind, await self._reader.readexactly(struct.calcsize(kind)))
            return first & 15, await self._reader.readexactly(second)

    async def heard(self) -> bytes:
        """The next text, whatever pings and beats come before."""
        while True:
            opcode, payload = await self.frame()
            if opcode == TEXT and payload != BEAT:
                return payload
            assert opcode in (TEXT, PING), (opcode, payload)

    async def close_code(self) -> int | None:
        """The code of the close that comes after whatever else; null for a close without one."""
        while True:
            opcode, payload = await self.frame()
            if opcode == CLOSE:
                code: int | None = struct.unpack(">H", payload[:2])[0] if payload else None
                return code

    async def ended(self) -> bool:
        """Whether the server ends the connection."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while await self._reader.read(65536):
                    pass
        except ConnectionError:
            pass  # ended all the same
        except TimeoutError:
            return False
        return True

    def leave(self) -> None:
        """Goes without a word."""
        self._writer.transport.abort()
