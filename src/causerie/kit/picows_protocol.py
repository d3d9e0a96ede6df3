"""picows as uvicorn's WebSocket protocol: the ASGI application runs for the handshake and then gives the socket away.

WSProtocol is private in picows, and what uvicorn asks of its `ws` class is not written down, so both versions are
pinned, and tests/kit/test_picows_contract.py holds what we use of them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from picows import WSUpgradeRequest, WSUpgradeResponse, WSUpgradeResponseWithListener
from picows.picows import WSAutoPingStrategy, WSProtocol
from uvicorn import Config
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState

from causerie.kit import link
from causerie.kit.link import HAND_OVER, Carriage
from causerie.kit.picows_link import PicowsLink

HANDSHAKE_SECONDS = 10.0
# The smallest that picows has. It grows with the largest frame and never shrinks.
READ_BUFFER = 2048
# At most so much is read at once: picows doubles its buffer whenever a read fills it.
LARGEST_READ = 16 * 1024


class _Failures(logging.LoggerAdapter[logging.Logger]):
    """picows tells of every connection and of every client's mistake; only what fails in here is news."""

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        """Passes on what comes with an exception."""
        if kwargs.get("exc_info"):
            super().log(level, msg, *args, **kwargs)


# An adapter, because picows makes one more Logger a connection out of a plain one.
_LOG = _Failures(logging.getLogger("causerie.picows"), {})


