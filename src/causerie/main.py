"""The composition root of the web application: routes, guard, errors, headers."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, Router, get
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.types import (
    ASGIApp,
    HTTPReceiveMessage,
    Message,
    Receive,
    Scope,
    Send,
    WebSocketReceiveMessage,
)

from causerie import pages
from causerie.accounts import api as accounts_api
from causerie.accounts import api_keys_api, finding_api, oidc_api, phones_api, teams_api, ways_api
from causerie.answering import api as answering_api
from causerie.api_docs import POLICY, STYLE, api_docs
from causerie.bulk import api as bulk_api
from causerie.channels import api as channels_api
from causerie.channels.email import answer_api, transcripts_api
from causerie.channels.messenger import api as message_us_api
from causerie.channels.push import api as push_api
from causerie.channels.stories import api as stories_api
from causerie.channels.web import api as widget_api
from causerie.conversations import api as conversations_api
from causerie.conversations import case_api, gateway
from causerie.conversations.openapi import frames_document
from causerie.directory import api as directory_api
from causerie.directory import moving_api, segments_api
from causerie.errors import PROBLEM_MEDIA_TYPE, STATUS, AppError, ErrorCode, Problem
from causerie.files import api as files_api
from causerie.gate import DEPENDENCIES, guard
from causerie.groups import api as groups_api
from causerie.kit.database import TROUBLE
from causerie.kit.files import FilesUnavailable
from causerie.media import api as media_api
from causerie.observe import healthz, monitoring, readyz
from causerie.privacy import api as privacy_api
from causerie.reports import api as reports_api
from causerie.request import StrictRequest
from causerie.routing import api as routing_api
from causerie.rules import api as rules_api
from causerie.runtime import Runtime, running
from causerie.settings import Settings
from causerie.staffing import api as staffing_api
from causerie.staffing import log_api as audit_api
from causerie.webhooks import api as webhooks_api

LOG = logging.getLogger("causerie")
MAX_BODY_BYTES = 1024 * 1024
BODY_SECONDS = 20
SLOWEST_BYTES_A_SECOND = 50_000
# What may be well again in a moment.
UNAVAILABLE = (*TROUBLE, FilesUnavailable)
_CODES = {status: code for code, status in reversed(STATUS.items())}

OpenRuntime = Callable[[Settings], AbstractAsyncContextManager[Runtime]]


@get("/api/openapi.json", permission="public", include_in_schema=False, sync_to_thread=True)
def openapi() -> dict[str, Any]:
    """The API and the live frames as OpenAPI 3.1."""
    return document()


@get("/api/docs", permission="public", include_in_schema=False, sync_to_thread=True)
def docs() -> Response[str]:
    """The same for people."""
    headers = pages.HEADERS | {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return Response(api_docs(document()), media_type="text/html; charset=utf-8", headers=headers)


@get("/api/docs/style.css", permission="public", include_in_schema=False, sync_to_thread=True)
def docs_style() -> Response[bytes]:
    """How that page looks."""
    headers = pages.HEADERS | {"Cache-Control": "no-cache"}
    return Response(STYLE.read_bytes(), media_type="text/css; charset=utf-8", headers=headers)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document of the API, with the frames of the live protocol as webhooks.

    It is made by an application that is never served: the one that is has no routes but our own.
    """
    described = Litestar(
        [_api()],
        dependencies=DEPENDENCIES,
        openapi_config=OpenAPIConfig(title="Causerie", version="1", use_handler_docstrings=True),
        logging_config=None,
    )
    api = described.openapi_schema.to_schema()
    frames = frames_document()
    schemas = {**api["components"]["schemas"], **frames["components"]["schemas"]}
    return {**api, "webhooks": frames["webhooks"], "components": {**api["components"], "schemas": schemas}}


