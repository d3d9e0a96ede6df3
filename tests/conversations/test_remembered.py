"""What the appender promises while it plans from the heads that it remembers, and others move them too."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest

from causerie.channels.outbox import calls
from causerie.content import Text
from causerie.conversations import append
from causerie.conversations.append import Appender
from causerie.conversations.model import Assignment, Message
from causerie.conversations.plan import Kept, Line, Plan
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection
from tests.helpers.world import Customer, World

Before = Callable[[], Awaitable[None]]


class Second(Appender):
    """Another process's appender on the same database. `ways`: how each batch was tried, by "one statement" or "under
    locks"; `before`: what happens before a statement of the first kind is sent."""

    ways: list[str]
    before: Before | None = None

    async def keep(self, connection: Connection, plan: Plan) -> bool:
        locked = connection.is_in_transaction()
        self.ways.append("under locks" if locked else "one statement")
        if self.before is not None and not locked:
            await self.before()
        return await super().keep(connection, plan)

    async def say(self, line: Line) -> int:
        """The seq that the line got."""
        kept: asyncio.Future[int | AppError] = asyncio.get_running_loop().create_future()
        self.append(line, lambda _, answer: kept.set_result(answer))
        answer = await kept
        if isinstance(answer, AppError):
            raise answer
        return answer


async def nothing(connection: Connection, kept: list[Kept]) -> None:
    """Amendments call for nothing here."""


@asynccontextmanager
async def second(world: World) -> AsyncIterator[Second]:
    appender = Second(
        world.runtime.database, calls=calls, with_amendments=nothing, after_commit=lambda kept, seconds: None
    )
    appender.ways = []
    running = asyncio.create_task(appender.run())
    yield appender
    appender.stop()
    await running


async def stand(world: World, customer: Customer) -> list[int]:
    """The seqs of the conversation as they are kept, which is what its head says."""
    async with world.runtime.database.acquire() as connection:
        where = "where conversation_id = $1 order by seq"
        rows = await connection.fetch(f"select seq from entry {where}", customer.conversation)
        head = await connection.fetchval(
            "select last_seq from conversation where id = $1", customer.conversation
        )
    seqs = [row[0] for row in rows]
    assert seqs == list(range(1, head + 1))
    return seqs


async def unread(world: World, customer: Customer) -> int:
    return (await world.runtime.conversations.detail(world.workspace, customer.conversation)).head.unread


async def test_what_follows_is_kept_by_one_statement(world: World) -> None:
    customer = await world.customer()
    async with second(world) as appender:
        for number in range(3):
            assert await appender.say(customer.line(f"word {number}")) == number + 2
        assert appender.ways == ["under locks", "one statement", "one statement"]


