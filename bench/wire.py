"""WebSockets without a library: what a load generator and the floors need of RFC 6455, and no more.

Clients mask with a key of zeros, which section 5.3 allows and which leaves the payload as it is.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from typing import cast

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY = b"Sec-WebSocket-Key: "


def server_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """A whole frame as a server sends it."""
    return _head(opcode, len(payload), 0) + payload


def client_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """A whole frame as a client sends it."""
    return _head(opcode, len(payload), 0x80) + b"\0\0\0\0" + payload


def _head(opcode: int, length: int, mask: int) -> bytes:
    if length < 126:
        return bytes((0x80 | opcode, mask | length))
    if length < 65536:
        return bytes((0x80 | opcode, mask | 126)) + length.to_bytes(2, "big")
    return bytes((0x80 | opcode, mask | 127)) + length.to_bytes(8, "big")


def upgrade_request(host: str, cookie: str) -> bytes:
    """The handshake of a client at /live."""
    lines = [
        "GET /live HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def upgrade_answer(request: bytes) -> bytes:
    """The handshake of a server."""
    key = request[request.index(_KEY) + len(_KEY) :].split(b"\r\n", 1)[0]
    accept = base64.b64encode(hashlib.sha1(key + _GUID).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


class FrameProtocol(asyncio.Protocol):
    """One end of a WebSocket: the other's HTTP head, then its frames, none of them in pieces."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._rest = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The TCP connection stands."""
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Takes what is whole, and keeps the rest for later."""
        if self._rest:
            data = self._rest + data
        at = 0
        if not self._is_open:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._rest = data
                return
            self._is_open, at = True, end + 4
            self.on_head(data[:at])
        self._rest = data[self._take(data, at) :]
        self.on_read()

    def _take(self, data: bytes, at: int) -> int:
        size = len(data)
        while size - at >= 2:
            length, start = data[at + 1] & 0x7F, at + 2
            if length == 126:
                length, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif length == 127:
                length, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if data[at + 1] & 0x80:
                start += 4
            end = start + length
            if end > size:
                break
            opcode = data[at] & 0xF
            if opcode == TEXT:
                self.on_text(data[start:end])
            elif opcode == PING:
                self.transport.write(client_frame(data[start:end], PONG))
            elif opcode == CLOSE:
                self.transport.close()
            at = end
        return at

    def on_head(self, head: bytes) -> None:
        """The other end's HTTP head."""

    def on_text(self, payload: bytes) -> None:
        """The payload of one text frame."""

    def on_read(self) -> None:
        """All that came with one read was taken."""
