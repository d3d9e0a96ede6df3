"""A real PostgreSQL for the tests of one process, and ways to a clean database in it.

One server a pytest process (so one a worker under pytest-xdist): it starts in a second and no worker waits
for another. Making a database from a template takes 30 to 200 ms, emptying its tables 5 ms; so a test gets
the same database, emptied, and only a test about making databases gets one of its own.
"""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg

from causerie.kit.jobs import Jobs
from causerie.kit.migrations import migrate
from causerie.kit.postgres import DATABASE, EmbeddedPostgres

TABLES = """
select format('%I.%I', schemaname, tablename) from pg_tables
where schemaname not in ('pg_catalog', 'information_schema')
  and schemaname || '.' || tablename <> 'kit.migration'
"""


class TestServer:
    """A server with one migrated database, `url`, and as many empty ones as asked for."""

    __test__ = False

    def __init__(self, url: str, seeds: dict[str, str]) -> None:
        self.url = url
        self._seeds = seeds

    async def clean(self) -> None:
        """Bring the migrated database back to its first state, whoever was still connected to it."""
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )
            tables = [row[0] for row in await connection.fetch(TABLES)]
            async with connection.transaction():
                # Neither the triggers that keep entries nor the order of foreign keys stands in the way.
                await connection.execute("set local session_replication_role = replica")
                await connection.execute("".join(f"delete from {table};" for table in tables))
                for table, rows in self._seeds.items():
                    await connection.execute(
                        f"insert into {table} select * from json_populate_recordset(null::{table}, $1)", rows
                    )
        finally:
            await connection.close()

    async def create_empty(self) -> str:
        """The URL of a new database with nothing in it."""
        name = f"test_{uuid4().hex}"
        await self._administer(f"create database {name} strategy wal_log")
        return self.url.replace(f"/{DATABASE}?", f"/{name}?")

    async def drop(self, url: str) -> None:
        """Drop a database that `create_empty` made."""
        name = re.search(r"/(test_\w+)\?", url)
        assert name is not None
        await self._administer(f"drop database {name[1]} with (force)")

    async def _administer(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url.replace(f"/{DATABASE}?", "/postgres?"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def running_server() -> Iterator[TestServer]:
    """Start the server, migrate its database, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="causerie-tests-"))
    folder.chmod(0o755)  # where PostgreSQL must run as another user than root, that user goes through here
    postgres = EmbeddedPostgres(folder)
    try:
        url = asyncio.run(postgres.start())
        yield TestServer(url, asyncio.run(_prepare(url)))
    finally:
        asyncio.run(postgres.stop())
        shutil.rmtree(folder)


async def _prepare(url: str) -> dict[str, str]:
    connection = await asyncpg.connect(url)
    try:
        # A crash of the machine may cost us a test run: never set this where data matters.
        await connection.execute("alter system set fsync = off")
        await connection.execute("select pg_reload_conf()")
        await migrate(connection)
        await Jobs(url).install(connection)
        tables = [row[0] for row in await connection.fetch(TABLES)]
        rows = {
            table: await connection.fetchval(f"select json_agg(t)::text from {table} t") for table in tables
        }
        return {table: text for table, text in rows.items() if text is not None}
    finally:
        await connection.close()
