"""Peers that are slow, deaf, silent or gone: they hold little for not long, and nobody waits for them."""

from __future__ import annotations

import asyncio
import socket as sockets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from causerie import main
from causerie import serving as server_process
from causerie.conversations import live
from causerie.kit import link
from causerie.kit.picows_protocol import LARGEST_READ
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.world import World, make_world
from tests.security.callers import Line, client, socket

HANDSHAKE = (
    "GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@asynccontextmanager
async def deaf(server: Server, first: str) -> AsyncIterator[sockets.socket]:
    """A socket that says `first` over a WebSocket and reads nothing more: its windows are as small as they can be."""
    peer = sockets.socket()
    peer.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4_096)
    peer.setblocking(False)
    loop = asyncio.get_running_loop()
    settings = server.runtime.settings
    await loop.sock_connect(peer, (settings.host, settings.port))
    await loop.sock_sendall(peer, HANDSHAKE.encode())
    assert b" 101 " in await loop.sock_recv(peer, 1_000)
    await loop.sock_sendall(peer, masked(first))
    try:
        yield peer
    finally:
        peer.close()


def masked(text: str) -> bytes:
    """One text frame as a client sends it, under a mask of zeros."""
    data = text.encode()
    size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2)
    return b"\x81" + size + b"\0\0\0\0" + data


class Opened:
    """The lines that the server was given since. Those of the tests before may still be on their way out."""

    def __init__(self, server: Server) -> None:
        self._gateway = server.runtime.gateway
        self._before = self._gateway.lines

    @property
    def count(self) -> int:
        """How many of them it holds."""
        return len(self._gateway.lines - self._before)

    async def becomes(self, count: int) -> None:
        """Waits until it holds so many."""
        await true(lambda: self.count == count)


async def true(becomes: Callable[[], bool]) -> None:
    """Waits for what no event tells."""
    async with asyncio.timeout(30):
        while not becomes():  # noqa: ASYNC110  # it is the system's state, or that of a server that tells nobody
            await asyncio.sleep(0.02)


async def test_a_peer_that_reads_nothing_is_dropped_at_the_bound_and_delays_nobody(server: Server) -> None:
    world = await make_world(server.runtime)
    customer = await world.customer()
    opened = Opened(server)
    hello = f'{{"t":"hello","app":"widget","channel":"{world.channel}","token":"{customer.visitor.token}"}}'
    async with (
        deaf(server, hello) as peer,
        client(server) as http,
        customer_line(server, world, customer.visitor.token) as reader,
    ):
        watch = f'{{"t":"watch","conversation":"{customer.conversation}","after":0}}'
        await asyncio.get_running_loop().sock_sendall(peer, masked(watch))
        await reader.say({"t": "watch", "conversation": str(customer.conversation), "after": 0})
        await opened.becomes(2)
        loop = asyncio.get_running_loop()
        slowest, sent = 0.0, 0
        async with asyncio.timeout(60):
            while opened.count > 1 and sent < 30_000:
                began = loop.time()
                await server.runtime.conversations.say(customer.line("x" * 10_000))
                await reader.until("entries")
                slowest, sent = max(slowest, loop.time() - began), sent + 1
        assert opened.count == 1
        assert slowest < link.LINGER_SECONDS
        assert (await http.get("/healthz")).status_code == 200
        assert await reader.answers() == []


@asynccontextmanager
async def customer_line(server: Server, world: World, token: str) -> AsyncIterator[Line]:
    async with socket(server) as connection:
        opened = Line(connection)
        await connection.send(f'{{"t":"hello","app":"widget","channel":"{world.channel}","token":"{token}"}}')
        await opened.until("welcome")
        yield opened


