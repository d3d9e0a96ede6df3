"""What a live socket promises, whatever carries it (CAUSERIE_CARRIER), over real sockets."""

import asyncio
import logging
import ssl
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from websockets.asyncio.client import connect

from causerie.kit import http_protocol, link
from causerie.kit.link import MAX_BUFFERED
from causerie.kit.picows_protocol import LARGEST_READ
from causerie.serving import PROTOCOLS
from tests.helpers.carriage import (
    BEAT,
    BINARY,
    CLOSE,
    CONTINUATION,
    LARGEST,
    PATIENCE_SECONDS,
    PING,
    PONG,
    SLOW,
    TEXT,
    EchoServer,
    RawClient,
    frame,
)


@pytest.fixture(params=sorted(PROTOCOLS))
def carrier(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(carrier: str) -> Iterator[EchoServer]:
    with EchoServer(carrier).running() as server:
        yield server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody lingers for long."""
    monkeypatch.setattr(link, "LINGER_SECONDS", 0.3)


async def gone(server: EchoServer, number: int = 0) -> bool:
    """Whether the line ends, once."""
    line = server.lines[number]
    ended = await asyncio.to_thread(line.closed.wait, PATIENCE_SECONDS)
    return ended and line.times_closed == 1


@pytest.mark.parametrize("text", [b"hello", "héllo, размер М, mărimea ț 🙂".encode(), b"", b"y" * LARGEST])
async def test_a_text_comes_whole(server: EchoServer, text: bytes) -> None:
    client = await RawClient.connect(server.port)
    client.say(text)
    assert await client.frame() == (TEXT, text)


async def test_fragments_are_joined_around_a_ping(server: EchoServer) -> None:
    client = await RawClient.connect(server.port)
    euro = "€".encode()
    client.send(
        frame(TEXT, b"a" + euro[:1], fin=False),
        frame(PING, b"now"),
        frame(CONTINUATION, euro[1:2], fin=False),
        frame(CONTINUATION, euro[2:] + b"z"),
        frame(TEXT, b"next"),
    )
    assert [await client.frame() for _ in range(3)] == [
        (PONG, b"now"),
        (TEXT, b"a" + euro + b"z"),
        (TEXT, b"next"),
    ]


async def test_frames_keep_their_order_however_they_are_cut(server: EchoServer) -> None:
    client = await RawClient.connect(server.port)
    texts = [b"%d " % number + b"x" * (number % 700) for number in range(400)]
    stream = b"".join(frame(TEXT, text) for text in texts)
    for at in range(0, len(stream), 1231):
        client.send(stream[at : at + 1231])
    assert [(await client.frame())[1] for _ in texts] == texts


async def test_a_line_that_has_enough_is_read_no_further_and_loses_nothing(server: EchoServer) -> None:
    client = await RawClient.connect(server.port)
    texts = [b"%d " % number + b"x" * 200 for number in range(5_000)]
    client.say(b"hold")
    client.send(*(frame(TEXT, text) for text in texts))
    assert [await client.heard() for _ in texts] == texts
    assert server.lines[0].heard_while_held <= LARGEST_READ / 200


async def test_what_waits_for_a_slow_reader_is_not_spoiled_by_what_comes_after_it(carrier: str) -> None:
    lengths = [60_000, 20, 9_000, 200] * 8
    texts = [b"%d " % number + b"x" * length for number, length in enumerate(lengths)]
    with EchoServer(carrier, send_buffer=4096).running() as server:
        client = await RawClient.connect(server.port, small=True)
        client.send(*(frame(TEXT, text) for text in texts))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not server.lines or len(server.lines[0].heard) < len(texts):  # noqa: ASYNC110  (another thread)
                await asyncio.sleep(0.02)
        assert [await client.heard() for _ in texts] == texts


MISTAKES = {
    "text that is no UTF-8": (frame(TEXT, b"\xff\xfe"), 1007),
    "no UTF-8 in fragments": (frame(TEXT, b"\xe2", fin=False) + frame(CONTINUATION, b"("), 1007),
    "a binary frame": (frame(BINARY, b"abc"), 1003),
    "a reserved bit": (frame(TEXT, b"abc", bits=4), 1002),
    "another reserved bit": (frame(TEXT, b"abc", bits=1), 1002),
    "a frame without a mask": (frame(TEXT, b"abc", masked=False), 1002),
    "an unknown opcode": (frame(5, b"abc"), 1002),
    "a continuation of nothing": (frame(CONTINUATION, b"abc"), 1002),
    "a text inside another": (frame(TEXT, b"a", fin=False) + frame(TEXT, b"b"), 1002),
    "a ping in fragments": (frame(PING, b"a", fin=False), 1002),
    "a long ping": (frame(PING, b"a" * 126), 1002),
    "a close code that nobody may send": (frame(CLOSE, struct.pack(">H", 999)), 1002),
    "a close of one byte": (frame(CLOSE, b"\x03"), 1002),
    "a frame over the limit": (frame(TEXT, b"z" * (LARGEST + 1)), 1009),
    "a frame of 1 MB": (frame(TEXT, b"z" * 1_000_000), 1009),
    "fragments over the limit": (
        frame(TEXT, b"z" * 40_000, fin=False) + frame(CONTINUATION, b"z" * 40_000),
        1009,
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_a_mistake_closes_the_line_and_nothing_behind_it_is_heard(
    server: EchoServer, mistake: str
) -> None:
    data, code = MISTAKES[mistake]
    client = await RawClient.connect(server.port)
    client.say(b"before")
    assert await client.heard() == b"before"
    client.send(data, frame(TEXT, b"behind"))
    assert await client.close_code() == code
    client.send(frame(CLOSE, struct.pack(">H", code)))
    assert await client.ended()
    assert await gone(server)
    assert server.lines[0].heard == [b"before"]


@pytest.mark.parametrize(
    ("sent", "answers"), [(b"\x0c\x33", {3123}), (b"\x03\xe8bye", {1000}), (b"", {None, 1000})]
)
async def test_a_clients_close_is_answered_with_its_code(
    server: EchoServer, sent: bytes, answers: set[int | None]
) -> None:
    client = await RawClient.connect(server.port)
    client.send(frame(CLOSE, sent))
    assert await client.close_code() in answers
    assert await client.ended()
    assert await gone(server)


async def test_a_line_closes_after_what_it_said_and_says_nothing_more(server: EchoServer) -> None:
    client = await RawClient.connect(server.port)
    client.send(frame(TEXT, b"last words"), frame(TEXT, b"close 4001"), frame(TEXT, b"unheard"))
    assert await client.heard() == b"last words"
    assert await client.frame() == (CLOSE, struct.pack(">H", 4001))
    client.send(frame(CLOSE, struct.pack(">H", 4001)))
    assert await client.ended()
    assert await gone(server)
    assert server.lines[0].heard == [b"last words", b"close 4001"]


@pytest.mark.usefixtures("impatient")
async def test_a_client_that_does_not_answer_a_close_is_not_waited_for(server: EchoServer) -> None:
    client = await RawClient.connect(server.port)
    client.say(b"close 4001")
    assert await client.close_code() == 4001
    assert await gone(server)


async def test_a_client_that_vanishes_ends_its_line(server: EchoServer) -> None:
    client = await RawClient.connect(server.port)
    client.say(b"hello")
    await client.heard()
    client.leave()
    assert await gone(server)


async def test_firefox_asks_to_keep_alive_and_upgrade(server: EchoServer) -> None:
    client = await RawClient.connect(server.port, connection="keep-alive, Upgrade")
    client.say(b"hello")
    assert (client.status, await client.heard()) == (101, b"hello")


async def test_a_frame_in_the_requests_own_packet_is_heard(server: EchoServer) -> None:
    early = frame(TEXT, b"early") + frame(TEXT, b"in two")
    client = await RawClient.connect(server.port, behind=early[:-3])
    client.send(early[-3:])
    assert [await client.heard(), await client.heard()] == [b"early", b"in two"]


async def test_long_headers_are_no_obstacle(server: EchoServer) -> None:
    client = await RawClient.connect(server.port, headers=f"Cookie: a={'b' * 7_000}\r\n")
    client.say(b"hello")
    assert await client.heard() == b"hello"


async def test_the_application_may_refuse(server: EchoServer) -> None:
    client = await RawClient.connect(server.port, "/refused")
    assert client.status == 403
    assert await client.ended()
    assert server.lines == []


async def test_a_handshake_without_a_key_is_refused(server: EchoServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 400")
    writer.close()


async def test_who_says_nothing_is_not_waited_for(carrier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "REQUEST_SECONDS", 0.3)
    with EchoServer(carrier).running() as server:
        silent, _ = await asyncio.open_connection("127.0.0.1", server.port)
        slow, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET / HTTP/1.1\r\nHost")
        client = await RawClient.connect(server.port)
        for reader in (silent, slow):
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await asyncio.wait_for(reader.readexactly(1), PATIENCE_SECONDS)
        client.say(b"still here")
        assert await client.heard() == b"still here"


@pytest.mark.usefixtures("impatient")
async def test_a_slow_reader_is_dropped_and_delays_nobody(server: EchoServer) -> None:
    slow = await RawClient.connect(server.port, small=True)
    other = await RawClient.connect(server.port)
    slow.say(b"flood 20000")
    other.say(b"hello")
    assert await other.heard() == b"hello"
    assert await gone(server, 0)
    assert MAX_BUFFERED / 2 < server.lines[0].most_buffered < MAX_BUFFERED * 1.1
    other.say(b"still here")
    assert await other.heard() == b"still here"


async def test_a_reader_who_is_slow_but_there_is_told_why(server: EchoServer) -> None:
    client = await RawClient.connect(server.port, small=True)
    client.say(b"flood 20000")
    said = b"x"
    while said != SLOW:
        said = await client.heard()
    assert await client.close_code() == 1008


async def test_silence_is_filled_with_beats(carrier: str) -> None:
    with EchoServer(carrier, beat_seconds=0.4).running() as server:
        async with connect(f"ws://127.0.0.1:{server.port}", compression=None, proxy=None) as client:
            began = time.monotonic()
            beats = [await client.recv() for _ in range(4)]
            took = time.monotonic() - began
            await client.send("still here")
            answer = await client.recv()
    assert beats == [BEAT.decode()] * 4
    # The first comes a little early: a line joins between two turns.
    assert took > 1.1
    assert answer == "still here"


async def test_who_is_spoken_to_gets_no_beats(carrier: str) -> None:
    with EchoServer(carrier, beat_seconds=2).running() as server:
        client = await RawClient.connect(server.port)
        began, said = time.monotonic(), 0
        while time.monotonic() - began < 3:
            client.say(b"%d" % said)
            while (answer := await client.frame())[0] == PING:
                client.send(frame(PONG, answer[1]))
            assert answer == (TEXT, b"%d" % said)
            said += 1
            await asyncio.sleep(0.05)


async def test_a_client_that_gives_no_sign_of_life_is_given_up_after_two_heartbeats(carrier: str) -> None:
    # 20 s in the product: 40 s at the most.
    with EchoServer(carrier, beat_seconds=0.5).running() as server:
        began = time.monotonic()
        client = await RawClient.connect(server.port)
        assert await gone(server)
        assert 0.7 < time.monotonic() - began < 2
        assert await client.ended()


async def test_everybody_hears_of_a_shutdown_and_a_stuck_reader_does_not_hold_it_up(carrier: str) -> None:
    server = EchoServer(carrier)
    with server.running():
        stuck = await RawClient.connect(server.port, small=True)
        stuck.say(b"flood 800")
        client = await RawClient.connect(server.port)
        client.say(b"hello")
        await client.heard()
        closing = asyncio.create_task(client.close_code())
        await asyncio.sleep(0)
    assert await closing == 1012
    assert await gone(server, 0)
    assert await gone(server, 1)
    assert server.seconds_to_stop < 10


async def test_a_proxys_word_is_taken(carrier: str) -> None:
    with EchoServer(carrier, proxy=True).running() as server:
        headers = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n"
        client = await RawClient.connect(server.port, "/?a=1", headers=headers)
        client.say(b"scope")
        assert await client.heard() == b"wss 203.0.113.9 a=1"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, ssl.SSLContext]:
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    issued.private_key_pem.write_to_path(folder / "key.pem")
    issued.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return folder / "key.pem", folder / "cert.pem", context


async def test_sockets_under_tls(carrier: str, certificate: tuple[Path, Path, ssl.SSLContext]) -> None:
    key, cert, context = certificate
    with EchoServer(carrier, tls=(key, cert)).running() as server:
        client = await RawClient.connect(server.port, tls=context)
        client.say(b"y" * LARGEST)
        assert await client.heard() == b"y" * LARGEST
        client.say(b"scope")
        assert await client.heard() == b"wss 127.0.0.1 "
        client.say(b"flood 20000")
        assert await client.close_code() == 1008


async def test_a_connection_leaves_no_line_in_the_log(
    server: EchoServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = await RawClient.connect(server.port)
    client.say(b"the server has started")
    await client.heard()
    caplog.clear()
    with caplog.at_level(logging.INFO):
        client = await RawClient.connect(server.port)
        client.say(b"hello")
        await client.heard()
        mistaken = await RawClient.connect(server.port)
        mistaken.send(frame(TEXT, b"abc", bits=4))
        await mistaken.close_code()
        client.leave()
        assert await gone(server, 1)
    assert caplog.messages == []