class PicowsProtocol(WSProtocol):
    """What uvicorn makes for each connection that asks for a WebSocket (its option `ws`)."""

    __slots__ = ("_config", "_connections", "_early", "_reply", "_state", "_tasks")

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._config = config
        self._connections: set[Any] = server_state.connections
        self._tasks: set[asyncio.Task[None]] = server_state.tasks
        self._state = app_state
        # Bytes that came in the request's own packet, until the request is answered.
        self._early: bytearray | None = None
        self._reply: WSUpgradeResponseWithListener | None = None
        super().__init__(
            host_port=None,
            ws_path=None,
            is_client_side=False,
            ws_listener_factory=self._upgrade,
            logger=_LOG,
            disconnect_on_exception=True,
            websocket_handshake_timeout=None,
            enable_auto_ping=False,  # it would need a task for each connection
            auto_ping_idle_timeout=1.0,
            auto_ping_reply_timeout=1.0,
            auto_ping_strategy=WSAutoPingStrategy.PING_WHEN_IDLE,
            enable_auto_pong=True,
            max_frame_size=config.ws_max_size,
            extra_headers=None,
            read_buffer_init_size=READ_BUFFER,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """uvicorn gives the connection, just before the request."""
        self._connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._connections.discard(self)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """uvicorn stops. Who was told to go before had time to; a slow reader must not hold the others up."""
        transport = self.transport.underlying_transport
        if self.transport.is_close_frame_sent:
            transport.abort()
        elif isinstance(self.listener, PicowsLink):
            self.listener.close(link.CLOSE_RESTART)
        transport.close()

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the next bytes go."""
        return super().get_buffer(sizehint)[:LARGEST_READ]

    def data_received(self, data: bytes) -> None:
        """From uvicorn: first the request, whole, then what came in the same packet."""
        if self._early is not None:
            self._early += data
            return
        self._early = bytearray()
        self.transport.underlying_transport.pause_reading()
        task = asyncio.get_running_loop().create_task(self._answer(data))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def hand_over(self, handshake: bytes, headers: list[tuple[str, str]], carriage: Carriage) -> None:
        """From here on the socket is picows'. `handshake`: the request, as picows must see it."""
        listener = PicowsLink(carriage, self._config.ws_max_size)
        self._reply = WSUpgradeResponseWithListener(WSUpgradeResponse.create_101_response(headers), listener)
        early, self._early = self._early, None
        waiting, transport = memoryview(handshake + (early or b"")), self.transport.underlying_transport
        while waiting and not transport.is_closing():
            room = self.get_buffer(-1)
            size = min(len(room), len(waiting))
            room[:size] = waiting[:size]
            self.buffer_updated(size)
            waiting = waiting[size:]
        if not transport.is_closing():
            transport.resume_reading()

    def _upgrade(self, _: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
        assert self._reply is not None
        reply, self._reply = self._reply, None
        return reply

    async def _answer(self, data: bytes) -> None:
        handshake = _Handshake(self, data)
        status = 500
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await self._config.loaded_app(
                    handshake.scope(self._config, self._state), handshake.receive, handshake.send
                )
        except TimeoutError:
            status = 503
        except Exception:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
        if not handshake.answered:
            handshake.refuse(status)


class _Handshake:
    """One request for a WebSocket, between the ASGI application and picows."""

    def __init__(self, protocol: PicowsProtocol, data: bytes) -> None:
        head, *lines = data.removesuffix(b"\r\n\r\n").split(b"\r\n")
        self._protocol = protocol
        self._target = head.split(b" ")[1]
        self._headers = [(name, value) for name, _, value in (line.partition(b": ") for line in lines)]
        self._carriage: Carriage | None = None
        self._asked = False
        self._denial: tuple[int, list[tuple[bytes, bytes]], bytes] | None = None
        self.answered = False

    def scope(self, config: Config, state: dict[str, Any]) -> dict[str, Any]:
        """The connection as ASGI describes it; its extension HAND_OVER is called with a Carriage before accepting."""
        path, _, query = self._target.partition(b"?")
        transport = self._protocol.transport.underlying_transport
        subprotocols = b",".join(value for name, value in self._headers if name == b"sec-websocket-protocol")
        return {
            "type": "websocket",
            "asgi": {"version": config.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "wss" if is_ssl(transport) else "ws",
            "server": get_local_addr(transport),
            "client": get_remote_addr(transport),
            "root_path": config.root_path,
            "path": config.root_path + unquote(path.decode("ascii")),
            "raw_path": config.root_path.encode() + path,
            "query_string": query,
            "headers": self._headers,
            "subprotocols": [
                name.strip() for name in subprotocols.decode("latin-1").split(",") if name.strip()
            ],
            "state": state.copy(),
            "extensions": {"websocket.http.response": {}, HAND_OVER: self._take},
        }

    async def receive(self) -> dict[str, Any]:
        """What the application hears: that somebody asks, and nothing else."""
        first, self._asked = not self._asked, True
        return {"type": "websocket.connect"} if first else {"type": "websocket.disconnect", "code": 1006}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """What the application answers; once it has, the socket is no longer its own."""
        if self.answered:
            return
        kind = message["type"]
        if kind == "websocket.accept":
            self._accept(message)
        elif kind == "websocket.close":
            self.refuse(403)
        elif kind == "websocket.http.response.start":
            self._denial = (message["status"], list(message.get("headers", ())), b"")
        elif kind == "websocket.http.response.body" and self._denial is not None:
            status, headers, body = self._denial
            self._denial = (status, headers, body + message.get("body", b""))
            if not message.get("more_body", False):
                self.refuse(*self._denial)
        else:
            raise RuntimeError(f"{kind} can't answer a handshake")

    def refuse(
        self, status: int, headers: list[tuple[bytes, bytes]] | None = None, body: bytes = b""
    ) -> None:
        """Answers with an HTTP status instead of a socket."""
        self.answered = True
        lines = [b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode())]
        lines += [name + b": " + value for name, value in headers or () if name.lower() != b"content-length"]
        lines += [b"content-length: %d" % len(body), b"connection: close", b"", body]
        transport = self._protocol.transport.underlying_transport
        transport.write(b"\r\n".join(lines))
        transport.close()

    def _take(self, carriage: Carriage) -> None:
        self._carriage = carriage

    def _accept(self, message: MutableMapping[str, Any]) -> None:
        if self._carriage is None:
            raise RuntimeError("under picows a socket is handed over before it is accepted")
        self.answered = True
        headers = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in message.get("headers", ())
        ]
        if message.get("subprotocol"):
            headers.append(("Sec-WebSocket-Protocol", message["subprotocol"]))
        self._protocol.hand_over(self._for_picows(), headers, self._carriage)

    def _for_picows(self) -> bytes:
        """The request without what picows does not need: it keeps the headers, refuses more than 16 KiB of them, and
        refuses Firefox's `Connection: keep-alive, Upgrade`, which uvicorn has read already."""
        lines = [b"GET / HTTP/1.1", b"Host: -", b"Upgrade: websocket", b"Connection: Upgrade"]
        wanted = (b"sec-websocket-key", b"sec-websocket-version")
        lines += [name + b": " + value for name, value in self._headers if name in wanted]
        return b"\r\n".join([*lines, b"", b""])
