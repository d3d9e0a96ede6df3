"""The live gateway over a whole server, with each carrier: who may connect, who is sent away, and how."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from causerie.accounts.api import SESSION_COOKIE
from causerie.client import LiveClient
from causerie.content import Text
from causerie.conversations import live
from causerie.conversations.frames import Bye, Hello, Ping, Refused, ServerFrame, Watch, Welcome
from causerie.conversations.gateway import BEAT, SLOW
from causerie.kit import hub
from causerie.serving import PROTOCOLS
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.world import PASSWORD, World, make_world

DECODE = msgspec.json.Decoder(ServerFrame).decode
CROWD = 40


@pytest.fixture(params=sorted(PROTOCOLS))
async def server(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(settings_for(database_url, tmp_path, carrier=request.param)) as server:
        yield server


async def cookie(world: World) -> str:
    """The agent's session, as a browser sends it."""
    email = world.agent.account.email or ""
    _, token = await world.runtime.accounts.sign_in(email, PASSWORD, "test")
    return f"{SESSION_COOKIE}={token}"


def opened(server: Server, **headers: str) -> connect:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return connect(server.live_url, additional_headers=names, compression=None, proxy=None)


async def said(socket: ClientConnection, *frames: object) -> list[object]:
    """Everything that comes in answer to `frames`, to the end of the line."""
    for frame in frames:
        await socket.send(msgspec.json.encode(frame), text=True)
    heard: list[object] = []
    try:
        async with asyncio.timeout(10):
            while True:
                heard.append(DECODE(await socket.recv()))
    except ConnectionClosed as closed:
        heard.append(closed.rcvd and closed.rcvd.code)
    return heard


async def test_a_page_of_another_origin_gets_no_socket(server: Server) -> None:
    world = await make_world(server.runtime)
    for origin in ("https://evil.example", "null"):
        with pytest.raises(InvalidStatus) as refused:
            await opened(server, Cookie=await cookie(world), Origin=origin)
        assert refused.value.response.status_code == 403


async def test_a_desk_of_our_own_origin_is_welcome(server: Server) -> None:
    world = await make_world(server.runtime)
    async with opened(server, Cookie=await cookie(world), Origin=server.url) as socket:
        await socket.send(msgspec.json.encode(Hello("desk", workspace=world.workspace)), text=True)
        welcome = DECODE(await socket.recv())
    assert isinstance(welcome, Welcome)
    assert welcome.you == world.agent.person


async def test_without_a_session_the_desk_is_sent_away(server: Server) -> None:
    world = await make_world(server.runtime)
    async with opened(server) as socket:
        *_, bye, code = await said(socket, Hello("desk", workspace=world.workspace))
    assert (bye, code) == (Bye("signed_out"), 4401)


async def test_who_does_not_say_hello_is_sent_away(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(server) as rude:
        assert await said(rude, Ping()) == [Bye("protocol"), 1008]
    monkeypatch.setattr(live, "HELLO_SECONDS", 0.2)
    async with opened(server) as silent:
        assert await said(silent) == [Bye("protocol"), 1008]


async def test_a_drain_sends_everybody_away_to_come_back(server: Server) -> None:
    world = await make_world(server.runtime)
    async with opened(server, Cookie=await cookie(world)) as socket:
        await socket.send(msgspec.json.encode(Hello("desk", workspace=world.workspace)), text=True)
        assert isinstance(DECODE(await socket.recv()), Welcome)
        hearing = asyncio.create_task(said(socket))
        await server.runtime.gateway.drain()
        assert await hearing == [Bye("drain", 1_000), 1012]


async def test_a_frame_that_cannot_be_read_is_refused_and_the_line_lives(server: Server) -> None:
    async with opened(server) as socket:
        await socket.send("{")
        assert isinstance(DECODE(await socket.recv()), Refused)
        await socket.send('{"t":"hello","app":"nobody"}')
        assert isinstance(DECODE(await socket.recv()), Refused)


async def test_a_crowd_hears_a_message_once_and_in_order(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More sockets than the hub tells at once, on one conversation."""
    monkeypatch.setattr(hub, "WIDE", CROWD // 2)
    world = await make_world(server.runtime)
    customer = await world.customer()
    session = await cookie(world)
    hello = Hello("desk", workspace=world.workspace)
    crowd = [LiveClient(server.url, hello, cookie=session) for _ in range(CROWD)]
    try:
        await asyncio.gather(*(client.__aenter__() for client in crowd))
        read = [client.watch(customer.conversation) for client in crowd]
        async with asyncio.timeout(60):
            for client in crowd:
                await client.until(lambda client=client: client.welcome is not None)  # type: ignore[misc]  # bound now
            acks = [
                await crowd[0].append(Text(f"{number}"), conversation=customer.conversation)
                for number in range(5)
            ]
            for client in crowd:
                await client.read(customer.conversation, acks[-1].seq)
    finally:
        await asyncio.gather(*(client.__aexit__(None, None, None) for client in crowd))
    assert {tuple(entry.seq for entry in timeline.entries) for timeline in read} == {
        tuple(range(1, acks[-1].seq + 1))
    }


async def test_a_line_leaves_no_trace(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    world = await make_world(server.runtime)
    customer = await world.customer()
    caplog.clear()
    with caplog.at_level(logging.INFO):
        async with opened(server, Cookie=await cookie(world)) as socket:
            for frame in (Hello("desk", workspace=world.workspace), Watch(customer.conversation)):
                await socket.send(msgspec.json.encode(frame), text=True)
            while b'"t":"entries"' not in (await socket.recv()).encode():  # type: ignore[union-attr]  # text
                pass
            assert world.runtime.presence.staff_online(world.workspace) == [world.agent.person]
        await server.runtime.gateway.drain()
    assert world.runtime.presence.staff_online(world.workspace) == []
    assert caplog.messages == []


def test_what_carriers_say_by_themselves_are_frames_of_the_protocol() -> None:
    assert DECODE(SLOW) == Bye("slow", 1_000)
    assert msgspec.json.decode(BEAT) == {"t": "beat"}
