"""A web server on this machine that counts who comes, for tests of who may come."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Canary:
    """What came in: every request's first line and headers, and every connection."""

    port: int = 0
    connections: int = 0
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


Answer = Callable[[str, dict[str, str]], bytes]


def plain(status: str = "200 OK", body: bytes = b"hello", **headers: str) -> bytes:
    """A whole answer; `a_name` becomes the header `a-name`."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def listening(answer: Callable[[str, dict[str, str], bytes], bytes]) -> AsyncIterator[int]:
    """Serve `answer(first line, headers, body)` until the end, on the port that is given."""
    async with canary(lambda first, headers: answer(first, headers, seen.requests[-1][2])) as seen:
        yield seen.port


@asynccontextmanager
async def canary(
    answer: Answer, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[Canary]:
    """Serve `answer(first line, headers)` for every request until the end."""
    seen = Canary()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode().strip().split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                seen.requests.append((first, headers, body))
                writer.write(answer(first, headers))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has left
        finally:
            writer.close()

    server = await asyncio.start_server(serve, host, 0, ssl=tls)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()
