"""The only way out: an HTTP client for addresses that strangers gave us.

The name is resolved once for each connection, every address it has must be public, and the connection goes to
the very address that was checked; so a name that answers differently the next time gains nothing. Redirects
are followed by hand, each through the same check. Nothing is ever decompressed: an answer is as long as what
was counted.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, cast

import httpcore2
import httpx2
import msgspec

from causerie.kit.addresses import is_public

Resolve = Callable[[str, int], Awaitable[list[str]]]

WEB_PORTS = frozenset({80, 443})
LONGEST_URL = 4096
MOST_REDIRECTS = 5
MOST_CONNECTIONS = 50
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEPT_METHOD = frozenset({307, 308})
# What may follow a redirect to another origin.
HARMLESS = frozenset({"accept", "accept-language", "content-type", "user-agent"})
SET_BY_US = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "cookie"}
)


class HttpError(Exception):
    """A request that got no usable answer."""


class HttpRefused(HttpError):
    """We did not ask, or did not take the answer: the rules forbid it. Trying again changes nothing."""


class HttpFailed(HttpError):
    """The other side did not answer, or not in time. Trying again may help."""


class HttpResponse(msgspec.Struct, frozen=True):
    """An answer of any status. Header names are in lower case; `url` is where the last redirect led."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str


class HttpClient:
    """Close it, or use it as a context, so that its connections end.

    `allow_hosts` are exact `host:port` pairs that may be anywhere, such as the demo's own. `resolve` gives a
    name's addresses.
    """

    def __init__(self, allow_hosts: frozenset[str] = frozenset(), *, resolve: Resolve | None = None) -> None:
        self._allowed = allow_hosts
        self._pool = httpcore2.AsyncConnectionPool(
            max_connections=MOST_CONNECTIONS,
            keepalive_expiry=10,
            network_backend=_GuardedBackend(allow_hosts, resolve or _resolve),
        )

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        limit: int = 1024 * 1024,
        timeout: float = 10.0,  # noqa: ASYNC109  (it covers the whole, redirects too)
        ports: frozenset[int] = WEB_PORTS,
        redirects: int = MOST_REDIRECTS,
    ) -> HttpResponse:
        """Ask, and follow at most so many redirects, within `timeout` seconds for all of it.

        A redirect to another origin takes along none but harmless headers, and no body. Cookies are neither
        sent nor kept. Raises HttpRefused (scheme, port, address, a longer body than `limit` bytes, too many
        redirects) and HttpFailed.
        """
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if forbidden := SET_BY_US & sent.keys():
            raise HttpRefused(f"these headers are not the caller's to set: {', '.join(sorted(forbidden))}")
        target = _parse(url)
        try:
            async with asyncio.timeout(timeout):
                for _ in range(redirects + 1):
                    self._check(target, ports)
                    response = await self._ask(method, target, sent, body, limit)
                    location = response.headers.get("location")
                    if response.status not in REDIRECTS or location is None:
                        return response
                    method, body, sent, target = _redirected(
                        method, body, sent, target, response.status, location
                    )
        except TimeoutError:
            raise HttpFailed(f"no answer within {timeout:g} seconds") from None
        raise HttpRefused(f"more than {redirects} redirects")

    def _check(self, url: httpx2.URL, ports: Iterable[int]) -> None:
        if url.scheme not in ("http", "https"):
            raise HttpRefused(f"only http and https are spoken, not {url.scheme or 'nothing'}")
        if not url.host or url.userinfo:
            raise HttpRefused("the address has no host, or a name and password in it")
        port = _port(url)
        if port not in ports and f"{url.host}:{port}" not in self._allowed:
            raise HttpRefused(f"port {port} is not allowed")

    async def _ask(
        self, method: str, url: httpx2.URL, headers: dict[str, str], body: bytes, limit: int
    ) -> HttpResponse:
        target = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path or b"/"
        )
        sent = {"user-agent": "Causerie", "accept": "*/*", **headers, "accept-encoding": "identity"}
        try:
            async with self._pool.stream(
                method, target, headers=list(sent.items()), content=body or None
            ) as response:
                received = {
                    key.decode("latin-1").lower(): value.decode("latin-1") for key, value in response.headers
                }
                return HttpResponse(
                    response.status, received, await _read(response, received, limit), str(url)
                )
        except httpcore2.UnsupportedProtocol as error:
            raise HttpRefused(str(error)) from None
        except (
            httpcore2.NetworkError,
            httpcore2.ProtocolError,
            httpcore2.TimeoutException,
            httpcore2.ConnectionNotAvailable,
            OSError,
        ) as error:
            raise HttpFailed(f"{url.host}: {type(error).__name__} {error}".strip()) from error

    async def close(self) -> None:
        """End every connection."""
        await self._pool.aclose()

    async def __aenter__(self) -> "HttpClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class _GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to public addresses, and to the ones checked."""

    def __init__(self, allowed: frozenset[str], resolve: Resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (the library's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await self._resolve(host, port)
        if f"{host}:{port}" not in self._allowed:
            for address in addresses:
                if not is_public(address):
                    raise HttpRefused(f"{host} is at {address}, which is not a public address")
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  (the library's signature)
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        raise HttpRefused("only the internet is spoken to")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def _resolve(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(cast(str, address[0]) for *_, address in found))


def _parse(url: str, base: httpx2.URL | None = None) -> httpx2.URL:
    if len(url) > LONGEST_URL:
        raise HttpRefused(f"the address has more than {LONGEST_URL} characters")
    try:
        return httpx2.URL(url) if base is None else base.join(url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise HttpRefused(f"this is not an address: {error}") from None


def _port(url: httpx2.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _origin(url: httpx2.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, _port(url)


def _redirected(
    method: str, body: bytes, headers: dict[str, str], url: httpx2.URL, status: int, location: str
) -> tuple[str, bytes, dict[str, str], httpx2.URL]:
    target = _parse(location, url)
    elsewhere = _origin(target) != _origin(url)
    if status not in KEPT_METHOD and method != "HEAD":
        method, body = "GET", b""
        headers = {name: value for name, value in headers.items() if name != "content-type"}
    if elsewhere:
        if body:
            raise HttpRefused(f"a redirect would carry the body to another place, {target.host}")
        headers = {name: value for name, value in headers.items() if name in HARMLESS}
    return method, body, headers, target


async def _read(response: httpcore2.Response, headers: Mapping[str, str], limit: int) -> bytes:
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise HttpRefused("the answer is compressed, which was not asked for")
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise HttpRefused(f"the answer has {announced} bytes; at most {limit} are taken")
    body = bytearray()
    async for chunk in response.aiter_stream():
        body += chunk
        if len(body) > limit:
            raise HttpRefused(f"the answer has more than the {limit} bytes that are taken")
    return bytes(body)
