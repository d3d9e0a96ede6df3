"""The proxies of docs/deploy.md carry live lines to several servers, and lose nobody with one of them."""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from causerie.client import LiveClient
from causerie.content import Text
from tests.deploy.page import block
from tests.helpers.server import Server, free_port, serving, settings_for
from tests.helpers.talk import desk, session_token, widget
from tests.helpers.world import World, make_world

VISITORS = 6


def nginx(folder: Path, port: int, servers: list[int]) -> list[str]:
    """The command that runs nginx with the page's configuration, on this port and without TLS."""
    site, _, _ = block("map $http_upgrade").partition("upstream causerie")
    site = site.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    assert str(port) in site
    upstream = _with_servers(
        block("upstream causerie {\n  least_conn"), servers, "  server {}:8000 max_fails=2 fail_timeout=2s;\n"
    )
    around = (
        f"daemon off; pid {folder}/nginx.pid; events {{}}\nhttp {{ access_log off;\n{site}\n{upstream}\n}}\n"
    )
    (folder / "nginx.conf").write_text(around)
    return ["nginx", "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, port: int, servers: list[int]) -> list[str]:
    """The command that runs Caddy with the page's configuration, on this port and without TLS."""
    site = block("chat.example.com {\n\treverse_proxy 10.0.0.1").replace(
        "chat.example.com", f"http://127.0.0.1:{port}"
    )
    site = _with_servers(site, servers, " {}:8000")
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{site}")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


def _with_servers(text: str, ports: list[int], line: str) -> str:
    """The text with its three machines replaced by servers of this machine."""
    three = "".join(line.format(f"10.0.0.{number}") for number in (1, 2, 3))
    assert three in text
    ours = "".join(line.format("127.0.0.1").replace("8000", str(port)) for port in ports)
    return text.replace(three, ours)


Proxy = Callable[[Path, int, list[int]], list[str]]


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest) -> Proxy:
    """A proxy that is installed here."""
    found: Proxy = request.param
    if shutil.which(found.__name__) is None:
        pytest.skip(f"{found.__name__} is not installed on this machine")
    return found


@contextmanager
def started(command: list[str], folder: Path) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, "HOME": str(folder)}, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@asynccontextmanager
async def behind(
    proxy: Proxy, database_url: str, folder: Path
) -> AsyncIterator[tuple[str, World, asyncio.Event, list[Server]]]:
    """Two servers behind a proxy: its URL, a business, what ends the second server, and both."""
    port, end_second = free_port(), asyncio.Event()
    url = f"http://127.0.0.1:{port}"
    settings = [settings_for(database_url, folder, base_url=url) for _ in range(2)]
    servers: asyncio.Queue[Server] = asyncio.Queue()

    async def second() -> None:
        async with serving(settings[1]) as server:
            await servers.put(server)
            await end_second.wait()

    async with serving(settings[0]) as one:
        serving_second = asyncio.create_task(second())
        two = await servers.get()
        try:
            with started(proxy(folder, port, [each.port for each in settings]), folder):
                await _listens(port)
                yield url, await make_world(one.runtime), end_second, [one, two]
        finally:
            end_second.set()
            await serving_second


async def _listens(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            return


async def test_lines_go_to_several_servers_and_find_another_when_one_ends(
    proxy: Proxy, database_url: str, tmp_path: Path
) -> None:
    async with (
        asyncio.timeout(60),
        behind(proxy, database_url, tmp_path) as (url, world, end_second, servers),
        desk(url, world, await session_token(world)) as agent,
    ):
        for number in range(VISITORS):
            async with widget(url, world) as visitor:
                await said_and_heard(agent, visitor, f"first of {number}")
                if number == VISITORS - 1:
                    lines = [len(server.runtime.gateway.lines) for server in servers]
                    assert all(lines), f"all lines went to one server: {lines}"
                    end_second.set()
                    await visitor.until(lambda: not servers[1].runtime.gateway.lines)
                await said_and_heard(agent, visitor, f"second of {number}")


async def said_and_heard(agent: LiveClient, visitor: LiveClient, text: str) -> None:
    ack = await visitor.append(Text(text))
    await agent.until(
        lambda: ack.conversation in agent.heads and agent.heads[ack.conversation].last_seq >= ack.seq
    )


async def test_an_answer_names_its_request(proxy: Proxy, database_url: str, tmp_path: Path) -> None:
    async with behind(proxy, database_url, tmp_path) as (url, *_):
        host = url.removeprefix("http://")
        reader, writer = await asyncio.open_connection(*host.split(":"))
        writer.write(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = (await reader.read()).decode()
        writer.close()
        assert answer.startswith("HTTP/1.1 200")
        assert re.search(r"(?i)^x-request-id: [A-Za-z0-9_.-]{8,64}\r$", answer, flags=re.MULTILINE)
