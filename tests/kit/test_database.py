import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from causerie.kit.database import Database, DatabaseUnavailable
from causerie.kit.migrations import GRANTS, ROLE

SCHEMA = """
create table note (workspace_id uuid not null, body jsonb not null);
alter table note enable row level security;
create policy own_workspace on note to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
"""


class Body(msgspec.Struct, tag="text"):
    text: str


@pytest.fixture
async def notes(empty_database_url: str) -> AsyncIterator[Database]:
    """A database with one table under row level security."""
    database = await Database.connect(empty_database_url)
    async with database.system() as connection:
        await connection.execute(ROLE + GRANTS + SCHEMA)
    yield database
    await database.close()


async def write(database: Database, workspace_id: UUID, body: object) -> None:
    async with database.tenant(workspace_id) as connection:
        await connection.execute("insert into note values ($1, $2)", workspace_id, body)


async def test_jsonb_takes_any_struct_and_comes_back_as_builtins(notes: Database) -> None:
    workspace_id = uuid4()
    await write(notes, workspace_id, Body(text="привет, ș"))
    async with notes.system() as connection:
        assert await connection.fetchval("select body from note") == {"type": "text", "text": "привет, ș"}


async def test_jsonb_works_in_arrays(notes: Database) -> None:
    async with notes.system() as connection:
        rows = await connection.fetch(
            "select * from unnest($1::jsonb[]) as body", [Body(text="a"), {"b": [1, None]}, "c"]
        )
    assert [row["body"] for row in rows] == [{"type": "text", "text": "a"}, {"b": [1, None]}, "c"]


async def test_a_tenant_sees_and_writes_its_own_rows_alone(notes: Database) -> None:
    ours, theirs = uuid4(), uuid4()
    await write(notes, ours, "ours")
    await write(notes, theirs, "theirs")
    async with notes.tenant(ours) as connection:
        assert [row["body"] for row in await connection.fetch("select body from note")] == ["ours"]
        assert await connection.execute("update note set body = '1'") == "UPDATE 1"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with notes.tenant(ours) as connection:
            await connection.execute("insert into note values ($1, '1')", theirs)


async def test_the_binding_to_a_tenant_ends_with_the_transaction(empty_database_url: str) -> None:
    database = await Database.connect(empty_database_url, max_size=1)
    async with database.system() as connection:
        await connection.execute(ROLE)
    with pytest.raises(ZeroDivisionError):
        async with database.tenant(uuid4()) as connection:
            assert await connection.fetchval("select current_user") == "causerie_tenant"
            raise ZeroDivisionError
    async with database.acquire() as connection:
        assert await connection.fetchval("select current_user") == "causerie"
        assert not await connection.fetchval("select current_setting('causerie.workspace_id', true)")
    await database.close()


async def test_a_failed_transaction_leaves_nothing(notes: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with notes.system() as connection:
            await connection.execute("insert into note values ($1, '1')", uuid4())
            raise ZeroDivisionError
    async with notes.system() as connection:
        assert await connection.fetchval("select count(*) from note") == 0


async def test_sessions_work_in_utc_and_never_wait_for_ever(database: Database) -> None:
    async with database.acquire() as connection:
        for name, value in (("timezone", "UTC"), ("statement_timeout", "30s"), ("lock_timeout", "10s")):
            assert await connection.fetchval("select current_setting($1)", name) == value


@pytest.mark.parametrize(
    "url", ["postgresql://ann:secret@127.0.0.1:9/x", "postgresql://ann:secret@nowhere.invalid/x"]
)
async def test_an_unreachable_server_is_named_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"ann:\*\*\*@") as caught:
        await Database.connect(url)
    assert "secret" not in str(caught.value)


async def test_a_url_that_is_none_is_refused() -> None:
    with pytest.raises(DatabaseUnavailable):
        await Database.connect("mysql://localhost/x")


async def test_a_lock_of_a_session_ends_with_it(notes: Database) -> None:
    async with notes.acquire() as another:
        with pytest.raises(RuntimeError):
            async with notes.session() as connection:
                await connection.execute("select pg_advisory_lock(7)")
                assert not await another.fetchval("select pg_try_advisory_lock(7)")
                raise RuntimeError
        assert await another.fetchval("select pg_try_advisory_xact_lock(7)")


async def test_a_tenants_binding_ends_with_its_transaction(notes: Database) -> None:
    ours = uuid4()
    with pytest.raises(RuntimeError):
        async with notes.tenant(ours) as connection:
            await connection.execute("insert into note values ($1, '1')", ours)
            raise RuntimeError
    async with notes.acquire() as connection:
        assert await connection.fetchval("select current_setting('causerie.workspace_id', true)") in (
            None,
            "",
        )
        assert await connection.fetchval("select current_user") != "causerie_tenant"
        assert await connection.fetchval("select count(*) from note") == 0


async def test_a_program_that_stands_still_in_a_transaction_does_not_hold_its_locks_for_long(
    database: Database, database_url: str
) -> None:
    stopped = await Database.connect(database_url)
    try:
        # The latter where the server's last word is read before its end of the connection.
        with pytest.raises((asyncpg.InterfaceError, asyncpg.InternalClientError)):
            async with stopped.system() as connection:
                await connection.execute("lock table account")
                # Nothing more comes from it, as from a stopped process.
                async with asyncio.timeout(8), database.system() as other:
                    await other.execute("lock table account")
    finally:
        await stopped.close()
