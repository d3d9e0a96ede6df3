"""The routes of the live protocol: /live, /live/stream and /live/poll."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response, Router, WebSocket, post, websocket
from litestar.params import Parameter
from litestar.response import Stream
from msgspec import Raw, Struct

from causerie.accounts.api import SESSION_COOKIE
from causerie.accounts.model import Session
from causerie.accounts.service import Accounts
from causerie.conversations.frames import HEARTBEAT_SECONDS, MAX_FRAME_BYTES, Beat, Bye
from causerie.conversations.live import CLOSE_RESTART, LiveSession, Services
from causerie.errors import AppError, ErrorCode
from causerie.kit.carriers import RequestLink, carry
from causerie.kit.devices import MOST, device
from causerie.kit.heartbeat import Heartbeat
from causerie.kit.link import Carriage, Link
from causerie.kit.outgoing import Outgoing

BEAT = msgspec.json.encode(Beat())
SLOW = msgspec.json.encode(Bye("slow", retry_after_ms=1_000))
MAX_FRAMES = 500
MAX_POLL_SECONDS = 25
DRAIN_SECONDS = 1
# What `hello` and `watch` answer in any case; a poll that has nothing else waits on.
_STATE_ONLY = ("welcome", "watching")


class _Peek(Struct):
    t: str
    after: int = -1
    through: int = -1
    heads: list[Raw] | None = None


class Gateway:
    """Opens a line for every client, and ends them all when the server stops."""

    def __init__(self, services: Services, accounts: Accounts, base_url: str) -> None:
        self._services = services
        self._accounts = accounts
        parts = urlsplit(base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}".lower()
        self.draining = False
        self._lines: set[LiveSession] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self._heartbeat = Heartbeat(HEARTBEAT_SECONDS, BEAT)
        self._outgoing = Outgoing()

    def open(self, link: Link, signed_in: Session | None, device: str = "") -> LiveSession:
        """A fresh line over `link`, of a browser and a system of these names."""
        line = LiveSession(self._services, link, signed_in, device, ended=self._closed)
        self._lines.add(line)
        self._empty.clear()
        if self.draining:
            line.bye("drain", CLOSE_RESTART, retry_after_ms=1_000)
        return line

    def carriage(self, signed_in: Session | None, device: str) -> Carriage:
        """How the line of a socket is made and carried."""
        return Carriage(
            partial(self.open, signed_in=signed_in, device=device), self._heartbeat, self._outgoing, SLOW
        )

    @property
    def lines(self) -> frozenset[LiveSession]:
        """The lines that are open now."""
        return frozenset(self._lines)

    def _closed(self, line: LiveSession) -> None:
        self._lines.discard(line)
        if not self._lines:
            self._empty.set()

    async def drain(self) -> None:
        """Tells everybody to come back in a moment, when the server is another, and gives them a second to go."""
        self.draining = True
        for line in list(self._lines):
            line.bye("drain", CLOSE_RESTART, retry_after_ms=1_000)
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._empty.wait()

    async def signed_in(
        self, connection: WebSocket[Any, Any, Any] | Request[Any, Any, Any]
    ) -> Session | None:
        """Who the cookie says it is. Raises forbidden for a page of a foreign or null origin that brings one."""
        token = connection.cookies.get(SESSION_COOKIE)
        if token is None:
            return None
        origin = connection.headers.get("origin")
        if origin is not None and origin.lower() != self._origin:
            raise AppError(ErrorCode.FORBIDDEN, "This page is not ours.")
        return await self._accounts.session(token)

    def csrf_is_right(self, session: Session, given: str) -> bool:
        """Whether a page of this session sent the request."""
        return self._accounts.csrf_is_right(session.id, given)


@websocket("/", permission="public")
async def live_socket(socket: WebSocket[Any, Any, Any]) -> None:
    """A WebSocket: see docs/live.md."""
    # Not as a dependency: that costs a connection as much as its answer, and after a restart all come at once.
    gateway: Gateway = socket.app.state.runtime.gateway
    signed_in = await gateway.signed_in(socket)
    await carry(socket.scope, socket.receive, socket.send, gateway.carriage(signed_in, _device(socket)))


@post("/stream", permission="public", status_code=200)
async def live_stream(request: Request[Any, Any, Any], gateway: Gateway) -> Stream:
    """Server-sent events: the body's frames are taken, and what they bring about is streamed."""
    frames = await _frames(request)
    signed_in = await _signed_in_with_csrf(request, gateway)

    async def events() -> AsyncIterator[bytes]:
        # Opened here, for a client that has left by now never gets here: nothing would close the line.
        link = RequestLink(slow=SLOW)
        line = gateway.open(link, signed_in, _device(request))
        try:
            for frame in frames:
                line.on_message(frame)
            async for event in link.events(BEAT, HEARTBEAT_SECONDS):
                yield event
        finally:
            line.on_close()

    return Stream(events(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@post("/poll", permission="public", status_code=200)
async def live_poll(
    request: Request[Any, Any, Any],
    gateway: Gateway,
    wait: Annotated[float, Parameter(ge=0, le=MAX_POLL_SECONDS)] = MAX_POLL_SECONDS,
) -> Response[bytes]:
    """Long poll: the body's frames are taken; answers with what they brought about, or what comes within `wait`."""
    frames = await _frames(request)
    signed_in = await _signed_in_with_csrf(request, gateway)
    link = RequestLink(slow=SLOW)
    line = gateway.open(link, signed_in, _device(request))
    try:
        for frame in frames:
            line.on_message(frame)
        await line.settled()
        answer = link.taken()
        deadline = asyncio.get_running_loop().time() + wait
        while not link.closed and not any(_is_news(frame) for frame in answer):
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 or not await link.wait(left):
                break
            answer += link.taken()
    finally:
        line.on_close()
    return Response(b"[" + b",".join(answer) + b"]", media_type="application/json")


async def _frames(request: Request[Any, Any, Any]) -> list[bytes]:
    body = await request.body()
    if len(body) > MAX_FRAMES * 1024:
        raise AppError(ErrorCode.TOO_LARGE, f"At most {MAX_FRAMES} KiB of frames are taken at once.")
    try:
        frames = msgspec.json.decode(body, type=list[Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        raise AppError(ErrorCode.INVALID, f"The body is no array of frames: {error}") from error
    if len(frames) > MAX_FRAMES or any(len(bytes(frame)) > MAX_FRAME_BYTES for frame in frames):
        raise AppError(ErrorCode.TOO_LARGE, f"At most {MAX_FRAMES} frames of 64 KiB are taken at once.")
    return [bytes(frame) for frame in frames]


def _device(connection: WebSocket[Any, Any, Any] | Request[Any, Any, Any]) -> str:
    return device(connection.headers.get("user-agent", "")[:MOST])


async def _signed_in_with_csrf(request: Request[Any, Any, Any], gateway: Gateway) -> Session | None:
    signed_in = await gateway.signed_in(request)
    if signed_in is not None and not gateway.csrf_is_right(
        signed_in, request.headers.get("x-csrf-token", "")
    ):
        raise AppError(ErrorCode.FORBIDDEN, "The header X-CSRF-Token is missing or not this session's.")
    return signed_in


def _is_news(frame: bytes) -> bool:
    peek = msgspec.json.decode(frame, type=_Peek)
    if peek.t == "entries":
        return peek.through > peek.after
    if peek.t == "heads":
        return bool(peek.heads)
    return peek.t not in _STATE_ONLY


router = Router(path="/live", route_handlers=[live_socket, live_stream, live_poll], include_in_schema=False)
