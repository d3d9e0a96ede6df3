"""Bring a database to today's schema.

`sql/schema/*.sql`, in the order of their names, are today's truth and make a fresh database;
`sql/migrations/NNNN_name.sql` brings an older one forward, and never back. What was applied stands in
`kit.migration`, outside the schema `public` that the domains own.
"""

import hashlib
import re
from pathlib import Path

from causerie.kit.database import TENANT_ROLE, Connection

SQL = Path(__file__).resolve().parents[1] / "sql"
FILE_NAME = re.compile(r"\d{4}_[a-z0-9_]+\.sql")
FRESH = "the whole schema"
LOCK = 0x_CA05_E21E  # an arbitrary number of ours, the same in every version

RECORD = """
create schema if not exists kit;
create table if not exists kit.migration (
  name text primary key,
  sha256 bytea not null,
  applied_at timestamptz not null default now()
);
"""
# Roles belong to the whole server: another database of ours may make it at the same moment.
ROLE = f"""
do $$ begin
  if not exists (select from pg_roles where rolname = '{TENANT_ROLE}') then
    create role {TENANT_ROLE} nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  if not pg_has_role(current_user, '{TENANT_ROLE}', 'set') then
    grant {TENANT_ROLE} to current_user;
  end if;
end $$;
"""
# What the files make from here on is the tenant's to use, but for what they take back themselves.
GRANTS = f"""
grant usage on schema public to {TENANT_ROLE};
alter default privileges in schema public grant select, insert, update, delete on tables to {TENANT_ROLE};
alter default privileges in schema public grant usage, select on sequences to {TENANT_ROLE};
"""


class MigrationError(RuntimeError):
    """The database and the program do not fit together; nothing was changed by the step that failed."""


async def migrate(connection: Connection, folder: Path = SQL) -> list[str]:
    """Bring the database to the schema in `folder` and return the names of what was applied now.

    A fresh database gets the whole schema (named so in the answer), any other the migrations that it lacks, each
    in a transaction of its own. Several programs may call this at once; one works, the others wait. Raises
    MigrationError: the database has a migration that the program does not know, one whose file was changed
    since, a gap, or tables of somebody else. A statement that fails raises asyncpg's error.
    """
    files = _read(folder)
    await connection.execute("set statement_timeout = 0; set lock_timeout = 0")
    await connection.execute("select pg_advisory_lock($1)", LOCK)
    try:
        applied = await _applied(connection)
        if applied is None:
            return await _create(connection, folder, files)
        _check(applied, files)
        return await _forward(connection, {name: text for name, text in files.items() if name not in applied})
    finally:
        await connection.execute("select pg_advisory_unlock($1)", LOCK)
        await connection.execute("reset statement_timeout; reset lock_timeout")


async def pending(connection: Connection, folder: Path = SQL) -> list[str]:
    """What `migrate` would apply, as it would answer. Raises MigrationError as it would; changes nothing."""
    files = _read(folder)
    if await connection.fetchval("select to_regclass('kit.migration')") is None:
        return [FRESH]
    applied = await _applied(connection)
    _check(applied or {}, files)
    return [name for name in files if name not in (applied or {})]


def _read(folder: Path) -> dict[str, str]:
    paths = sorted((folder / "migrations").glob("*.sql"))
    if odd := [path.name for path in paths if not FILE_NAME.fullmatch(path.name)]:
        raise MigrationError(f"a migration's file is named NNNN_name.sql; these are not: {', '.join(odd)}")
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


async def _applied(connection: Connection) -> dict[str, bytes] | None:
    if await connection.fetchval("select to_regclass('kit.migration')") is None:
        return None
    return {
        row["name"]: row["sha256"] for row in await connection.fetch("select name, sha256 from kit.migration")
    }


async def _create(connection: Connection, folder: Path, files: dict[str, str]) -> list[str]:
    if tables := await connection.fetchval(
        "select string_agg(tablename, ', ') from pg_tables where schemaname = 'public'"
    ):
        raise MigrationError(
            f"the database already has tables that are not ours ({tables}); give Causerie an empty one"
        )
    async with connection.transaction():
        await connection.execute(RECORD)
        await connection.execute(ROLE)
        await connection.execute(GRANTS)
        for path in sorted((folder / "schema").glob("*.sql")):
            await connection.execute(path.read_text(encoding="utf-8"))
        for name, text in files.items():
            await _record(connection, name, text)
    return [FRESH]


def _check(applied: dict[str, bytes], files: dict[str, str]) -> None:
    if newer := sorted(applied.keys() - files.keys()):
        raise MigrationError(
            f"the database is newer than this program, which does not know {', '.join(newer)}; "
            "update the program"
        )
    if changed := sorted(name for name, digest in applied.items() if digest != _digest(files[name])):
        raise MigrationError(
            f"{', '.join(changed)} was changed after it was applied; restore the file and add a new migration"
        )
    last = max(applied, default="")
    if late := sorted(name for name in files.keys() - applied.keys() if name < last):
        raise MigrationError(
            f"{', '.join(late)} comes before {last}, which is already applied; give it a higher number"
        )


async def _forward(connection: Connection, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        async with connection.transaction():
            await connection.execute(ROLE)
            await connection.execute(GRANTS)
            await connection.execute(text)
            await _record(connection, name, text)
    return list(files)


async def _record(connection: Connection, name: str, text: str) -> None:
    await connection.execute("insert into kit.migration (name, sha256) values ($1, $2)", name, _digest(text))