async def test_several_processes_in_one_conversation_lose_nothing_and_leave_no_gap(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(append, "DOUBT_SECONDS", 0)  # they are wrong as often as they can be
    customer = await world.customer()
    first, seqs = world.runtime.conversations, list[int]()

    async def talk(say: Callable[[Line], Awaitable[tuple[UUID, int] | int]], name: str) -> None:
        for number in range(40):
            answer = await say(customer.line(f"{name} {number}"))
            seqs.append(answer if isinstance(answer, int) else answer[1])

    async with second(world) as other, second(world) as third:
        for appender in (other, third):
            await appender.say(customer.line("hello"))
        await asyncio.gather(talk(first.say, "a"), talk(other.say, "b"), talk(third.say, "c"))
        tried = [*other.ways, *third.ways]
    stood = await stand(world, customer)
    assert len(stood) == 1 + 2 + 120
    assert sorted(seqs) == stood[3:], "everybody was told where it stands"
    # What others said never makes a plan wrong; it only stands behind that.
    assert tried.count("under locks") == 2
    assert await unread(world, customer) == 122


async def test_beside_others_who_move_the_case_nothing_is_lost_either(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(append, "DOUBT_SECONDS", 0)
    customer = await world.customer()
    casework = world.runtime.casework

    async def move_the_case() -> None:
        for number in range(10):
            assignee = (world.agent, world.colleague)[number % 2].account.id
            await casework.assign(world.agent, customer.conversation, Assignment(assignee))
            await casework.resolve(world.agent, customer.conversation)

    async def talk(appender: Second, name: str) -> None:
        for number in range(40):
            await appender.say(customer.line(f"{name} {number}"))

    async with second(world) as other, second(world) as third:
        await other.say(customer.line("hello"))
        await asyncio.gather(move_the_case(), talk(other, "b"), talk(third, "c"))
        tried = [*other.ways, *third.ways]
    seqs = await stand(world, customer)
    async with world.runtime.database.acquire() as connection:
        kinds = await connection.fetch(
            "select kind, count(*) from entry where conversation_id = $1 group by kind", customer.conversation
        )
    assert dict(tuple(row) for row in kinds)["message"] == 81
    assert len(seqs) > 81 + 10
    assert len(tried) > 81, "nobody was ever wrong: nothing was tried"


async def test_a_head_that_another_process_moved_is_asked_for(world: World) -> None:
    customer = await world.customer()
    async with second(world) as appender:
        await appender.say(customer.line("hello"))
        await world.runtime.casework.resolve(world.agent, customer.conversation)
        # 3 is the end of the case; what comes now opens it again.
        assert await appender.say(customer.line("one more thing")) == 5
        assert appender.ways == ["under locks", "one statement", "under locks"]
    head = (await world.runtime.conversations.detail(world.workspace, customer.conversation)).head
    assert (head.status, head.case) == ("open", 1)


async def test_the_row_counts_as_it_is_once_locked_and_not_as_the_snapshot_has_it(world: World) -> None:
    """The statement waits for a lock, and what it waited for moved the head."""
    customer = await world.customer()
    database = world.runtime.database
    async with second(world) as appender:
        await appender.say(customer.line("hello"))
        async with database.system() as connection:
            await connection.execute(
                "update conversation set last_seq = 3 where id = $1", customer.conversation
            )
            await connection.execute(
                'insert into entry select (jsonb_populate_record(e, \'{"seq": 3, "client_id": "theirs"}\')).*'
                " from entry e where conversation_id = $1 and seq = 2",
                customer.conversation,
            )
            saying = asyncio.create_task(appender.say(customer.line("after it")))
            await waiting(connection)
        assert await saying == 4
        assert appender.ways == ["under locks", "one statement"]
    await stand(world, customer)


async def test_what_was_read_meanwhile_stays_read(world: World) -> None:
    """A mark counts the unread under the lock that the statement waits for; the statement adds to that."""
    customer = await world.customer()
    async with second(world) as appender:
        for text in ("one", "two"):
            await appender.say(customer.line(text))
        async with world.runtime.database.system() as connection:
            await connection.execute(
                "update conversation set staff_unread = 0, changed_xid = pg_current_xact_id() where id = $1",
                customer.conversation,
            )
            saying = asyncio.create_task(appender.say(customer.line("three")))
            await waiting(connection)
        assert await saying == 4
        assert appender.ways == ["under locks", "one statement", "one statement"]
    assert await unread(world, customer) == 1


async def waiting(connection: Connection) -> None:
    """Until somebody waits for what this transaction has locked."""
    query = "select count(*) from pg_locks where not granted and transactionid = pg_current_xact_id()::xid"
    async with asyncio.timeout(10):
        while await connection.fetchval(query) == 0:
            pass


async def test_nobody_is_refused_for_what_was_so_once(world: World) -> None:
    customer = await world.customer()
    async with second(world) as appender:
        await appender.say(customer.line("hello"))
        _, seq = await world.runtime.conversations.say(customer.line("elsewhere"))
        assert await appender.say(customer.line("in answer to that", reply_to=seq)) == seq + 1


async def test_a_merge_is_seen_by_who_remembers_the_conversation(world: World) -> None:
    one, other = await world.customer(), await world.customer()
    conversations = world.runtime.conversations
    async with second(world) as appender:
        for customer in (one, other):
            await appender.say(customer.line("hello"))
        assert one.visitor.contact_id is not None
        assert other.visitor.contact_id is not None
        await conversations.merge(world.workspace, one.visitor.contact_id, other.visitor.contact_id)
        await appender.say(one.line("late"))
    reader = Reader(world.workspace, world.agent.person)
    there = (await conversations.entries(reader, other.conversation)).entries
    assert there[-1].body == Message(Text("late"))
    async with world.runtime.database.tenant(world.workspace) as connection:
        kept = await connection.fetch(
            "select body->'content'->>'text' from entry where conversation_id = $1 and kind = 'message'",
            one.conversation,
        )
    assert [text for (text,) in kept] == ["hello"]


async def test_after_a_lost_connection_nothing_is_remembered(world: World) -> None:
    customer = await world.customer()
    async with second(world) as appender:
        await appender.say(customer.line("hello"))

        async def lose() -> None:
            appender.before = None
            raise asyncpg.ConnectionDoesNotExistError("lost")

        appender.before = lose
        line = customer.line("again")
        with pytest.raises(AppError) as refused:
            await appender.say(line)
        assert refused.value.code is ErrorCode.UNAVAILABLE
        assert await appender.say(line) == 3
        assert appender.ways == ["under locks", "one statement", "under locks"]
