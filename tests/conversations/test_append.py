"""What the only writer of timelines promises."""

import asyncio
from uuid import UUID

import asyncpg
import pytest
from msgspec import structs

from causerie.content import Text
from causerie.conversations.model import Assignment, Entry, Happened, Message, Note
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from causerie.events import Assigned, CaseOpened
from tests.helpers.world import World, make_world

WAITS_FOR_A_LOCK = """
select pid from pg_stat_activity, pg_sleep(0.01)
where datname = current_database() and wait_event_type = 'Lock' limit 1
"""


async def entries(world: World, conversation: UUID) -> list[Entry]:
    reader = Reader(world.workspace, world.agent.person)
    return (await world.runtime.conversations.entries(reader, conversation)).entries


async def test_entries_stand_in_the_order_of_their_arrival_without_a_gap(world: World) -> None:
    customer = await world.customer()
    answers = [world.runtime.conversations.submit(customer.line(f"word {number}")) for number in range(200)]
    seqs = [seq for _, seq in await asyncio.gather(*answers)]
    assert seqs == list(range(2, 202))  # 1 is the event that opened the case
    told = [entry.body for entry in (await entries(world, customer.conversation))[-199:]]
    assert told == [Message(Text(f"word {number}")) for number in range(1, 200)]


async def test_the_same_client_id_gives_the_same_entry(world: World) -> None:
    customer = await world.customer()
    line = customer.line("once")
    say = world.runtime.conversations.say
    first = await say(line)
    again = await asyncio.gather(*(say(line) for _ in range(20)))
    assert {first} == set(again)
    assert len(await entries(world, customer.conversation)) == 2


async def test_twins_in_one_batch_are_one_entry(world: World) -> None:
    customer = await world.customer()
    line = customer.line("twin")
    answers = await asyncio.gather(*(world.runtime.conversations.submit(line) for _ in range(10)))
    assert set(answers) == {(customer.conversation, 2)}


async def test_somebody_elses_client_id_is_refused(world: World) -> None:
    customer = await world.customer()
    line = customer.line("mine")
    await world.runtime.conversations.say(line)
    with pytest.raises(AppError) as refused:
        await world.runtime.conversations.say(
            world.answer(customer.conversation, "theirs", client_id=line.client_id)
        )
    assert refused.value.code is ErrorCode.CONFLICT


async def test_a_bad_entry_fails_alone(world: World) -> None:
    """PostgreSQL refuses the NUL that validation at the edge would have refused before."""
    customer = await world.customer()
    good = [customer.line(f"good {number}") for number in range(5)]
    bad = customer.line("bad\x00")
    lines = [*good[:3], bad, *good[3:]]
    answers = await asyncio.gather(
        *(world.runtime.conversations.submit(line) for line in lines), return_exceptions=True
    )
    assert [answer[1] for answer in answers if isinstance(answer, tuple)] == [2, 3, 4, 5, 6]
    refused = answers[3]
    assert isinstance(refused, AppError)
    assert refused.code is ErrorCode.INVALID


async def test_an_unknown_conversation_and_a_foreign_one_are_the_same_not_found(world: World) -> None:
    stranger = await (await make_world(world.runtime)).customer()
    mine = await world.customer()
    for conversation in (stranger.conversation, UUID(int=7)):
        line = structs.replace(mine.line("hello?"), conversation_id=conversation)
        with pytest.raises(AppError) as refused:
            await world.runtime.conversations.say(line)
        assert refused.value.code is ErrorCode.NOT_FOUND


async def test_a_reply_to_what_was_never_said_is_refused(world: World) -> None:
    customer = await world.customer()
    with pytest.raises(AppError) as refused:
        await world.runtime.conversations.say(customer.line("to what?", reply_to=99))
    assert refused.value.code is ErrorCode.INVALID


async def test_the_first_word_opens_a_case_and_the_first_answerer_is_its_assignee(world: World) -> None:
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line("hello"))
    await world.runtime.conversations.say(world.answer(customer.conversation, "hi"))
    bodies = [entry.body for entry in await entries(world, customer.conversation)]
    assert bodies == [
        Happened(CaseOpened(1)),
        Message(Text("hello")),
        Happened(Assigned(world.agent.account.id, "Olga")),
        Message(Text("hi")),
    ]


async def test_the_head_counts_what_the_other_side_has_not_read(world: World) -> None:
    customer = await world.customer()
    conversations = world.runtime.conversations
    for text in ("one", "two"):
        await conversations.say(customer.line(text))
    assert (await conversations.detail(world.workspace, customer.conversation)).head.unread == 2
    reader = Reader(world.workspace, world.agent.person)
    await conversations.mark(reader, customer.conversation, delivered=0, read=2)
    assert (await conversations.detail(world.workspace, customer.conversation)).head.unread == 1


