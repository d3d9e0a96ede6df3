"""Row level security: where a query forgets its workspace, the database does not."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from causerie.kit.database import TENANT_ROLE
from tests.helpers.server import Server
from tests.security.callers import NOBODYS, Cast

TENANTS_TABLES = """
select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'workspace_id' order by 1
"""
READABLE = """
select c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
  and has_table_privilege($1, c.oid, 'select') order by 1
"""
# Above workspaces: what a tenant must read of them is who writes and how the business is called.
SHARED = {"account", "workspace", "installation"}


async def names(server: Server, query: str, *arguments: object) -> list[str]:
    async with server.runtime.database.acquire() as connection:
        return [row[0] for row in await connection.fetch(query, *arguments)]


async def fill(server: Server, workspace: UUID, conversation: UUID) -> None:
    """A row of this workspace in the tables that the cast left empty."""
    async with server.runtime.database.system() as connection:
        contact = await connection.fetchval("select contact_id from conversation where id = $1", conversation)
        for statement in (
            "insert into visit values ($1, gen_random_uuid(), $2, 'https://a.example', '', '', now())",
            "insert into identify_nonce values ($1, $2::uuid::text, 'b', now())",
            "insert into inbound values ($1, 'email', $2::uuid::text)",
            "insert into file values ($1, $2, 'o', 'n', 't', 1)",
            "insert into tracked values ($1, $2, 'i', 'n', '{}', now())",
            "insert into contact_change (workspace_id, id, contact_id, source, changes)"
            " values ($1, gen_random_uuid(), $2, 's', '{}')",
            "insert into consent values ($1, gen_random_uuid(), $2, true, 'p', 'c', 't', 's', now())",
            "insert into data_request (workspace_id, id, contact_id, kind)"
            " values ($1, gen_random_uuid(), $2, 'export')",
        ):
            await connection.execute(f"{statement} on conflict do nothing", workspace, contact)
        await connection.execute(
            "insert into api_key select workspace_id, gen_random_uuid(), account_id, 'k', $2::uuid::text::bytea, '{s}'"
            " from staff where workspace_id = $1 limit 1 on conflict do nothing",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into webhook select workspace_id, $2, 'https://a.example', '', '{e}', true, null, account_id"
            " from staff where workspace_id = $1 limit 1 on conflict do nothing",
            workspace,
            conversation,
        )
        for statement in (
            "insert into webhook_place values ($1, $2, $2, 1)",
            "insert into webhook_message (workspace_id, webhook_id, id, event, body) values ($1, $2, $2, 'e', 'b')",
            "insert into case_label values ($1, 'vip', 'open', $2)",
            "insert into team values ($1, $2, 'Returns')",
            "insert into report_fact (workspace_id, conversation_id, seq, kind, at, case_number, channel)"
            " values ($1, $2, 1, 'opened', now(), 1, 'web')",
            "insert into report_course values ($1, $2, 1, 'b', '{}')",
            "insert into report_place select $1, '0', $2::uuid::text",
        ):
            await connection.execute(f"{statement} on conflict do nothing", workspace, conversation)
        await connection.execute(
            "insert into attribute values ($1, 'case', 'size', 'Size', 'text') on conflict do nothing",
            workspace,
        )
        await connection.execute(
            "insert into label values ($1, 'vip', '#336699') on conflict do nothing", workspace
        )
        await connection.execute(
            "insert into team_member select $1, $2, account_id from staff where workspace_id = $1"
            " on conflict do nothing",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into sla values ($1, '{\"policies\": []}') on conflict do nothing",
            workspace,
        )
        await connection.execute(
            "insert into segment values ($1, $2, 'New', '{}') on conflict do nothing", workspace, conversation
        )
        for statement in (
            "insert into contact_import (workspace_id, id, by_id, name, state, columns, total)"
            " select $1, $2, account_id, 'n', 'done', '{}', 1 from staff where workspace_id = $1 limit 1",
            "insert into import_flaw values ($1, $2, 1, 'c', 'w')",
            "insert into import_made select $1, id, contact_id from conversation where workspace_id = $1 and id = $2",
            "insert into contact_export (workspace_id, id, by_id, format)"
            " select $1, $2, account_id, 'csv' from staff where workspace_id = $1 limit 1",
        ):
            await connection.execute(f"{statement} on conflict do nothing", workspace, conversation)
        await connection.execute(
            "insert into routing values ($1, '{}') on conflict do nothing",
            workspace,
        )
        await connection.execute(
            "insert into agent select $1, account_id from staff where workspace_id = $1 on conflict do nothing",
            workspace,
        )
        await connection.execute(
            "insert into scheduled_message select $1, $2, $2, 'c', account_id, '{}', 1, now(), 'hold', false"
            " from staff where workspace_id = $1 limit 1 on conflict do nothing",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into rule values ($1, $2, 1, false, '{}') on conflict do nothing",
            workspace,
            conversation,
        )
        for statement in (
            "insert into rule_place values ($1, $2, 1, '{}')",
            "insert into rule_firing values ($1, $2, $2, 'n', $2, 1, now(), 't', '[]', '[]')",
            "insert into rule_trial values ($1, $2, '{}')",
        ):
            await connection.execute(f"{statement} on conflict do nothing", workspace, conversation)
        await connection.execute(
            "insert into canned_reply values ($1, $2, null, null, 't', 's', '{}') on conflict do nothing",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into staff_invitation select $1, $2, 'a@b.example', 'agent', '{}', 'en', account_id, '', now(),"
            " now() from staff where workspace_id = $1 limit 1 on conflict do nothing",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into bulk select $1, $2, account_id, 'c', '[]' from staff where workspace_id = $1 limit 1"
            " on conflict do nothing",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into role values ($1, $2, 'Lead', '{}') on conflict do nothing", workspace, conversation
        )
        await connection.execute(
            "insert into audit (workspace_id, id, action) values ($1, $2, 'a.b') on conflict do nothing",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into macro values ($1, $2, null, null, 'm', '[]') on conflict do nothing",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into bulk_item values ($1, $2, $2, 1, 1) on conflict do nothing", workspace, conversation
        )
        session = await connection.fetchval("select id from session limit 1")
        device = await connection.fetchval(
            "insert into push_device (id, account_id, session_id, endpoint, point, auth)"
            " select gen_random_uuid(), account_id, id, 'https://push.example/' || $2::uuid, '', '' from session"
            " where id = $1 on conflict (endpoint) do update set auth = '' returning id",
            session,
            conversation,
        )
        await connection.execute(
            "insert into push_notice values ($1, $2, $3, 1) on conflict do nothing",
            workspace,
            conversation,
            device,
        )
        await connection.execute(
            "insert into trigger_count select $1, id, 't', current_date, 1, 1, 1 from channel"
            " where workspace_id = $1 on conflict do nothing",
            workspace,
        )
        await connection.execute(
            "insert into inbox_place select $1, $2, id from account limit 1 on conflict do nothing",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into story select $1, $2, $2, 'alt', null, account_id, now(), now() from staff"
            " where workspace_id = $1 limit 1 on conflict do nothing",
            workspace,
            contact,
        )
        await connection.execute(
            "insert into story_seen values ($1, $2, $2) on conflict do nothing", workspace, contact
        )
        for made in (
            "insert into sticker_pack values ($1, $2, 'n') on conflict do nothing",
            "insert into pack_sticker values ($1, $2, $2, $2, 'w', 1) on conflict do nothing",
        ):
            await connection.execute(made, workspace, contact)
        for statement in (
            "insert into member (workspace_id, conversation_id, contact_id, role, joined_seq)"
            " values ($1, $2, $3, 'member', 1)",
            "insert into direct values ($1, $3, $2)",
            "insert into invitation (workspace_id, id, conversation_id, made_by) values ($1, $2, $2, $3)",
        ):
            await connection.execute(f"{statement} on conflict do nothing", workspace, conversation, contact)
        await connection.execute(
            "insert into entry_due (workspace_id, entries, conversation_ids, seqs)"
            " values ($1, 1, array[$2::uuid], '{1}')",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into outside_due (workspace_id, conversation_ids) values ($1, array[$2::uuid])",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into delivery (workspace_id, id, conversation_id, channel, address, reference, from_seq, to_seq,"
            " state) values ($1, gen_random_uuid(), $2, 'email', 'a', gen_random_uuid()::text, 1, 1, 'sent')",
            workspace,
            conversation,
        )
        await connection.execute(
            "insert into read_mark values ($1, $2, 'contact', gen_random_uuid(), 1, 1)",
            workspace,
            conversation,
        )


async def test_a_tenant_sees_its_own_rows_of_every_table_and_no_others(server: Server, people: Cast) -> None:
    await server.runtime.indexer.catch_up()
    async with server.runtime.database.system() as working:
        # As long as somebody else works, what is due stays.
        await working.execute(
            "select pg_advisory_xact_lock(hashtext(name)) from unnest(array['entry_words', 'outside_due']) as name"
        )
        await assert_every_table_is_walled(server, people)


async def assert_every_table_is_walled(server: Server, people: Cast) -> None:
    for customer in (people.customer, people.stranger):
        await fill(server, customer.world.workspace, customer.conversation)
    tables = await names(server, TENANTS_TABLES)
    assert {"staff", "contact", "conversation", "entry", "file"} <= set(tables)
    async with server.runtime.database.tenant(people.mine.workspace) as connection:
        for table in [*tables, "desk_head", "inbox_head"]:
            seen = {row[0] for row in await connection.fetch(f"select distinct workspace_id from {table}")}
            assert seen <= {people.mine.workspace}, table
            assert seen or table == "inbox_head", f"nothing was tried: {table} is empty"


async def test_without_a_workspace_a_tenant_sees_nothing(server: Server) -> None:
    tables = await names(server, TENANTS_TABLES)
    async with server.runtime.database.system() as connection:
        await connection.execute("select set_config('role', $1, true)", TENANT_ROLE)
        for table in tables:
            assert await connection.fetchval(f"select count(*) from {table}") == 0, table


async def test_what_a_tenant_may_read_is_its_workspaces_or_shared_on_purpose(server: Server) -> None:
    """No session, no code, no table of jobs; a new table is seen here."""
    readable = set(await names(server, READABLE, TENANT_ROLE))
    own = {*await names(server, TENANTS_TABLES), "desk_head", "inbox_head"}
    assert readable - own <= SHARED
    async with server.runtime.database.acquire() as connection:
        unbound = await connection.fetch(
            "select relname from pg_class where relname = any ($1) and relkind = 'r' and not relrowsecurity",
            list(await names(server, TENANTS_TABLES)),
        )
    assert unbound == []


async def test_a_tenant_reads_no_password(server: Server, people: Cast) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with server.runtime.database.tenant(people.mine.workspace) as connection:
            await connection.fetch("select password_hash from account")


# By its policy, by a foreign key, or by the trigger that keeps conversations where they are.
REFUSED = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.ForeignKeyViolationError,
    asyncpg.RestrictViolationError,
)


@pytest.mark.parametrize("workspace", ["theirs", "nobody's"])
async def test_a_tenant_writes_nothing_into_another_workspace(
    server: Server, people: Cast, workspace: str
) -> None:
    foreign = people.theirs.workspace if workspace == "theirs" else NOBODYS
    statements = (
        "insert into contact (workspace_id, id) values ($1, gen_random_uuid())",
        "insert into file (workspace_id, id, owner, name, media_type, size)"
        " values ($1, gen_random_uuid(), '', '', '', 1)",
        "update contact set workspace_id = $1",
        "update conversation set workspace_id = $1",
    )
    for statement in statements:
        with pytest.raises(REFUSED):
            async with server.runtime.database.tenant(people.mine.workspace) as connection:
                await connection.execute(statement, foreign)
    async with server.runtime.database.tenant(people.mine.workspace) as connection:
        for table in ("contact", "conversation", "identity", "file"):
            done = await connection.execute(
                f"update {table} set created_at = created_at where workspace_id = $1", foreign
            )
            assert done == "UPDATE 0"


async def test_the_wall_stands_again_after_the_transaction(server: Server, people: Cast) -> None:
    async with server.runtime.database.acquire() as connection:
        async with connection.transaction():
            await connection.execute(
                "select set_config('role', $1, true), set_config('causerie.workspace_id', $2, true)",
                TENANT_ROLE,
                str(people.mine.workspace),
            )
        assert await connection.fetchval("select current_setting('causerie.workspace_id', true)") in (
            "",
            None,
        )
        assert await connection.fetchval("select current_user") != TENANT_ROLE
