"""The whole server in the test's own event loop, on a real port, over the test's database."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from litestar import Litestar

from causerie.main import create_app
from causerie.runtime import Runtime
from causerie.serving import web_server
from causerie.settings import Settings


class Server(msgspec.Struct):
    """A running server and what is inside it."""

    url: str
    runtime: Runtime
    app: Litestar

    @property
    def live_url(self) -> str:
        """Where its live sockets are."""
        return self.url.replace("http://", "ws://") + "/live"


def settings_for(database_url: str, data_dir: Path, **changes: object) -> Settings:
    """Settings for a server of one test."""
    port = free_port()
    settings = Settings(
        port=port,
        base_url=f"http://127.0.0.1:{port}",
        data_dir=data_dir,
        database_url=database_url,
        secret="a secret of the tests, long enough",
        visitor_messages_per_second=1_000_000,  # tests talk faster than people
    )
    return msgspec.structs.replace(settings, **changes).completed()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def serving(settings: Settings, app: Litestar | None = None) -> AsyncIterator[Server]:
    """Serves until the block ends; what was taken in is committed before it returns."""
    app = app or create_app(settings)
    ready = asyncio.Event()
    server = web_server(app, settings, on_ready=ready.set)
    task = asyncio.create_task(server.serve())
    try:
        await asyncio.wait([task, asyncio.ensure_future(ready.wait())], return_when=asyncio.FIRST_COMPLETED)
        assert ready.is_set(), "the server did not start; its log says why"
        yield Server(settings.base_url, app.state.runtime, app)
    finally:
        server.should_exit = True
        await task