async def test_the_system_gives_up_on_a_connection_whose_peer_takes_nothing(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the system a closed connection would wait for ever for what its peer has not taken."""
    monkeypatch.setattr(server_process, "DEAF_SECONDS", 1)
    async with serving(settings_for(database_url, tmp_path)) as server:
        settings = server.runtime.settings
        peer = sockets.socket()
        peer.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4_096)
        peer.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(peer, (settings.host, settings.port))
        # Answers of a hundred kilobytes each, none of which is ever read.
        await loop.sock_sendall(peer, b"GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 30)
        assert connections(settings.port) == 1
        await true(lambda: connections(settings.port) == 0)
        peer.close()


def connections(port: int) -> int:
    """How many connections of the system are established on this port, seen from the server."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


async def test_who_never_says_hello_is_sent_away(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HELLO_SECONDS", 0.2)
    async with socket(server) as connection:
        async with asyncio.timeout(5):
            await connection.wait_closed()
        assert connection.close_code == 1008


async def test_a_peer_that_vanished_leaves_no_line(server: Server) -> None:
    opened = Opened(server)
    async with socket(server) as connection:
        await opened.becomes(1)
        connection.transport.abort()
        await opened.becomes(0)
    async with client(server) as http, http.stream("POST", "/live/stream", json=[]) as events:
        assert events.status_code == 200
        await opened.becomes(1)
    await opened.becomes(0)


async def test_a_line_that_is_sent_more_than_it_handles_is_read_no_further(server: Server) -> None:
    """What waits is on the network, not in our memory; and nothing of it is lost."""
    world = await make_world(server.runtime)
    customer = await world.customer()
    async with customer_line(server, world, customer.visitor.token) as opened:
        pull = f'{{"t":"pull","conversation":"{customer.conversation}","after":0}}'
        sending = asyncio.ensure_future(send_all(opened, [pull] * 1_000))
        most = 0
        heard = 0
        async with asyncio.timeout(60):
            while heard < 1_000:
                heard += len(await opened.until("entries"))
                most = max(most, *(one.waiting for one in server.runtime.gateway.lines))
        await sending
    assert most <= live.MANY_WAITING + 1 + LARGEST_READ // len(pull)


async def send_all(opened: Line, frames: list[str]) -> None:
    for frame in frames:
        await opened.socket.send(frame)


# bodies --------------------------------------------------------------------------------------------------------------


async def raw(server: Server, *parts: bytes, eof: bool = False) -> bytes:
    """What the server answers to these bytes."""
    settings = server.runtime.settings
    reader, writer = await asyncio.open_connection(settings.host, settings.port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        if eof:
            writer.write_eof()
        async with asyncio.timeout(10):
            return await reader.readuntil(b"}") if not eof else await reader.read()
    finally:
        writer.close()


def head(length: object, *, path: str = "/api/v1/sign-in", more: str = "") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{more}\r\n"
    ).encode()


async def test_a_body_that_comes_too_slowly_is_not_waited_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(main, "SLOWEST_BYTES_A_SECOND", 10**9)
    answer = await raw(server, head(100), b'{"email":')
    assert b" 400 " in answer
    assert b"in time" in answer


async def test_a_body_that_is_shorter_than_it_said_is_no_request(server: Server) -> None:
    body = b'{"email":"a@b.example","password":"x"}'
    assert b" 200 " not in await raw(server, head(len(body) + 10), body, eof=True)
    async with client(server) as http:
        assert (await http.get("/healthz")).status_code == 200


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "18446744073709551616", "1, 2", "+5"])
async def test_a_length_that_is_none_is_refused(server: Server, length: str) -> None:
    answer = await raw(server, head(length), b'{"email":"a@b.example","password":"x"}', eof=True)
    assert b" 400 " in answer or answer == b""


async def test_a_body_that_is_too_large_is_refused_and_the_connection_goes_on(server: Server) -> None:
    settings = server.runtime.settings
    reader, writer = await asyncio.open_connection(settings.host, settings.port)
    body = b'{"email":"' + b"x" * (2 * main.MAX_BODY_BYTES) + b'"}'
    writer.write(head(len(body)) + body)
    async with asyncio.timeout(10):
        assert b" 413 " in await reader.readuntil(b"\r\n\r\n")
        await reader.readuntil(b"}")
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    chunked = head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    answer = await raw(server, chunked, *[chunk] * 32)
    assert b" 413 " in answer
    writer.close()


async def test_a_poll_takes_only_so_many_frames(server: Server) -> None:
    async with client(server) as http:
        for body, status in (
            ([{"t": "ping"}] * 501, 413),
            ([{"t": "ping", "x": "y" * 66_000}], 413),
            ({"t": "ping"}, 400),
            ([7], 200),
        ):
            answer = await http.post("/live/poll?wait=0", json=body)
            assert answer.status_code == status
        deep = "[" * 20_000 + "]" * 20_000
        for path in ("/live/poll?wait=0", "/live/stream"):
            assert (await http.post(path, content=deep)).status_code == 400
        for wait in ("nan", "inf", "-1", "1e9", "x"):
            assert (await http.post(f"/live/poll?wait={wait}", json=[])).status_code == 400
