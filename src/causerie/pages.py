"""The HTML shells of the front ends, under a content security policy that lets nothing inline run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from causerie.accounts.service import Accounts
from causerie.channels.service import Channels
from causerie.channels.sites import origin
from causerie.channels.web.appearance import for_loader, for_triggers
from causerie.errors import AppError

STATIC = Path(__file__).parent / "static"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self), payment=()",
}


def page(path: str, *, ancestors: str = "'none'") -> Response[bytes]:
    """The shell at `path` below the built front ends. `ancestors`: the origins whose pages may frame it."""
    file = STATIC / path
    if not file.is_file():
        raise NotFoundException(f"{path} is not built: run `make web`")
    headers = HEADERS | {
        "Content-Security-Policy": POLICY.format(ancestors=ancestors),
        "Cache-Control": "no-cache",
    }
    return Response(file.read_bytes(), media_type="text/html", headers=headers)


@get(["/desk", "/desk/{rest:path}"], permission="public", sync_to_thread=False)
def desk() -> Response[bytes]:
    """The desk."""
    return page("desk/index.html")


@get(
    ["/messenger", "/messenger/{rest:path}", "/m/{slug:str}", "/join/{token:str}"],
    permission="public",
    sync_to_thread=False,
)
def messenger() -> Response[bytes]:
    """The messenger; under /m, at the business that the link names, under /join, at what an invitation leads to."""
    return page("messenger/index.html")


@get("/messenger/sw.js", permission="public", sync_to_thread=False)
def messenger_worker() -> Response[bytes]:
    """The messenger's service worker, which may not come from /static: it governs what lies below its own path,
    and /messenger itself by the leave given here."""
    response = _script("messenger/sw.js")
    response.headers["Service-Worker-Allowed"] = "/messenger"
    return response


@get("/desk/sw.js", permission="public", sync_to_thread=False)
def desk_worker() -> Response[bytes]:
    """The desk's service worker, for /desk and below."""
    response = _script("desk/sw.js")
    response.headers["Service-Worker-Allowed"] = "/desk"
    return response


@get("/widget.js", permission="public", sync_to_thread=False)
def widget_loader() -> Response[bytes]:
    """The loader for a page that names the channel and the appearance itself."""
    return _loader({})


@get("/widget/{channel:uuid}/widget.js", permission="public")
async def channel_loader(channel: UUID, channels: Channels, accounts: Accounts) -> Response[bytes]:
    """The loader with what the owner decided for this channel, in one answer."""
    try:
        found = await channels.web(channel)
    except AppError as error:
        raise NotFoundException(error.detail) from error
    workspace = await accounts.workspace(found.workspace_id)
    return _loader(for_loader(found, workspace.colour))


def _loader(owner: Mapping[str, object]) -> Response[bytes]:
    response = _foreign_script("widget/widget.js")
    response.content = b"(causerieOwner=>{%b})(%b)" % (response.content, msgspec.json.encode(owner))
    return response


@get("/widget/{channel:uuid}/triggers.js", permission="public")
async def channel_triggers(channel: UUID, channels: Channels) -> Response[bytes]:
    """The triggers of a channel, and what decides by them on the page."""
    try:
        settings = (await channels.web(channel)).settings
    except AppError as error:
        raise NotFoundException(error.detail) from error
    response = _foreign_script("widget/triggers.js")
    rules = msgspec.json.encode(for_triggers(settings))
    response.content = b"const causerieTriggers=%b;\n%b" % (rules, response.content)
    return response


PARTS = ["sdk.js", *(f"alias-{name}.js" for name in ("chatwoot", "crisp", "intercom", "tawk", "zendesk"))]


@get([f"/widget/{name}" for name in (*PARTS, "causerie.d.ts")], permission="public", sync_to_thread=False)
def widget_part(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What the loader fetches when a page first needs it, and the types of its calls."""
    return _foreign_script(request.url.path.removeprefix("/"))


def _foreign_script(path: str) -> Response[bytes]:
    """A script of ours for other people's pages, where modules are fetched by CORS. It says nothing of anybody."""
    response = _script(path)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@get("/widget/{channel:uuid}/preview", permission="public", sync_to_thread=False)
def widget_preview(channel: UUID) -> Response[bytes]:
    """The page in which the desk shows the widget as it would be."""
    return page("widget/preview.html", ancestors="'self'")


@get("/widget/{channel:uuid}", permission="public")
async def widget_panel(channel: UUID, channels: Channels) -> Response[bytes]:
    """The panel in its own frame; only the channel's own sites may show it."""
    try:
        sites = (await channels.web(channel)).sites
    except AppError as error:
        raise NotFoundException(error.detail) from error
    answer = page("widget/index.html", ancestors=" ".join(["'self'", *map(origin, sites)]))
    # A chat in a window of its own asks the frame that it came from, beside whose page it stands, for the visitor.
    answer.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return answer


def _script(path: str) -> Response[bytes]:
    file = STATIC / path
    if not file.is_file():
        raise NotFoundException(f"{path} is not built: run `make web`")
    headers = HEADERS | {"Cache-Control": "public, max-age=300"}
    return Response(file.read_bytes(), media_type="text/javascript", headers=headers)


router = Router(
    path="/",
    route_handlers=[
        desk,
        desk_worker,
        messenger,
        messenger_worker,
        widget_loader,
        channel_loader,
        channel_triggers,
        widget_part,
        widget_preview,
        widget_panel,
    ],
    include_in_schema=False,
)


def _as_asset(app: ASGIApp) -> ASGIApp:
    """Middleware: the shells are here too, beside the routes that guard them, so nobody may frame what is here."""
    headers = HEADERS | {"Content-Security-Policy": POLICY.format(ancestors="'none'")}
    common = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if "\0" in scope["path"]:
            raise NotFoundException  # no file system takes it
        hashed = "/assets/" in scope["path"]
        kept = b"public, max-age=31536000, immutable" if hashed else b"no-cache"

        async def send_asset(message: Message) -> None:
            if message["type"] == "http.response.start":
                cache = [(b"cache-control", kept)] if message["status"] == 200 else []
                message["headers"] = [*message["headers"], *common, *cache]
            await send(message)

        await app(scope, receive, send_asset)

    return middleware


def static_router() -> Router:
    """The built assets. Names below `assets` carry their contents' hash, so browsers keep them for ever."""
    STATIC.mkdir(exist_ok=True)
    return create_static_files_router(
        path="/static",
        directories=[STATIC],
        opt={"permission": "public"},
        include_in_schema=False,
        middleware=[_as_asset],
    )
