"""What operators see of a process: an id for each request, a line and figures of it, and whether it is well."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from litestar import Litestar, get
from litestar.datastructures import State
from litestar.response import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from causerie.errors import AppError, ErrorCode, Problem
from causerie.kit import metrics
from causerie.kit.ids import new_id
from causerie.kit.log import REQUEST_ID, event
from causerie.kit.migrations import MigrationError, pending
from causerie.kit.tracing import span
from causerie.kit.turnstile import Turnstile
from causerie.runtime import Runtime
from causerie.settings import PREFIX, Settings, SettingsError

LOG = logging.getLogger("causerie.http")
GIVEN_ID = re.compile(rb"[A-Za-z0-9_.-]{8,64}")
READY_SECONDS = 2.0


def observed(app: Any) -> Any:
    """The outermost middleware. An answer's `X-Request-Id` stands in every line of the log that it caused. Sockets are
    let in a few at a time."""
    turnstile = Turnstile()

    async def middleware(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await app(scope, receive, send)
            return
        request_id = _request_id(scope)
        began = time.perf_counter()
        answer = {"status": 0, "seconds": 0.0}

        async def send_observed(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.update(status=message["status"], seconds=time.perf_counter() - began)
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        token = REQUEST_ID.set(request_id)
        try:
            if scope["type"] == "websocket":
                await turnstile.enter()
                await app(scope, receive, send)
                return
            with span(scope["method"]) as attributes:
                await app(scope, receive, send_observed)
                route = str(scope.get("path_template") or "unmatched")
                attributes |= {"http.route": route, "http.response.status_code": int(answer["status"])}
                attributes["causerie.request_id"] = request_id
            _count(scope["method"], route, int(answer["status"]), answer["seconds"])
        finally:
            REQUEST_ID.reset(token)

    return middleware


def _request_id(scope: dict[str, Any]) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and GIVEN_ID.fullmatch(value):
            return str(value, "ascii")
    return new_id().hex


def _count(method: str, route: str, status: int, seconds: float) -> None:
    metrics.REQUESTS.labels(method, route, status).inc()
    metrics.REQUEST_SECONDS.labels(method, route).observe(seconds)
    # The route, not the path: a path may carry a token.
    event(LOG, "answered", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


async def ready(runtime: Runtime) -> None:
    """Returns where new people may be sent to this process. Raises unavailable, with the reason."""
    if runtime.gateway.draining:
        raise AppError(ErrorCode.UNAVAILABLE, "This server is about to stop.")
    try:
        async with asyncio.timeout(READY_SECONDS), runtime.database.acquire() as connection:
            waiting = await pending(connection)
    except MigrationError as error:
        raise AppError(ErrorCode.UNAVAILABLE, str(error)) from error
    except Exception as error:
        LOG.warning("the database does not answer: %s", error or type(error).__name__)
        raise AppError(ErrorCode.UNAVAILABLE, "The database does not answer.") from error
    if waiting:
        raise AppError(ErrorCode.UNAVAILABLE, f"The database waits for {', '.join(waiting)}.")


@get("/healthz", permission="public", include_in_schema=False)
async def healthz() -> dict[str, str]:
    """Whether the process works; nothing else is asked."""
    return {"status": "ok"}


@get("/readyz", permission="public", include_in_schema=False)
async def readyz(state: State) -> dict[str, str]:
    """Whether people may be sent here: the database answers, its schema is ours, and the process goes on."""
    await ready(state.runtime)
    return {"status": "ok"}


@get("/metrics", include_in_schema=False, sync_to_thread=False)
def prometheus() -> Response[bytes]:
    """The process's figures, in Prometheus's text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


class _Beside(uvicorn.Server):
    """A second server of one process: signals are the first one's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def monitoring(settings: Settings, runtime: Runtime) -> AsyncIterator[None]:
    """Meanwhile /metrics, /healthz and /readyz are served at CAUSERIE_METRICS_LISTEN, where that is set.

    Raises SettingsError where nothing can be served there.
    """
    metrics.LINES.set_function(lambda: len(runtime.gateway.lines))
    metrics.TOPICS.set_function(lambda: len(runtime.hub))
    if not settings.metrics_listen:
        yield
        return
    app = Litestar(
        [healthz, readyz, prometheus],
        openapi_config=None,
        logging_config=None,
        exception_handlers={AppError: lambda _, error: Response(Problem.of(error), status_code=503)},
    )
    app.state.runtime = runtime
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, server_header=False)
    server = _Beside(config)
    serving = asyncio.create_task(server.serve([_bound(settings.metrics_listen)]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def _bound(listen: str) -> socket.socket:
    name = f"{PREFIX}METRICS_LISTEN"
    try:
        parts = urlsplit(f"//{listen}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if host is None or port is None:
        raise SettingsError(f"{name} must be like 127.0.0.1:9100, not {listen!r}")
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(f"{name}: {listen} can't be listened on: {error.strerror}") from error
