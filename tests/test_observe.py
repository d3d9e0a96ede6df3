"""What operators see: health, figures, a log that can be followed and keeps secrets, traces where they are wanted."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from causerie.content import Text
from causerie.kit import log
from causerie.observe import monitoring
from causerie.settings import SettingsError
from tests.helpers.installation import until
from tests.helpers.server import Server, free_port, serving, settings_for
from tests.helpers.talk import desk, session_token, widget
from tests.helpers.world import PASSWORD, make_world

CANARY = "my-card-is-4000-0000"


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.get(url)


async def test_a_server_is_ready_until_it_drains(server: Server) -> None:
    assert (await get(f"{server.url}/readyz")).json() == {"status": "ok"}
    server.runtime.gateway.draining = True
    answer = await get(f"{server.url}/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert (await get(f"{server.url}/healthz")).status_code == 200


async def test_a_stopping_server_goes_on_for_a_while_and_says_so(database_url: str, tmp_path: Path) -> None:
    """A balancer sees 503 before the port is closed."""
    stack = AsyncExitStack()
    server = await stack.enter_async_context(serving(settings_for(database_url, tmp_path, drain_seconds=1)))
    stopping = asyncio.create_task(stack.aclose())
    while (answer := await get(f"{server.url}/readyz")).status_code == 200:
        assert not stopping.done()
    assert answer.status_code == 503
    await stopping
    with pytest.raises(httpx.TransportError):
        await get(f"{server.url}/readyz")


async def test_a_database_of_a_newer_program_is_not_ready(server: Server, database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("insert into kit.migration (name, sha256) values ('9999_later.sql', '')")
    try:
        answer = await get(f"{server.url}/readyz")
        assert answer.status_code == 503
        assert "newer than this program" in answer.json()["detail"]
    finally:
        await connection.execute("delete from kit.migration where name = '9999_later.sql'")
        await connection.close()


async def test_figures_grow_with_what_is_done(database_url: str, tmp_path: Path) -> None:
    listen = f"127.0.0.1:{free_port()}"
    async with serving(settings_for(database_url, tmp_path, metrics_listen=listen)) as server:
        world = await make_world(server.runtime)
        async with widget(server.url, world) as visitor:
            before = figures((await get(f"http://{listen}/metrics")).text)
            await visitor.append(Text(CANARY))
            await get(f"{server.url}/api/v1/widget/{world.channel}")
            answer = await get(f"http://{listen}/metrics")
        after = figures(answer.text)
        grown = {name for name, value in after.items() if value > before.get(name, 0)}
        assert {
            "causerie_appends_total",
            "causerie_append_batch_entries_count",
            "causerie_commit_seconds_count",
        } <= grown
        assert after["causerie_live_lines"] == 1
        assert any(
            name.startswith("causerie_http_requests_total") and "{channel:uuid}" not in name for name in grown
        )
        assert CANARY not in answer.text
        assert str(world.channel) not in answer.text
        assert (await get(f"http://{listen}/readyz")).status_code == 200


def figures(text: str) -> dict[str, float]:
    """Every figure by its name with its labels."""
    lines = [line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


async def test_metrics_cannot_be_read_at_the_public_port(server: Server) -> None:
    assert (await get(f"{server.url}/metrics")).status_code == 404


async def test_a_port_for_metrics_that_is_taken_is_told(
    server: Server, database_url: str, tmp_path: Path
) -> None:
    taken = settings_for(database_url, tmp_path, metrics_listen=f"127.0.0.1:{server.runtime.settings.port}")
    with pytest.raises(SettingsError, match=r"CAUSERIE_METRICS_LISTEN: .* can't be listened on"):
        async with monitoring(taken, server.runtime):
            pass


async def test_every_answer_has_an_id_and_a_given_one_is_kept(server: Server) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        plain = await http.get(f"{server.url}/no/such/page")
        given = await http.get(f"{server.url}/healthz", headers={"X-Request-Id": "from-the-proxy-1"})
        hostile = await http.get(f"{server.url}/healthz", headers={"X-Request-Id": "a b\tc"})
    assert len(plain.headers["x-request-id"]) == 32
    assert given.headers["x-request-id"] == "from-the-proxy-1"
    assert len(hostile.headers["x-request-id"]) == 32


@pytest.fixture
def json_log() -> Iterator[Callable[[], str]]:
    """The log of an installation that is told to say all; gives what was written so far."""
    root, written = logging.getLogger(), io.StringIO()
    before = [(logger, logger.level) for logger in (root, *map(logging.getLogger, log.TALKATIVE))]
    handler = logging.StreamHandler(written)
    handler.setFormatter(log.JsonLines())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    log.hush()
    yield written.getvalue
    root.removeHandler(handler)
    for logger, level in before:
        logger.setLevel(level)


async def test_the_log_can_be_followed_and_tells_no_secret(
    server: Server, json_log: Callable[[], str]
) -> None:
    world = await make_world(server.runtime)
    token, email = await session_token(world), world.agent.account.email or ""
    async with (
        httpx.AsyncClient(trust_env=False) as http,
        desk(server.url, world, token),
        widget(server.url, world) as visitor,
    ):
        await visitor.append(Text(CANARY))
        answer = await http.post(
            f"{server.url}/api/v1/session?hint={CANARY}", json={"email": email, "password": PASSWORD}
        )
    text = json_log()
    lines = [json.loads(line) for line in text.splitlines()]
    mine = [line for line in lines if line.get("request") == answer.headers["x-request-id"]]
    assert [line["message"] for line in mine] == ["answered"]
    for secret in (CANARY, PASSWORD, token, visitor.hello.token or "", email):
        assert secret not in text


@asynccontextmanager
async def collector() -> AsyncIterator[tuple[str, list[bytes]]]:
    """A collector of traces, and what it was sent."""
    sent: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        sent.append(await reader.readexactly(length))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", sent


async def test_traces_are_sent_where_they_are_wanted(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with (
        collector() as (url, sent),
        serving(settings_for(database_url, tmp_path, otlp_url=url)) as server,
        asyncio.timeout(20),
    ):
        world = await make_world(server.runtime)
        answer = await get(f"{server.url}/healthz")
        async with widget(server.url, world) as visitor:
            await visitor.append(Text(CANARY))
        wanted = {"GET", "commit"}
        await until(lambda: wanted <= {name for name, _ in spans(sent)})
        found = spans(sent)
    request = next(attributes for name, attributes in found if name == "GET")
    assert request["causerie.request_id"] == answer.headers["x-request-id"]
    assert request["http.route"] == "/healthz"
    assert all(CANARY.encode() not in body for body in sent)


def spans(sent: list[bytes]) -> list[tuple[str, dict[str, str]]]:
    """The spans that were sent, with their attributes."""
    found = []
    for body in sent:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                for span in scope.spans:
                    attributes = {one.key: one.value.string_value for one in span.attributes}
                    found.append((span.name, attributes))
    return found
