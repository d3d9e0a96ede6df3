"""PostgreSQL as docs/deploy.md replicates it: the writer is killed, its standby promoted, and nothing acknowledged is
lost; Causerie finds the new writer by itself."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from causerie.content import Text
from causerie.kit.postgres import INITDB_OPTIONS, find_binaries
from tests.deploy.page import block
from tests.helpers.server import free_port, serving, settings_for
from tests.helpers.talk import widget
from tests.helpers.world import make_world

SETTINGS = "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_wal_size = '64MB'\n"


class Node:
    """A PostgreSQL over TCP, as one of several machines has it; `name` is what the page calls it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.data = folder / name
        self.port = free_port()
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, program: str, *arguments: object) -> None:
        """Runs one of PostgreSQL's programs to its end. Raises AssertionError with what it said."""
        done = subprocess.run(
            _command(program, *arguments), capture_output=True, text=True, check=False, cwd="/"
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                _command("postgres", "-D", self.data, "-p", self.port), stdout=log, stderr=log, cwd="/"
            )

    async def connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        """A connection, once it answers."""
        async with asyncio.timeout(20):
            while True:
                try:
                    return await asyncpg.connect(f"postgresql://causerie@127.0.0.1:{self.port}/postgres")
                except (OSError, asyncpg.CannotConnectNowError):
                    await asyncio.sleep(0.05)

    async def execute(self, *statements: str) -> None:
        connection = await self.connect()
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    def kill(self) -> None:
        """Kills it without a word; its backends end with it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _command(program: str, *arguments: object) -> list[str]:
    as_nobody = ["unshare", "--user", "--map-user=65534", "--map-group=65534"] if os.geteuid() == 0 else []
    return [*as_nobody, str(find_binaries() / program), *map(str, arguments)]


def page_text(beginning: str, a: Node, b: Node) -> str:
    """A text of the page for two machines, a and b, of this one."""
    text = block(beginning).replace("host=a ", f"host=127.0.0.1 port={a.port} ")
    return text.replace("DATA", str(b.data)).strip()


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that another user than ours may enter."""
    made = Path(tempfile.mkdtemp(prefix="causerie-replication-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@asynccontextmanager
async def writer_and_standby(folder: Path) -> AsyncIterator[tuple[Node, Node]]:
    """Two machines, set up as the page says."""
    a, b = Node("a", folder), Node("b", folder)
    try:
        a.run("initdb", "-D", a.data, *INITDB_OPTIONS)
        with (a.data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS + page_text("wal_level", a, b))
        a.start()
        await a.execute("create database causerie", page_text("create role replicator", a, b))
        program, *arguments = page_text("pg_basebackup", a, b).replace("'", "").split(" ")
        # The shell of the page has the connection in quotes.
        b.run(program, "-d", " ".join(arguments[1:5]), *arguments[5:])
        b.start()
        await b.execute("select 1")
        for statement in page_text("alter system", a, b).split("\n"):
            await a.execute(statement)
        yield a, b
    finally:
        a.kill()
        b.kill()


@pytest.mark.proof
async def test_a_killed_writer_loses_nothing_that_was_acknowledged(folder: Path, tmp_path: Path) -> None:
    async with asyncio.timeout(100), writer_and_standby(folder) as (a, b):
        hosts = f"127.0.0.1:{a.port},127.0.0.1:{b.port}"
        url = f"postgresql://causerie@{hosts}/causerie?target_session_attrs=read-write"
        async with serving(settings_for(url, tmp_path)) as server:
            world = await make_world(server.runtime)
            async with widget(server.url, world) as visitor:
                first = await visitor.append(Text("0"))
                acknowledged = {0: first.seq}

                async def talk() -> None:
                    for number in range(1, 300):
                        ack = await visitor.append(Text(str(number)), conversation=first.conversation)
                        acknowledged[number] = ack.seq

                talking = asyncio.create_task(talk())
                await visitor.until(lambda: len(acknowledged) > 100)
                a.kill()
                before = len(acknowledged)
                b.run("pg_ctl", "promote", "-D", b.data)
                await talking
                assert before < 300
        connection = await asyncpg.connect(f"postgresql://causerie@127.0.0.1:{b.port}/causerie")
        rows = await connection.fetch(
            "select seq, body -> 'content' ->> 'text' as text from entry where kind = 'message' order by seq"
        )
        await connection.close()
        kept = {int(row["text"]): row["seq"] for row in rows}
        assert len(kept) == len(rows), "something was kept twice"
        assert kept == acknowledged