async def test_notes_are_never_for_the_contact(world: World) -> None:
    customer = await world.customer()
    conversations = world.runtime.conversations
    await conversations.say(customer.line("hello"))
    await conversations.say(world.answer(customer.conversation, "careful with this one", note=True))
    seen = await conversations.entries(customer.reader, customer.conversation, after=0)
    assert [entry.seq for entry in seen.entries] == [2]
    assert seen.through == seen.head
    assert not any(isinstance(entry.body, Note) for entry in seen.entries)


async def test_entries_can_be_neither_changed_nor_deleted(world: World) -> None:
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line("for ever"))
    for statement in ("update entry set body = '{}'", "delete from entry", "truncate entry"):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with world.runtime.database.system() as connection:
                await connection.execute(statement)


async def test_what_comes_late_to_a_merged_conversation_goes_to_the_other(world: World) -> None:
    one, other = await world.customer(), await world.customer()
    conversations = world.runtime.conversations
    for customer in (one, other):
        await conversations.say(customer.line("hello"))
    assert one.visitor.contact_id is not None
    assert other.visitor.contact_id is not None
    await conversations.merge(world.workspace, one.visitor.contact_id, other.visitor.contact_id)
    async with asyncio.timeout(5):
        for number in range(3):
            kept_in, _ = await conversations.say(one.line(f"late {number}"))
            assert kept_in == other.conversation


async def test_what_is_committed_is_told_while_the_next_batch_waits_for_a_lock(world: World) -> None:
    customer, other = await world.customer(), await world.customer()
    conversations, database = world.runtime.conversations, world.runtime.database
    await conversations.say(other.line("hello"))
    async with database.system() as connection:
        await connection.execute("select from conversation where id = $1 for update", other.conversation)
        first = conversations.submit(customer.line("free"))
        await asyncio.sleep(0)  # its batch has begun
        locked = conversations.submit(other.line("locked"))
        async with asyncio.timeout(5):
            assert (await first)[0] == customer.conversation
        assert not locked.done()
    await locked


async def test_what_waited_behind_a_lost_batch_is_lost_with_it(world: World) -> None:
    """Sent again it would stand behind them."""
    customer, other = await world.customer(), await world.customer()
    say, runtime = world.runtime.conversations.submit, world.runtime
    await say(customer.line("before"))
    async with (
        runtime.database.acquire() as holder,
        runtime.database.acquire() as killer,
        holder.transaction(),
    ):
        await holder.execute("select from conversation where id = $1 for update", customer.conversation)
        lost = say(customer.line("lost"))
        while not (waits := await killer.fetchval(WAITS_FOR_A_LOCK)):
            pass
        behind, elsewhere = say(customer.line("behind")), say(other.line("elsewhere"))
        await killer.execute("select pg_terminate_backend($1)", waits)
        answers = await asyncio.gather(lost, behind, return_exceptions=True)
    assert [error.code for error in answers if isinstance(error, AppError)] == [ErrorCode.UNAVAILABLE] * 2
    await elsewhere
    await say(customer.line("lost again"))
    said = [entry.body for entry in await entries(world, customer.conversation)]
    assert said[1:] == [Message(Text("before")), Message(Text("lost again"))]


async def test_an_entry_is_of_a_conversation_that_stays(world: World) -> None:
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line("for ever"))
    for statement in (
        "delete from conversation",
        "truncate conversation cascade",
        "update conversation set id = gen_random_uuid()",
    ):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with world.runtime.database.system() as connection:
                await connection.execute(statement)
    copy = "insert into entry (select (jsonb_populate_record(e, $1)).* from entry e where conversation_id = $2 limit 1)"
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with world.runtime.database.system() as connection:
            await connection.execute(copy, {"conversation_id": str(UUID(int=7))}, customer.conversation)


async def test_fifty_first_words_at_once_make_one_conversation(world: World) -> None:
    """WEAKNESSES 47: parallel requests made parallel conversations elsewhere."""
    visitor = await world.visitor()
    opened = await asyncio.gather(
        *(world.runtime.conversations.open_for_visitor(visitor, locale="en") for _ in range(50))
    )
    assert len({one.conversation_id for one in opened}) == 1
    assert sum(one.first for one in opened) == 1


async def test_assigning_to_who_has_it_already_is_no_event(world: World) -> None:
    customer = await world.customer()
    conversations = world.runtime.conversations
    await conversations.say(customer.line("hello"))
    colleague = world.colleague.account.id
    wanted = Assignment(colleague)
    first = await world.runtime.casework.assign(world.agent, customer.conversation, wanted)
    again = await world.runtime.casework.assign(world.agent, customer.conversation, wanted)
    assert first == again
