"""The web server, as every command and test runs it."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import sys
from collections.abc import Callable

import uvicorn
from litestar import Litestar

from causerie.conversations.frames import HEARTBEAT_SECONDS, MAX_FRAME_BYTES
from causerie.kit.carriers import AsgiProtocol
from causerie.kit.http_protocol import HttpProtocol
from causerie.kit.picows_protocol import PicowsProtocol
from causerie.observe import observed
from causerie.settings import Settings

# Bytes sent and not taken for so long: the peer is gone.
DEAF_SECONDS = 30
# Objects made and not freed since the last look for circles among them.
COLLECT_AFTER = 20_000
PROTOCOLS = {"picows": PicowsProtocol, "asgi": AsgiProtocol}


def _give_up_on_the_deaf(listening: int) -> None:
    """Lets the system end every accepted connection whose peer takes nothing for so long, be it gone or deaf:
    above the system, closing such a connection waits for ever for what it has not taken."""
    if sys.platform == "linux":
        with socket.socket(fileno=os.dup(listening)) as shared:
            shared.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAF_SECONDS * 1000)


def _collect_seldom() -> None:
    """A burst makes tens of thousands of objects, none of them in a circle: looking for circles after each 700, through
    all that was loaded at the start, took a fifth of the processor."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


class WebServer(uvicorn.Server):
    """Uvicorn, which says when it listens, and lets the application say goodbye while the sockets are still open."""

    def __init__(
        self, application: Litestar, settings: Settings, config: uvicorn.Config, on_ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._drain_seconds = settings.drain_seconds
        self._application = application
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Opens the application and the port, then calls `on_ready`."""
        await super().startup(sockets)
        if self.started:
            _collect_seldom()
            for listening in self.servers:
                for one in listening.sockets:
                    _give_up_on_the_deaf(one.fileno())
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets the balancer notice that this server is about to stop; then takes no more connections, sends every live
        line away with a reason, and closes what is left, and the application, which finishes its jobs."""
        gateway = self._application.state.runtime.gateway
        gateway.draining = True
        await asyncio.sleep(self._drain_seconds)
        for server in self.servers:
            server.close()
        await gateway.drain()
        await super().shutdown(sockets)


def web_server(
    application: Litestar, settings: Settings, *, on_ready: Callable[[], None] = lambda: None
) -> WebServer:
    """A server for `application`. No permessage-deflate: it costs 2 to 5 times the memory."""
    config = uvicorn.Config(
        observed(application),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=HttpProtocol,
        ws=PROTOCOLS[settings.carrier],  # type: ignore[arg-type]  # a BufferedProtocol does as well
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=HEARTBEAT_SECONDS,
        ws_ping_timeout=HEARTBEAT_SECONDS,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=10,
        log_config=None,
        access_log=False,
        server_header=False,
    )
    return WebServer(application, settings, config, on_ready)
