"""The messenger's own list: where an account keeps its conversations, and what it finds in them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec import structs

from causerie.accounts.model import Account
from causerie.contacts import service as contacts
from causerie.conversations import inbox, search
from causerie.conversations.model import Edited, InboxChange, InboxHead
from causerie.errors import AppError, ErrorCode
from causerie.kit.ids import new_id
from causerie.runtime import Runtime
from tests.helpers.world import Customer, World, make_world, new_client_id


async def owner_of(*customers: Customer) -> Account:
    """One person with a messenger, whose conversations these are."""
    runtime = customers[0].world.runtime
    account = Account(new_id(), f"{new_client_id()}@mail.example", "", "", None, "en")
    async with runtime.database.system() as connection:
        await connection.execute("insert into account (id, email) values ($1, $2)", account.id, account.email)
        for customer in customers:
            assert customer.visitor.contact_id is not None
            assert account.email is not None
            await contacts.claim_email(
                connection, customer.world.workspace, customer.visitor.contact_id, account.email
            )
        await contacts.connect_account(connection, account)
    return account


async def heads(runtime: Runtime, account: Account, limit: int = 200) -> list[InboxHead]:
    """Every page of the list."""
    found, page = list[InboxHead](), None
    while True:
        answer = await runtime.conversations.inbox(account.id, after=page, limit=limit)
        found += answer.heads
        page = answer.next
        if page is None:
            return found


async def test_what_was_pinned_muted_and_archived_is_so_on_every_device(world: World) -> None:
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line("hello"))
    account = await owner_of(customer)
    until = datetime(2031, 1, 1, tzinfo=UTC)
    place = world.runtime.conversations.place_in_inbox
    await place(account.id, customer.conversation, InboxChange(pinned=1.5))
    await place(account.id, customer.conversation, InboxChange(muted_until=until))
    head = await place(account.id, customer.conversation, InboxChange(archived=True))
    assert (head.pinned, head.muted_until, head.archived_at) == (1.5, until, head.last_at)
    assert await heads(world.runtime, account) == [head]

    await world.runtime.conversations.say(world.answer(customer.conversation, "an answer"))
    head = await place(account.id, customer.conversation, InboxChange(pinned=None, muted_until=None))
    assert (head.pinned, head.muted_until) == (None, None)
    assert head.archived_at is not None
    assert head.archived_at < head.last_at


async def test_a_list_that_was_away_is_told_what_was_placed_meanwhile(world: World) -> None:
    customer, other = await world.customer(), await world.customer()
    account = await owner_of(customer, other)
    cursor = (await world.runtime.conversations.inbox(account.id, after=None, limit=10)).cursor
    await world.runtime.conversations.place_in_inbox(
        account.id, other.conversation, InboxChange(archived=True)
    )
    async with world.runtime.database.system() as connection:
        changed, _ = await inbox.changed(connection, account.id, cursor)
        behind = await inbox.behind(connection, {account.id: cursor.partition(".")[2]})
    assert [head.conversation for head in changed] == [other.conversation]
    assert behind == [account.id]


async def test_nobody_places_what_is_not_their_own(world: World) -> None:
    customer, stranger = await world.customer(), await world.customer()
    account = await owner_of(customer)
    with pytest.raises(AppError) as refused:
        await world.runtime.conversations.place_in_inbox(
            account.id, stranger.conversation, InboxChange(archived=True)
        )
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_pages_hold_every_conversation_and_the_first_all_that_is_pinned(world: World) -> None:
    worlds = [world, *[await make_world(world.runtime) for _ in range(6)]]
    customers = [await one.customer() for one in worlds]
    for customer in customers:
        await world.runtime.conversations.say(customer.line("hello"))
    account = await owner_of(*customers)
    await world.runtime.conversations.place_in_inbox(
        account.id, customers[0].conversation, InboxChange(pinned=0)
    )
    first = await world.runtime.conversations.inbox(account.id, after=None, limit=2)
    newest = [customer.conversation for customer in reversed(customers)]
    assert [head.conversation for head in first.heads] == [*newest[:2], customers[0].conversation]
    every = [head.conversation for head in await heads(world.runtime, account, limit=2)]
    assert every == [*newest[:2], customers[0].conversation, *newest[2:]]
    with pytest.raises(AppError):
        await world.runtime.conversations.inbox(account.id, after="no page", limit=2)


async def fill(world: World, account: Account, own: int, strangers: int) -> None:
    """Conversations with this account, each with a business of its own, and those of others."""
    async with world.runtime.database.system() as connection:
        for owner, count in ((account.id, own), (None, strangers)):
            await connection.execute(
                """
                with w as (
                  insert into workspace (id, slug, name) select gen_random_uuid(), 'w' || gen_random_uuid(), 'W'
                  from generate_series(1, $2) returning id
                ), t as (
                  insert into contact (workspace_id, id, account_id)
                  select id, gen_random_uuid(), $1 from w returning workspace_id, id
                )
                insert into conversation (workspace_id, id, kind, contact_id)
                select workspace_id, gen_random_uuid(), 'customer', id from t
                """,
                owner,
                count,
            )
        await connection.execute("analyze")


async def test_the_list_and_its_search_read_by_their_indexes_however_much_others_have(world: World) -> None:
    account = await owner_of(await world.customer())
    await fill(world, account, own=50, strangers=9_950)
    assert len(await heads(world.runtime, account, limit=20)) == 51
    far = {"before_at": datetime.max.replace(tzinfo=UTC), "before_id": UUID(int=2**128 - 1)}
    for module, name, given in (
        (inbox, "inbox_page", {"limit": 201, **far}),
        (inbox, "inbox_changed", {"since": "1", "limit": 501}),
        (inbox, "inbox_pinned", {}),
        (search, "found_by_account", {"words": "'coat'", "before_seq": 0, "limit": 21, **far}),
    ):
        async with world.runtime.database.system() as connection:
            arguments = module.QUERIES._arguments(name, {"account_id": account.id, **given})
            rows = await connection.fetch(f"explain {module.QUERIES.sql(name)}", *arguments)
        plan = "\n".join(row[0] for row in rows)
        for table in ("contact", "conversation", "workspace"):
            assert f"Seq Scan on {table}" not in plan, f"{name}:\n{plan}"


async def find(world: World, account: Account, query: str, *, page: str | None = None) -> search.OwnFound:
    await world.runtime.indexer.catch_up()
    return await world.runtime.search.find_own(account.id, query, page=page, limit=2)


def texts(found: search.OwnFound) -> list[str]:
    return ["".join(part.text for part in hit.parts) for hit in found.hits]


async def test_a_person_finds_what_was_said_to_every_business_and_nothing_of_others(world: World) -> None:
    other = await make_world(world.runtime)
    mine, theirs, stranger = await world.customer(), await other.customer(), await world.customer()
    account = await owner_of(mine, theirs)
    say = world.runtime.conversations.say
    await say(mine.line("a blue coat"))
    await say(theirs.line("Coats of another shop"))
    await say(stranger.line("somebody elses coat"))
    await say(world.answer(mine.conversation, "the coat is sold out"))
    await say(world.answer(mine.conversation, "a note on the coat", note=True))
    found = await find(world, account, "coat")
    assert texts(found) == ["the coat is sold out", "Coats of another shop"]
    assert found.next is not None
    again = await find(world, account, "coat", page=found.next)
    assert texts(again) == ["a blue coat"]
    assert again.next is None
    assert {person.name for person in found.people} >= {world.agent.account.name}
    assert texts(await find(world, account, "coat -sold -shop")) == ["a blue coat"]


async def test_what_is_found_says_it_still(world: World) -> None:
    customer = await world.customer()
    account = await owner_of(customer)
    line = customer.line("a blue coat")
    _, seq = await world.runtime.conversations.say(line)
    change = Edited(seq, "a red hat")
    await world.runtime.conversations.say(structs.replace(line, client_id=new_client_id(), body=change))
    assert texts(await find(world, account, "coat")) == []


@pytest.mark.parametrize("page", ["no page", "bm8=", ""])
async def test_a_foreign_page_is_refused(world: World, page: str) -> None:
    account = await owner_of(await world.customer())
    with pytest.raises(AppError) as refused:
        await find(world, account, "coat", page=page)
    assert refused.value.code is ErrorCode.INVALID
