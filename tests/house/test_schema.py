"""The schema keeps workspaces apart, and can be distributed by them: read from PostgreSQL's own catalogue."""

from causerie.kit.database import Connection, Database

ABOVE_WORKSPACES = {
    "installation",
    "account",
    "session",
    "sign_in_code",
    "phone_code",
    "passkey",
    "spent_challenge",
    "provider_login",
    "push_key",
    "push_device",
    "push_quiet",
    "desk_attention",
    "agent_alerts",
    "workspace",
}
"""Tables that belong to no workspace: the installation's and the accounts'."""

TABLES = """
select c.relname, c.relrowsecurity,
       exists (select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname) as has_policy,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id'
               and a.attnotnull and not a.attisdropped) as has_workspace
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
"""

KEYS = """
select t.relname as "table", i.relname as name, a.attname as first_column, null as target
from pg_index x
join pg_class t on t.oid = x.indrelid
join pg_class i on i.oid = x.indexrelid
left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
where t.relnamespace = 'public'::regnamespace and x.indisunique
union all
select t.relname, k.conname, a.attname, k.confrelid::regclass::text
from pg_constraint k
join pg_class t on t.oid = k.conrelid
join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1]
where k.connamespace = 'public'::regnamespace and k.contype = 'f'
"""


async def unguarded_tables(connection: Connection) -> list[str]:
    """Tables of a workspace's rows that lack the column, row level security or its policy."""
    return [
        row["relname"]
        for row in await connection.fetch(TABLES)
        if row["relname"] not in ABOVE_WORKSPACES
        and not (row["has_workspace"] and row["relrowsecurity"] and row["has_policy"])
    ]


async def keys_not_led_by_workspace(connection: Connection) -> list[str]:
    """Primary, unique and foreign keys between workspaces' tables that start with another column."""
    return [
        f"{row['table']}.{row['name']}"
        for row in await connection.fetch(KEYS)
        if row["table"] not in ABOVE_WORKSPACES
        and row["target"] not in ABOVE_WORKSPACES
        and row["first_column"] != "workspace_id"
    ]


async def test_every_workspaces_table_is_guarded(database: Database) -> None:
    async with database.acquire() as connection:
        assert await unguarded_tables(connection) == []


async def test_every_key_is_led_by_the_workspace(database: Database) -> None:
    async with database.acquire() as connection:
        assert await keys_not_led_by_workspace(connection) == []


async def test_the_tables_above_workspaces_are_those(database: Database) -> None:
    async with database.acquire() as connection:
        tables = {row["relname"] for row in await connection.fetch(TABLES)}
    assert ABOVE_WORKSPACES - tables == set()


async def test_an_unguarded_table_is_found(database: Database) -> None:
    async with database.acquire() as connection, connection.transaction():
        await connection.execute("create table thing (workspace_id uuid, id uuid primary key)")
        await connection.execute("create unique index thing_lower on thing (lower(id::text))")
        assert await unguarded_tables(connection) == ["thing"]
        assert await keys_not_led_by_workspace(connection) == ["thing.thing_pkey", "thing.thing_lower"]
        await connection.execute("drop table thing")
