"""A real installation to measure: `causerie serve` over its own PostgreSQL, with a business and its customers in it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socket
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec

from bench.lines import Address, LineSpec
from bench.machine import descendants
from causerie.accounts.api import SESSION_COOKIE
from causerie.accounts.model import Me, SignIn
from causerie.contacts.service import VisitorTokens, browser_value
from causerie.kit.ids import new_id
from causerie.kit.postgres import opened
from causerie.kit.secrets import hash_token, new_token
from causerie.replay.api import Api
from causerie.settings import Settings
from causerie.workspaces import NewWorkspace, create_workspace

OWNER, PASSWORD = "owner@bench.example", "a password of the bench"
START_SECONDS = 60.0
_BIN = Path(sys.executable).parent


class World:
    """The installation. Its PostgreSQL lives as long as its server does."""

    def __init__(self, data_dir: Path) -> None:
        self._settings = msgspec.structs.replace(Settings(), data_dir=data_dir, port=_free_port()).completed()
        self._process: subprocess.Popen[bytes] | None = None
        self.channel = self.workspace = UUID(int=0)
        self.cookie = self._csrf = ""

    @property
    def data_dir(self) -> Path:
        """Where it keeps everything."""
        return self._settings.data_dir

    @property
    def url(self) -> str:
        """Where it serves."""
        return self._settings.base_url

    @property
    def address(self) -> Address:
        """Its port and its processes, the one that was started first."""
        assert self._process is not None
        postmaster = int(self._postmaster[0])
        database = {postmaster, *descendants(postmaster)}
        started = [pid for pid in descendants(self._process.pid) if pid not in database]
        return Address(self._settings.port, [self._process.pid, *started], postmaster)

    @property
    def database_url(self) -> str:
        """Its PostgreSQL, while it runs."""
        return f"postgresql://causerie@/causerie?host={self._postmaster[4]}"

    @property
    def _postmaster(self) -> list[str]:
        """The lines of postmaster.pid: the process first, the folder of the socket fifth."""
        return (self._settings.data_dir / "postgres/cluster/postmaster.pid").read_text().splitlines()

    @contextmanager
    def bare_server(self) -> Iterator[Address]:
        """The floor's server, as a process of its own over the same database."""
        command = [sys.executable, "-m", "bench.bare", self.database_url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield Address(int(process.stdout.readline()), [process.pid], int(self._postmaster[0]))
            finally:
                process.terminate()

    async def make(self) -> None:
        """The business, its owner and its widget; then the server."""
        wish = NewWorkspace("Bench", "bench", ["https://shop.example"], OWNER, "Olga", PASSWORD, "#336699")
        self.channel = await create_workspace(self._settings, wish)
        await self.start()
        async with self.connection() as connection:
            self.workspace = await connection.fetchval("select id from workspace where slug = 'bench'")
        async with Api(self.url) as api:
            self._csrf = (await api.post("/sign-in", Me, SignIn(OWNER, PASSWORD))).csrf
            self.cookie = api.cookie

    @asynccontextmanager
    async def database_beside(self) -> AsyncIterator[str]:
        """The same database as one that servers share, while none of them runs it. Yields its URL."""
        async with opened(self._settings) as url:
            yield url

    async def start(self, *, workers: int = 1, database_url: str = "", nats_url: str = "") -> None:
        """Starts the server and waits until all its workers serve. One worker is the process itself, with no bus."""
        settings = self._settings
        monitors = _free_port(workers)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CAUSERIE_")}
        environment |= {
            "CAUSERIE_PORT": str(settings.port),
            "CAUSERIE_DATA_DIR": str(settings.data_dir),
            "CAUSERIE_LOG_LEVEL": "warning",
            "CAUSERIE_VISITOR_MESSAGES_PER_SECOND": "1000000",
            # No mail goes out while something else is measured.
            "CAUSERIE_MAIL_DELAY_SECONDS": "86400",
            "CAUSERIE_ASK_EMAIL_SECONDS": "86400",
            "CAUSERIE_DATABASE_URL": database_url,
            "CAUSERIE_NATS_URL": nats_url,
            "CAUSERIE_METRICS_LISTEN": f"127.0.0.1:{monitors}",
        }
        with (settings.data_dir / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [_BIN / "causerie", "serve", "--workers", str(workers)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        async with httpx.AsyncClient(trust_env=False) as http:
            for worker in range(workers):
                while not await _is_ready(http, f"http://127.0.0.1:{monitors + worker}"):
                    if self._process.poll() is not None or time.monotonic() > deadline:
                        raise RuntimeError(f"the server does not start: {self.log()}")
                    await asyncio.sleep(0.02)

    async def stop(self) -> None:
        """Stops the server as an administrator would, if it runs."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(self._process.wait, 60)

    def log(self) -> str:
        """The end of what it logged."""
        return (self._settings.data_dir / "server.log").read_text(errors="replace")[-2_000:]

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[asyncpg.Connection[Any]]:
        """A connection of our own to its database."""
        connection = await asyncpg.connect(self.database_url)
        try:
            yield connection
        finally:
            await connection.close()

    async def pairs(self, count: int) -> list[tuple[LineSpec, LineSpec]]:
        """Customers with a conversation each, as the widget's line and the desk's that watch it."""
        tokens = VisitorTokens(self._settings.with_secret().secret)
        visitors = [(tokens.new(self.channel), new_id(), new_id()) for _ in range(count)]
        async with self.connection() as connection, connection.transaction():
            await connection.copy_records_to_table(
                "contact",
                columns=["workspace_id", "id", "name"],
                records=[(self.workspace, contact, "Ion") for _, contact, _ in visitors],
            )
            await connection.copy_records_to_table(
                "identity",
                columns=["workspace_id", "id", "contact_id", "kind", "value"],
                records=[
                    (self.workspace, new_id(), contact, "browser", browser_value(token))
                    for token, contact, _ in visitors
                ],
            )
            await connection.copy_records_to_table(
                "conversation",
                columns=["workspace_id", "id", "kind", "contact_id"],
                records=[(self.workspace, made, "customer", contact) for _, contact, made in visitors],
            )
        return [
            (self.widget(token, conversation), self.desk(conversation)) for token, _, conversation in visitors
        ]

    async def group(self, members: int) -> list[LineSpec]:
        """A group of the owner's: a line of each member that watches it, the owner's first."""
        headers = {"Cookie": self.cookie, "X-CSRF-Token": self._csrf}
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as http:
            made = await http.post("/api/v1/groups", json={"name": "Bench"}, headers=headers)
        conversation = UUID(made.raise_for_status().json()["conversation"])
        people = [(new_id(), new_id(), new_token()) for _ in range(members - 1)]
        expires_at = datetime.now(UTC) + timedelta(days=1)
        async with self.connection() as connection, connection.transaction():
            workspace = await connection.fetchval(
                "select workspace_id from conversation where id = $1", conversation
            )
            await connection.copy_records_to_table(
                "account",
                columns=["id", "email", "name"],
                records=[(account, f"{account}@bench.example", "Ion") for account, _, _ in people],
            )
            await connection.copy_records_to_table(
                "contact",
                columns=["workspace_id", "id", "account_id", "name"],
                records=[(workspace, contact, account, "Ion") for account, contact, _ in people],
            )
            await connection.copy_records_to_table(
                "member",
                columns=["workspace_id", "conversation_id", "contact_id", "role", "joined_seq"],
                records=[(workspace, conversation, contact, "member", 0) for _, contact, _ in people],
            )
            await connection.copy_records_to_table(
                "session",
                columns=["token_hash", "id", "account_id", "expires_at"],
                records=[(hash_token(token), new_id(), account, expires_at) for account, _, token in people],
            )
        cookies = [self.cookie, *(f"{SESSION_COOKIE}={token}" for _, _, token in people)]
        hello = b'{"t":"hello","app":"messenger"}'
        return [LineSpec(hello, str(conversation), cookie) for cookie in cookies]

    def widget(self, token: str, conversation: UUID) -> LineSpec:
        """A line of a visitor who watches their conversation."""
        hello = b'{"t":"hello","app":"widget","channel":"%s","token":"%s"}'
        return LineSpec(hello % (str(self.channel).encode(), token.encode()), str(conversation))

    def desk(self, conversation: UUID) -> LineSpec:
        """A line of the owner's desk that watches a conversation."""
        hello = b'{"t":"hello","app":"desk","workspace":"%s"}' % str(self.workspace).encode()
        return LineSpec(hello, str(conversation), self.cookie)

    def list_desk(self) -> LineSpec:
        """A line of the owner's desk that hears the list."""
        return LineSpec(self.desk(UUID(int=0)).hello, "", self.cookie)


async def _is_ready(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(f"{url}/readyz")).is_success
    except httpx.TransportError:
        return False


def _free_port(count: int = 1) -> int:
    """The first of so many ports, one after the other, that nobody listens on now."""
    while True:
        with ExitStack() as stack, suppress(OSError, OverflowError):
            probes = [stack.enter_context(socket()) for _ in range(count)]
            probes[0].bind(("127.0.0.1", 0))
            first = int(probes[0].getsockname()[1])
            for number, probe in enumerate(probes[1:], 1):
                probe.bind(("127.0.0.1", first + number))
            return first


@contextmanager
def nats_server() -> Iterator[str]:
    """The URL of a NATS server of our own."""
    port = _free_port()
    with subprocess.Popen(
        [_BIN / "nats-server", "-a", "127.0.0.1", "-p", str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield f"nats://127.0.0.1:{port}"
        finally:
            process.terminate()


@asynccontextmanager
async def running() -> AsyncIterator[World]:
    """An installation on a disk, gone without a trace afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="causerie-bench-"))
    folder.chmod(0o755)  # where PostgreSQL must run as another user than root, that user goes through here
    world = World(folder)
    try:
        await world.make()
        yield world
    finally:
        await world.stop()
        shutil.rmtree(folder)
