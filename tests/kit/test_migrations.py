import asyncio
import difflib
import shutil
from pathlib import Path

import asyncpg
import pytest

from causerie.kit.database import Connection, Database
from causerie.kit.migrations import FRESH, SQL, MigrationError, migrate
from tests.helpers.catalogue import catalogue
from tests.helpers.database import TestServer

FIRST = "create table thing (id uuid primary key, name text not null);"
SECOND = "alter table thing add column size bigint not null default 0 check (size >= 0);"
NOTHING = "select 1;"
TODAY = """create table thing (
  id uuid primary key,
  name text not null,
  size bigint not null default 0 check (size >= 0)
);"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small schema with two migrations."""
    return make_folder(tmp_path / "sql", TODAY, {"0001_initial.sql": FIRST, "0002_size.sql": SECOND})


def make_folder(path: Path, schema: str, migrations: dict[str, str]) -> Path:
    for name in ("migrations", "schema"):
        (path / name).mkdir(parents=True)
    (path / "schema" / "10_all.sql").write_text(schema)
    for name, text in migrations.items():
        (path / "migrations" / name).write_text(text)
    return path


async def differences(postgres: TestServer, folder: Path, scratch: Path) -> list[str]:
    """What tells a database made by today's schema from one that went through every migration."""
    empty = make_folder(scratch, NOTHING, {})
    fresh, migrated = await postgres.create_empty(), await postgres.create_empty()
    try:
        async with connected(fresh) as one, connected(migrated) as other:
            await migrate(one, folder)
            await migrate(other, empty)
            await migrate(other, folder)
            lines = difflib.ndiff(await catalogue(one), await catalogue(other))
            return [line for line in lines if line[0] in "-+"]
    finally:
        await postgres.drop(fresh)
        await postgres.drop(migrated)


class connected:  # noqa: N801  (reads as a verb)
    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> Connection:
        self._connection = await asyncpg.connect(self._url)
        return self._connection

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()


async def test_a_fresh_database_equals_a_migrated_one(postgres: TestServer, tmp_path: Path) -> None:
    found = await differences(postgres, SQL, tmp_path / "empty")
    assert not found, "\n".join(["- fresh, + migrated", *found])


async def test_the_comparison_tells_a_forgotten_constraint(
    postgres: TestServer, folder: Path, tmp_path: Path
) -> None:
    assert await differences(postgres, folder, tmp_path / "empty") == []
    shutil.rmtree(tmp_path / "empty")
    (folder / "migrations" / "0002_size.sql").write_text(
        "alter table thing add column size bigint not null default 0"
    )
    found = await differences(postgres, folder, tmp_path / "empty")
    assert "- constraint thing.thing_size_check: CHECK ((size >= 0))" in found


async def test_a_fresh_database_gets_the_schema_and_then_nothing(
    empty_database_url: str, folder: Path
) -> None:
    async with connected(empty_database_url) as connection:
        assert await migrate(connection, folder) == [FRESH]
        assert await migrate(connection, folder) == []
        names = await connection.fetch("select name from kit.migration order by name")
    assert [row["name"] for row in names] == ["0001_initial.sql", "0002_size.sql"]


async def test_an_older_database_gets_what_it_lacks_and_keeps_its_rows(
    empty_database_url: str, folder: Path, tmp_path: Path
) -> None:
    older = make_folder(tmp_path / "older", FIRST, {"0001_initial.sql": FIRST})
    async with connected(empty_database_url) as connection:
        await migrate(connection, older)
        await connection.execute("insert into thing values (gen_random_uuid(), 'kept')")
        assert await migrate(connection, folder) == ["0002_size.sql"]
        assert [tuple(row) for row in await connection.fetch("select name, size from thing")] == [("kept", 0)]


async def test_a_migration_that_fails_leaves_the_ones_before_it(
    empty_database_url: str, folder: Path, tmp_path: Path
) -> None:
    empty = make_folder(tmp_path / "empty", NOTHING, {})
    (folder / "migrations" / "0002_size.sql").write_text("create table half (n int); select 1/0;")
    async with connected(empty_database_url) as connection:
        await migrate(connection, empty)
        with pytest.raises(asyncpg.DivisionByZeroError):
            await migrate(connection, folder)
        assert await connection.fetchval(
            "select to_regclass('thing') is not null and to_regclass('half') is null"
        )
        (folder / "migrations" / "0002_size.sql").write_text(SECOND)
        assert await migrate(connection, folder) == ["0002_size.sql"]


async def test_a_changed_migration_is_refused(empty_database_url: str, folder: Path) -> None:
    async with connected(empty_database_url) as connection:
        await migrate(connection, folder)
        (folder / "migrations" / "0001_initial.sql").write_text(FIRST + " ")
        with pytest.raises(MigrationError, match=r"0001_initial\.sql was changed after it was applied"):
            await migrate(connection, folder)


async def test_a_database_newer_than_the_program_is_refused(empty_database_url: str, folder: Path) -> None:
    async with connected(empty_database_url) as connection:
        await migrate(connection, folder)
        (folder / "migrations" / "0002_size.sql").unlink()
        with pytest.raises(MigrationError, match=r"newer than this program.*0002_size\.sql"):
            await migrate(connection, folder)


async def test_a_migration_that_comes_late_is_refused(empty_database_url: str, folder: Path) -> None:
    async with connected(empty_database_url) as connection:
        await migrate(connection, folder)
        (folder / "migrations" / "0001_late.sql").write_text("select 1;")
        with pytest.raises(MigrationError, match=r"0001_late\.sql comes before 0002_size\.sql"):
            await migrate(connection, folder)


async def test_a_database_of_somebody_else_is_left_alone(empty_database_url: str, folder: Path) -> None:
    async with connected(empty_database_url) as connection:
        await connection.execute("create table somebody_elses (n int)")
        with pytest.raises(MigrationError, match="somebody_elses"):
            await migrate(connection, folder)


async def test_programs_that_start_together_migrate_once(empty_database_url: str, folder: Path) -> None:
    async def start() -> list[str]:
        async with connected(empty_database_url) as connection:
            return await migrate(connection, folder)

    assert sorted(await asyncio.gather(*(start() for _ in range(4)))) == [[], [], [], [FRESH]]


async def test_the_tenant_role_may_use_the_tables_and_nothing_of_the_kit(database: Database) -> None:
    async with database.acquire() as connection:
        assert await connection.fetchval(
            "select has_table_privilege('causerie_tenant', 'contact', 'select, insert')"
        )
        assert not await connection.fetchval("select has_schema_privilege('causerie_tenant', 'kit', 'usage')")