def problem(error: AppError) -> Response[Problem]:
    """The answer to a request that was refused."""
    headers = {"Cache-Control": "no-store"}
    if error.retry_after_ms is not None:
        headers["Retry-After"] = str(-(-error.retry_after_ms // 1000))
    return Response(
        Problem.of(error), status_code=STATUS[error.code], media_type=PROBLEM_MEDIA_TYPE, headers=headers
    )


def on_app_error(_: Request[Any, Any, Any], error: AppError) -> Response[Problem]:
    """A refusal of ours."""
    return problem(error)


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """A refusal of the framework's, in our shape."""
    code = _CODES.get(error.status_code, ErrorCode.INVALID)
    fields = [str(item.get("message", "")) for item in error.extra or [] if isinstance(item, dict)]
    detail = "; ".join([error.detail, *fields]) if fields else error.detail
    if error.status_code >= 500:
        return on_error(request, error)
    answer = problem(AppError(code, detail))
    answer.content = msgspec.structs.replace(answer.content, status=error.status_code)
    answer.status_code = error.status_code
    return answer


def on_error(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """A fault of ours, or of the database or the files': logged whole, told without details."""
    LOG.error("%s %s failed", request.method, request.scope.get("path_template", ""), exc_info=error)
    if isinstance(error, UNAVAILABLE):
        words = "This can't be done just now; try again in a moment."
        return problem(AppError(ErrorCode.UNAVAILABLE, words, retry_after_ms=2_000))
    return problem(AppError(ErrorCode.INTERNAL, "Something went wrong here; it was logged."))


def private(app: ASGIApp) -> ASGIApp:
    """Middleware: no answer of the API is kept by any cache, and none is guessed to be of another type."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                extra = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
                message["headers"] = [*message["headers"], *(pair for pair in extra if pair[0] not in names)]
            await send(message)

        await app(scope, receive, send_private)

    return middleware


def prompt(app: ASGIApp) -> ASGIApp:
    """Middleware: a request's body comes within a time that fits its size, or it ends: who sends a byte now and
    then holds nothing for long."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        handler = scope["route_handler"]
        if not isinstance(handler, HTTPRouteHandler):
            await app(scope, receive, send)
            return
        limit = handler.resolve_request_max_body_size() or MAX_BODY_BYTES
        ends = asyncio.get_running_loop().time() + BODY_SECONDS + limit / SLOWEST_BYTES_A_SECOND
        whole = False

        async def receive_in_time() -> HTTPReceiveMessage | WebSocketReceiveMessage:
            nonlocal whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    message = await receive()
            except TimeoutError:
                raise AppError(ErrorCode.INVALID, "The body did not come in time.") from None
            whole = message["type"] != "http.request" or not message["more_body"]
            return message

        await app(scope, receive_in_time, send)

    return middleware


def _api() -> Router:
    return Router(
        path="/api/v1",
        route_handlers=[
            accounts_api.router,
            ways_api.router,
            api_keys_api.router,
            webhooks_api.router,
            oidc_api.router,
            phones_api.router,
            finding_api.router,
            channels_api.router,
            push_api.router,
            widget_api.router,
            transcripts_api.router,
            message_us_api.router,
            stories_api.router,
            conversations_api.desk_router,
            case_api.router,
            bulk_api.router,
            answering_api.router,
            teams_api.router,
            staffing_api.router,
            audit_api.router,
            staffing_api.account_router,
            directory_api.router,
            segments_api.router,
            moving_api.router,
            routing_api.router,
            rules_api.router,
            reports_api.router,
            conversations_api.inbox_router,
            groups_api.router,
            files_api.upload_router,
            media_api.router,
            media_api.picture_router,
            privacy_api.account_router,
            privacy_api.desk_router,
        ],
    )


def create_app(
    settings: Settings | None = None,
    *,
    extra: list[Router] | None = None,
    open_runtime: OpenRuntime = running,
) -> Litestar:
    """The web application. `extra`: routers of the demo. Everything is opened when the server starts."""
    settings = settings or Settings().completed()

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with open_runtime(settings) as runtime, monitoring(settings, runtime):
            app.state.runtime = runtime
            stop = asyncio.Event()
            working = asyncio.create_task(runtime.work(stop))
            # What lives from here to the end need not be looked at by every full collection, which stops the loop.
            gc.collect()
            gc.freeze()
            yield
            stop.set()
            await working

    return Litestar(
        route_handlers=[
            healthz,
            readyz,
            openapi,
            docs,
            docs_style,
            _api(),
            gateway.router,
            files_api.file_router,
            pages.router,
            answer_api.router,
            pages.static_router(),
            *(extra or []),
        ],
        lifespan=[lifespan],
        guards=[guard],
        middleware=[private, prompt],
        request_class=StrictRequest,
        dependencies=DEPENDENCIES,
        exception_handlers={
            AppError: on_app_error,
            HTTPException: on_http_error,
            Exception: on_error,
        },
        openapi_config=None,
        request_max_body_size=MAX_BODY_BYTES,
        logging_config=None,
        debug=False,
    )
