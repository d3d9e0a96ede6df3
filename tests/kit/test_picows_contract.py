"""What kit/picows_protocol.py needs of picows' private WSProtocol and of uvicorn; a new version may fail here."""

import asyncio
import inspect
import logging
import tomllib
from importlib.metadata import version
from typing import Any

import picows
import picows.picows
import pytest
from picows import WSListener
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from causerie.kit import picows_protocol
from causerie.kit.picows_protocol import LARGEST_READ, READ_BUFFER, PicowsProtocol
from tests.helpers.carriage import TEXT, EchoServer, RawClient, frame
from tests.house.parsing import ROOT


@pytest.mark.parametrize("package", ["picows", "uvicorn"])
def test_the_version_is_pinned(package: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"{package}=={version(package)}" in project["dependencies"]


def _nobody(_: object) -> None:
    """No listener."""


ARGUMENTS: dict[str, Any] = {
    "host_port": None,
    "ws_path": None,
    "is_client_side": False,
    "ws_listener_factory": _nobody,
    "logger": logging.getLogger("picows"),
    "disconnect_on_exception": True,
    "websocket_handshake_timeout": None,
    "enable_auto_ping": False,
    "auto_ping_idle_timeout": 1.0,
    "auto_ping_reply_timeout": 1.0,
    "auto_ping_strategy": picows.WSAutoPingStrategy.PING_WHEN_IDLE,
    "enable_auto_pong": True,
    "max_frame_size": 65536,
    "extra_headers": None,
    "read_buffer_init_size": READ_BUFFER,
}


async def test_the_private_protocol_takes_what_it_took_and_nothing_more() -> None:
    assert picows.picows.WSProtocol(**ARGUMENTS).listener is None
    for name in ARGUMENTS:
        with pytest.raises(TypeError):
            picows.picows.WSProtocol(**{key: value for key, value in ARGUMENTS.items() if key != name})
    with pytest.raises(TypeError):
        picows.picows.WSProtocol(*ARGUMENTS.values(), None)  # type: ignore[call-arg]  # one more is the point


@pytest.mark.parametrize(
    "name",
    ["connection_made", "connection_lost", "get_buffer", "buffer_updated", "eof_received", "pause_writing"],
)
def test_the_private_protocol_has_what_is_used_of_it(name: str) -> None:
    assert callable(getattr(picows.picows.WSProtocol, name))


def test_sockets_are_read_into_its_own_buffer() -> None:
    assert issubclass(PicowsProtocol, asyncio.BufferedProtocol)
    assert not issubclass(PicowsProtocol, asyncio.Protocol), "uvloop would not use the buffer"
    assert not hasattr(picows.picows.WSProtocol, "data_received"), "ours would hide it"


@pytest.mark.parametrize("name", ["transport", "listener"])
def test_what_it_tells_of_itself_is_still_there(name: str) -> None:
    assert hasattr(picows.picows.WSProtocol, name)


@pytest.mark.parametrize(
    "name", ["on_ws_connected", "on_ws_frame", "on_ws_disconnected", "pause_writing", "resume_writing"]
)
def test_a_listener_is_told_what_it_was_told(name: str) -> None:
    assert name in vars(WSListener)


@pytest.mark.parametrize("name", ["on_message_begin", "on_headers_complete", "handle_websocket_upgrade"])
def test_uvicorns_http_still_has_what_is_built_upon(name: str) -> None:
    assert callable(getattr(HttpToolsProtocol, name))


def test_uvicorn_still_gives_a_socket_away_as_it_did() -> None:
    source = inspect.getsource(HttpToolsProtocol.handle_websocket_upgrade)
    steps = ["connection_made(self.transport)", "data_received(b", "set_protocol(protocol)"]
    assert [source.find(step) for step in steps] == sorted(source.find(step) for step in steps)
    assert all(step in source for step in steps)


async def test_the_read_buffer_does_not_grow_with_what_is_waiting() -> None:
    with EchoServer("picows").running() as server:
        client = await RawClient.connect(server.port)
        client.say(b"flood 500")
        client.send(*[frame(TEXT, b"x" * 200)] * 20_000)
        for _ in range(20_500):
            await client.heard()
        (protocol,) = server.connections()
        assert len(picows.picows.WSProtocol.get_buffer(protocol, -1)) <= 2 * LARGEST_READ


async def test_an_application_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picows_protocol, "HANDSHAKE_SECONDS", 0.2)

    class Stuck(EchoServer):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await asyncio.Event().wait()

    with Stuck("picows").running() as server:
        client = await RawClient.connect(server.port)
        assert client.status == 503
        assert await client.ended()
